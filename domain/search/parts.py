"""The compact text of a filter, cut into its parts: terms, words that join them, parentheses."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from domain.search.fields import CALLED, Op
from domain.search.filter import MOST_TERMS, Node, Term
from domain.search.values import BadValue, canonical

_PART = re.compile(
    r"""(?P<blank>\s+)|(?P<not>-(?=[(（"“「]))|(?P<open>[(（])|(?P<close>[)）])
    |(?P<quoted>"(?:[^"\\]|\\.)*"|“[^”]*”|「[^」]*」)|(?P<broken>["“「])
    |(?P<field>-?[^\s()（）"“”「」:：<>=≥≤＜＞＝,，]+)(?P<op>>=|<=|[:：<>=≥≤＜＞＝])
    |(?P<word>[^\s()（）"“”「」]+)""",
    re.VERBOSE | re.DOTALL,
)
_VALUE = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"|“(?P<chinese>[^”]*)”|「(?P<corner>[^」]*)」|(?P<bare>[^\s()（）,，"“”「」]+)'
)
_OPS: dict[str, Op] = {
    **dict[str, Op].fromkeys(":：=＝", ":"),
    ">=": ">=",
    "≥": ">=",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    "＞": ">",
    "<": "<",
    "＜": "<",
}
_AND, _OR, _NOT = frozenset(("and", "且", "并且")), frozenset(("or", "或", "或者")), frozenset(("not", "非"))
KEYWORDS = _AND | _OR | _NOT


class BadFilter(ValueError):
    """What is wrong and where: from letter `begin` until before `end`, from 0. `code` is stable."""

    def __init__(self, code: str, begin: int, end: int, known: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.begin = begin
        self.end = end
        self.known = known
        """What could have stood there, where that is known."""


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    text: str
    begin: int
    end: int
    node: Node | None = None


def parts(text: str) -> list[Part]:
    found: list[Part] = []
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        assert part is not None
        begin, at = part.span()
        match part.lastgroup:
            case "blank":
                continue
            case "broken":
                raise BadFilter("unclosed_quote", begin, len(text))
            case "op":
                if part["field"].startswith("-"):
                    found.append(Part("not", "-", begin, begin + 1))
                    begin += 1
                at, node = _term(text, begin, part)
                found.append(Part("term", "", begin, at, node))
            case "word" if part[0].lower() in KEYWORDS:
                found.append(Part(_keyword(part[0].lower()), part[0], begin, at))
            case "word":
                if part[0].startswith("-") and len(part[0]) > 1:
                    found.append(Part("not", "-", begin, begin + 1))
                    begin += 1
                found.append(Part("term", "", begin, at, _about(text[begin:at], begin, at)))
            case "quoted":
                found.append(Part("term", "", begin, at, _about(_inside(_VALUE.match(text, begin)), begin, at)))
            case kind:
                found.append(Part(str(kind), part[0], begin, at))
        if sum(each.node is not None for each in found) > MOST_TERMS:
            raise BadFilter("too_many_terms", begin, at)
    return found


def _keyword(word: str) -> str:
    return "and" if word in _AND else "or" if word in _OR else "not"


def _about(value: str, begin: int, end: int) -> Node:
    return _checked("text", ":", [(value, begin, end)])


def _term(text: str, begin: int, part: re.Match[str]) -> tuple[int, Node]:
    called = part["field"].removeprefix("-").lower()
    field = CALLED.get(called)
    if field is None:
        near = tuple(get_close_matches(called, CALLED, n=3, cutoff=0.5))
        raise BadFilter("unknown_field", begin, part.start("op"), near)
    op = _OPS[part["op"]]
    values, at = [], part.end()
    while True:
        found = _VALUE.match(text, at)
        if found is None:
            code = "unclosed_quote" if text[at : at + 1] in ('"', "“", "「") else "missing_value"
            raise BadFilter(code, at, min(at + 1, len(text)))
        values.append((_inside(found), at, found.end()))
        at = found.end()
        if text[at : at + 1] not in (",", "，"):
            break
        at += 1
    if op != ":" and len(values) > 1:
        raise BadFilter("one_value", values[1][1], values[-1][2])
    return at, _checked(field.name, op, values)


def _checked(name: str, op: Op, values: list[tuple[str, int, int]]) -> Node:
    for value, begin, end in values:
        try:
            canonical(CALLED[name], op, value)
        except BadValue as error:
            raise BadFilter(error.code, begin, end, error.known) from error
    return Term.model_validate({"field": name, "op": op, "value": tuple(value for value, _, _ in values)})


def _inside(found: re.Match[str] | None) -> str:
    assert found is not None
    if found["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", found["quoted"], flags=re.DOTALL)
    return found["chinese"] or found["corner"] or found["bare"] or ""
