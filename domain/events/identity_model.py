"""By which weights records are compared, and what that changes of those already there: numbers only, no value."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.events.event import Event
from domain.vocabulary import Code


class PublishedLevel(BaseModel):
    """How two values of a field may agree. Shares in parts per trillion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Code
    level: Code
    m: int
    u: int
    kin: int
    counted: bool = False
    of_term: int = 10**12


class IdentityModelPublished(Event):
    """On the stream of the models: from now on records are compared by this one."""

    type: Literal["identity-model-published"] = "identity-model-published"
    number: int
    """From 2: the model that came with the software is number 1."""
    model: Code
    """The version that evidence and merges name."""
    frequencies: Code
    """The table of what is usual that it was made for."""
    levels: tuple[PublishedLevel, ...]
    pairs_each: int
    """Parts per trillion, as all shares here."""
    kin_each: int
    least_population: int
    certain: int
    likely: int
    one_id_each: tuple[Code, ...] = ()
    why: Code


class RecordsRescored(Event):
    """On the stream of the models: so far known records were compared anew. What came of it is on the records."""

    type: Literal["records-rescored"] = "records-rescored"
    model: Code
    through: UUID
    """In the order of ids, every record up to this one."""
    records: int
    """From the start, as the next two."""
    proposed: int
    """Pairs of people who may be one."""
    questioned: int
    """Merges that it would not make."""


class RescoringFinished(Event):
    """On the stream of the models: every record that was known when it began was compared anew."""

    type: Literal["rescoring-finished"] = "rescoring-finished"
    model: Code
    records: int
    proposed: int
    questioned: int


class RescoringFailed(Event):
    """On the stream of the models: it broke off for good. Begun again, it goes on."""

    type: Literal["rescoring-failed"] = "rescoring-failed"
    model: Code
    code: Code
