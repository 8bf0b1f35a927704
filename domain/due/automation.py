"""Which messages go by themselves, by policy: the others are tasks. The gate has its word on each."""

from datetime import timedelta

from domain.due.item import Follows
from domain.due.rules import TABLE
from domain.vocabulary import DueKind

_MESSAGES = frozenset(rule.kind for rule in TABLE if rule.follows is Follows.OUTREACH)
AUTOMATIONS: dict[str, frozenset[DueKind]] = {
    "listed-1": _MESSAGES - {DueKind.ALUMNI_GREETING},
    "greeting-1": _MESSAGES,
    "by-hand-1": frozenset(),
}
DEFAULT = "listed-1"
LATE = timedelta(days=14)
"""What fell due longer ago goes by itself no more: whoever turns an automation on, or brings back people of years ago,
sends nobody a flood."""
