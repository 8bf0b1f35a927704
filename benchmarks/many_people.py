"""Many invented people whose names, cities and employers are as unevenly spread as real ones: some are everywhere."""

import csv
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from benchmarks.chinese_names import GIVEN, SURNAMES
from benchmarks.chinese_people import HOSTS
from domain.person import (
    Career,
    ContactPoint,
    Education,
    Employment,
    Name,
    PartialDate,
    Person,
    Place,
    PointKind,
)

HEADER = ("ID", "Name", "E-mail", "Phone", "City", "Company", "Title", "School", "Birthday")
_SYLLABLES = (
    "an",
    "ber",
    "cos",
    "dan",
    "el",
    "fer",
    "gri",
    "hol",
    "ir",
    "jan",
    "kov",
    "lin",
    "mar",
    "nov",
    "or",
    "pet",
)
_FIRST = (
    "Anna",
    "Luis",
    "Petra",
    "Chidi",
    "Marek",
    "Sofia",
    "James",
    "Olga",
    "Peter",
    "Maria",
    "John",
    "Linda",
    "Igor",
)


class Drawn:
    """Values by rank, the n-th as often as 1/n: Zipf's law."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._until = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))

    def one(self, chance: random.Random) -> str:
        return self._values[bisect(self._until, chance.random() * self._until[-1])]


class Someone(NamedTuple):
    name: str
    email: str
    phone: str
    city: str
    company: str
    title: str
    school: str
    born: date


def many(seed: int, count: int) -> Iterator[Someone]:
    """Two of three have Chinese names. No two share an address or a phone."""
    chance = random.Random(seed)
    spelt = [line.split() for line in SURNAMES.replace("\n", "|").split("|") if line.strip()]
    surnames, weights = [each[0] for each in spelt], list(accumulate(int(each[5]) for each in spelt))
    given = [each.split()[0] for each in GIVEN.replace("\n", "|").split("|") if each.strip()]
    latin = Drawn([(a + b + c).capitalize() for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES])
    cities = Drawn([f"City{number}" for number in range(400)])
    companies = Drawn([f"Company {number}" for number in range(20_000)])
    schools = Drawn([f"University {number}" for number in range(800)])
    for number in range(count):
        if chance.random() < 0.67:
            surname = surnames[bisect(weights, chance.random() * weights[-1])]
            name = surname + "".join(chance.sample(given, 1 if chance.random() < 0.2 else 2))
        else:
            name = f"{chance.choice(_FIRST)} {latin.one(chance)}"
        yield Someone(
            name,
            f"p{number:x}.{seed}@{chance.choice(HOSTS)}",
            f"+8613{number % 10}{(seed * 7_919 + number * 104_729) % 100_000_000:08d}",
            cities.one(chance),
            companies.one(chance),
            chance.choice(("Engineer", "Buyer", "项目经理", "Designer", "销售总监")),
            schools.one(chance),
            date(1965, 1, 1) + timedelta(days=chance.randrange(14_000)),
        )


def write(path: Path, people: Iterator[Someone]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows((f"c{number}", *each) for number, each in enumerate(people))


def content(who: Someone, email: str) -> tuple[Person, Career]:
    """What a source says of them, under this address."""
    points = (ContactPoint(kind=PointKind.EMAIL, value=email), ContactPoint(kind=PointKind.PHONE, value=who.phone))
    return (
        Person(name=Name(full=who.name), points=points, place=Place(city=who.city), born=PartialDate(on=who.born)),
        Career(
            employments=(Employment(employer=who.company, title=who.title),),
            educations=(Education(school=who.school),),
        ),
    )
