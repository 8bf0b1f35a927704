"""Every record that is indexed is compared anew by the newest model. It proposes and questions; who is who stays.

How far it is stands in the ledger, so that whoever goes on goes on from there.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.decision import On
from domain.dossier import Dossier
from domain.doubts import doubts
from domain.envelope import Meta
from domain.events import AnyEvent, CandidateAbsorbed, RecordsRescored, RescoringFailed, RescoringFinished
from domain.identity import Joined
from domain.identity_models import STREAM
from domain.recorded import Recorded
from domain.rescoring import ended, proposed, questioned, reached
from domain.vocabulary import ActorId, Code
from ledger.codec import NewEvent
from ledger.envelope import new_id, numbered
from ledger.faults import Moved
from ledger.identity.deciding import ATTEMPTS, BY_POLICY, Near, by_policy, decide
from ledger.identity.known import Known
from ledger.identity.settling import known_people, nearby_each

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

AT_ONCE = 200
TOLD_EVERY = 5_000
"""Records between two events that say how far it is."""
FIRST = UUID(int=0)
BY: ActorId = "system:rescoring"

Heard = Callable[[int, int | None], None]
"""Hears how many records were compared, and of how many if that is known."""


def rescore(engine: "Engine", heard: Heard | None = None, *, told_every: int = TOLD_EVERY) -> RescoringFinished:
    """Go through all records, from where the last one was cut off. A model that is published meanwhile is the
    one to go on with, from the start."""
    while (done := _through(engine, heard, told_every)) is None:
        if seen := ended(_history(engine), engine.ledger.models.newest().version):
            return seen  # somebody else went through them at the same time
    return done


def rescoring_failed(engine: "Engine", code: Code) -> None:
    history = _history(engine)
    model = engine.ledger.models.newest().version
    _say(engine, history[-1].version if history else 0, RescoringFailed(model=model, code=code))


def _through(engine: "Engine", heard: Heard | None, told_every: int) -> RescoringFinished | None:
    """None when anything else was said on the stream of the models meanwhile."""
    history = _history(engine)
    model = engine.ledger.models.newest().version
    version = history[-1].version if history else 0
    before = reached(history, model)
    after = before.through if before else FIRST
    records, proposals, doubts = (before.records, before.proposed, before.questioned) if before else (0, 0, 0)
    told = records
    while streams := engine.walks.indexed(after, AT_ONCE):
        people = known_people(engine, streams)
        absorbed = set(engine.walks.absorbed(streams))
        for near in nearby_each(engine, people):
            proposals += _propose(engine, near)
            if near.new.stream in absorbed:
                doubts += _question(engine, near)
        after, records = streams[-1], records + len(streams)
        if heard:
            heard(records, None)
        if records - told >= told_every:
            so_far = RecordsRescored(model=model, through=after, records=records, proposed=proposals, questioned=doubts)
            if not _said(engine, version, so_far):
                return None
            version, told = version + 1, records
    done = RescoringFinished(model=model, records=records, proposed=proposals, questioned=doubts)
    return done if _said(engine, version, done) else None


def _propose(engine: "Engine", near: Near) -> int:
    """How many other people the record may be, whether that was said now or before."""
    people = 0

    def follows(own: Dossier, others: Sequence[Dossier], new: UUID, joined: Joined[UUID], _at: datetime) -> list[On]:
        nonlocal people
        people = sum(any(each.record in other.members for each in joined.matches) for other in others)
        return proposed(own, others, new, joined)

    if near.found:
        decide(engine, near, follows, "rescore/")
    return people


def _question(engine: "Engine", near: Near) -> int:
    """1 where the merge that led this record to another is in question, now or already: a policy made it, and by
    this model it would not be made."""
    ledger, stream = engine.ledger, near.new.stream
    policy = _merged_by(engine, stream)
    if policy is None or policy == near.model.version:
        return 0
    for _ in range(ATTEMPTS):
        person, versions = ledger.dossier(stream, sees=())
        if person is None:
            return 0
        features = Known(engine, person.members).features
        happened = questioned(person, stream, policy, features, near.model, near.frequencies)
        if not happened:
            return sum((each.absorbed, each.seen.model) == (stream, near.model.version) for each in doubts(person))
        with suppress(Moved):
            ledger.append(numbered(happened, versions, by_policy(near.model), BY_POLICY, new_id()), unmoved=versions)
            return 1
    return 0


def _merged_by(engine: "Engine", stream: UUID) -> Code | None:
    """The policy that led this record to another last; None where a human did."""
    last = None
    for each in engine.ledger.history(stream, unseal=False):
        if isinstance(each.event, CandidateAbsorbed):
            last = each.meta.actor
    return last.removeprefix("policy:") if last and last.startswith("policy:") else None


def _history(engine: "Engine") -> list[Recorded]:
    return engine.ledger.history(STREAM, unseal=False)


def _said(engine: "Engine", version: int, event: AnyEvent) -> bool:
    """False when something else was said on the stream of the models meanwhile."""
    try:
        _say(engine, version, event)
    except Moved:
        return False
    return True


def _say(engine: "Engine", version: int, event: AnyEvent) -> None:
    meta = Meta(event_id=new_id(), command_id=new_id(), actor=BY)
    engine.ledger.append([NewEvent(STREAM, version + 1, meta, event)], unmoved={STREAM: version})
