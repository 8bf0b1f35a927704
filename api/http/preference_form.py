"""The form of the preference centre: what can be chosen, and what is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.machine.problem import marked
from domain.boundaries import Preference
from domain.vocabulary import Channel, Purpose, Rhythm

CHANNELS = {
    Channel.EMAIL: marked("E-mail"),
    Channel.SMS: marked("Text message"),
    Channel.PHONE: marked("Telephone"),
    Channel.WECOM: marked("WeCom"),
    Channel.LINKEDIN: marked("LinkedIn"),
    Channel.POST: marked("Post"),
}
RHYTHMS = {
    "": marked("As it comes"),
    Rhythm.WEEKLY: marked("At most once a week"),
    Rhythm.MONTHLY: marked("At most once a month"),
    Rhythm.QUARTERLY: marked("At most once a quarter"),
    Rhythm.HALF_YEARLY: marked("At most once in half a year"),
}
TOPICS = {
    "jobs": marked("Jobs that may suit me"),
    "events": marked("Events"),
    "industry": marked("News of the industry"),
    "company": marked("News of the company"),
    "career": marked("Career advice"),
}
PURPOSES = {
    Purpose.APPLICATION: marked("Your application"),
    Purpose.TALENT_POOL: marked("Keeping in touch about jobs"),
    Purpose.MARKETING: marked("News and events"),
    Purpose.ALUMNI: marked("Keeping in touch with former colleagues"),
    Purpose.ONBOARDING: marked("Your first weeks"),
    Purpose.PERMISSION_REQUEST: marked("Asking for your permission"),
    Purpose.RIGHTS_REPLY: marked("Answers to your requests"),
    Purpose.CONSENT_RECORD: marked("Proof of what you allowed"),
}


class Unreadable(Exception):
    """A field holds what can't be kept. `field` is its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Chosen:
    """None of the channels or topics chosen, or all of them, leaves it to us."""

    channels: tuple[Channel, ...] | None = None
    rhythm: Rhythm | None = None
    topics: tuple[str, ...] | None = None
    paused_until: date | None = None

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("channels", "rhythm", "topics", "paused_until")}


def chosen(preference: Preference | None) -> Chosen:
    """As it stands."""
    if preference is None:
        return Chosen()
    return Chosen(preference.channels, preference.rhythm, preference.topics, preference.paused_until)


def filled(form: Mapping[str, Any], many: Mapping[str, Sequence[str]]) -> Chosen:
    """What came; `many` holds every value of the fields with boxes. Raises Unreadable."""
    rhythm, until = form.get("rhythm", ""), form.get("paused_until", "")
    if rhythm not in RHYTHMS:
        raise Unreadable("rhythm")
    try:
        paused_until = date.fromisoformat(until) if until else None
    except (TypeError, ValueError):
        raise Unreadable("paused_until") from None
    return Chosen(
        channels=tuple(Channel(each) for each in _some("channels", CHANNELS, many)) or None,
        rhythm=Rhythm(rhythm) if rhythm else None,
        topics=_some("topics", TOPICS, many) or None,
        paused_until=paused_until,
    )


def _some(name: str, known: Mapping[Any, str], many: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    said = tuple(dict.fromkeys(many.get(name, ())))
    if any(each not in known for each in said):
        raise Unreadable(name)
    return () if len(said) == len(known) else said
