"""A filter from its compact text: `skill:java years>=5 intent:open active:6m "供应链"`.

Terms that stand side by side must all hold; `or` is weaker; `not` or `-` turns round; parentheses group. A bare or
quoted word is looked for as text. Full-width signs and Chinese names of fields and values are as good as any.
"""

from typing import NoReturn

from domain.search.filter import DEEPEST, All, Any_, Node, Not, tidy
from domain.search.parts import BadFilter, Part, parts

LONGEST = 4_000


def parse(text: str) -> Node | None:
    """None where nothing is asked for: everybody fits. Raises BadFilter."""
    if len(text) > LONGEST:
        raise BadFilter("too_long", LONGEST, len(text))
    reader = _Reader(parts(text), len(text))
    if not reader.parts:
        return None
    found = reader.alternatives(0)
    if reader.parts:
        extra = reader.parts[0]
        raise BadFilter("unopened_parenthesis", extra.begin, extra.end)
    return tidy(found)


class _Reader:
    def __init__(self, parts: list[Part], end: int) -> None:
        self.parts = parts
        self.end = end

    def alternatives(self, depth: int) -> Node:
        found = [self._together(depth)]
        while self._next("or"):
            found.append(self._together(depth))
        return found[0] if len(found) == 1 else Any_(any=tuple(found))

    def _together(self, depth: int) -> Node:
        found = [self._one(depth)]
        while self._next("and") or (self.parts and self.parts[0].kind in ("not", "term", "open")):
            found.append(self._one(depth))
        return found[0] if len(found) == 1 else All(all=tuple(found))

    def _one(self, depth: int) -> Node:
        if not self.parts:
            raise BadFilter("unfinished", self.end, self.end)
        part = self.parts.pop(0)
        if depth > DEEPEST - 2:
            raise BadFilter("too_deep", part.begin, part.end)
        if part.kind == "not":
            return Not.model_validate({"not": self._one(depth + 1)})
        if part.kind == "open":
            if self.parts and self.parts[0].kind == "close":
                raise BadFilter("empty_parentheses", part.begin, self.parts[0].end)
            found = self.alternatives(depth + 1)
            if not self._next("close"):
                raise BadFilter("unclosed_parenthesis", part.begin, part.end)
            return found
        if part.node is None:
            self._misplaced(part)
        return part.node

    def _misplaced(self, part: Part) -> NoReturn:
        raise BadFilter("unopened_parenthesis" if part.kind == "close" else "misplaced_word", part.begin, part.end)

    def _next(self, kind: str) -> bool:
        if self.parts and self.parts[0].kind == kind:
            self.parts.pop(0)
            return True
        return False
