"""In and out of talent pools."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import TalentPoolEntered, TalentPoolLeft
from domain.pools import current
from domain.vocabulary import Code


class EnterTalentPool(OfCandidate):
    type: Literal["enter-talent-pool"] = "enter-talent-pool"
    pool: Code = "main"
    why: Code | None = None


class LeaveTalentPool(OfCandidate):
    type: Literal["leave-talent-pool"] = "leave-talent-pool"
    pool: Code = "main"
    why: Code | None = None


def enter(dossier: Dossier | None, command: EnterTalentPool, _at: datetime, rules: Rules) -> Sequence[On]:
    if command.pool in addressed(dossier, command.candidate, rules).pools:
        return []
    return [On(command.candidate, TalentPoolEntered(pool=command.pool, why=command.why))]


def leave(dossier: Dossier | None, command: LeaveTalentPool, _at: datetime, rules: Rules) -> Sequence[On]:
    """On every record that is in it, so that the reversal of a merge doesn't bring anybody back."""
    person = addressed(dossier, command.candidate, rules)
    inside = [record.stream for record in person.records if command.pool in current(record.stays)]
    rules.require(bool(inside), "not_in_pool")
    event = TalentPoolLeft(pool=command.pool, why=command.why)
    return [On(stream, event) for stream in inside or [command.candidate]]
