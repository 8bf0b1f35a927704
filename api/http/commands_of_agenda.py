"""What can be said of what is due: to be reminded, done, later."""

from api.http.command_route import CANDIDATE, CommandRoute
from domain.access import Action
from domain.decisions import FinishDueItem, SetReminder, SnoozeDueItem

ITEM = f"{CANDIDATE}/due/{{item}}"

OF_AGENDA: tuple[CommandRoute, ...] = (
    CommandRoute(
        f"{CANDIDATE}/reminders",
        SetReminder,
        "Be reminded of a candidate on a day",
        {"due_on": "2999-11-08", "owner": "user:zhang", "said": "Call again: wanted a week to think."},
        makes="reminder",
        may=Action.ATTEND,
    ),
    CommandRoute(f"{ITEM}/done", FinishDueItem, "Say that what was due is done", may=Action.ATTEND),
    CommandRoute(f"{ITEM}/snooze", SnoozeDueItem, "Put off what is due", {"until": "2999-11-08"}, may=Action.ATTEND),
)
