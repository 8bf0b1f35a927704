"""Invented people with Chinese names, several records each, labelled with who they are; the same for the same seed.

It is made up, by the same people who made the engine, so it shows that named hard cases are handled, not how
often they occur. In it: names in all the ways of `chinese_names`, changed phones, phones and mailboxes of agencies,
generic values, twins, fathers with their sons on one phone, and slips of the pen in dates and addresses.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.chinese_names import (
    ENGLISH,
    GIVEN,
    SURNAMES,
    Named,
    Spelt,
    given_first,
    hong_kong,
    keyboard,
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

PEOPLE = 2_400

CITIES = (
    ("北京", "Beijing"),
    ("上海", "Shanghai"),
    ("深圳", "Shenzhen"),
    ("广州", "Guangzhou"),
    ("杭州", "Hangzhou"),
    ("成都", "Chengdu"),
    ("武汉", "Wuhan"),
    ("南京", "Nanjing"),
    ("西安", "Xi'an"),
    ("苏州", "Suzhou"),
)
HOSTS = ("qq.com", "163.com", "gmail.com", "126.com", "outlook.com", "foxmail.com", "sina.com")
SCHOOLS = (
    "清华大学",
    "北京大学",
    "复旦大学",
    "浙江大学",
    "武汉大学",
    "中山大学",
    "四川大学",
    "南京大学",
    "同济大学",
    "厦门大学",
)
AGENCY_PHONES = tuple(f"+86216{number:07d}" for number in (1234096, 7450213, 5520478))
AGENCY_MAILBOXES = ("cv@agency-one.cn", "wang.consultant@agency-two.cn", "talent2@agency-three.cn")
GENERIC_MAILBOXES = ("info@example.cn", "hr@example.cn", "noreply@zhaopin.example")


@dataclass(frozen=True, slots=True)
class Somebody(Named):
    number: str
    born: date
    phone: str
    emails: tuple[str, ...]
    city: tuple[str, str]
    employers: tuple[str, ...]
    school: str


def people(count: int = PEOPLE, seed: int = 20) -> list[Labelled]:
    """One to four records of each of `count` people, in random order."""
    chance = random.Random(seed)
    records = [
        Labelled(one.number, *_record(chance, one, number), {})
        for one in _everybody(chance, count)
        for number in range(chance.choice((1, 2, 2, 3, 3, 4)))
    ]
    chance.shuffle(records)
    return records


def _everybody(chance: random.Random, count: int) -> Iterator[Somebody]:
    """Nobody has an address that somebody else has."""
    taken: set[str] = set()
    for one in _anybody(chance, count):
        emails = tuple(each for each in one.emails if each not in taken)
        taken.update(emails)
        yield replace(one, emails=emails)


def _anybody(chance: random.Random, count: int) -> Iterator[Somebody]:
    surnames, characters = table(SURNAMES), table(GIVEN)
    number = 0
    while number < count:
        one = _somebody(chance, str(number), surnames, characters)
        yield one
        number += 1
        turn = chance.random()
        if turn < 0.02:
            yield _relative(chance, one, str(number), characters, one.born, "twin")
            number += 1
        elif turn < 0.04:
            yield _relative(chance, one, str(number), characters, one.born - timedelta(days=365 * 27), "father")
            number += 1


def _somebody(chance: random.Random, number: str, surnames: list[Spelt], characters: list[Spelt]) -> Somebody:
    surname = chance.choices(surnames, [int(each.weight) for each in surnames])[0]
    given = tuple(chance.choice(characters) for _ in range(1 if chance.random() < 0.25 else 2))
    spelt = "".join(each.pinyin for each in given)
    locals_ = (
        f"{spelt}.{surname.pinyin}",
        f"{surname.pinyin}{spelt}{chance.randrange(100)}",
        str(chance.randrange(10**8, 10**10)),
        f"{chance.choice(ENGLISH).lower()}{surname.pinyin}{chance.randrange(1970, 2003)}",
    )
    emails = tuple(f"{local}@{chance.choice(HOSTS)}" for local in chance.sample(locals_, chance.choice((1, 2, 2, 3))))
    return Somebody(
        surname,
        given,
        chance.choice(ENGLISH),
        number,
        date(1962, 1, 1) + timedelta(days=chance.randrange(365 * 40)),
        f"+861{chance.choice('35789')}{chance.randrange(10**9):09d}",
        emails,
        chance.choice(CITIES),
        tuple(f"第{chance.randrange(400)}科技有限公司" for _ in range(chance.choice((1, 2, 3)))),
        chance.choice(SCHOOLS),
    )


def _relative(
    chance: random.Random, one: Somebody, number: str, characters: list[Spelt], born: date, kind: str
) -> Somebody:
    """A twin shares a character of the given name and now and then the phone; a father the phone and the city."""
    other = _somebody(chance, number, [one.surname], characters)
    given = (one.given[0], chance.choice([each for each in characters if each not in one.given]))
    phone = one.phone if kind == "father" or chance.random() < 0.5 else other.phone
    return replace(
        other, given=given if kind == "twin" else other.given, born=born, phone=phone, city=one.city, school=one.school
    )


WAYS: tuple[tuple[Callable[[Named], str], int], ...] = (
    (simplified, 50),
    (traditional, 5),
    (surname_first, 12),
    (given_first, 12),
    (spaced_capitals, 8),
    (keyboard, 2),
    (wade_giles, 4),
    (hong_kong, 4),
    (with_english, 2),
    (two_scripts, 4),
)


def _record(chance: random.Random, one: Somebody, number: int) -> tuple[Person, Career]:
    way = chance.choices([each for each, _ in WAYS], [weight for _, weight in WAYS])[0]
    place = Place(city=chance.choice(one.city), country="CN") if chance.random() < 0.7 else None
    employers = chance.sample(one.employers, min(len(one.employers), chance.choice((0, 1, 1, 2))))
    educations = (Education(school=one.school),) if chance.random() < 0.5 else ()
    person = Person(name=Name(full=way(one)), points=_points(chance, one, number), born=_born(chance, one), place=place)
    return person, Career(employments=tuple(Employment(employer=each) for each in employers), educations=educations)


def _points(chance: random.Random, one: Somebody, number: int) -> tuple[ContactPoint, ...]:
    emails, phones = [], []
    if one.emails and chance.random() < 0.65:
        emails += chance.sample(one.emails, min(len(one.emails), chance.choice((1, 1, 2))))
    if chance.random() < 0.75:
        changed = f"+861{chance.choice('35789')}{chance.randrange(10**9):09d}"
        phones.append(changed if number and chance.random() < 0.2 else one.phone)
    turn = chance.random()
    if turn < 0.05:
        phones.append(chance.choice(AGENCY_PHONES))
    elif turn < 0.10:
        emails.append(chance.choice(AGENCY_MAILBOXES))
    elif turn < 0.12:
        emails.append(chance.choice(GENERIC_MAILBOXES))
    elif turn < 0.14:
        phones.append("000000")
    return (
        *(ContactPoint(kind=PointKind.EMAIL, value=each) for each in emails),
        *(ContactPoint(kind=PointKind.PHONE, value=each) for each in phones),
    )


def _born(chance: random.Random, one: Somebody) -> PartialDate | None:
    turn = chance.random()
    if turn < 0.45:
        return PartialDate(on=one.born)
    if turn < 0.48:
        return PartialDate(on=one.born.replace(day=min(28, one.born.day % 28 + 1)))
    if turn < 0.60:
        return PartialDate(on=one.born.replace(month=1, day=1), precision=Precision.YEAR)
    return None
