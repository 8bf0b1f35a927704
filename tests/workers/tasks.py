"""Tasks to try the workers with, in this process and in processes of their own."""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, BatchFailed, BatchFinished, ImportRequested
from domain.vocabulary import Code
from ledger.codec import NewEvent
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from tests.processes import Forked
from workers.equipment import Equipment, Heard, Interrupted
from workers.reactions import Reaction, given_up, of_stream
from workers.run import main, run

FINISHED = BatchFinished(read=1, added=1, updated=0, unchanged=0, rejected=0, events=1)


class BrokenFile(Exception):
    code = "broken_file"


def append(ledger: Ledger, stream: UUID, version: int, event: AnyEvent) -> None:
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
    ledger.append([NewEvent(stream, version, meta, event)], unmoved={stream: version - 1})


def ask(ledger: Ledger) -> UUID:
    stream = new_id()
    append(ledger, stream, 1, ImportRequested(blob="王小明", source="web"))
    return stream


def finish(equipment: Equipment, stream: UUID, heard: Heard) -> None:
    if len(equipment.ledger.history(stream)) == 1:
        append(equipment.ledger, stream, 2, FINISHED)


def fail(equipment: Equipment, stream: UUID, heard: Heard) -> None:
    raise BrokenFile("王小明")


def die(equipment: Equipment, stream: UUID, heard: Heard) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait(equipment: Equipment, stream: UUID, heard: Heard) -> None:
    Path(os.environ["TEST_WAITS"]).touch()
    equipment.stopping.wait(60)
    raise Interrupted


def give_up(equipment: Equipment, stream: UUID, code: Code) -> None:
    append(equipment.ledger, stream, 2, BatchFailed(code=code))


def reacts(task: str) -> tuple[Reaction, ...]:
    action = {"finish": finish, "fail": fail, "die": die, "wait": wait}[task]
    until = (BatchFinished, BatchFailed)
    return (Reaction(ImportRequested, "try", of_stream(action), given_up(give_up), until),)


def environment(settings: Settings) -> Mapping[str, str]:
    """What another process needs to find the same house."""
    given = {name: value for name, value in settings.model_dump().items() if value is not None}
    plain = {n: v.get_secret_value() if hasattr(v, "get_secret_value") else str(v) for n, v in given.items()}
    return os.environ | {f"RENMAI_{name.upper()}": value for name, value in plain.items()}


def until(true: Callable[[], object], seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def process(settings: Settings, task: str = "main", **variables: str) -> Forked:
    """A process of workers: as it ships, or one whose only reaction is this task."""
    return Forked(go, task, variables={**environment(settings), **variables})


def go(task: str) -> None:
    if task == "main":
        main(Settings())
    else:
        run(Settings(), threading.Event(), reacts(task), (timedelta(),))
