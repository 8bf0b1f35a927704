"""What the engine saw when it compared two records, and what a human put off. Numbers and levels only, no value."""

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.events.event import Event
from domain.vocabulary import Code


class MatchZone(StrEnum):
    """`certain` is merged at once, unless something contradicts; `likely` is for a human."""

    CERTAIN = "certain"
    LIKELY = "likely"


class MatchFinding(BaseModel):
    """One field's part in the whole. `m` and `u` of the model, in parts per trillion, and what they weigh."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Code
    level: Code
    m: int
    u: int
    term_frequency: int | None = None
    """Parts per trillion; None where terms are not counted."""
    weight: int
    """Thousandths of a bit."""


class MatchAssessed(Event):
    """On the later record: it was compared with `other`, and the two are not plainly apart."""

    type: Literal["match-assessed"] = "match-assessed"
    other: UUID
    zone: MatchZone
    model: Code
    prior: int
    """Thousandths of a bit, before anything was compared."""
    weight: int
    """Thousandths of a bit: the prior and every finding."""
    posterior: int
    """Millionths."""
    findings: tuple[MatchFinding, ...] = ()
    strong: tuple[Code, ...] = ()
    """The identifiers that agree and are one person's alone, by field."""
    name_compatible: bool | None = None
    vetoes: tuple[Code, ...] = ()
    conflict: bool = False
    """One pair would join the two dossiers and another forbids it: a human decides."""


class MatchDeferred(Event):
    """Somebody looked at the pair and will look again: not before `until`, if that is said."""

    type: Literal["match-deferred"] = "match-deferred"
    other: UUID
    until: date | None = None


class MergeQuestioned(Event):
    """On the absorbed: a policy merged it, and by a newer model it would not. Nothing is undone; a human decides."""

    type: Literal["merge-questioned"] = "merge-questioned"
    survivor: UUID
    policy: Code
    """That merged the two."""
    model: Code
    """That would not."""
    record: UUID
    """Of the two records that speak most for the merge, the absorbed's and the survivor's side's."""
    other: UUID
    prior: int
    """Thousandths of a bit."""
    weight: int
    posterior: int
    """Millionths."""
    findings: tuple[MatchFinding, ...] = ()
    strong: tuple[Code, ...] = ()
    name_compatible: bool | None = None
    vetoes: tuple[Code, ...] = ()
    conflict: bool = False
    """Some pair of records across the two contradicts."""
