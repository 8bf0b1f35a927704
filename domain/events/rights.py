"""What a person asks for by right, and how they are forgotten.

Each is written to every record of the person, so that taking a merge back loses none of it. Nothing here is sealed:
it holds no word of theirs but `said`, and has to be shown for years after they are gone.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.events.event import Event, Said
from domain.vocabulary import ActorId, Code, ConsentMethod, DataClass, ErasureGround, Jurisdiction, RightsKind


class RightsRequestReceived(Event):
    """The person asks: from here on a clock runs."""

    type: Literal["rights-request-received"] = "rights-request-received"
    request: UUID
    kind: RightsKind
    jurisdiction: Jurisdiction | None = None
    """Whose deadline it is; None where nobody knows, and then the strictest holds."""
    due_on: date
    """The last day to answer."""
    method: ConsentMethod = ConsentMethod.HUMAN
    said: Said = None


class RightsRequestExtended(Event):
    """More time is taken, and the person was told so and why."""

    type: Literal["rights-request-extended"] = "rights-request-extended"
    request: UUID
    due_on: date
    why: Literal["complex", "many-requests"]


class RightsRequestAnswered(Event):
    """The clock stops."""

    type: Literal["rights-request-answered"] = "rights-request-answered"
    request: UUID
    outcome: Literal["fulfilled", "partly", "refused"]
    why: Code | None = None
    """Of what was not done."""


class ErasureRequested(Event):
    """Somebody, or a rule, asks that the person be forgotten. A human other than they decides on it."""

    type: Literal["erasure-requested"] = "erasure-requested"
    erasure: UUID
    why: Literal["request", "basis-ended", "retention", "unlawful", "other"]


class ErasureConfirmed(Event):
    """A human made their own what a rule had asked for. It takes another one to approve it."""

    type: Literal["erasure-confirmed"] = "erasure-confirmed"
    erasure: UUID
    confirmed_by: ActorId


class ClassVerdict(BaseModel):
    """What becomes of one class of data: erased, or kept for a reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_class: DataClass
    because: Code | None = None
    """Why it is kept; None: it is erased."""
    until: date | None = None
    """The first day on which it need not be kept; None where nobody knows."""


class ErasureApproved(Event):
    """From here on the person is as good as forgotten: nothing more is taken or told of them."""

    type: Literal["erasure-approved"] = "erasure-approved"
    erasure: UUID
    approved_by: ActorId
    verdicts: tuple[ClassVerdict, ...]


class ErasureRefused(Event):
    """On one of the grounds that the law names."""

    type: Literal["erasure-refused"] = "erasure-refused"
    erasure: UUID
    refused_by: ActorId
    ground: ErasureGround


class CandidateErased(Event):
    """The keys are destroyed, and every copy that was made with them is gone."""

    type: Literal["candidate-erased"] = "candidate-erased"
    erasure: UUID
    erased: tuple[DataClass, ...]
    kept: tuple[ClassVerdict, ...] = ()
    """Erased later: on the first day that one of them names."""


class ErasureScanned(Event):
    """Whoever had no part in the erasure looked for what is left of it in all that lives."""

    type: Literal["erasure-scanned"] = "erasure-scanned"
    erasure: UUID
    values: int
    """Of the person's own that were looked for; 0 where a crash came between: then only ids were."""
    places: int
    """Tables, files and keys that were looked through."""
    found: tuple[Code, ...] = ()
    """Where something is left; none: it is verified."""
    again_on: date | None = None
    """What was kept falls due then."""
    residue_until: date | None = None
    """By the end of this day no page, log or backup of a database holds a byte of it, as the deployment is set."""


class LegalHoldPlaced(Event):
    """Nothing of this is erased until the hold is released. It allows no contact and forbids none."""

    type: Literal["legal-hold-placed"] = "legal-hold-placed"
    hold: UUID
    why: Code
    classes: tuple[DataClass, ...] | None = None
    """None is all."""


class LegalHoldReleaseProposed(Event):
    """One of the two that it takes."""

    type: Literal["legal-hold-release-proposed"] = "legal-hold-release-proposed"
    hold: UUID
    proposed_by: ActorId


class LegalHoldReleased(Event):
    """By a second, who is another than the one who proposed it."""

    type: Literal["legal-hold-released"] = "legal-hold-released"
    hold: UUID
    released_by: ActorId
