"""docs/clock.md: what falls due, read off its table."""

from domain.due.automation import AUTOMATIONS, LATE
from domain.due.item import Follows
from domain.due.rules import TABLE
from domain.gate.policy import DEFAULT, POLICIES
from domain.vocabulary import DueKind

KEPT = """\
## Who keeps time

One process of `renmai serve workers` leads, by a lock of its database session, and looks every five seconds for moments
that have come of what follows by itself; whoever stands by takes over once that session has ended, also after kill -9.
Before anything is done, what is due is worked out again from the ledger, and each act is one command whose id is the
item's: whoever dies in between has done it or not, and the next one finds out which. `work.fired` remembers what was
done; it can be thrown away.

* **event**: `consent-expired` is recorded. The consent had counted for nothing since its last day, whether or not
  the clock ran.
* **outreach**: a message is planned under the item's id, if the policy says so and it did not fall due too long ago,
  and passes the gate at the plan and at its dispatch. Refused or failed, it is a task, and so it is by a policy that
  leaves it to somebody; without its template or a variable it stays on the list, for a human. An interview is
  reminded of with the date and the time by the person's own clock, the place, the job, and whoever interviews, by
  their ids. After an interview, once for each application, and after the first month of work a few questions are
  asked, which an answer to the mail answers (`replied`); whoever was asked and says nothing is not asked again.
* **task**: nothing, until somebody does it. In the morning staff are told how much is due, and was before, by owner
  (`RENMAI_ALERT_URLS`): once a day, never of whom.

Once a week it asks for the weekly report (docs/analyst.md).

After a downtime 500 items are taken at once, the oldest first; what is over by then is missed, and not done.

`renmai doctor --ledger` and `GET /health/ready` say when the clock last ticked and whether a process keeps it.
"""
BY_ITSELF = f"""\
## What goes by itself

`RENMAI_AUTOMATION` chooses; the first is the default. Everything that is no row here is somebody's task, and the list
names its template. What fell due more than {LATE.days} days ago goes by itself no more, and nobody is received, asked,
welcomed or thanked because of an import: whoever turns an automation on sends nobody a flood. An assessment of another
kind than an interview is no event yet: of it a `reminder` and `step-reminder` by hand.
"""
UNTIL = {
    DueKind.REPLY_FOLLOW_UP: "3 days",
    DueKind.OUTCOME_CALL: "3 days",
    DueKind.INTERVIEW_REMINDER: "2 hours before",
    DueKind.CONSENT_RENEWAL: "its last day",
    DueKind.CONSENT_EXPIRY: "it is recorded",
    DueKind.HOLIDAY_GREETING: "the day after the first",
    DueKind.ALUMNI_GREETING: "the day after the first",
}
"""Where the rule itself says it."""

INTRODUCTION = """\
# The clock

What is due of a person follows from what happened to them, and from nothing else. `due(person)` (`domain/due`) is pure
and knows no time: each rule of one table answers with moments, past or to come, and the read model `people` keeps them
as rows (`read.due`). Nothing is computed anew by a nightly job: what falls due on a day is a range of an index, of one
person or of a million.

    renmai due --owner user:li --day 2026-12-01
    GET /v1/due?day=2026-12-01&owner=user:li

* **Due** is what falls due on the day, **overdue** what did before and still stands, **missed** what was over on the
  day and undone. What has a last moment is missed once, on that day, and on no later list; what has none stays until it
  is done. After a downtime of a week there is as much on the list as if there had been none.
* **The same thing is the same item.** Its id is made of what it follows from: an answer, the last contact, the position
  of a consent. An interview that moves is reminded of anew.
* **It is done** by doing it (a call that is logged, a consent that is asked for), or by saying so: `POST
  …/due/{item}/done`. `…/snooze` puts it off to a day, and `POST …/reminders` makes one for a day. All three are events.
* **Whose it is**: the first of the roles that the rule names in which the person has an owner.
* **Nobody against their will.** Whoever stopped or paused us, objected, left the pool, works here or is restricted is
  on no list of people to be won. Whether a message may leave is the gate's word, as always (docs/gate.md).
"""


def clock_page() -> str:
    """Markdown."""
    lines = [INTRODUCTION, "## What falls due\n"]
    lines += ["| kind | row | when | of whom | until | what follows | for whom |", "| --- |" + " --- |" * 6]
    for rule in TABLE:
        days = rule.window.days if rule.window else 0
        until = f"{days} day{'s' * (days > 1)}" if days else UNTIL.get(rule.kind, "it is done")
        follows = rule.follows + (f", `{rule.template}`" if rule.template else "")
        lines.append(
            f"| `{rule.kind}` | {rule.rows} | {rule.meaning} | {rule.whom} | {until} | {follows} | {rule.to[0]} |"
        )
    lines += [
        "",
        "A day begins at midnight in " + POLICIES[DEFAULT].home_zone + "; mornings are 9:00 by the person's own clock.",
        "",
    ]
    lines += [
        BY_ITSELF,
        "| kind | row | " + " | ".join(AUTOMATIONS) + " |",
        "| --- | --- |" + " --- |" * len(AUTOMATIONS),
    ]
    for rule in TABLE:
        if rule.follows is Follows.OUTREACH:
            said = ("by itself" if rule.kind in automatic else "task" for automatic in AUTOMATIONS.values())
            lines.append(f"| `{rule.kind}` | {rule.rows} | " + " | ".join(said) + " |")
    lines += ["", KEPT, "## Cadences\n", "`RENMAI_CADENCE` chooses; both are kept, so a change takes no rebuild.\n"]
    lines += ["| tier | " + " | ".join(POLICIES) + " |", "| --- |" + " --- |" * len(POLICIES)]
    for tier in POLICIES[DEFAULT].cadence:
        said = (f"{each.target} in {each.every.days} days" for each in (p.cadence[tier] for p in POLICIES.values()))
        lines.append(f"| {tier.upper()} | " + " | ".join(said) + " |")
    return "\n".join(lines) + "\n"
