"""Which models were published, and which one holds: the newest. The one that came with the software is number 1."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.decision import Refused
from domain.events import IdentityModelPublished, PublishedLevel
from domain.identity import DEFAULT, IdentityModel, Level
from domain.recorded import Recorded
from domain.vocabulary import Code

STREAM = UUID("01900000-0000-7000-8000-000000000001")
"""The one stream that all models are published on."""
TRILLION = 10**12


@dataclass(frozen=True, slots=True)
class Published:
    number: int
    model: IdentityModel
    position: int | None = None
    """None: it came with the software."""
    published_at: datetime | None = None
    published_by: tuple[str, ...] = ()
    """Whoever had a hand in it."""
    why: str | None = None


def published(history: Iterable[Recorded], shipped: IdentityModel = DEFAULT) -> tuple[Published, ...]:
    """Oldest first; the last one holds."""
    found = [Published(1, shipped)]
    for each in history:
        if isinstance(each.event, IdentityModelPublished):
            event = each.event
            said = each.position, each.recorded_at, each.meta.hands, event.why
            found.append(Published(event.number, _model(event), *said))
    return tuple(found)


def publish(models: tuple[Published, ...], model: IdentityModel, why: Code) -> IdentityModelPublished | None:
    """The event, or None where this model holds already. Raises Refused."""
    model = _model(event := _event(len(models) + 1, model, why))  # as it will be read back
    known = {each.model.version: each.model for each in models}
    if models[-1].model == model:
        return None
    if model.version in known:
        raise Refused("model_version_known", model.version)
    if model.frequencies != DEFAULT.frequencies:
        raise Refused("unknown_frequencies", model.frequencies)
    if wrong := sorted(_levels(DEFAULT) ^ _levels(model)):
        raise Refused("model_incomplete", ", ".join(wrong))
    if model.likely > model.certain:
        raise Refused("model_zones_crossed")
    return event


def _levels(model: IdentityModel) -> set[str]:
    return {f"{field}.{level}" for field, levels in model.fields.items() for level in levels}


def _event(number: int, model: IdentityModel, why: Code) -> IdentityModelPublished:
    return IdentityModelPublished(
        number=number,
        model=model.version,
        frequencies=model.frequencies,
        levels=tuple(
            PublishedLevel(
                field=field,
                level=name,
                m=_whole(level.m),
                u=_whole(level.u),
                kin=_whole(level.kin),
                counted=level.counted,
                of_term=_whole(level.of_term),
            )
            for field, levels in model.fields.items()
            for name, level in levels.items()
        ),
        pairs_each=_whole(model.pairs_each),
        kin_each=_whole(model.kin_each),
        least_population=model.least_population,
        certain=_whole(model.certain),
        likely=_whole(model.likely),
        one_id_each=model.one_id_each,
        why=why,
    )


def _model(event: IdentityModelPublished) -> IdentityModel:
    fields: dict[str, dict[str, Level]] = {}
    for each in event.levels:
        shares = {"m": each.m, "u": each.u, "kin": each.kin, "of_term": each.of_term}
        level = Level(**{name: share / TRILLION for name, share in shares.items()}, counted=each.counted)
        fields.setdefault(each.field, {})[each.level] = level
    return IdentityModel(
        version=event.model,
        frequencies=event.frequencies,
        fields=fields,
        pairs_each=event.pairs_each / TRILLION,
        kin_each=event.kin_each / TRILLION,
        least_population=event.least_population,
        certain=event.certain / TRILLION,
        likely=event.likely / TRILLION,
        one_id_each=event.one_id_each,
    )


def _whole(share: float) -> int:
    """At least one: a share of nothing could not be weighed."""
    return max(1, round(share * TRILLION))
