"""What callers write of a person, in the canonical forms that files get too, so that both are found alike."""

from typing import Any

from domain.person import ContactPoint, Name, Person, PointKind
from ledger.intake.normalise.emails import canonical_email
from ledger.intake.normalise.names import family_and_given
from ledger.intake.normalise.phones import to_e164


def canonical(person: Person) -> Person:
    """What can't be understood stays as it came, and says so."""
    regions = (person.place.country,) if person.place and person.place.country else ()
    points = tuple(canonical_point(point, regions) for point in person.points)
    return person.model_copy(update={"points": points, "name": _named(person.name)})


def canonical_values(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a command, with every person and contact point among them in its canonical form."""
    return {name: _canonical_value(value) for name, value in values.items()}


def _canonical_value(value: Any) -> Any:
    match value:
        case Person():
            return canonical(value)
        case ContactPoint():
            return canonical_point(value)
        case _:
            return value


def canonical_point(point: ContactPoint, regions: tuple[str, ...] = ()) -> ContactPoint:
    if point.kind is PointKind.EMAIL:
        value = canonical_email(point.value)
    elif point.kind is PointKind.PHONE:
        value = to_e164(point.value, regions)
    else:
        return point
    if value is None:
        return point.model_copy(update={"valid": False})
    if value == point.value:
        return point
    return point.model_copy(update={"value": value, "raw": point.raw or point.value})


def _named(name: Name | None) -> Name | None:
    if name is None or name.family or name.given:
        return name
    family, given = family_and_given(name.full)
    return name.model_copy(update={"family": family, "given": given})
