"""Whether a row fits a filter: the twin of the SQL that `projections.search_query` makes, row by row.

By it a dynamic pool is decided for one person, when something happened to them.
"""

from collections.abc import Callable
from datetime import datetime

from domain.activity import EPOCH
from domain.search.conditions import Allowed, Both, Condition, Lacks, Marked, Said, Within, conditions
from domain.search.filter import All, Any_, Node, Not, Term
from domain.search.row import Row
from domain.search.words import has


def matches(node: Node | None, row: Row, at: datetime) -> bool:
    match node:
        case None:
            return True
        case All():
            return all(matches(each, row, at) for each in node.all)
        case Any_():
            return any(matches(each, row, at) for each in node.any)
        case Not():
            return not matches(node.none, row, at)
        case Term():
            return any(_holds(each, row) for each in conditions(node, at))


Fits = Callable[[Row, datetime], bool]


def compiled(node: Node, timely: Callable[[Term], bool]) -> Fits:
    """`matches`, made ready to be asked often: what the conditions of a term are is worked out once, where time does
    not change them.
    """
    match node:
        case All():
            parts = [compiled(each, timely) for each in node.all]
            return lambda row, at: all(part(row, at) for part in parts)
        case Any_():
            parts = [compiled(each, timely) for each in node.any]
            return lambda row, at: any(part(row, at) for part in parts)
        case Not():
            one = compiled(node.none, timely)
            return lambda row, at: not one(row, at)
        case Term() if timely(node):
            return lambda row, at: any(_holds(each, row) for each in conditions(node, at))
        case Term():
            settled = conditions(node, EPOCH)
            return lambda row, _at: any(_holds(each, row) for each in settled)


def _holds(condition: Condition, row: Row) -> bool:
    match condition:
        case Marked(any_of):
            return any(each in row.marks for each in any_of)
        case Within(column, begin, end):
            value = getattr(row, column)
            return value is not None and (begin is None or value >= begin) and (end is None or value < end)
        case Both(marked, within):
            return _holds(marked, row) and _holds(within, row)
        case Lacks(lacked):
            return not _holds(lacked, row)
        case Said(phrase, weight):
            return has(row.words, phrase, weight)
        case Allowed(scope, day):
            parts = (each.rpartition("/") for each in row.consents)
            return any(f"{held}/".startswith(f"{scope}/") and last >= day.isoformat() for held, _, last in parts)
