"""A record in the form in which it is compared: small, immutable, and ready, so that comparing only looks up.

As JSON it is a list in a fixed order (`as_json`), held by a golden file: such a value may be kept, sealed.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.envelope import Precision
from domain.identity.addresses import NOWHERE, Home, home_of
from domain.identity.names import Called, names_of
from domain.identity.points import email_key, local_part, organisation_key, phone_key, url_handle, url_key
from domain.identity.usual import is_given_name
from domain.person import Career, ContactPoint, Name, PartialDate, Person, PointKind
from domain.remembered import A_FEW

MOST_OF_A_KIND = 12
"""Of contact points, employers, schools …: a record that lists more is compared by its first ones."""
_PLACEHOLDERS = frozenset({"19000101", "19700101", "19010101"})
"""Days that forms fill in: of these only nothing is learnt."""


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
        person, career = person or Person(), career or Career()
        points = _keys(person.points)
        emails, urls = points[PointKind.EMAIL], points[PointKind.URL]
        names = names_of(person.name)
        written = person.name.full if person.name else ""
        beside = [written.rpartition("<")[2].strip(" >")] if "@" in written else []
        if beside:
            emails = tuple(dict.fromkeys([key for key in (*emails, *map(email_key, beside)) if key]))
        locals_ = [local_part(each) for each in emails]
        if not names or not all(called.full for called in names):
            names = tuple(
                [each for each in names if each.full or each.given not in locals_ or is_given_name(each.given)]
            )
            if not any(called.full for called in names):
                addresses = [point.value for point in person.points if point.kind is PointKind.EMAIL] + beside
                names = tuple(dict.fromkeys((*names, *_named_by(tuple(addresses[:MOST_OF_A_KIND])))))
        handles = (*locals_, *map(url_handle, urls))
        return cls(
            names=names,
            emails=emails,
            phones=points[PointKind.PHONE],
            urls=(*urls, *[f"wechat:{each}" for each in points[PointKind.WECHAT]]),
            handles=tuple(dict.fromkeys([each for each in handles if each])),
            ids=tuple(dict.fromkeys([(source, each) for source, each in external_ids if each])),
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


_WRITER = msgspec.json.Encoder()
_READER = msgspec.json.Decoder(Features)


_KEY: dict[PointKind, Callable[[str], str | None]] = {
    PointKind.EMAIL: email_key,
    PointKind.PHONE: phone_key,
    PointKind.URL: url_key,
    PointKind.WECHAT: lambda value: value.strip().lower() or None,
}


def _keys(points: Iterable[ContactPoint]) -> dict[PointKind, tuple[str, ...]]:
    found: dict[PointKind, list[str]] = {kind: [] for kind in _KEY}
    for point in points:
        held = found.get(point.kind)
        if held is not None and (key := _KEY[point.kind](point.value)) and key not in held:
            held.append(key)
    return {kind: tuple(keys[:MOST_OF_A_KIND]) for kind, keys in found.items()}


def _organisations(names: Iterable[str | None]) -> tuple[str, ...]:
    found = [organisation_key(name) for name in names if name]
    return tuple(dict.fromkeys([key for key in found if key]))[:MOST_OF_A_KIND]


def _born(born: PartialDate | None) -> str:
    if born is None or not 1900 <= born.on.year <= 2100:
        return ""
    day = born.on.isoformat().replace("-", "")
    if born.precision is Precision.YEAR:
        return day[:4]
    if born.precision is Precision.MONTH:
        return day[:6]
    return "" if day in _PLACEHOLDERS else day


@lru_cache(A_FEW)
def _named_by(addresses: tuple[str, ...]) -> tuple[Called, ...]:
    """What an address such as `anna.novak@…` calls somebody whose name is not known in full."""
    found: list[Called] = []
    for address in addresses:
        words = address.lower().partition("@")[0].replace("_", ".").split(".")
        if len(words) == 2 and all(word.isalpha() and len(word) > 1 for word in words):
            found += names_of(Name(full=" ".join(words)))
    return tuple(found[:2])
