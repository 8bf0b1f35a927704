"""Why Splink and the engine disagree about two records: what each field weighs for the one and for the other."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.identity import Usual, compare
from domain.value import value
from ledger.identity.known import Known

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

SAYS = 0.5
"""Bits from which on a field speaks for or against."""

Weights = Mapping[str, float]
"""By field, in bits."""


@value
class FieldWeights:
    field: str
    splink: float | None
    """Bits; None where it did not compare the two, or does not have the field."""
    engine: float | None
    """Bits, by the current model and the usual frequencies; None where the field is not known of both."""
    disagree: bool
    """One says that it speaks for one person, the other that it speaks against."""


def weights_of(row: Mapping[str, Any], fields: Sequence[str]) -> Weights:
    """What each field weighs in a row of Splink's predictions, its term frequencies included."""
    return {field: float(row[f"mw_{field}"]) + float(row.get(f"mw_tf_adj_{field}", 0.0)) for field in fields}


def field_by_field(
    engine: "Engine", pairs: Sequence[tuple[UUID, UUID]], splink: Mapping[tuple[UUID, UUID], Weights]
) -> list[tuple[FieldWeights, ...]]:
    """Of each pair, every field that at least one of them weighs."""
    streams = list({each for pair in pairs for each in pair})
    known, model = Known(engine, streams).features, engine.ledger.models.current()
    found = []
    for one, other in pairs:
        evidence = compare(known[one], known[other], model, Usual())
        ours = {each.field: each.weight for each in evidence.findings if each.field != "kin"}
        theirs = splink.get((one, other), splink.get((other, one), {}))
        found.append(tuple(_field(name, theirs.get(name), ours.get(name)) for name in dict.fromkeys((*theirs, *ours))))
    return found


def _field(name: str, splink: float | None, engine: float | None) -> FieldWeights:
    apart = splink is not None and engine is not None and min(splink, engine) < -SAYS and max(splink, engine) > SAYS
    return FieldWeights(name, _rounded(splink), _rounded(engine), apart)


def _rounded(weight: float | None) -> float | None:
    return None if weight is None else round(weight, 3)
