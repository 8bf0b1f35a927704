"""Two people side by side: what is known of each, where they agree, and which of them would survive a merge."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.description import Standing
from domain.envelope import Precision
from domain.identity import DEFAULT, Features, Usual, compare
from domain.person import Career, ContactPoint, PartialDate, Person, Place, PointKind
from domain.profile import HeldPoint, Profile
from domain.reach import PointState
from domain.survivorship import filled
from domain.value import value

COMPARED: dict[str, tuple[str, ...]] = {
    "name": ("surname", "given", "order"),
    "email": ("email",),
    "phone": ("phone",),
    "url": ("url",),
    "external_id": ("id",),
    "born": ("born",),
    "place": ("street", "postcode", "city", "region"),
    "employer": ("employer",),
    "school": ("school",),
}
"""What is shown, and the fields by which the engine compares it."""
_LENGTH = {Precision.YEAR: 4, Precision.MONTH: 7}


@value
class Compared:
    attribute: str
    one: tuple[str, ...]
    """Every value that is known, best said first."""
    other: tuple[str, ...]
    agree: bool | None
    """By the engine's own weights; None where there is nothing to compare."""


def side_by_side(one: Profile, other: Profile) -> tuple[Compared, ...]:
    """Attributes that either has, in the order of `COMPARED`."""
    evidence = compare(features(one), features(other), DEFAULT, Usual())
    weights: dict[str, float] = {}
    for finding in evidence.findings:
        weights[finding.field] = weights.get(finding.field, 0.0) + finding.weight
    left, right = _shown(one), _shown(other)
    found = []
    for attribute, fields in COMPARED.items():
        if left[attribute] or right[attribute]:
            told = [weights[each] for each in fields if each in weights]
            agree = sum(told) > 0 if told and left[attribute] and right[attribute] else None
            found.append(Compared(attribute, left[attribute], right[attribute], agree))
    return tuple(found)


def features(profile: Profile) -> Features:
    """What survived of a record or a dossier, as the engine compares it."""
    name = profile.name
    if name is not None:
        others = tuple(each for each in profile.also_known_as if each != name.full)
        name = name.model_copy(update={"other": others})
    points = tuple(
        ContactPoint(kind=each.kind, value=each.value, raw=each.raw, label=each.label, valid=each.valid)
        for each in profile.points
    )
    person = Person(name=name, points=points, born=profile.born, place=profile.place)
    career = Career(employments=profile.employments, educations=profile.educations)
    return Features.of(person, career, ((each.source, each.external_id) for each in profile.external_ids))


def survivor(sides: Sequence[tuple[UUID, Profile, int]]) -> UUID:
    """Of (id, profile, first position): whom most was confirmed of, then most is known of, then the oldest."""

    def merit(side: tuple[UUID, Profile, int]) -> tuple[int, int, int]:
        _, profile, first_position = side
        said = sum(filled(getattr(profile, attribute)) for attribute in profile.positions)
        return _confirmed(profile), said + len(profile.points), -first_position

    return max(sides, key=merit)[0]


def _confirmed(profile: Profile) -> int:
    held = (profile.who(attribute) for attribute in profile.positions)
    verified = sum(point.state is PointState.VERIFIED for point in profile.points)
    return verified + sum(said is not None and said.standing is Standing.CONFIRMED for said in held)


def _shown(profile: Profile) -> dict[str, tuple[str, ...]]:
    born, place = profile.born, profile.place
    names = (profile.name.full, *profile.also_known_as) if profile.name else tuple(profile.also_known_as)
    return {
        "name": tuple(dict.fromkeys(names)),
        "email": _points(profile.points, PointKind.EMAIL),
        "phone": _points(profile.points, PointKind.PHONE),
        "url": _points(profile.points, PointKind.URL),
        "external_id": tuple(f"{each.source}: {each.external_id}" for each in profile.external_ids),
        "born": (_day(born),) if born else (),
        "place": (text,) if place and (text := _where(place)) else (),
        "employer": _once(each.employer for each in profile.employments),
        "school": _once(each.school for each in profile.educations),
    }


def _points(points: Iterable[HeldPoint], kind: PointKind) -> tuple[str, ...]:
    return tuple(each.value for each in points if each.kind is kind)


def _day(born: PartialDate) -> str:
    return born.on.isoformat()[: _LENGTH.get(born.precision, 10)]


def _where(place: Place) -> str:
    parts = (place.text, place.city, place.region, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _once(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
