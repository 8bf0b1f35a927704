"""Which records of an import batch became one dossier, and which pairs of them wait for a human.

From the ledger itself, so that it holds as soon as the import has ended, whether read models follow or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.dossier import combine
from domain.events import CandidateIngested, MatchZone, ProfileUpdated
from domain.matches import Assessed
from domain.record import Record, fold
from ledger.intake.batch import standing
from ledger.intake.codes import CannotImport
from ledger.ledger import Ledger
from projections.person import components

PAGE = 5_000
AT_ONCE = 500
"""Streams."""
DESCRIBED = ("candidate-ingested", "profile-updated")


@dataclass(frozen=True, slots=True)
class Clustered:
    row: int | None
    """Of the source file, from 1, header not counted."""
    record: UUID
    dossier: UUID


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two records of different dossiers that the engine does not take for plainly apart, the earlier first."""

    rows: tuple[int | None, int | None]
    """The last that described each; None of a record that another batch brought."""
    records: tuple[UUID, UUID]
    zone: MatchZone
    weight: float
    """Bits."""
    posterior: float


@dataclass(frozen=True, slots=True)
class Clusters:
    read_at: int
    members: list[Clustered]
    """By row: a record that several rows described, under one id of the source, comes once for each."""
    pairs: list[ReviewPair]
    """Strongest first, put off or not; without those that were asserted to be different people."""


def clusters(ledger: Ledger, batch: UUID) -> Clusters:
    """Raises CannotImport for an unknown batch."""
    read_at = ledger.store.head()
    rows = _rows(ledger, batch, read_at)
    records = _records(ledger, rows)
    others = {other for stream in rows if stream in records for other in records[stream].matches.assessed}
    records |= _records(ledger, others - records.keys())
    home: dict[UUID, UUID] = {}
    different: dict[UUID, set[UUID]] = {}
    for group in components(records):
        dossier = combine(group).candidate if len(group) > 1 else group[0].stream
        home |= dict.fromkeys((record.stream for record in group), dossier)
        different[dossier] = {other for record in group for other in record.links.different}
    ledger.store.durable()
    here = [stream for stream in rows if stream in records and not records[stream].void]
    members = sorted((Clustered(row, each, home[each]) for each in here for row in rows[each]), key=_by_row)
    return Clusters(read_at, members, _pairs(records, rows, home, different))


def _by_row(member: Clustered) -> tuple[int, UUID]:
    return member.row or 0, member.record


Rows = dict[UUID, list[int | None]]
"""The records that a batch described, each with the rows that said something new of it, in their order."""


def _rows(ledger: Ledger, batch: UUID, head: int) -> Rows:
    history = ledger.history(batch, unseal=False)
    if not any(recorded.event.type == "batch-started" for recorded in history):
        raise CannotImport("unknown_batch", str(batch))
    last = head if standing(history).open else history[-1].position
    found: Rows = {}
    after = history[0].position - 1
    while page := ledger.store.page(after, PAGE, until=last, types=DESCRIBED):
        for recorded in ledger.read(page, unseal=False):
            if recorded.meta.batch == batch:
                assert isinstance(recorded.event, CandidateIngested | ProfileUpdated)
                described = found.setdefault(recorded.stream, [])
                if recorded.event.row not in described:
                    described.append(recorded.event.row)
        after = page[-1].position
    return found


def _records(ledger: Ledger, streams: Iterable[UUID]) -> dict[UUID, Record]:
    """These records, and all that merges join to them."""
    found: dict[UUID, Record] = {}
    waiting, asked = list(streams), set[UUID]()
    while waiting:
        asked.update(waiting)
        linked: set[UUID] = set()
        for at in range(0, len(waiting), AT_ONCE):
            for stream, history in ledger.histories(waiting[at : at + AT_ONCE], unseal=False).items():
                if record := fold(history):
                    found[stream] = record
                    linked.update(record.linked)
        waiting = list(linked - asked)
    return found


def _pairs(
    records: Mapping[UUID, Record],
    rows: Rows,
    home: Mapping[UUID, UUID],
    different: Mapping[UUID, set[UUID]],
) -> list[ReviewPair]:
    newest: dict[tuple[UUID, UUID], Assessed] = {}
    for stream, record in records.items():
        for other, said in record.matches.assessed.items():
            if (stream in rows or other in rows) and other in home and home[other] != home[stream]:
                pair = _earlier_first(records, stream, other)
                if pair not in newest or newest[pair].position < said.position:
                    newest[pair] = said
    forbidden = {
        frozenset((dossier, home[other])) for dossier, others in different.items() for other in others if other in home
    }
    found = [
        ReviewPair(
            (_last(rows, one), _last(rows, other)),
            (one, other),
            said.seen.zone,
            said.seen.weight / 1_000,
            said.seen.posterior / 1_000_000,
        )
        for (one, other), said in newest.items()
        if frozenset((home[one], home[other])) not in forbidden and not (records[one].void or records[other].void)
    ]
    return sorted(found, key=lambda pair: (-pair.weight, pair.records))


def _last(rows: Rows, record: UUID) -> int | None:
    return rows[record][-1] if record in rows else None


def _earlier_first(records: Mapping[UUID, Record], one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if records[one].first_position < records[other].first_position else (other, one)
