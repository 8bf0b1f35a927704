"""Membership of talent pools: every stay, also those that ended."""

from collections.abc import Sequence
from datetime import datetime

from domain.events import TalentPoolEntered, TalentPoolLeft
from domain.recorded import Recorded
from domain.value import value


@value
class Stay:
    """It lasts while `left_at` is None. Times are the earlier of claimed and recorded."""

    pool: str
    entered_at: datetime | None
    """None where only the leaving is known, from imported history."""
    entered_position: int | None
    left_at: datetime | None = None
    left_position: int | None = None
    imported: bool = False
    """Entered by a batch, not here and now."""

    @property
    def begun(self) -> tuple[datetime | None, int]:
        return self.entered_at or self.left_at, self.entered_position or self.left_position or 0


Stays = tuple[Stay, ...]


def entered(stays: Stays, event: TalentPoolEntered, recorded: Recorded) -> Stays:
    return (*stays, Stay(event.pool, recorded.happened_at, recorded.position, imported=recorded.meta.batch is not None))


def left(stays: Stays, event: TalentPoolLeft, recorded: Recorded) -> Stays:
    at, position = recorded.happened_at, recorded.position
    if event.pool not in current(stays):
        return (*stays, Stay(event.pool, None, None, at, position))
    return tuple(
        Stay(stay.pool, stay.entered_at, stay.entered_position, at, position, stay.imported)
        if stay.pool == event.pool and stay.left_at is None
        else stay
        for stay in stays
    )


def current(stays: Stays) -> tuple[str, ...]:
    """The pools that were entered and not left, in the order of entering."""
    return tuple(dict.fromkeys([stay.pool for stay in stays if stay.left_at is None])) if stays else ()


def together(parts: Sequence[Stays]) -> Stays:
    """Of one person's records."""
    if len(parts) == 1:
        return parts[0]
    return tuple(sorted((stay for stays in parts for stay in stays), key=lambda stay: stay.begun))
