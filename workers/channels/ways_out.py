"""Which channel is which way out. As long as delivery is not real, mails go to the sink, and nothing else goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.vocabulary import Channel as Kind
from ledger.settings import Settings
from workers.channels.channel import Channel, NotTaken
from workers.channels.human_task import HumanTask
from workers.channels.sink import IntoSink
from workers.channels.sms import Sms
from workers.channels.smtp import Smtp
from workers.channels.webhook import SignedWebhook
from workers.channels.wecom import WecomTask

REAL: Mapping[Kind, Callable[[Settings], Channel]] = {
    Kind.EMAIL: Smtp,
    Kind.SMS: Sms,
    Kind.WEBHOOK: SignedWebhook,
}
BY_HAND: Mapping[Kind, Callable[[Settings], Channel]] = {
    Kind.WECOM: WecomTask,
    **dict.fromkeys(
        (
            *(Kind.PHONE, Kind.IN_PERSON, Kind.WECHAT, Kind.DINGTALK, Kind.FEISHU, Kind.LINKEDIN, Kind.POST),
            *(Kind.IN_APP, Kind.OTHER),
        ),
        lambda _settings: HumanTask(),
    ),
}
"""A human does it, and says so."""


@dataclass(frozen=True, slots=True)
class WayOut:
    channel: Channel
    by_hand: bool


class WaysOut:
    """Opened when first used, and kept: a channel may hold connections."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened: dict[Kind, WayOut] = {}

    def way(self, kind: Kind, to: str) -> WayOut:
        """Raises NotTaken `no_such_way`, `delivery_is_off`, `not_allowed_yet`, or by what a channel lacks."""
        by_hand = kind in BY_HAND
        real = self.settings.delivery == "real"
        if not by_hand and real and not self.settings.allows(to):
            raise NotTaken("not_allowed_yet", again=False)
        if kind not in self._opened:
            self._opened[kind] = WayOut(self._open(kind, real=real), by_hand)
        return self._opened[kind]

    def _open(self, kind: Kind, *, real: bool) -> Channel:
        if kind in BY_HAND:
            return BY_HAND[kind](self.settings)
        if kind not in REAL:
            raise NotTaken("no_such_way", again=False)
        if real:
            return REAL[kind](self.settings)
        if kind is Kind.EMAIL:
            return IntoSink(self.settings)
        raise NotTaken("delivery_is_off", again=False)
