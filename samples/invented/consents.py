"""Consent in every state that it can be in, told as what happened."""

from collections.abc import Callable

from samples.invented.life import Life

FOR_EVER = "2036-12-31"


def never(_: Life) -> None:
    """Nobody ever asked."""


def given(life: Life) -> None:
    _yes(life, 1)


def given_for_more(life: Life) -> None:
    """For two purposes, each with a yes of its own."""
    _yes(life, 1)
    _yes(life, 0, purpose="marketing", channel="email")


def withdrawn(life: Life) -> None:
    _yes(life, 1)
    life.on("consent-withdrawn", 90, purpose="talent-pool", channel=_channels(life), method="one-click")


def withdrawn_from_all(life: Life) -> None:
    """An opt-out without a consent before it: it covers everything."""
    life.on("consent-withdrawn", 1, method="email", text="请勿再联系" if life.chinese else "please do not write again")


def given_again(life: Life) -> None:
    """An import never lifts an opt-out: the second yes is recorded and flagged."""
    withdrawn(life)
    _yes(life, 120, text="电话中再次同意" if life.chinese else "again, by telephone", method="spoken")


def expired(life: Life) -> None:
    _yes(life, 1, expires_on=life.later(365))


def renewed(life: Life) -> None:
    _yes(life, 1, expires_on=life.later(200))
    _yes(life, 150)


def brought_with_evidence(life: Life) -> None:
    where = (
        f"签字原件，第{life.dice.between(1, 9)}卷" if life.chinese else f"signed form, binder {life.dice.between(1, 9)}"
    )
    _yes(life, 1, method="imported", text=where, notice="", notice_version="")


def refused(life: Life) -> None:
    """Asked for permission, and said no."""
    number, no = f"Q-{life.entry.id}", "不用了，谢谢。" if life.chinese else "No, thank you."
    life.on("contact", 1, contact=number, channel="email", outcome="sent", purpose="permission-request")
    life.on("reply", 2, contact=number, channel="email", outcome="declined", text=no)


def as_alumni(life: Life) -> None:
    _yes(life, 1, purpose="alumni", channel="email, wecom")


def passed_on(life: Life) -> None:
    """Also to another company of the group."""
    _yes(life, 1)
    _yes(life, 0, recipient="sister-company")


def _yes(life: Life, days: int, **other: str) -> None:
    form = life.entry.id.rsplit("/", 1)[-1]
    values = {
        "purpose": "talent-pool",
        "channel": _channels(life),
        "notice": "talent-pool-notice",
        "notice_version": "3",
        "language": "zh-cn" if life.chinese else "en",
        "method": "web-form",
        "expires_on": FOR_EVER,
        "text": f"网页表单 {form}，本人勾选" if life.chinese else f"form {form}, box ticked",
    }
    life.on("consent-given", days, **values | other)


def _channels(life: Life) -> str:
    return "email, wecom, sms" if life.chinese else "email, phone"


CONSENTS: dict[Callable[[Life], None], int] = {
    never: 8, given: 12, given_for_more: 4, withdrawn: 4, withdrawn_from_all: 2, given_again: 2, expired: 4, renewed: 2,
    brought_with_evidence: 4, refused: 3, as_alumni: 2, passed_on: 1,
}  # fmt: skip
"""How many are in each state, set against one another."""
