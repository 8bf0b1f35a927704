"""What is due of a person, and when: read off the dossier alone, so that time changes nothing of it.

Each rule answers with moments, in the past or to come. Whatever they follow from (an answer, a last contact, the day
that a consent runs out) makes the item's id, so the same thing is the same item however often it is worked out, and a
clock only has to look for moments that have come.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from domain.dossier import Dossier
from domain.due.item import Follows, Item, Rule, When, id_of
from domain.due.rules import RULES, RULES_OF
from domain.due.whom import HOME, Of
from domain.outreach import Attempt, AttemptState, again
from domain.vocabulary import DueKind

UNSENT = frozenset({AttemptState.REFUSED, AttemptState.FAILED, AttemptState.BOUNCED})
"""A message that came to nothing is a task."""


def due(person: Dossier) -> list[Item]:
    """Everything that is due, was due and not done, or will be, if nothing else happens: in no order.

    Of whoever is restricted only what the ledger is told of.
    """
    if person.void or person.erased:
        return []
    of = Of(person)
    restricted = person.boundaries.restricted is not None
    return [
        item
        for whom in of.groups()
        for rule in RULES_OF[whom]
        if not restricted or rule.follows is Follows.EVENT
        for item in _items(rule, of)
        if item.item not in person.agenda.done
    ]


def _items(rule: Rule, of: Of) -> Iterator[Item]:
    for when in rule.moments(of):
        item = Item(
            item=when.about if rule.kind is DueKind.REMINDER and when.about else id_of(rule.kind, when.key),
            kind=rule.kind,
            due_at=when.at,
            until=when.until or (when.at + rule.window if rule.window else None),
            follows=rule.follows,
            owner=when.owner or _owner(rule, of),
            about=when.about,
            detail=when.detail,
            policy=when.policy,
        )
        if item.follows is Follows.OUTREACH:
            attempt = _attempt(of.person, item.item)
            if attempt and attempt.state not in UNSENT:
                continue
            item = replace(item, follows=Follows.TASK) if attempt else item
        day = of.person.agenda.snoozed.get(item.item)
        yield replace(item, due_at=max(item.due_at, of.morning(day))) if day else item


def _attempt(person: Dossier, contact: UUID) -> Attempt | None:
    """Of the message: it is planned under the item's own id."""
    attempts = person.contacts.attempts
    return attempts.get(again(contact)) or attempts.get(contact)


def _owner(rule: Rule, of: Of) -> str | None:
    owners = of.person.knowing.owners
    return next((held.owner for role in rule.to if (held := owners.get(role)) and held.owner), None)


__all__ = ["HOME", "RULES", "Follows", "Item", "Rule", "When", "due", "id_of"]
