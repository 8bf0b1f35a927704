"""A record in the form in which it is compared: small, immutable, and ready, so that comparing only looks up.

As JSON it is a list in a fixed order (`as_json`), held by a golden file: such a value may be kept, sealed.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Self, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.envelope import Precision
from domain.identity.addresses import NOWHERE, Home, home_of
from domain.identity.names import Called, names_of
from domain.identity.points import email_key, local_part, organisation_key, phone_key, url_handle, url_key, wechat_key
from domain.identity.usual import is_given_name
from domain.person import Career, ContactPoint, Name, PartialDate, Person, PointKind
from domain.remembered import A_FEW

T = TypeVar("T")
MOST_OF_A_KIND = 12
"""Of contact points, employers, schools …: a record that lists more is compared by its first ones."""
_PLACEHOLDERS = frozenset({"19000101", "19700101", "19010101"})
"""Days that forms fill in: of these only nothing is learnt."""
_DIGITS = {Precision.YEAR: 4, Precision.MONTH: 6}
"""Of YYYYMMDD; all of it where the day is known."""


class Features(Struct, frozen=True, array_like=True, gc=False):
    names: tuple[Called, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    """User names: the local parts of addresses, the last part of profiles."""
    ids: tuple[tuple[str, str], ...] = ()
    """What other systems call this person: (source, id)."""
    born: str = ""
    """YYYYMMDD, YYYYMM or YYYY, as exact as it was said."""
    home: Home = NOWHERE
    employers: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, person: Person | None, career: Career | None = None, external_ids: Iterable[tuple[str, str]] = ()
    ) -> Self:
        """From a record's content. What is generic, blank or unreadable in it is left out, never an error."""
        person, career = person or _NOBODY, career or _NOTHING_DONE
        name, points = person.name, _keys(person.points)
        emails, urls = points.get(PointKind.EMAIL, ()), points.get(PointKind.URL, ())
        names = names_of(name)
        written = name.full if name else ""
        beside = [written.rpartition("<")[2].strip(" >")] if "@" in written else []
        if beside:
            emails = _once([*emails, *map(email_key, beside)])
        locals_ = [local_part(each) for each in emails]
        if not names or [called for called in names if not called.full]:
            names = tuple(
                [each for each in names if each.full or each.given not in locals_ or is_given_name(each.given)]
            )
            if not any(called.full for called in names):
                addresses = [point.value for point in person.points if point.kind is PointKind.EMAIL] + beside
                names = tuple(dict.fromkeys((*names, *_named_by(tuple(addresses[:MOST_OF_A_KIND])))))
        return cls(
            names=names,
            emails=emails,
            phones=points.get(PointKind.PHONE, ()),
            urls=urls + points.get(PointKind.WECHAT, ()),
            handles=_once([*locals_, *map(url_handle, urls)]),
            ids=_once([(source, each) for source, each in external_ids if each]),
            born=_born(person.born),
            home=home_of(person.place),
            employers=_organisations([each.employer for each in career.employments]),
            schools=_organisations([each.school for each in career.educations]),
        )

    def with_earlier(self, other: Self) -> Self:
        """Beside what was said of the same record before: old names and contact points still find somebody."""
        together = {
            name: tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name))))[:MOST_OF_A_KIND]
            for name in ("names", "emails", "phones", "urls", "handles", "ids", "employers", "schools")
        }
        home = other.home if self.home == NOWHERE else self.home
        return replace(self, born=self.born or other.born, home=home, **together)

    def as_json(self) -> list[Any]:
        form: list[Any] = msgspec.json.decode(self.to_bytes())
        return form

    @classmethod
    def from_json(cls, parts: list[Any]) -> Self:
        return msgspec.convert(parts, cls)

    def to_bytes(self) -> bytes:
        """The same, as it is sealed."""
        return _WRITER.encode(self)

    @staticmethod
    def from_bytes(form: bytes) -> "Features":
        return _READER.decode(form)


_NOBODY, _NOTHING_DONE = Person(), Career()
_WRITER = msgspec.json.Encoder()
_READER = msgspec.json.Decoder(Features)


_KEY: dict[PointKind, Callable[[str], str | None]] = {
    PointKind.EMAIL: email_key,
    PointKind.PHONE: phone_key,
    PointKind.URL: url_key,
    PointKind.WECHAT: wechat_key,
}


def _keys(points: Iterable[ContactPoint]) -> dict[PointKind, tuple[str, ...]]:
    found: dict[PointKind, tuple[str, ...]] = {}
    for point in points:
        kind = point.kind
        if (key_of := _KEY.get(kind)) and (key := key_of(point.value)):
            held = found.get(kind, ())
            if key not in held and len(held) < MOST_OF_A_KIND:
                found[kind] = (*held, key)
    return found


def _organisations(names: Iterable[str | None]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        if name and (key := organisation_key(name)) and key not in found and len(found) < MOST_OF_A_KIND:
            found.append(key)
    return tuple(found)


def _once(values: Iterable[T | None]) -> tuple[T, ...]:
    """Each that is not empty, in order."""
    found = tuple([each for each in values if each])
    return found if len(found) < 2 else tuple(dict.fromkeys(found))


def _born(born: PartialDate | None) -> str:
    if born is None or not 1900 <= (on := born.on).year <= 2100:
        return ""
    said = str(on.year * 10_000 + on.month * 100 + on.day)[: _DIGITS.get(born.precision)]
    return "" if said in _PLACEHOLDERS else said


@lru_cache(A_FEW)
def _named_by(addresses: tuple[str, ...]) -> tuple[Called, ...]:
    """What an address such as `anna.novak@…` calls somebody whose name is not known in full."""
    found: list[Called] = []
    for address in addresses:
        words = address.lower().partition("@")[0].replace("_", ".").split(".")
        if len(words) == 2 and all(word.isalpha() and len(word) > 1 for word in words):
            found += names_of(Name(full=" ".join(words)))
    return tuple(found[:2])
