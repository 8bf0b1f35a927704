"""A thousand people, half of them Chinese, and the records in which some of them turn up a second time."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from samples.invented import names
from samples.invented.dice import Dice
from samples.invented.names import NICKNAMES, Called
from samples.invented.world import CITIES, FIRMS, INTENTS, SCHOOLS, TRADES, Both, Trade, phone

PEOPLE, DOUBLES = 1000, 80
DOMAINS = ("example.com", "example.org", "example.net", "mail.test", "post.example.com")


@dataclass(frozen=True, slots=True)
class Invented:
    number: int
    """The same for every record of one person."""
    chinese: bool
    called: Called
    family: str
    given: str
    born: date
    email: str
    phone: str
    country: str
    city: Both
    firm: Both
    earlier: Both
    trade: Trade
    title: Both
    skills: tuple[Both, ...]
    school: Both
    level: str
    full_time: bool
    graduated: int
    pay: int
    """A month, in thousands of the money of the place."""
    intent: str
    copy: str = ""
    """What is different in a second record of somebody; "" in the first."""

    @property
    def in_han(self) -> bool:
        return ord(self.family[0]) > 0x3000

    @property
    def name(self) -> str:
        return self.family + self.given if self.in_han else f"{self.given} {self.family}"

    @property
    def latin(self) -> str:
        """For addresses: `wei.zhang`."""
        return f"{plain(self.called.latin_given)}.{plain(self.called.latin_family)}"

    @property
    def page(self) -> str:
        return f"https://people.example.com/in/{self.latin.replace('.', '-')}-{self.number:04d}"

    def said(self, text: Both) -> str:
        return text.said(chinese=self.chinese)


def plain(name: str) -> str:
    """In ASCII, lower case."""
    apart = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ł", "l"))
    return "".join(letter for letter in apart if letter.isascii() and letter.isalpha())


def everybody() -> list[Invented]:
    """Chinese and others by turns; the first Chinese ones come in pairs that sound alike."""
    dice, alike = Dice("people"), names.twins()
    counted = dict.fromkeys(CITIES, 0)
    found = []
    for number in range(PEOPLE):
        chinese = number % 2 == 0
        at = number // 2
        called = (alike[at] if at < len(alike) else names.chinese(dice)) if chinese else names.elsewhere(dice)
        country = dice.weighed(
            {"CN": 1} if chinese else {"US": 8, "GB": 5, "DE": 4, "CN": 3, "FR": 3, "CA": 2, "AU": 2}
        )
        found.append(_person(dice, number, chinese, called, country, counted[country]))
        counted[country] += 1
    return found


def _person(dice: Dice, number: int, chinese: bool, called: Called, country: str, line: int) -> Invented:
    trade = dice.pick(TRADES)
    graduated = dice.between(1996, 2024)
    level = dice.weighed({"associate": 2, "bachelor": 6, "master": 4, "doctorate": 1})
    age = {"associate": 21, "bachelor": 22, "master": 25, "doctorate": 29}[level]
    firm, earlier = dice.some(FIRMS, 2, 2)
    local = f"{plain(called.latin_given)}.{plain(called.latin_family)}"
    if dice.chance(0.5):
        local = f"{plain(called.latin_family)}{plain(called.latin_given)[:1]}"
    return Invented(
        number=number,
        chinese=chinese,
        called=called,
        family=called.family,
        given=called.given,
        born=date(graduated - age, dice.between(1, 12), dice.between(1, 28)),
        email=f"{local}.{number:04d}@{dice.pick(DOMAINS)}",
        phone=phone(country, line),
        country=country,
        city=dice.pick(CITIES[country]),
        firm=firm,
        earlier=earlier,
        trade=trade,
        title=dice.pick(trade.titles),
        skills=tuple(dice.some(trade.skills, 2, 4)),
        school=dice.pick(SCHOOLS),
        level=level,
        full_time=dice.chance(0.85),
        graduated=graduated,
        pay=dice.between(9, 60) if country == "CN" else dice.between(3, 14),
        intent=dice.pick(tuple(INTENTS)),
    )


def doubles(people: list[Invented]) -> list[Invented]:
    """Some of them once more, as another system knows them."""
    dice, found = Dice("doubles"), []
    step = len(people) // DOUBLES
    for at in range(DOUBLES):
        person = people[at * step + dice.between(0, step - 1)]
        found.append(_other(dice, person, at))
    return found


def _other(dice: Dice, person: Invented, at: int) -> Invented:
    """One thing that told who it is stays, the others change."""
    called, new_mail = person.called, f"{plain(person.called.latin_family)}.{person.number:04d}@private.test"
    new_phone = phone(person.country, 980 - at if person.country != "CN" else 8000 + at)
    moved = replace(person, firm=dice.pick(FIRMS), copy="other address", email=new_mail)
    if person.chinese:
        other_script = replace(
            moved, family=called.traditional_family, given=called.traditional_given, copy="traditional script"
        )
        in_pinyin = replace(
            person, family=called.latin_family, given=called.latin_given, phone=new_phone, copy="pinyin, other phone"
        )
        same = other_script.name == person.name
        return (moved if same else other_script, in_pinyin, replace(person, phone=new_phone, copy="other phone"))[
            at % 3
        ]
    short = NICKNAMES.get(person.given, person.given[:1] + ".")
    return (
        moved,
        replace(person, given=short, copy="short name"),
        replace(person, family=dice.pick(("Northgate", "Silberstein-Au", "Villeclaire")), copy="other surname"),
        replace(person, phone=new_phone, email=person.email.upper(), copy="other phone"),
    )[at % 4]  # fmt: skip
