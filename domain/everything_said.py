"""Attributes of which everything is kept, once each: people have many addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.description import Description
from domain.profile import ExternalId, HeldLanguage, HeldPoint, Said
from domain.reach import Checked, PointKey, PointState

ORDER = {PointState.VERIFIED: 0, None: 1, PointState.INVALID: 2}
"""Of addresses: what works comes first, what does not comes last."""


def keep(described: Sequence[tuple[Description, Said]], checks: Mapping[PointKey, Checked]) -> tuple[Any, ...]:
    """The sets of a `Profile`, in the order of its fields. `described` is best said first, and so are they."""
    points: dict[PointKey, HeldPoint] = {}
    also_known_as: dict[str, int] = {}
    skills: dict[str, tuple[str, int]] = {}
    wishes: dict[str, tuple[str, int]] = {}
    languages: dict[str, HeldLanguage] = {}
    ids: list[ExternalId] = []
    unmapped = sensitive = False
    for description, said in described:
        at = said.position
        if person := description.person:
            for point in person.points:
                held = HeldPoint(point.kind, point.value, point.raw, point.label, point.valid, at)
                points.setdefault((held.kind, held.value), held)
            if name := person.name:
                for each in (name.full, *name.other):
                    also_known_as.setdefault(each, at)
        if career := description.career:
            for skill in career.skills:
                skills.setdefault(skill.casefold(), (skill, at))
            for wish in career.wishes:
                wishes.setdefault(wish.casefold(), (wish, at))
            for language in career.languages:
                languages.setdefault(language.name.casefold(), HeldLanguage(language.name, language.level, at))
        if description.external_id:
            ids.append(ExternalId(description.source, description.external_id, said.record, at))
        unmapped = unmapped or bool(description.unmapped)
        sensitive = sensitive or bool(description.sensitive)
    return (
        _in_order(points, checks) if checks else tuple(points.values()),
        also_known_as,
        dict(skills.values()),
        dict(wishes.values()),
        tuple(languages.values()),
        tuple(ids),
        unmapped,
        sensitive,
    )


def _in_order(points: Mapping[PointKey, HeldPoint], checks: Mapping[PointKey, Checked]) -> tuple[HeldPoint, ...]:
    found = [_checked(held, checks.get(key)) for key, held in points.items()]
    return tuple(sorted(found, key=lambda point: ORDER[point.state]))


def _checked(held: HeldPoint, check: Checked | None) -> HeldPoint:
    if check is None:
        return held
    return replace(held, state=check.state, since=check.since, checked_by=check.by, how=check.how)
