"""Invented people with Chinese names of whom a source knows little: a name and an address or two out of many.

Nobody looked at these people while weights were set, and no weight was changed for them. They live as people do whose
records come from years of mail, cards and sign-ups: each has one or two user names and keeps taking addresses with
them, leaves employers and their mailboxes behind, changes phones, and is written now in characters, now in pinyin, now
by a user name alone. Hardly any record knows a birthday or a school. Names collide as often as chance has it: two
people of one name whose records share nothing can't be told apart, nor two such records of one person be joined.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from benchmarks.chinese_names import (
    ENGLISH,
    GIVEN,
    SURNAMES,
    Named,
    Spelt,
    given_first,
    hong_kong,
    pinyin,
    simplified,
    spaced_capitals,
    surname_first,
    table,
    traditional,
    two_scripts,
    wade_giles,
    with_english,
)
from benchmarks.labelled import Labelled
from domain.envelope import Precision
from domain.person import Career, ContactPoint, Education, Employment, Name, PartialDate, Person, Place, PointKind

PEOPLE = 1_500
SEED = 7_031
HOSTS = ("gmail.com", "qq.com", "163.com", "outlook.com", "hotmail.com", "139.com", "aliyun.com", "yahoo.com.cn")
CITIES = (("重庆", "Chongqing"), ("天津", "Tianjin"), ("长沙", "Changsha"), ("青岛", "Qingdao"), ("上海", "Shanghai"))
SCHOOLS = ("中国科学技术大学", "哈尔滨工业大学", "天津大学", "湖南大学", "东南大学")
SHARED_MAILBOXES = ("hr@company7.example.cn", "dev-team@lists.example.org", "resume@headhunter.example.cn")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Life(Named):
    """What somebody had over the years, each in order of time."""

    handles: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    employers: tuple[str, ...]
    city: tuple[str, str]
    born: date
    school: str


def people(count: int = PEOPLE, seed: int = SEED) -> list[Labelled]:
    """One to seven records of each of `count` people, in random order."""
    chance = random.Random(seed)
    surnames, characters = table(SURNAMES), table(GIVEN)
    taken: set[str] = set()
    lives = [_life(chance, surnames, characters, taken) for _ in range(count)]
    records = [
        Labelled(str(number), *_record(chance, life), {})
        for number, life in enumerate(lives)
        for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 5, 7)))
    ]
    chance.shuffle(records)
    return records


def _life(chance: random.Random, surnames: list[Spelt], characters: list[Spelt], taken: set[str]) -> Life:
    surname = chance.choices(surnames, [int(each.weight) for each in surnames])[0]
    given = tuple(chance.choice(characters) for _ in range(1 if chance.random() < 0.15 else 2))
    named = Named(surname, given, chance.choice(ENGLISH))
    handles = tuple(chance.sample(_handles(chance, named), chance.choice((1, 1, 2))))
    companies = [chance.randrange(500) for _ in range(chance.choice((1, 2, 3, 4)))]
    private = [f"{chance.choice(handles)}@{chance.choice(HOSTS)}" for _ in range(chance.choice((1, 2, 3, 4)))]
    at_work = [f"{_at_work(chance, named)}@company{each}.example.cn" for each in companies]
    emails = [_free(chance, each, taken) for each in dict.fromkeys((*private, *at_work))]
    chance.shuffle(emails)
    return Life(
        surname,
        given,
        named.english,
        handles,
        tuple(emails),
        tuple(f"+861{chance.choice('35789')}{chance.randrange(10**9):09d}" for _ in range(chance.choice((1, 1, 2, 3)))),
        tuple(f"公司{each}有限公司" for each in companies),
        chance.choice(CITIES),
        date(1968, 1, 1) + timedelta(days=chance.randrange(365 * 34)),
        chance.choice(SCHOOLS),
    )


def _handles(chance: random.Random, one: Named) -> list[str]:
    family, given = one.surname.pinyin, pinyin(one)
    initials = "".join(each.pinyin[0] for each in one.given)
    return [
        f"{given}{family}",
        f"{family}{given}{chance.randrange(1, 999)}",
        f"{initials}{family}{chance.randrange(70, 100)}",
        f"{one.english.lower()}.{family}{chance.choice(('', '', str(chance.randrange(100))))}",
        str(chance.randrange(10**7, 10**10)),
        chance.choice(("sunny", "moonlight", "coder", "bluesky", "tiger")) + str(chance.randrange(10_000)),
    ]


def _at_work(chance: random.Random, one: Named) -> str:
    family, given = one.surname.pinyin, pinyin(one)
    ways = (f"{given}.{family}", f"{family}.{given}", f"{given[0]}{family}", f"{one.english.lower()}.{family}")
    return chance.choice(ways)


def _free(chance: random.Random, address: str, taken: set[str]) -> str:
    """As the host would have it: whoever comes second gets a number."""
    local, _, host = address.partition("@")
    while address in taken:
        address = f"{local}{chance.randrange(2, 100)}@{host}"
    taken.add(address)
    return address


def _handle_alone(one: Named) -> str:
    return one.handles[0] if isinstance(one, Life) else one.english


WAYS: tuple[tuple[Callable[[Named], str], int], ...] = (
    (simplified, 34),
    (given_first, 24),
    (surname_first, 14),
    (with_english, 8),
    (two_scripts, 6),
    (spaced_capitals, 5),
    (_handle_alone, 4),
    (hong_kong, 2),
    (traditional, 2),
    (wade_giles, 1),
)


def _record(chance: random.Random, one: Life) -> tuple[Person, Career]:
    when = chance.random()
    way = chance.choices([each for each, _ in WAYS], [weight for _, weight in WAYS])[0]
    emails = _then(chance, one.emails, when, chance.choice((0, 1, 1, 1, 1, 1, 1, 2, 2, 3)))
    phones = _then(chance, one.phones, when, chance.choice((0, 0, 0, 1, 1)))
    if chance.random() < 0.02:
        emails = (*emails, chance.choice(SHARED_MAILBOXES))
    points = [ContactPoint(kind=PointKind.EMAIL, value=each) for each in emails]
    points += [ContactPoint(kind=PointKind.PHONE, value=each) for each in phones]
    place = Place(city=chance.choice(one.city)) if chance.random() < 0.2 else None
    employers = _then(chance, one.employers, when, chance.choice((0, 0, 1)))
    educations = (Education(school=one.school),) if chance.random() < 0.05 else ()
    person = Person(name=Name(full=way(one)), points=tuple(points), born=_born(chance, one), place=place)
    return person, Career(employments=tuple(Employment(employer=each) for each in employers), educations=educations)


def _then(chance: random.Random, held: Sequence[T], when: float, most: int) -> tuple[T, ...]:
    """At most so many of those about that time."""
    at = min(len(held) - 1, max(0, int(when * len(held)) + chance.choice((-1, 0, 0, 0, 1))))
    return tuple(held[at : at + most])


def _born(chance: random.Random, one: Life) -> PartialDate | None:
    turn = chance.random()
    if turn < 0.03:
        return PartialDate(on=one.born)
    return PartialDate(on=one.born.replace(month=1, day=1), precision=Precision.YEAR) if turn < 0.08 else None
