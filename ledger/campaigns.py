"""A campaign's people, many at once: read together, decided one by one, stored together.

What is decided of each is what `PlanContact` decides of one. The contact's id follows from campaign, person and step,
and none of the streams may have moved: so whoever plans the same people again plans nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from domain.campaign import Campaign, CampaignState, fold_campaign
from domain.decision import On, Refused, Rules
from domain.decisions import PlanContact
from domain.decisions.campaign import plan_of, turn
from domain.decisions.outreach import asked, plan
from domain.dossier import Dossier
from domain.events import ContactPlanned, ContactRefused, PoolSnapshotTaken
from domain.gate import SEES, Around
from domain.notices import Notice
from domain.senders import STREAM as SENDERS
from domain.senders import Senders
from domain.template import Template, fold_template, template_id
from ledger.envelope import Origin, numbered
from ledger.faults import Moved
from ledger.ledger import ATTEMPTS, Ledger
from ledger.store import Receipt
from ledger.together import people as people_of

BY = Origin(actor="system:campaign")
Versions = dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """Of one person."""

    candidate: UUID
    command: PlanContact | None
    """None: nobody can be spoken of under this id (any more)."""
    events: Sequence[On] = ()
    before: bool = False
    """The step had been planned before, and not refused."""

    @property
    def planned(self) -> ContactPlanned | None:
        return next((on.event for on in self.events if isinstance(on.event, ContactPlanned)), None)

    @property
    def refused(self) -> ContactRefused | None:
        return next((on.event for on in self.events if isinstance(on.event, ContactRefused)), None)


@dataclass(frozen=True, slots=True)
class Shared:
    """What is the same for everybody."""

    campaign: Campaign
    template: Template | None
    notice: Notice | None
    senders: Senders
    versions: Versions


def campaign_at(ledger: Ledger, stream: UUID) -> Campaign | None:
    """With what its messages are filled with."""
    return fold_campaign(ledger.history(stream))


def shared(ledger: Ledger, stream: UUID, step: int = 1) -> Shared:
    """Raises Refused `no_such_campaign`."""
    history = ledger.history(stream)
    campaign = fold_campaign(history)
    if campaign is None:
        raise Refused("no_such_campaign")
    versions = {stream: history[-1].version}
    template = template_id(campaign.plan.steps[step - 1].template)
    drafts = ledger.history(template, unseal=False)
    versions[template] = drafts[-1].version if drafts else 0
    notice = None
    if campaign.plan.notice:
        notice, read = ledger.surroundings.notice(campaign.plan.notice)
        versions |= read
    senders = ledger.senders.current()
    versions[SENDERS] = senders.version
    return Shared(campaign, fold_template(drafts), notice, senders, versions)


def snapshot(ledger: Ledger, campaign: Campaign) -> Iterator[Sequence[UUID]]:
    """Whoever was in the pool when it started, a part at a time. Its parts stand before the start itself."""
    assert campaign.started_position is not None
    for position in range(campaign.started_position - campaign.parts, campaign.started_position):
        (part,) = ledger.read(ledger.store.at([position]), unseal=False)
        assert isinstance(part.event, PoolSnapshotTaken)
        assert part.event.snapshot == campaign.snapshot
        yield part.event.people


def plan_together(ledger: Ledger, stream: UUID, people: Sequence[UUID], planned: int) -> tuple[Shared, list[Decided]]:
    """The first step of these, stored in one append; `planned` is how many were planned before them.

    Nothing is stored unless the campaign is running. Raises Moved after `ATTEMPTS` decisions, LedgerBusy,
    OutcomeUnknown.
    """
    for attempt in range(1, ATTEMPTS + 1):
        common = shared(ledger, stream)
        if not common.campaign.running:
            return common, []
        decided, versions = decide(ledger, common, people, planned)
        try:
            _append(ledger, decided, versions)
        except Moved:
            if attempt == ATTEMPTS:
                raise
        else:
            return common, decided
    raise AssertionError("unreachable")


def tried(ledger: Ledger, stream: UUID, people: Sequence[UUID], planned: int = 0) -> list[Decided]:
    """What would be decided if it were started now; nothing is stored. Raises Refused `no_such_campaign`."""
    common = shared(ledger, stream)
    running = replace(common.campaign, state=CampaignState.RUNNING, started_at=ledger.clock())
    decided, _ = decide(ledger, replace(common, campaign=running), people, planned)
    ledger.store.durable()
    return decided


def decide(
    ledger: Ledger, common: Shared, people: Sequence[UUID], planned: int, step: int = 1
) -> tuple[list[Decided], Versions]:
    """Of each, in order; with the versions of all that it rests on."""
    among = people_of(ledger, people, SEES)
    found, versions = among.found, dict(among.versions)
    points = {(point.kind, point.value) for person in found.values() for point in person.profile.points}
    suppressions = ledger.surroundings.suppressions(points)
    versions |= {each.stream: each.version for each in suppressions.values()}
    at, campaign = ledger.clock(), common.campaign
    sent: int | None = None
    decided: list[Decided] = []
    spoken_of: set[UUID] = set()
    for candidate in people:
        person = found.get(candidate)
        if person is None or person.erased or person.void or person.candidate in spoken_of:
            decided.append(Decided(candidate, None))
            continue
        spoken_of.add(person.candidate)
        not_before = turn(campaign, planned)
        own = {(point.kind, point.value): suppressions[point.kind, point.value] for point in person.profile.points}
        around = Around(own, common.notice, 0, campaign)
        command = plan_of(campaign, step, person, around, not_before)
        if not_before is None:
            if sent is None:
                contact = asked(person, command)
                assert contact is not None
                sent = ledger.surroundings.sent_by(contact, command.policy, at)
            around = replace(around, sent_by_sender=sent)
        one = Decided(person.candidate, command, *_decided(person, around, common, command, at))
        planned += one.before or one.planned is not None
        decided.append(one)
    return decided, versions | common.versions


def _decided(
    person: Dossier, around: Around, common: Shared, command: PlanContact, at: datetime
) -> tuple[Sequence[On], bool]:
    try:
        events = plan(person, around, common.template, common.senders, None, command, at, Rules())
    except Refused as fault:
        if fault.code != "candidate_void":
            raise
        return (), False
    attempt = None if events else person.contacts.attempts.get(command.contact)
    return events, attempt is not None and attempt.planned_position is not None


def _append(ledger: Ledger, decided: Sequence[Decided], versions: Versions) -> Receipt | None:
    events = []
    for each in decided:
        if each.command is not None and each.events:
            command_id = command_of_step(each.command)
            events += numbered(each.events, versions, BY, each.command, command_id)
    return ledger.append(events, unmoved=versions) if events else None


def command_of_step(command: PlanContact) -> UUID:
    """The id of the command that plans it: of campaign, person and step, as the contact's own."""
    return uuid5(command.contact, "plan")
