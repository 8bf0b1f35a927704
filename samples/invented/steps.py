"""The steps of an application that stories share. Each answers what the rows after it name."""

from datetime import timedelta

from samples.invented.life import Life
from samples.invented.words import INTERVIEWERS, JOBS, OWNERS, REMARKS, WHY


def applied(life: Life) -> dict[str, str]:
    job = life.dice.pick(JOBS)
    ids = {"job": job.number}
    life.on(
        "applied",
        life.dice.between(5, 30),
        **ids,
        job_title=life.titled(job.title),
        org_unit=job.org_unit,
        family=job.family,
    )
    return ids


def arranged(life: Life, ids: dict[str, str]) -> dict[str, str]:
    meeting = {"round": "1"}
    life.on(
        "interview-scheduled",
        4,
        **ids,
        **meeting,
        starts_at=(life.now + timedelta(days=9)).strftime("%Y-%m-%d 14:00"),
        mode=life.dice.pick(("on-site", "video", "phone")),
        evaluator=life.dice.pick(INTERVIEWERS),
    )
    return meeting


def interviewed(life: Life, verdict: str) -> tuple[dict[str, str], str]:
    ids = applied(life)
    life.on("screened", 3, **ids, verdict="positive")
    meeting = arranged(life, ids)
    life.on("interview-attended", 5, **ids, **meeting)
    why = life.dice.pick(WHY).said(chinese=life.chinese) if verdict == "negative" else ""
    least = 75 if verdict == "positive" else 30
    life.on(
        "interview-evaluated",
        0,
        **ids,
        **meeting,
        evaluator=life.dice.pick(INTERVIEWERS),
        verdict=verdict,
        why=why,
        score=str(life.dice.between(least, least + 20)),
        text=said(life, REMARKS),
    )
    return ids, why


def ended(life: Life, ids: dict[str, str], why: str) -> None:
    life.on("not-hired", 4, **ids, why=why, evaluator=life.dice.pick(OWNERS))
    if life.dice.chance(0.8):
        life.on("outcome-told", 1, **ids, channel=life.dice.pick(("email", "phone", "wechat")))


def said(life: Life, texts: tuple[tuple[str, str], ...]) -> str:
    return life.dice.pick(texts)[life.chinese]


def terms(life: Life) -> str:
    person = life.entry.person
    return f"月薪{person.pay + 2}K，13薪" if life.chinese else f"{person.pay * 12},000 a year, 25 days off"
