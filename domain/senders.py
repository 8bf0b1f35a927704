"""The directory of senders: what a message says of whoever writes it, in the language that it is written in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from domain.decision import Refused
from domain.events import SenderDescribed, SenderForgotten, SenderRetired
from domain.events.sender import SenderText
from domain.recorded import Recorded
from domain.value import value

STREAM = UUID("01900000-0000-7000-8000-000000000003")
"""There is one directory."""


def subject_of(sender: str, forgotten: int | None = None) -> UUID:
    """Under whose key a sender's own data is sealed: another one once they were forgotten, at that position."""
    return uuid5(STREAM, sender if forgotten is None else f"{sender}/{forgotten}")


@value
class SenderEntry:
    sender: str
    position: int
    """Of what was last said."""
    texts: tuple[SenderText, ...] = ()
    email: str | None = None
    phone: str | None = None
    wecom_user: str | None = None
    retired: bool = False
    forgotten: int | None = None
    """The position of the last time; what was said before it is gone."""
    subject: UUID | None = None
    """Under whose key it is sealed."""

    def said(self, language: str | None) -> dict[str, str]:
        """Of the variables of templates those that this sender has."""
        text = self._in(language)
        found = {
            "sender.name": text.name if text else None,
            "sender.title": text.title if text else None,
            "sender.signature": text.signature if text else None,
            "sender.email": self.email,
            "sender.phone": self.phone,
        }
        return {name: said for name, said in found.items() if said}

    def _in(self, language: str | None) -> SenderText | None:
        """In this language, else in one with the same first part, else in the first there is."""
        wanted = (language or "").lower()
        for fits in (wanted, wanted.partition("-")[0]):
            for each in self.texts:
                if fits in (each.language.lower(), each.language.lower().partition("-")[0]):
                    return each
        return self.texts[0] if self.texts else None


@dataclass(frozen=True)
class Senders:
    known: Mapping[str, SenderEntry] = field(default_factory=dict)
    version: int = 0
    """Of its stream."""
    position: int = 0

    def said(self, sender: str, language: str | None) -> dict[str, str]:
        """Nothing of whoever is not in the directory. Raises Refused `sender_retired`."""
        entry = self.known.get(sender)
        if entry is None:
            return {}
        if entry.retired:
            raise Refused("sender_retired", sender)
        return entry.said(language)

    def by_wecom_user(self, user: str) -> SenderEntry | None:
        return next((each for each in self.known.values() if each.wecom_user == user and not each.retired), None)


NO_SENDERS = Senders()


def fold_senders(history: Iterable[Recorded], senders: Senders = NO_SENDERS) -> Senders:
    """As it stands after some more events of its stream."""
    known, version, position = dict(senders.known), senders.version, senders.position
    for recorded in history:
        version, position = recorded.version, recorded.position
        match recorded.event:
            case SenderDescribed() as event:
                known[event.sender] = SenderEntry(
                    *(event.sender, position, event.texts or (), event.email, event.phone, event.wecom_user),
                    forgotten=known[event.sender].forgotten if event.sender in known else None,
                    subject=event.subject_id,
                )
            case SenderRetired(sender=sender):
                known[sender] = replace(known[sender], retired=True, position=position)
            case SenderForgotten(sender=sender):
                known[sender] = SenderEntry(sender, position, retired=True, forgotten=position)
            case _:
                pass
    return Senders(known, version, position)
