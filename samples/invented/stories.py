"""What happens to people: each story is a small function that writes rows into a life."""

from collections.abc import Callable

from samples.invented.life import Life
from samples.invented.steps import applied, arranged, ended, interviewed, said, terms
from samples.invented.words import AREAS, JOBS, OWNERS, POOLS, REMARKS, TALKS, WHY

Story = Callable[[Life], None]


def talked(life: Life) -> None:
    """Contacts of every channel and outcome, and some answers."""
    for _ in range(life.dice.between(1, 4)):
        channel, outcome = life.dice.pick(CHANNELS), life.dice.pick(OUTCOMES)
        number = f"C-{life.entry.id}-{len(life.rows) + 1}"
        inbound = life.dice.chance(0.15)
        life.on(
            "contact",
            life.dice.between(3, 70),
            contact=number,
            channel=channel,
            direction="inbound" if inbound else "",
            outcome=outcome,
            purpose=life.dice.pick(("talent-pool", "application", "marketing")),
            address=life.entry.person.phone if channel in ("phone", "sms") else "",
            text=said(life, TALKS),
        )
        if not inbound and outcome in ("sent", "left-message") and life.dice.chance(0.6):
            answer = life.dice.pick(("interested", "not-now", "declined"))
            life.on("reply", life.dice.between(0, 4), contact=number, channel=channel, outcome=answer)


def known(life: Life) -> None:
    """Tags, notes, intent, interest, pay, owner."""
    person, dice = life.entry.person, life.dice
    life.on(
        "owner", 2, owner=dice.pick(OWNERS), role=dice.pick(("recruiter", "relationship-manager", "business-mentor"))
    )
    life.on("tag", 1, tag=person.skills[0].said(chinese=life.chinese), facet="skill")
    life.on("intent", 10, intent=person.intent)
    life.on(
        "interest", 0, area=dice.pick(AREAS).said(chinese=life.chinese), degree=dice.pick(("low", "medium", "high"))
    )
    life.on("note", 5, text=said(life, REMARKS))
    if dice.chance(0.4):
        pay = f"{person.pay + 3}K/月" if person.country == "CN" else f"USD {person.pay * 12},000 per year"
        life.on("pay", 3, pay=pay)
    if dice.chance(0.25):
        life.on("untag", 60, tag=person.skills[0].said(chinese=life.chinese))


def pooled(life: Life) -> None:
    pool = life.dice.pick(POOLS)
    life.on("pool-entered", 4, pool=pool, why=life.dice.pick(("silver-medal", "referral", "trade-fair")))
    if life.dice.chance(0.3):
        life.on("pool-left", life.dice.between(90, 300), pool=pool, why=life.dice.pick(("no-interest", "moved-away")))


def screened_out(life: Life) -> None:
    ids = applied(life)
    why = life.dice.pick(WHY)
    life.on("screened", 3, **ids, verdict="negative", why=why.said(chinese=life.chinese))
    ended(life, ids, why.said(chinese=life.chinese))


def turned_down(life: Life) -> None:
    """After an interview, with the interviewer's reason, which HR confirms."""
    ids, why = interviewed(life, "negative")
    life.on("reason-confirmed", 1, **ids, why=why, evaluator=life.dice.pick(OWNERS))
    ended(life, ids, why)


def second_best(life: Life) -> None:
    """Liked, but somebody else was hired: into the pool, and called again half a year later."""
    ids, _ = interviewed(life, "positive")
    ended(life, ids, "选择了其他候选人" if life.chinese else "hired someone else")
    life.on("pool-entered", 2, pool="silver-medallists", why="silver-medal")
    life.on("contact", 180, channel="wecom" if life.chinese else "email", outcome="interested", text=said(life, TALKS))


def never_came(life: Life) -> None:
    ids = applied(life)
    meeting = arranged(life, ids)
    life.on("interview-missed", 5, **ids, **meeting, party="candidate")
    ended(life, ids, "候选人失联" if life.chinese else "no-show, unreachable")


def called_off(life: Life) -> None:
    """An interview is cancelled, and the person withdraws."""
    ids = applied(life)
    meeting = arranged(life, ids)
    life.on("interview-cancelled", 2, **ids, **meeting, party="candidate")
    life.on("application-withdrawn", 1, **ids, why="candidate-withdrew")


def declined(life: Life) -> None:
    ids, _ = interviewed(life, "positive")
    life.on("offer-made", 6, **ids, expires_on=life.later(40), text=terms(life))
    life.on("offer-declined", 5, **ids, why="candidate-declined-offer", text=said(life, TALKS))
    ended(life, ids, "candidate-declined-offer")


def frozen(life: Life) -> None:
    ids, _ = interviewed(life, "positive")
    life.on("offer-made", 6, **ids, expires_on=life.later(40), text=terms(life))
    life.on("offer-rescinded", 3, **ids, why="headcount-frozen")
    ended(life, ids, "岗位需求冻结" if life.chinese else "headcount frozen")


def joined(life: Life) -> None:
    ids, _ = interviewed(life, "positive")
    life.on("offer-made", 6, **ids, expires_on=life.later(40), text=terms(life))
    life.on("offer-accepted", 4, **ids)
    life.on("hired", 30, **ids)


def stayed(life: Life) -> None:
    joined(life)
    life.on("probation-passed", 180)


def failed_probation(life: Life) -> None:
    joined(life)
    life.on("probation-failed", 150)
    life.on("left", 14, party="employer")


def went(life: Life) -> None:
    stayed(life)
    life.on("left", life.dice.between(100, 400), party="candidate")
    life.on("pool-entered", 20, pool="alumni", why="leaver")


def came_back(life: Life) -> None:
    went(life)
    job = life.dice.pick(JOBS)
    life.on("rehired", 90, job=job.number, job_title=life.titled(job.title))


CHANNELS = (
    "email", "sms", "phone", "wecom", "wechat", "dingtalk", "feishu", "linkedin", "in-app", "in-person", "post",
    "webhook",
    "other",
)  # fmt: skip
OUTCOMES = ("reached", "not-reached", "left-message", "sent", "interested", "not-now", "declined", "unknown")
STORIES: dict[Story, int] = {
    talked: 8, known: 8, pooled: 5, screened_out: 4, turned_down: 6, second_best: 4, never_came: 2, called_off: 2,
    declined: 2, frozen: 2, stayed: 3, failed_probation: 1, went: 2, came_back: 2, joined: 1,
}  # fmt: skip
"""How often each is told, set against one another."""
BESIDE: dict[Story, int] = {talked: 3, known: 3, pooled: 1}
"""What is told where another file has the applications already."""
