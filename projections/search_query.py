"""A filter as a condition in SQL: every value a parameter, none ever part of the text.

`not` is carried down to the single conditions, where a value that is missing counts as not fitting: so it means
what it means in `domain.search.matching`, and the positive ones stay plain enough for an index.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from domain.access import EVERYTHING, Scope
from domain.activity import EPOCH
from domain.search.conditions import Allowed, Both, Condition, Lacks, Marked, Said, Within, conditions
from domain.search.fields import BY_NAME
from domain.search.filter import All, Any_, Node, Not, Term
from projections.tsvector import tsquery, tsquery_of_ends
from projections.within import bearing, bounds

EVERYBODY = sql.SQL("true")


def never(_condition: Condition) -> bool:
    return False


@dataclass(slots=True)
class Where:
    """A condition on `read.search`, and what it is to be run with."""

    condition: sql.Composable
    parameters: dict[str, Any] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    """What text is looked for, and not looked to be absent."""
    node: Node | None = None
    at: datetime = EPOCH
    scope: Scope = EVERYTHING
    """What it was made of."""
    common: Callable[[Condition], bool] = never
    """What no index is to be asked for: it is looked at in the row, of those whom the other conditions find."""

    @property
    def relevance(self) -> str | None:
        """A tsquery of all that, for ranking; None where no text is looked for."""
        return " | ".join(f"({tsquery(each.phrase, each.weight)})" for each in self.said) or None


def where(
    node: Node | None, at: datetime, scope: Scope = EVERYTHING, common: Callable[[Condition], bool] = never
) -> Where:
    """Of whom the filter finds among those whom the scope shows."""
    made = Where(EVERYBODY, node=node, at=at, scope=scope, common=common)
    parts = [] if node is None else [_of_node(node, at, made, fits=True)]
    if scope.limited:
        parts.append(bearing("marks"))
        made.parameters |= bounds(scope)
    if parts:
        made.condition = _joined(parts, every=True)
    return made


def of_scope(scope: Scope | None) -> Where:
    """Of everybody whom it shows, or whom there is."""
    return where(None, EPOCH, scope or EVERYTHING)


def of_condition(condition: Condition) -> Where:
    made = Where(EVERYBODY)
    made.condition = _of_condition(condition, made, fits=True)
    return made


def _of_node(node: Node, at: datetime, made: Where, *, fits: bool) -> sql.Composable:
    match node:
        case Not():
            return _of_node(node.none, at, made, fits=not fits)
        case All():
            together = sorted(node.all, key=_of_words)
            return _joined([_of_node(each, at, made, fits=fits) for each in together], every=fits)
        case Any_():
            return _joined([_of_node(each, at, made, fits=fits) for each in node.any], every=not fits)
        case Term():
            found = [_of_condition(each, made, fits=fits) for each in conditions(node, at)]
            return _joined(found, every=not fits)


def _of_words(node: Node) -> bool:
    """They take longest to be looked at in a row, so they come last."""
    return isinstance(node, Term) and BY_NAME[node.field].kind == "words"


def _joined(parts: list[sql.Composable], *, every: bool) -> sql.Composable:
    if len(parts) == 1:
        return parts[0]
    return sql.SQL("({})").format(sql.SQL(" AND " if every else " OR ").join(parts))


def _of_condition(condition: Condition, made: Where, *, fits: bool) -> sql.Composable:
    match condition:
        case Marked(any_of):
            shape: LiteralString = "marks @> {}::text[]" if len(any_of) == 1 else "marks && {}::text[]"
            holds = _fitting(sql.SQL(shape).format(_given(made, list(any_of))), fits=fits)
            return sql.SQL("({}) IS TRUE").format(holds) if fits and made.common(condition) else holds
        case Said(phrase, weight):
            if fits:
                made.said.append(condition)
            found = sql.SQL("words @@ {}::tsquery").format(_given(made, tsquery(phrase, weight)))
            if not fits or len(phrase) == 1:
                return _fitting(found, fits=fits)
            # Where words stand only the row knows: an index that is asked for it has it looked at in every row that it
            # finds, before any other condition is.
            ends = sql.SQL("words @@ {}::tsquery").format(_given(made, tsquery_of_ends(phrase)))
            return sql.SQL("({} AND ({}) IS TRUE)").format(ends, found)
        case Within():
            return _joined(list(_within(condition, made, fits=fits)), every=fits)
        case Both(marked, within):
            return _joined([_of_condition(each, made, fits=fits) for each in (marked, within)], every=fits)
        case Lacks(lacked):
            return _of_condition(lacked, made, fits=not fits)
        case Allowed(scope, day):
            # The mark is what the index finds; the day that ends a consent stands in the row.
            found = sql.SQL(
                "(marks @> {}::text[] AND EXISTS (SELECT FROM unnest(consents) held"
                ' WHERE starts_with(held, {}) AND right(held, 10) COLLATE "C" >= {}))'
            ).format(*(_given(made, each) for each in ([f"consent:{scope}"], f"{scope}/", day.isoformat())))
            return _fitting(found, fits=fits)


def _within(condition: Within, made: Where, *, fits: bool) -> Iterator[sql.Composable]:
    column = sql.Identifier(condition.column)
    signs = (">=", "<") if fits else ("<", ">=")
    for sign, bound in zip(signs, (condition.begin, condition.end), strict=True):
        if bound is not None:
            yield sql.SQL("{} " + sign + " {}").format(column, _given(made, bound))
    if not fits:
        yield sql.SQL("{} IS NULL").format(column)
    elif condition.begin is None and condition.end is None:
        yield sql.SQL("{} IS NOT NULL").format(column)


def _fitting(found: sql.Composable, *, fits: bool) -> sql.Composable:
    return found if fits else sql.SQL("NOT ({})").format(found)


def _given(made: Where, value: Any) -> sql.Composable:
    name = f"asked{len(made.parameters)}"
    made.parameters[name] = value
    return sql.Placeholder(name)
