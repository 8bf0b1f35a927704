"""A campaign to many people: planned by one worker's two processes, each person decided on by the gate."""

import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from uuid import UUID

from benchmarks.dispatching import LI
from benchmarks.ground import Ground
from benchmarks.row import Figure, Row
from domain.decisions import CreatePool, DraftTemplate, PlanCampaign, PublishTemplate, StartCampaign
from domain.decisions.campaign import Step
from domain.envelope import Meta
from domain.events import AnyEvent, CandidateIngested, ConsentGiven, NoticeShown, SettingRecorded
from domain.events.template import TemplateText
from domain.person import ContactPoint, Name, Person, PointKind
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, TemplateKind
from ledger.campaigns import campaign_at
from ledger.codec import NewEvent
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from projections.follow import collecting_rarely
from workers.plan_campaign import lay_out
from workers.planner import planner

PEOPLE, SECONDS = 100_000, 60.0
LEAST = 10_000
"""What a start costs (the second process, statements that are prepared) is a part of the row, and would be fifty times
that of 2,000 people."""
AT_ONCE = 1_000
NAME = "news"


@dataclass(frozen=True, slots=True)
class Planned:
    people: int
    took: float
    busy: float
    """Seconds of both processes' processor."""
    early: float
    """Megabytes of the worker when a tenth was planned."""
    last: float


def bulk_plan(ground: Ground, seconds: float) -> Figure:
    """Seconds that 100,000 people take; where there is less time fewer are planned, and all of it is scaled."""
    found = _planned(ground, seconds)
    notes = (
        f"{found.people} people of 4 events, with consent, a template filled in for each; "
        f"{found.people / found.took:.0f}/s",
        f"{1e6 * found.busy / found.people:.0f} µs of both processes' processor for each",
        f"the worker had {found.early:.0f} MB after a tenth and {found.last:.0f} MB at the end",
    )
    return Figure(found.took * PEOPLE / found.people, None, notes)


def bulk_memory(ground: Ground, seconds: float) -> Figure:
    """Megabytes that the worker grows by from the first tenth of the people to the last."""
    found = _planned(ground, seconds)
    notes = (f"{found.people} people: {found.early:.0f} MB after a tenth, {found.last:.0f} MB at the end",)
    return Figure(max(0.0, found.last - found.early), None, notes)


def _planned(ground: Ground, seconds: float) -> Planned:
    people = max(LEAST, min(PEOPLE, int(PEOPLE * seconds / SECONDS)))
    with ground.ledger() as settings:
        with Ledger.open(settings, connections=2) as ledger:
            campaign = _started(ledger, [each for _ in range(people // AT_ONCE) for each in _people(ledger)])
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_plan, args=(settings, campaign, theirs))
        process.start()
        theirs.close()
        took, busy, early, last = ours.recv()
        process.join()
        with Ledger.open(settings, connections=1) as ledger:
            found = campaign_at(ledger, campaign)
            assert found is not None
            assert found.laid_out
    return Planned(people // AT_ONCE * AT_ONCE, took, busy, early, last)


def _plan(settings: Settings, campaign: UUID, end: "Connection[object, object]") -> None:
    """In a process of its own, as a worker is, so that its memory can be seen."""
    early: list[float] = []

    def heard(done: int, expected: int | None) -> None:
        if not early and expected and done >= expected / 10:
            early.append(_megabytes())

    with Ledger.open(settings, connections=2) as ledger:
        begun, busy = time.perf_counter(), time.process_time()
        with collecting_rarely(), planner(settings) as beside:
            lay_out(ledger, campaign, heard, beside)
        took, busy = time.perf_counter() - begun, time.process_time() - busy
        end.send((took, busy + getrusage(RUSAGE_CHILDREN).ru_utime, early[0], _megabytes()))


def _megabytes() -> float:
    """Resident, of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _people(ledger: Ledger) -> Sequence[UUID]:
    found = [new_id() for _ in range(AT_ONCE)]
    events = []
    for candidate in found:
        point = ContactPoint(kind=PointKind.EMAIL, value=f"{candidate.hex}@example.com")
        said: tuple[AnyEvent, ...] = (
            CandidateIngested(person=Person(name=Name(full="王小明"), points=(point,))),
            SettingRecorded(jurisdiction="CN", time_zone="Asia/Shanghai"),
            NoticeShown(notice="privacy", version=1, channel=Channel.EMAIL),
            ConsentGiven(purpose=Purpose.MARKETING, channels=(Channel.EMAIL,), controller="main"),
        )
        for version, event in enumerate(said, 1):
            meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
            events.append(NewEvent(candidate, version, meta, event))
    ledger.append(events, new_subjects=True)
    return found


def _started(ledger: Ledger, people: Sequence[UUID]) -> UUID:
    pool, campaign = new_id(), new_id()
    text = TemplateText(language="en", subject="News", text="Dear {{ person.name }},\n\n{{ said.news }}\n")
    draft = DraftTemplate(
        template=template_id(NAME),
        name=NAME,
        kind=TemplateKind.OTHER,
        channel=Channel.EMAIL,
        purpose=Purpose.MARKETING,
        texts=(text,),
    )
    plan = PlanCampaign(
        campaign=campaign,
        by="user:li",
        name="Spring",
        pool=pool,
        purpose=Purpose.MARKETING,
        sender="user:li",
        steps=(Step(template=NAME),),
        variables={"said.news": "we moved"},
    )
    start = StartCampaign(campaign=campaign, by="user:li", pool=pool, read_at=1, people=tuple(people))
    made = CreatePool(pool=pool, by="user:li", name="Fair"), draft, PublishTemplate(template=draft.template, version=1)
    for command in (*made, plan, start):
        ledger.submit(command, LI)
    return campaign


ROWS = (
    Row(
        "bulk-plan",
        "a campaign to 100,000 people planned by one worker, each asked about at the gate",
        "",
        "s",
        60,
        "lower",
        SECONDS,
        bulk_plan,
    ),
    Row(
        "bulk-plan-memory",
        "what a worker grows by between the first tenth and the end of such a campaign",
        "",
        "MB",
        50,
        "lower",
        SECONDS / 4,
        bulk_memory,
    ),
)
