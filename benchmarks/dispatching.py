"""Dispatch: planned contacts leave through a mail server on loopback, each asked about again and recorded twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import redis

import api
from api.machine.places import Places
from api.machine.redis import Redis as EmbeddedRedis
from api.machine.spawn import spawn
from benchmarks.ground import Ground
from benchmarks.row import Figure, Row
from benchmarks.served import free_port
from domain.decisions import DraftTemplate, IngestRecord, PlanContact, PublishTemplate
from domain.events.template import TemplateText
from domain.person import ContactPoint, Name, Person, PointKind
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, TemplateKind
from ledger.envelope import Origin
from ledger.ledger import Ledger, new_id
from ledger.locks import FOLLOWS_FOR_WORK
from ledger.settings import Settings
from workers.messages import NAMESPACE

LI = Origin(actor="user:li")
NAME = "bench"
WORKERS = "from ledger.settings import Settings; from workers.run import main; main(Settings())"
EACH = 120
"""Mails for a second that is measured, of each number of workers."""
PATIENCE = 120.0


def dispatch(ground: Ground, seconds: float) -> Figure:
    """Mails a second with two workers; with one beside it, to show how it grows."""
    mails = max(400, int(EACH * seconds / 2))
    with ground.ledger() as settings, Ledger.open(settings, connections=2) as ledger, ExitStack() as ending:
        template(ledger)
        messages = EmbeddedRedis(Places(settings.data))
        Places(settings.data).prepare()
        messages.start()
        ending.callback(messages.stop)
        rates = []
        for workers in (1, 2):
            planned(ledger, mails)
            rates.append(_drained(settings.at(redis_url=messages.url), workers, mails))
    one, two = rates
    return Figure(two, None, (f"{mails} mails; {one:.0f}/s with one worker, {two / one:.2f} times that with two",))


def _drained(settings: Settings, workers: int, mails: int) -> float:
    """From the first mail to the last, all workers being there before it: none of them leads until they are."""
    port, counted = free_port(), settings.data / f"mails-{workers}"
    counted.touch()
    office = ("-m", "benchmarks.post_office", str(port), str(counted))
    given = variables(settings, port)
    with ExitStack() as alive:
        alive.enter_context(running(office, given, settings.data / "office.log"))
        deadline = time.monotonic() + PATIENCE
        with psycopg.connect(settings.admin_conninfo, autocommit=True) as leading:
            leading.execute("SELECT pg_advisory_lock(%s)", (FOLLOWS_FOR_WORK,))
            there = _at_work(settings) + workers
            for number in range(workers):
                alive.enter_context(running(("-c", WORKERS), given, settings.data / f"worker-{number}.log"))
            while _at_work(settings) < there:
                if time.monotonic() > deadline:
                    raise RuntimeError("the workers did not come in time")
                time.sleep(0.1)
        while len(taken := counted.read_text().split()) < mails:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(taken)} of {mails} mails left in time")
            time.sleep(0.2)
    moments = sorted(map(float, taken))
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _at_work(settings: Settings) -> int:
    """Processes of workers that have asked for messages, the last minute's included."""
    assert settings.redis_url is not None
    with redis.Redis.from_url(settings.redis_url.get_secret_value()) as client:
        return int(client.zcard(f"{NAMESPACE}:__heartbeats__"))


def template(ledger: Ledger) -> None:
    text = TemplateText(
        language="en",
        subject="{{ person.name }}, your answer",
        text="Dear {{ person.name }},\n\n{{ said.answer }}\n\n{{ sender.company }}\n",
    )
    draft = DraftTemplate(
        template=template_id(NAME),
        name=NAME,
        kind=TemplateKind.OTHER,
        channel=Channel.EMAIL,
        purpose=Purpose.RIGHTS_REPLY,
        texts=(text,),
    )
    ledger.submit(draft, LI)
    ledger.submit(PublishTemplate(template=draft.template, version=1), LI)


def planned(ledger: Ledger, mails: int) -> list[UUID]:
    """The contacts."""
    contacts = []
    for _ in range(mails):
        candidate = new_id()
        point = ContactPoint(kind=PointKind.EMAIL, value=f"{candidate.hex}@example.com")
        person = Person(name=Name(full="王小明"), points=(point,))
        ledger.submit(IngestRecord(candidate=candidate, source="bench", person=person), LI)
        plan = PlanContact(
            candidate=candidate,
            contact=new_id(),
            channel=Channel.EMAIL,
            purpose=Purpose.RIGHTS_REPLY,
            sender="user:li",
            address=point,
            template=NAME,
            variables={"said.answer": "here it is"},
        )
        ledger.submit(plan, LI)
        contacts.append(plan.contact)
    return contacts


@contextmanager
def running(arguments: Sequence[str], given: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = spawn(
            [sys.executable, *arguments],
            output=output,
            environment=os.environ | given,
            dies_with_parent_by=signal.SIGTERM,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def variables(settings: Settings, port: int) -> dict[str, str]:
    assert settings.redis_url is not None
    return {
        "RENMAI_DATABASE_URL": settings.admin_conninfo,
        "RENMAI_KEYS_DATABASE_URL": settings.keys_admin_conninfo,
        "RENMAI_REDIS_URL": settings.redis_url.get_secret_value(),
        "RENMAI_ROLE_PASSWORD": settings.role_secret(),
        "RENMAI_DATA": str(settings.data),
        "RENMAI_KEY_FILE": str(settings.key_encryption_key_file),
        "RENMAI_BLOBS_URL": settings.blobs,
        "RENMAI_IDENTITY": "false",
        "RENMAI_DELIVERY": "real",
        "RENMAI_DELIVERY_ALLOWED": "*",
        "RENMAI_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
        "RENMAI_MAILS_PER_SECOND": "100000",
        "PYTHONPATH": str(Path(api.__file__).parent.parent),
    }


ROWS = (
    Row(
        "dispatch",
        "mails through a local SMTP server, 2 workers",
        "",
        "mails/s",
        200,
        "higher",
        20,
        dispatch,
    ),
)
