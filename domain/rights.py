"""What a person asked for by right, what is held, and how far their erasure has come."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from domain.events import (
    CandidateErased,
    ClassVerdict,
    ErasureApproved,
    ErasureConfirmed,
    ErasureRefused,
    ErasureRequested,
    ErasureScanned,
    LegalHoldPlaced,
    LegalHoldReleased,
    LegalHoldReleaseProposed,
    RightsRequestAnswered,
    RightsRequestExtended,
    RightsRequestReceived,
)
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import DataClass, RightsKind


@value
class RightsRequest:
    request: UUID
    kind: RightsKind
    jurisdiction: str | None
    received_at: datetime
    due_on: date
    position: int
    """Of the last event that said something of it."""
    extended: bool = False
    outcome: str | None = None
    answered_at: datetime | None = None

    def overdue(self, today: date) -> bool:
        return self.outcome is None and today > self.due_on


@value
class Hold:
    hold: UUID
    why: str
    classes: tuple[DataClass, ...] | None
    placed_at: datetime
    position: int
    proposed_by: tuple[str, ...] = ()
    """Whoever had a hand in proposing its release."""
    released: bool = False

    def covers(self, data_class: DataClass) -> bool:
        return not self.released and (self.classes is None or data_class in self.classes)


class ErasureState(StrEnum):
    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"
    ERASED = "erased"
    """Of what need not be kept."""


@value
class Erasure:
    erasure: UUID
    why: str
    requested_by: tuple[str, ...]
    requested_at: datetime
    state: ErasureState
    position: int
    approved_by: str | None = None
    verdicts: tuple[ClassVerdict, ...] = ()
    erased: tuple[DataClass, ...] = ()
    scanned: int | None = None
    """The position of the last scan."""
    found: tuple[str, ...] = ()
    """By it."""
    residue_until: date | None = None
    """The last day on which pages, logs and backups of databases may hold bytes of it."""

    @property
    def decided(self) -> bool:
        return self.state in (ErasureState.APPROVED, ErasureState.ERASED)

    @property
    def given_up(self) -> frozenset[DataClass]:
        """Erased, or as good as."""
        decided = [each.data_class for each in self.verdicts if each.because is None]
        return frozenset([*decided, *self.erased])


@value
class Rights:
    requests: dict[UUID, RightsRequest] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    erasures: dict[UUID, Erasure] = field(default_factory=dict)

    @property
    def given_up(self) -> frozenset[DataClass]:
        return frozenset().union(*(each.given_up for each in self.erasures.values())) if self.erasures else NOTHING


NO_RIGHTS = Rights()
NOTHING: frozenset[DataClass] = frozenset()


def received(rights: Rights, event: RightsRequestReceived, recorded: Recorded) -> Rights:
    new = RightsRequest(
        event.request, event.kind, event.jurisdiction, recorded.happened_at, event.due_on, recorded.position
    )
    return replace(rights, requests={**rights.requests, event.request: new})


def placed(rights: Rights, event: LegalHoldPlaced, recorded: Recorded) -> Rights:
    new = Hold(event.hold, event.why, event.classes, recorded.happened_at, recorded.position)
    return replace(rights, holds={**rights.holds, event.hold: new})


def asked(rights: Rights, event: ErasureRequested, recorded: Recorded) -> Rights:
    hands, at = recorded.meta.hands, recorded.happened_at
    new = Erasure(event.erasure, event.why, hands, at, ErasureState.REQUESTED, recorded.position)
    return replace(rights, erasures={**rights.erasures, event.erasure: new})


def _changed(part: str, name: str, change: Callable[[Any, Recorded], dict[str, Any]]) -> Step:
    """What is told of one that is not known changes nothing."""

    def step(rights: Rights, event: Any, recorded: Recorded) -> Rights:
        known, key = getattr(rights, part), getattr(event, name)
        if key not in known:
            return rights
        after = replace(known[key], position=recorded.position, **change(event, recorded))
        return replace(rights, **{part: {**known, key: after}})

    return step


STEPS: dict[type, Step] = {
    RightsRequestReceived: received,
    RightsRequestExtended: _changed("requests", "request", lambda e, _: {"due_on": e.due_on, "extended": True}),
    RightsRequestAnswered: _changed(
        "requests", "request", lambda e, r: {"outcome": e.outcome, "answered_at": r.happened_at}
    ),
    ErasureRequested: asked,
    ErasureConfirmed: _changed("erasures", "erasure", lambda e, r: {"requested_by": (e.confirmed_by, *r.meta.hands)}),
    ErasureRefused: _changed("erasures", "erasure", lambda _, __: {"state": ErasureState.REFUSED}),
    ErasureApproved: _changed(
        "erasures",
        "erasure",
        lambda e, _: {"state": ErasureState.APPROVED, "approved_by": e.approved_by, "verdicts": e.verdicts},
    ),
    CandidateErased: _changed(
        "erasures",
        "erasure",
        lambda e, _: {
            "state": ErasureState.ERASED,
            "erased": e.erased,
            "verdicts": (*(ClassVerdict(data_class=each) for each in e.erased), *e.kept),
        },
    ),
    ErasureScanned: _changed(
        "erasures", "erasure", lambda e, r: {"scanned": r.position, "found": e.found, "residue_until": e.residue_until}
    ),
    LegalHoldPlaced: placed,
    LegalHoldReleaseProposed: _changed("holds", "hold", lambda _, r: {"proposed_by": r.meta.hands}),
    LegalHoldReleased: _changed("holds", "hold", lambda _, __: {"released": True}),
}

Thing = TypeVar("Thing", RightsRequest, Hold, Erasure)


def together(parts: Sequence[Rights]) -> Rights:
    """Of one person's records. What stands on several of them stands as it was said of last."""
    if len(parts) == 1:
        return parts[0]
    return Rights(
        _latest(each for part in parts for each in part.requests.items()),
        _latest(each for part in parts for each in part.holds.items()),
        _latest(each for part in parts for each in part.erasures.items()),
    )


def _latest(things: Iterable[tuple[UUID, Thing]]) -> dict[UUID, Thing]:
    found: dict[UUID, Thing] = {}
    for key, each in things:
        if key not in found or each.position > found[key].position:
            found[key] = each
    return dict(sorted(found.items(), key=lambda pair: pair[1].position))
