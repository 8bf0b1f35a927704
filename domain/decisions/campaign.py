"""Campaigns: planned, started with whoever is in the pool just then, paused, resumed, cancelled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.campaign import Campaign, CampaignState, contact_of_step, snapshot_of
from domain.composing import in_use
from domain.decision import Command, On, Refused, Rules
from domain.decisions.outreach import PlanContact, policy_of
from domain.decisions.pool import TakePoolSnapshot, take_snapshot, used
from domain.dossier import Dossier
from domain.events import (
    AnyEvent,
    CampaignCancelled,
    CampaignLaidOut,
    CampaignPaused,
    CampaignPlanned,
    CampaignResumed,
    CampaignStarted,
    CampaignStep,
)
from domain.gate import DEFAULT, Around
from domain.gate.contact import NEEDS_ADDRESS
from domain.gate.purposes import kind_of
from domain.person import ContactPoint, LongText, Text
from domain.pool import Pool
from domain.reach import PointState
from domain.template import Template
from domain.vocabulary import ActorId, Channel, Code, Purpose, Sender

MOST_STEPS = 20


class Step(BaseModel):
    """One message: by the channel of its template, `delay_hours` after the one before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: Code
    template_version: int | None = Field(default=None, ge=1)
    """The published one, where it is left out; it stays the same from here on."""
    delay_hours: int = Field(default=0, ge=0, le=24 * 366)


class OfCampaign(Command):
    campaign: UUID


class PlanCampaign(OfCampaign):
    """`campaign` is a new id. Of several steps, each person goes from one to the next until they answer."""

    type: Literal["plan-campaign"] = "plan-campaign"
    by: ActorId
    name: Text
    pool: UUID
    purpose: Purpose | None = None
    """The pool's, where it is left out."""
    controller: Code = "main"
    recipient: Code | None = None
    sender: Sender
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MOST_STEPS)
    notice: Code | None = None
    notice_version: int | None = None
    topic: Code | None = None
    variables: dict[Text, LongText] | None = None
    policy: Code = DEFAULT


class StartCampaign(OfCampaign):
    """With whoever was in the pool at a position, as the one who starts it was told."""

    type: Literal["start-campaign"] = "start-campaign"
    by: ActorId
    pool: UUID
    read_at: int = Field(ge=0, exclude=True)
    people: tuple[UUID, ...] = Field(exclude=True)
    """Found for it, and no part of what was asked: a retry finds others and is the same command."""


class PauseCampaign(OfCampaign):
    type: Literal["pause-campaign"] = "pause-campaign"
    why: Code | None = None


class ResumeCampaign(OfCampaign):
    type: Literal["resume-campaign"] = "resume-campaign"


class CancelCampaign(OfCampaign):
    type: Literal["cancel-campaign"] = "cancel-campaign"
    why: Code | None = None


class ReportCampaignLaidOut(OfCampaign):
    """By whoever planned everybody in the snapshot."""

    type: Literal["report-campaign-laid-out"] = "report-campaign-laid-out"


def plan(
    campaign: Campaign | None,
    pool: Pool | None,
    templates: Mapping[str, Template | None],
    command: PlanCampaign,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    if campaign is not None:
        raise Refused("campaign_exists")
    of = used(pool, command.by)
    policy_of(command.policy)
    event = CampaignPlanned(
        name=command.name,
        owner=command.by,
        pool=command.pool,
        purpose=command.purpose or of.purpose,
        controller=command.controller,
        recipient=command.recipient,
        sender=command.sender,
        steps=tuple(_step(templates[each.template], each) for each in command.steps),
        notice=command.notice,
        notice_version=command.notice_version,
        topic=command.topic,
        variables=command.variables,
        policy=command.policy,
    )
    return [On(command.campaign, event)]


def start(
    campaign: Campaign | None, pool: Pool | None, command: StartCampaign, at: datetime, rules: Rules
) -> Sequence[On]:
    """The snapshot and the start are stored together, in this order."""
    found = _live(campaign)
    if found.state is not CampaignState.PLANNED:
        return []
    if pool is None or pool.stream != found.plan.pool:
        raise Refused("no_such_pool")
    snapshot = snapshot_of(found.stream)
    taken = TakePoolSnapshot(
        pool=pool.stream,
        by=command.by,
        snapshot=snapshot,
        why="campaign",
        read_at=command.read_at,
        people=command.people,
    )
    parts = take_snapshot(pool, taken, at, rules)
    started = CampaignStarted(pool=pool.stream, snapshot=snapshot, size=len(command.people), parts=len(parts))
    return [*parts, On(found.stream, started)]


def pause(campaign: Campaign | None, command: PauseCampaign, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _if(_begun(campaign).running, command, CampaignPaused(why=command.why))


def resume(campaign: Campaign | None, command: ResumeCampaign, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _if(not _begun(campaign).running, command, CampaignResumed())


def cancel(campaign: Campaign | None, command: CancelCampaign, _at: datetime, _rules: Rules) -> Sequence[On]:
    if campaign is not None and campaign.state is CampaignState.CANCELLED:
        return []
    _live(campaign)
    return [On(command.campaign, CampaignCancelled(why=command.why))]


def lay_out(campaign: Campaign | None, command: ReportCampaignLaidOut, _at: datetime, _rules: Rules) -> Sequence[On]:
    found = _begun(campaign)
    if not found.running:
        raise Refused("campaign_not_running", found.state.value)
    return _if(not found.laid_out, command, CampaignLaidOut())


def plan_of(
    campaign: Campaign, step: int, person: Dossier, around: Around, not_before: datetime | None = None
) -> PlanContact:
    """What is asked for one person: to the address that was verified, else the first that works. Of values that were
    checked when the campaign was planned, and so not checked again for each of many."""
    of, one = campaign.plan, campaign.plan.steps[step - 1]
    return PlanContact.model_construct(
        candidate=person.candidate,
        contact=contact_of_step(campaign.stream, person.candidate, step),
        channel=one.channel,
        purpose=of.purpose,
        controller=of.controller,
        recipient=of.recipient,
        sender=of.sender,
        address=address_for(person, one.channel, around),
        template=one.template,
        template_version=one.template_version,
        notice=of.notice,
        notice_version=of.notice_version,
        topic=of.topic,
        campaign=campaign.stream,
        step=step,
        not_before=not_before,
        variables=of.variables,
        policy=of.policy,
    )


def address_for(person: Dossier, channel: Channel, around: Around) -> ContactPoint | None:
    """One that does not work only where there is no other: then the gate says so."""
    kinds = NEEDS_ADDRESS.get(channel, frozenset())
    held = [each for each in person.profile.points if each.kind in kinds]
    if not held:
        return None

    def fit(number: int) -> tuple[bool, bool, int]:
        suppression = around.suppressions.get((held[number].kind, held[number].value))
        ended = held[number].state is PointState.INVALID or (suppression is not None and not suppression.works)
        return not held[number].valid or ended, held[number].state is not PointState.VERIFIED, number

    best = held[min(range(len(held)), key=fit)]
    return ContactPoint(kind=best.kind, value=best.value)


def turn(campaign: Campaign, planned: int) -> datetime | None:
    """Before when the next one may not leave, that many after the first: its sender's cap lets so many go at a time.
    None: now."""
    cap = policy_of(campaign.plan.policy).sender_caps.get(kind_of(campaign.plan.purpose))
    rounds = planned // cap.most if cap else 0
    return campaign.started_at + rounds * cap.within if cap and rounds and campaign.started_at else None


def _step(template: Template | None, step: Step) -> CampaignStep:
    version, draft = in_use(template, step.template_version)
    return CampaignStep(
        template=step.template, template_version=version, channel=draft.channel, delay_hours=step.delay_hours
    )


def _if(changed: bool, command: OfCampaign, event: AnyEvent) -> Sequence[On]:
    return [On(command.campaign, event)] if changed else []


def _live(campaign: Campaign | None) -> Campaign:
    if campaign is None:
        raise Refused("no_such_campaign")
    if campaign.state is CampaignState.CANCELLED:
        raise Refused("campaign_cancelled")
    return campaign


def _begun(campaign: Campaign | None) -> Campaign:
    found = _live(campaign)
    if found.state is CampaignState.PLANNED:
        raise Refused("campaign_not_started")
    return found
