"""Which pools an event can touch, and by which conditions somebody comes in or goes out.

A filter is asked of a person only where it can fit at all (`anchors`) and where what it looks at has changed (`reads`,
`differs`), or where time turns one of its conditions (`domain.turning`). In between the answer can't change.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from domain.activity import EPOCH
from domain.search.conditions import Allowed, Both, Marked, conditions
from domain.search.fields import BY_NAME
from domain.search.filter import All, Any_, Node, Not, Term, terms
from domain.search.matching import matches
from domain.search.row import Row

_COLUMN = {"active": "last_inbound_at", "contacted": "last_outbound_at", "intended": "intent_at"}
_COLUMN |= {"updated": "updated_at", "added": "added_at", "score": "rank", "band": "rank", "years": "career_since"}
_COLUMN |= {"freshness": "updated_at", "effective": "intent_at"}
_ALSO = {"proposed": "rank", "effective": "has:"}


def reads(node: Node) -> frozenset[str]:
    """The parts of a row that a filter looks at: `skill:`, `words`, `rank` …"""
    return frozenset(part for term in terms(node) for part in (_part(term), _ALSO.get(term.field, "")) if part)


def _part(term: Term) -> str:
    field = BY_NAME[term.field]
    if field.kind == "words":
        return "words"
    if field.kind == "consent":
        return "consents"
    if field.kind == "level" and term.op != ":":
        return "education"
    return _COLUMN.get(field.name, f"{field.name}:")


def anchors(node: Node) -> frozenset[str] | None:
    """Marks of which whoever fits has one, as few and as rare as may be; None: people fit who have none of any such."""
    found = _anchors(node)
    return found[1] if found else None


def _anchors(node: Node) -> tuple[tuple[bool, int], frozenset[str]] | None:
    """With how common they are: one of a few values that everybody has, and how many."""
    match node:
        case All():
            return min((each for part in node.all if (each := _anchors(part))), key=_commonness, default=None)
        case Any_():
            parts = [_anchors(part) for part in node.any]
            known = [each for each in parts if each]
            if len(known) < len(parts):
                return None
            marks = frozenset().union(*(marks for _, marks in known))
            return (any(common for (common, _), _ in known), len(marks)), marks
        case Not():
            return None
        case Term():
            each_has = [_marks(each) for each in conditions(node, EPOCH)]
            marks = frozenset(chain.from_iterable(each_has))
            return ((BY_NAME[node.field].kind == "choice", len(marks)), marks) if all(each_has) else None


def _commonness(found: tuple[tuple[bool, int], frozenset[str]]) -> tuple[bool, int]:
    return found[0]


def _marks(condition: object) -> tuple[str, ...]:
    match condition:
        case Marked(any_of):
            return any_of
        case Both(Marked(any_of)):
            return any_of
        case Allowed(scope):
            return (f"consent:{scope}",)
        case _:
            return ()


def differs(before: Row | None, after: Row | None) -> Callable[[frozenset[str]], bool]:
    """Whether two rows of one person differ in any of these parts. Whoever comes or goes differs in all of them.

    Only parts that are asked for are looked at.
    """
    if before is None or after is None:
        return lambda _parts: before is not after
    marks = () if before.marks is after.marks else {*before.marks} ^ {*after.marks}
    known = {each[: each.index(":") + 1].replace("~", ""): True for each in marks}

    def differs_in(part: str) -> bool:
        if part not in known:
            one, other = (None, None) if part.endswith(":") else (getattr(before, part), getattr(after, part))
            known[part] = one is not other and one != other
        return known[part]

    return lambda parts: any(map(differs_in, parts))


def why(
    node: Node, before: Row | None, after: Row | None, then: datetime, now: datetime
) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The conditions that hold now and did not, and those that held and don't: by these somebody came or went."""
    told = [(term, _holds(term, before, then), _holds(term, after, now)) for term in terms(node)]
    return tuple(term for term, was, holds in told if holds > was), tuple(
        term for term, was, holds in told if was > holds
    )


def _holds(term: Term, row: Row | None, at: datetime) -> bool:
    return row is not None and matches(term, row, at)
