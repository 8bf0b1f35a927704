"""Somebody of whom there is something everywhere, and an erasure that is killed after each of its steps."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import redis

from domain.decision import Refused
from domain.decisions import (
    Apply,
    ApproveErasure,
    AttachDocument,
    IngestRecord,
    MergeCandidates,
    OpenJob,
    PlanContact,
    RecordNote,
    RequestErasure,
    TagCandidate,
)
from domain.person import Career, ContactPoint, Employment, Name, Person, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.blobs import Blobs
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.sink import Sink
from ledger.source_key import source_key
from ledger.store import Inline
from workers.due import Due
from workers.equipment import Equipment, equipped
from workers.erase import STEPS, Erasing, Step, erase

NAME = "司马椰岚墨"
EMPLOYER, NOTE = "Pangolin Keepers Ltd", "喜欢紫色的独角兽，周末潜水，最怕的是蓝色的长颈鹿和绿色的河马"
FILE_NAME, FILE = "司马-resume-2026.pdf", b"curriculum vitae of a pangolin keeper"
LI, DPO = Origin(actor="user:li"), Origin(actor="user:dpo")


def email(number: int) -> str:
    return f"zq.canary.{number}@example.org"


def external_id(number: int) -> str:
    return f"EXT-CANARY-{number}"


def points(number: int) -> tuple[ContactPoint, ...]:
    phone = f"+86139876501{number:02}"
    return (
        ContactPoint(kind=PointKind.EMAIL, value=email(number)),
        ContactPoint(kind=PointKind.PHONE, value=phone),
    )


def canaries(number: int) -> tuple[str, ...]:
    return (NAME, *(each.value for each in points(number)), EMPLOYER, NOTE, FILE_NAME, external_id(number))


def described(candidate: UUID, number: int, source: str = "career-site") -> IngestRecord:
    return IngestRecord(
        candidate=candidate,
        source=source,
        person=Person(name=Name(full=NAME), points=points(number)),
        career=Career(headline=NOTE, employments=(Employment(employer=EMPLOYER, current=True),)),
        external_id=external_id(number),
        unmapped={"备注": NOTE},
    )


def somebody(ledger: Ledger, settings: Settings, number: int) -> UUID:
    """Two records, a file, a note, a tag, an application, a mail in the sink and one that waits."""
    one, other, job, contact = new_id(), new_id(), new_id(), new_id()
    for candidate, source in ((one, "career-site"), (other, "fair")):
        key = source_key(ledger, source, external_id(number))
        ledger.submit(described(candidate, number, source), LI, inline=Inline(source_keys=[(key, candidate)]))
    candidate = one
    with suppress(Refused):  # whoever compares records has seen it
        ledger.submit(MergeCandidates(candidate=one, absorbed=other), LI)
    blobs = Blobs(settings.blobs, ledger.keyring)
    document = blobs.put(candidate, "resume", FILE_NAME, "application/pdf", FILE)
    ledger.submit(OpenJob(job=job, title="Keeper", org_unit="zoo", family="zoo"), LI)
    for command in (
        AttachDocument(candidate=candidate, document=document, file_name=FILE_NAME),
        RecordNote(candidate=candidate, text=NOTE),
        TagCandidate(candidate=candidate, tag="潜水"),
        Apply(candidate=candidate, application=new_id(), job=job),
        PlanContact(
            candidate=candidate,
            contact=contact,
            channel=Channel.EMAIL,
            purpose=Purpose.RIGHTS_REPLY,
            sender="user:li",
            address=points(number)[0],
            variables={"said.text": NOTE},
        ),
    ):
        ledger.submit(command, LI)
    Sink(settings.sink).keep(f"<{contact}@renmai.test>", f"To: {email(number)}\nSubject: {NAME}\n\n{NOTE}\n".encode())
    return candidate


def approved(ledger: Ledger, candidate: UUID) -> Due:
    erasure = new_id()
    ledger.submit(RequestErasure(candidate=candidate, erasure=erasure, why="request"), LI)
    receipt = ledger.submit(ApproveErasure(candidate=candidate, erasure=erasure, by="user:dpo"), DPO)
    return Due("erase", receipt.first_position, candidate, erasure, 0)


def equipment_of(settings: Settings, ledger: Ledger) -> Equipment:
    assert settings.redis_url is not None
    client = redis.Redis.from_url(settings.redis_url.get_secret_value())
    return equipped(settings, ledger, client, threading.Event())


def heard(_done: int, _expected: int | None) -> None:
    """Nobody listens."""


def die(_: object = None, __: object = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def while_scanning(_done: int, expected: int | None) -> None:
    if expected is None:
        die()


def killed(settings: Settings, due: Due, steps: tuple[Step, ...], listening: Callable[[int, int | None], None]) -> None:
    """The erasure in a process of its own, which does not survive it."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        return
    with Ledger.open(settings, connections=2) as ledger:
        erase(equipment_of(settings, ledger), due, listening, steps)
    os._exit(0)


def main(position: int, stream: UUID, erasure: UUID) -> None:
    settings, due = Settings(), Due("erase", position, stream, erasure, 0)
    dies: Callable[[Erasing], None] = die
    for done in range(len(STEPS) + 1):
        killed(settings, due, (*STEPS[:done], dies), heard)
    killed(settings, due, STEPS, while_scanning)


if __name__ == "__main__":
    main(int(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]))
