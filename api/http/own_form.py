"""The form in which people see and correct their own data: its fields, and what is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.http.canonical import canonical, canonical_point
from api.machine.problem import marked
from domain.person import Career, ContactPoint, Employment, Name, Person, Place, PointKind
from domain.profile import HeldPoint, Profile
from domain.reach import PointState
from domain.vocabulary import Intent

LONGEST = 200
"""Characters in one field."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    autocomplete: str
    kind: Literal["text", "email", "tel"] = "text"


FIELDS = (
    Field("name", marked("Name"), "name"),
    Field("email", marked("E-mail"), "email", "email"),
    Field("phone", marked("Phone, with the country's code"), "tel", "tel"),
    Field("city", marked("City"), "address-level2"),
    Field("employer", marked("Present employer"), "organization"),
    Field("title", marked("Present job title"), "organization-title"),
    Field("headline", marked("In a few words: what you do"), "off"),
)
INTENTS = {
    "": marked("I'd rather not say"),
    Intent.ACTIVE: marked("I am looking for a new job"),
    Intent.OPEN: marked("I am open to offers"),
    Intent.EXPLORING: marked("I only want to know the market"),
    Intent.CLOSED: marked("I am not interested at present"),
}
Values = Mapping[str, str]
"""By the names of `FIELDS`, and `intent`; empty is not said."""


class Unreadable(Exception):
    """A field holds what can't be kept. `field` is its name, never its value."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def shown(profile: Profile) -> dict[str, str]:
    """What is believed, as the form shows it."""
    post = _present_post(profile)
    place = profile.place
    said = {
        "name": profile.name.full if profile.name else None,
        "email": _reached_at(profile, PointKind.EMAIL),
        "phone": _reached_at(profile, PointKind.PHONE),
        "city": (place.city or place.text) if place else None,
        "employer": post.employer,
        "title": post.title,
        "headline": profile.headline,
        "intent": profile.intent.value if profile.intent else None,
    }
    return {name: value or "" for name, value in said.items()}


def filled(form: Mapping[str, Any]) -> dict[str, str]:
    """What came, without spare blanks. Raises Unreadable."""
    found = {}
    for name in (*(field.name for field in FIELDS), "intent"):
        value = form.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST or not value.replace("\n", " ").isprintable():
            raise Unreadable(name)
        found[name] = " ".join(value.split())
    if found["intent"] not in INTENTS:
        raise Unreadable("intent")
    return found


def corrections(profile: Profile, values: Values) -> dict[str, Any]:
    """`person`, `career` and `gone` of the command: only what differs from what the form showed.

    An emptied field takes nothing back, but for an address: that is gone. Raises Unreadable.
    """
    before = shown(profile)
    new = {name: value for name, value in values.items() if value != before[name] and value}
    gone = [name for name in ("email", "phone") if before[name] and values[name] != before[name]]
    return {
        "person": _person(profile, new),
        "career": _career(new, values),
        "gone": tuple(ContactPoint(kind=PointKind(name), value=before[name]) for name in gone),
    }


def _person(profile: Profile, new: Values) -> Person | None:
    regions = (profile.place.country,) if profile.place and profile.place.country else ()
    points = tuple(_point(name, new[name], regions) for name in ("email", "phone") if name in new)
    name = Name(full=new["name"]) if "name" in new else None
    country = profile.place.country if profile.place else None
    place = Place(city=new["city"], country=country) if "city" in new else None
    return canonical(Person(name=name, points=points, place=place)) if name or points or place else None


def _point(name: str, value: str, regions: tuple[str, ...]) -> ContactPoint:
    point = canonical_point(ContactPoint(kind=PointKind(name), value=value), regions)
    if not point.valid:
        raise Unreadable(name)
    return point


def _career(new: Values, values: Values) -> Career | None:
    said: dict[str, Any] = {name: new[name] for name in ("headline", "intent") if name in new}
    if "employer" in new or "title" in new:
        post = Employment(employer=values["employer"] or None, title=values["title"] or None, current=True)
        said["employments"] = (post,)
    return Career(**said) if said else None


def _present_post(profile: Profile) -> Employment:
    current = [each for each in profile.employments if each.current]
    return current[0] if current else Employment()


def _reached_at(profile: Profile, kind: PointKind) -> str | None:
    held: list[HeldPoint] = [each for each in profile.points if each.kind is kind]
    return next((each.value for each in held if each.state is not PointState.INVALID), None)
