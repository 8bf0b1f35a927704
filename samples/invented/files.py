"""Who is in which file, and under which id."""

from dataclasses import dataclass

from samples.invented.dice import Dice
from samples.invented.people import Invented, doubles, everybody

SHARES = {
    "applicants.csv": (30, 300),
    "candidates-gb18030.csv": (270, 0),
    "talent-pool.xlsx": (130, 20),
    "resumes": (12, 12),
    "address-book-3.vcf": (25, 25),
    "address-book-4.vcf": (15, 35),
    "Connections.csv": (10, 60),
    "greenhouse.json": (8, 48),
}
"""How many Chinese and how many others have their first record in it."""
SOURCES = {
    "applicants.csv": "ats",
    "candidates-gb18030.csv": "hr-system",
    "talent-pool.xlsx": "talent-pool",
    "resumes": "careers-site",
    "address-book-3.vcf": "address-book",
    "address-book-4.vcf": "address-book",
    "Connections.csv": "linkedin",
    "greenhouse.json": "greenhouse",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record."""

    person: Invented
    file: str
    id: str

    @property
    def source(self) -> str:
        return SOURCES[self.file]


def entries() -> dict[str, list[Entry]]:
    people, dice = everybody(), Dice("files")
    queues = {True: [each for each in people if each.chinese], False: [each for each in people if not each.chinese]}
    rosters: dict[str, list[Invented]] = {file: [] for file in SHARES}
    for file, shares in SHARES.items():
        for chinese, share in zip((True, False), shares, strict=True):
            rosters[file] += queues[chinese][:share]
            del queues[chinese][:share]
    home = {person.number: file for file, roster in rosters.items() for person in roster}
    for double in doubles(people):
        wanted = [file for file in SHARES if file != home[double.number] and _fits(double, file)]
        rosters[dice.pick(wanted)].append(double)
    return {file: _numbered(file, roster) for file, roster in rosters.items()}


def _fits(person: Invented, file: str) -> bool:
    """Chinese files hold Chinese people; elsewhere everybody may turn up."""
    return person.chinese or file not in ("candidates-gb18030.csv", "talent-pool.xlsx")


def _numbered(file: str, roster: list[Invented]) -> list[Entry]:
    ordered = sorted(roster, key=lambda each: (each.number * 7919) % 1009)
    return [Entry(person, file, _id(file, at, person)) for at, person in enumerate(ordered, start=1)]


def _id(file: str, at: int, person: Invented) -> str:
    match file:
        case "applicants.csv":
            return f"A-{20000 + at}"
        case "candidates-gb18030.csv":
            return f"R{at:05d}"
        case "talent-pool.xlsx":
            return f"TP-{at:04d}"
        case "resumes":
            return f"https://careers.example.com/resumes/{at:03d}"
        case "address-book-3.vcf" | "address-book-4.vcf":
            return f"urn:uuid:00000000-0000-4000-8000-{file[13]}{person.number:011d}"
        case "greenhouse.json":
            return str(4_100_000 + at)
        case _:
            return person.page


def pairs(files: dict[str, list[Entry]]) -> list[tuple[Entry, Entry]]:
    """The records that are one person's: the first one, and the other."""
    found = [entry for roster in files.values() for entry in roster]
    first = {entry.person.number: entry for entry in found if not entry.person.copy}
    return [(first[entry.person.number], entry) for entry in found if entry.person.copy]
