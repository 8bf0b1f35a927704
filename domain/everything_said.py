"""Attributes of which everything is kept, once each: people have many addresses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.description import Description
from domain.person import ContactPoint
from domain.profile import ExternalId, HeldLanguage, HeldPoint, Said
from domain.reach import Checked, PointKey, PointState

ORDER = {PointState.VERIFIED: 0, None: 1, PointState.INVALID: 2}
"""Of addresses: what works comes first, what does not comes last."""


def keep(described: Sequence[tuple[Description, Said]], checks: Mapping[PointKey, Checked]) -> dict[str, Any]:
    """The sets of a `Profile`. `described` is best said first, and so are they."""
    points: dict[tuple[str, str], HeldPoint] = {}
    also_known_as: dict[str, int] = {}
    skills: dict[str, tuple[str, int]] = {}
    wishes: dict[str, tuple[str, int]] = {}
    languages: dict[str, HeldLanguage] = {}
    ids: list[ExternalId] = []
    for description, said in described:
        at = said.position
        if person := description.person:
            for point in person.points:
                points.setdefault((point.kind, point.value), _held(point, at, checks))
            for name in (person.name.full, *person.name.other) if person.name else ():
                also_known_as.setdefault(name, at)
        if career := description.career:
            for skill in career.skills:
                skills.setdefault(skill.casefold(), (skill, at))
            for wish in career.wishes:
                wishes.setdefault(wish.casefold(), (wish, at))
            for language in career.languages:
                languages.setdefault(language.name.casefold(), HeldLanguage(language.name, language.level, at))
        if description.external_id:
            ids.append(ExternalId(description.source, description.external_id, said.record, at))
    return {
        "points": _in_order(points.values()) if checks else tuple(points.values()),
        "also_known_as": also_known_as,
        "skills": dict(skills.values()),
        "wishes": dict(wishes.values()),
        "languages": tuple(languages.values()),
        "external_ids": tuple(ids),
        "unmapped": any(description.unmapped for description, _ in described),
        "sensitive": any(description.sensitive for description, _ in described),
    }


def _in_order(points: Iterable[HeldPoint]) -> tuple[HeldPoint, ...]:
    return tuple(sorted(points, key=lambda point: ORDER[point.state]))


def _held(point: ContactPoint, at: int, checks: Mapping[PointKey, Checked]) -> HeldPoint:
    held = HeldPoint(point.kind, point.value, point.raw, point.label, point.valid, at)
    check = checks.get((point.kind, point.value)) if checks else None
    if check is None:
        return held
    return replace(held, state=check.state, since=check.since, checked_by=check.by, how=check.how)
