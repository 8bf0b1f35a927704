"""How long it takes to forget one person among a million: from the approval to `candidate-erased`."""

import threading
import time
from statistics import median
from uuid import UUID

import redis

from benchmarks.ground import Ground
from benchmarks.many_dossiers import fill
from benchmarks.row import Figure, Row
from domain.decisions import ApproveErasure, IngestRecord, RecordNote, RequestErasure
from domain.person import Career, ContactPoint, Name, Person, PointKind
from ledger.blobs import Blobs
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from workers.due import Due
from workers.equipment import equipped
from workers.erase import erase

WHOLE = 1_000_000
A_SECOND = 25_000
"""Dossiers that are worth a second of the time given."""
DIFFERENT = 20_000
"""People who are made up one by one; beyond them, the same ones come again under other ids."""
PEOPLE, NOTES = 5, 100
LI, DPO = Origin(actor="user:li"), Origin(actor="user:dpo")


def somebody(ledger: Ledger, settings: Settings, number: int) -> UUID:
    candidate = new_id()
    point = ContactPoint(kind=PointKind.EMAIL, value=f"erase.{number}@example.org")
    person = Person(name=Name(full=f"王小明 {number}"), points=(point,))
    ledger.submit(IngestRecord(candidate=candidate, person=person, career=Career(headline="Engineer")), LI)
    for note in range(NOTES):
        ledger.submit(RecordNote(candidate=candidate, text=f"note {note} of {number}"), LI)
    Blobs(settings.blobs, ledger.keyring).put(candidate, "resume", "a.pdf", "application/pdf", bytes(100_000))
    return candidate


def seconds_to_forget(settings: Settings, ledger: Ledger, candidate: UUID) -> float:
    erasure = new_id()
    ledger.submit(RequestErasure(candidate=candidate, erasure=erasure), LI)
    begun = time.perf_counter()
    receipt = ledger.submit(ApproveErasure(candidate=candidate, erasure=erasure, by="user:dpo"), DPO)
    equipment = equipped(settings, ledger, redis.Redis(), threading.Event())
    due = Due("erase", receipt.first_position, candidate, erasure, 0)
    taken = 0.0

    def heard(_done: int, expected: int | None) -> None:
        """The scan begins when `candidate-erased` is on disk: it is not waited for."""
        nonlocal taken
        if expected is None:
            taken = time.perf_counter() - begun
            raise Erased

    try:
        erase(equipment, due, heard)
    except Erased:
        assert ledger.history(candidate)[-1].event.type == "candidate-erased"
    return taken


class Erased(Exception):
    """As far as it is measured."""


def forget(ground: Ground, seconds: float) -> Figure:
    count = int(min(WHOLE, max(A_SECOND, seconds * A_SECOND)))
    with ground.ledger(identity=True) as settings:
        rebuild(settings, shards=0)
        with Ledger.open(settings, connections=2) as ledger, follow.connect(settings) as projector:
            fill(projector, count, different=DIFFERENT)
            people = [somebody(ledger, settings, number) for number in range(PEOPLE)]
            follow.catch_up(projector, PROJECTIONS, ledger.keyring)
            taken = [seconds_to_forget(settings, ledger, candidate) for candidate in people]
    scaled = "" if count == WHOLE else f", scaled down from {WHOLE:,}"
    note = f"{PEOPLE} people of {NOTES + 1} events and a file among {count:,} dossiers{scaled}"
    return Figure(median(taken), notes=(note, f"{min(taken):.2f} to {max(taken):.2f} s"))


ROWS = (
    Row(
        "erase",
        "erasure of one person among 1M dossiers, from the approval to candidate-erased",
        "",
        "s",
        10,
        "lower",
        40,
        forget,
    ),
)
