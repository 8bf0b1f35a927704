"""The values of one happening, read as what its kind needs. What nobody reads is left over, and kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from domain.dossier import Dossier
from domain.envelope import Claim, Precision
from domain.job import Job
from domain.vocabulary import NotHiredReason, Party
from ledger.intake.codes import BadRow
from ledger.intake.draft import Happening
from ledger.intake.normalise.dates import claim, partial_date
from ledger.intake.normalise.reasons import party_of, reason_of
from ledger.intake.normalise.short_names import code_of, is_actor
from ledger.intake.normalise.text import heading_key
from ledger.intake.normalise.words import word_of

Derive = Callable[..., UUID]
"""(kind, *parts) -> an id that is the same whenever the parts are."""
Member = TypeVar("Member", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Situation:
    """Whom a happening is about, and what is known by then."""

    candidate: UUID
    source: str
    row_key: str
    """The same whenever this happening is read again."""
    dossier: Dossier | None
    derive: Derive
    job: Callable[[UUID], Job | None]
    controller: str = "main"
    zone: str = "UTC"


class Values:
    def __init__(self, happening: Happening, situation: Situation) -> None:
        self.happening = happening
        self.it = situation
        self._left = {name: value for name, value in happening.values.items() if value}
        self.remainder = dict(happening.remainder)
        self.warnings: list[tuple[str, str]] = []

    @property
    def occurred(self) -> Claim | None:
        return self.happening.occurred

    def leftovers(self) -> dict[str, str]:
        return {**self._left, **self.remainder}

    def has(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str) -> str | None:
        return self._left.pop(name, None)

    def need(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise BadRow("missing_value", name)
        return value

    def member(self, name: str, vocabulary: type[Member], otherwise: Member) -> Member:
        """A word of a closed vocabulary; an unknown one is kept in its own letters."""
        written = self.text(name)
        if written is None:
            return otherwise
        found = word_of(vocabulary, written)
        if found is None:
            self.keep(name, written)
            return otherwise
        return found

    def needed_member(self, name: str, vocabulary: type[Member]) -> Member:
        found = word_of(vocabulary, self.need(name))
        if found is None:
            raise BadRow("bad_value", name)
        return found

    def members(self, name: str, vocabulary: type[Member]) -> tuple[Member, ...]:
        written = self.text(name)
        if written is None:
            return ()
        words = [
            word for word in written.replace("，", ",").replace("、", ",").replace(";", ",").split(",") if word.strip()
        ]
        found = [word_of(vocabulary, word) for word in words]
        if None in found:
            raise BadRow("bad_value", name)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def one_of(self, name: str, words: Mapping[str, Value], otherwise: Value) -> Value:
        written = self.text(name)
        if written is None:
            return otherwise
        if heading_key(written) not in words:
            self.keep(name, written)
        return words.get(heading_key(written), otherwise)

    def code(self, name: str) -> str | None:
        """A short name; what has no Latin letters is kept beside."""
        written = self.text(name)
        code = code_of(written) if written else None
        if written and code != written:
            self.keep(name, written)
        return code

    def number(self, name: str, least: int, most: int) -> int | None:
        written = self.text(name)
        if written is None:
            return None
        if not written.isdigit() or not least <= int(written) <= most:
            self.keep(name, written)
            return None
        return int(written)

    def day(self, name: str) -> date | None:
        written = self.text(name)
        found = partial_date(written, serial=True) if written else None
        if written and (found is None or found.precision is not Precision.DAY):
            raise BadRow("bad_value", name)
        return found.on if found else None

    def moment(self, name: str) -> datetime | None:
        written = self.text(name)
        found = claim(written, self.it.zone) if written else None
        if written and found is None:
            raise BadRow("bad_value", name)
        return found.at if found else None

    def reason(self) -> NotHiredReason | None:
        written = self.text("why")
        if written is None:
            return None
        reason, governed = reason_of(written)
        if not governed:
            self.warnings.append(("reasons_not_governed", "why"))
        if written != reason.value:
            self.keep("why", written)
        return reason

    def party(self, why: NotHiredReason) -> Party | None:
        written = self.text("party")
        return party_of(written, why) if written else None

    def actor(self, name: str) -> str | None:
        """Somebody who acted, opaquely: a name becomes an id, and is kept beside."""
        written = self.text(name)
        if written is None or is_actor(written):
            return written
        self.keep(name, written)
        return f"user:imported-{self.it.derive('actor', self.it.source, written).hex[:16]}"

    def id_of(self, kind: str, *written: str) -> UUID:
        """The id behind a reference of the source; an id of ours stands for itself."""
        return UUID(written[-1]) if self.is_id(written[-1]) else self.it.derive(kind, *written)

    @staticmethod
    def is_id(written: str | None) -> bool:
        try:
            return bool(written) and bool(UUID(written))
        except ValueError:
            return False

    def told(self) -> str | None:
        """The free text of a happening, with what else had to be kept in words."""
        text, beside = (
            self.text("text"),
            "\n".join(f"{name}: {value}" for name, value in self.remainder.items()),
        )
        if text and beside and len(text) + len(beside) < 19_000:
            self.remainder.clear()
            return f"{text}\n{beside}"
        if not text and beside and len(beside) < 19_000:
            self.remainder.clear()
            return beside
        return text

    def keep(self, name: str, written: str | None) -> None:
        """A value that no field of the event takes: recorded in a note beside it."""
        if written:
            self.remainder[name] = written
