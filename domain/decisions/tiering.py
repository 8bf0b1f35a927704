"""How somebody fits, and which tier they are in: a policy proposes, a human decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain import tiers
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, is_human
from domain.dossier import Dossier
from domain.events import FitAssessed, TierAssigned
from domain.person import LongText
from domain.vocabulary import ActorId, Code, Degree, Tier


class AssessFit(OfCandidate):
    """`degree` None takes the judgement back."""

    type: Literal["assess-fit"] = "assess-fit"
    by: ActorId
    aspect: Literal["ability", "culture"]
    degree: Degree | None
    remarks: LongText | None = None


class AssignTier(OfCandidate):
    """As the policy proposes, or otherwise with a reason. `tier` None takes it away."""

    type: Literal["assign-tier"] = "assign-tier"
    by: ActorId
    tier: Tier | None
    policy: Code = tiers.DEFAULT
    why: Code | None = None
    remarks: LongText | None = None


def assess(dossier: Dossier | None, command: AssessFit, _at: datetime, rules: Rules) -> Sequence[On]:
    known = addressed(dossier, command.candidate, rules).tiering.fits.get(command.aspect)
    rules.require(is_human(command.by), "human_required")
    if command.degree is None and (known is None or known.degree is None):
        return []
    event = FitAssessed(aspect=command.aspect, degree=command.degree, remarks=command.remarks)
    return [On(command.candidate, event)]


def assign(dossier: Dossier | None, command: AssignTier, at: datetime, rules: Rules) -> Sequence[On]:
    """The same again adds nothing, unless what it rests on has changed."""
    person = addressed(dossier, command.candidate, rules)
    if command.policy not in tiers.POLICIES:
        raise Refused("no_such_tier_policy")
    rules.require(is_human(command.by), "human_required")
    proposed = tiers.propose(person, at, command.policy)
    otherwise = command.tier is not proposed.tier
    rules.require(not otherwise or command.why is not None, "tier_needs_reason", proposed.tier)
    event = TierAssigned(
        tier=command.tier,
        proposed=proposed.tier,
        policy=command.policy,
        findings=proposed.findings,
        why=command.why,
        remarks=command.remarks,
    )
    held = person.tiering.assigned
    if held and (held.tier, held.findings, held.policy, held.why) == (
        *(event.tier, event.findings),
        *(event.policy, event.why),
    ):
        return []
    return [On(command.candidate, event)]
