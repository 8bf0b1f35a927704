"""Staff are told, in the group where they talk, that somebody waits for them. Never who: a robot's room is no safe."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import apprise

from domain.events import ContactFailed, ContactLogged, MessageUnmatched
from domain.vocabulary import Code, StopWord
from ledger.settings import Settings
from workers.due import Due
from workers.equipment import Equipment, Heard

FRESH = timedelta(days=1)
"""What is older is no news: a follower that reads the ledger again from the start tells nobody twice."""
WORDS = {
    "alert_inbound": "A candidate has written · 候选人发来新消息",
    "alert_reply": "A candidate has replied · 候选人有新回复",
    "alert_unconfirmed": "Nobody knows whether a message left; please find out · 一条消息是否发出未知，请核实",
    "alert_failed": "A message was not sent · 一条消息发送失败",
    "alert_stopped": "A candidate wants no more messages; it is done · 候选人已退订，系统已停止推送",
    "alert_held": "A candidate's message holds a word like STOP; please look · 候选人消息含退订字样，请核实",
    "alert_unmatched": "A message came from somebody unknown; please say whose it is · 收到未匹配的消息，请认领",
    "alert_high": "A candidate has become highly active · 候选人已进入高活性",
    "alert_task": "A contact waits to be made by you · 有一项待办的候选人联系",
}
DUE_TODAY = "Due today (and before) · 今日待办（及逾期）"
NOBODYS = "without an owner · 无负责人"

BY_STOP: dict[StopWord | None, str] = {StopWord.WHOLE: "alert_stopped", StopWord.HELD: "alert_held"}

logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log addresses that hold keys


class NotTold(Exception):
    """No robot took it."""

    code = "not_told"


def alert(equipment: Equipment, due: Due, _heard: Heard) -> None:
    """Raises NotTold, to try again."""
    (recorded,) = equipment.ledger.read(equipment.ledger.store.at([due.position]), unseal=False)
    retried = isinstance(recorded.event, ContactFailed) and not recorded.event.final
    if retried or equipment.ledger.clock() - recorded.recorded_at > FRESH:
        return
    event = recorded.event
    if isinstance(event, ContactLogged) and not event.inbound:
        return
    if isinstance(event, MessageUnmatched):
        tell(equipment.settings, WORDS[due.task], due.stream, "messages")
        return
    tell(equipment.settings, WORDS[BY_STOP.get(getattr(event, "stop", None)) or due.task], due.stream)


def tell(settings: Settings, words: str, about: UUID, among: str = "candidates") -> None:
    """Does nothing where no robot is named."""
    _notify(settings, f"{words}\n{settings.reached_at}/v1/{among}/{about}")


def _notify(settings: Settings, body: str) -> None:
    if settings.alert_urls is None:
        return
    robots = apprise.Apprise()
    for url in settings.alert_urls.get_secret_value().split():
        robots.add(url)
    if not robots.notify(title=settings.company, body=body):
        raise NotTold


def tell_day(settings: Settings, day: date, of_owners: Sequence[tuple[str | None, int, int]]) -> None:
    """A line for each owner: how much falls due on the day, and how much did before. Never of whom."""
    lines = [f"{owner or NOBODYS}: {now} (+{before})" for owner, now, before in of_owners]
    _notify(settings, "\n".join([DUE_TODAY, *lines, f"{settings.reached_at}/v1/due?day={day}&owner=…"]))


def nobody_told(_equipment: Equipment, _due: Due, _code: Code) -> None:
    """An alert that nobody took is no loss: what it spoke of stands in its list."""
