"""The history files: CSV with event ids, XLSX in Chinese, JSON Lines that speak of several sources."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from samples.invented.chinese import HEADINGS, in_chinese
from samples.invented.consents import CONSENTS
from samples.invented.dice import Dice
from samples.invented.files import Entry
from samples.invented.life import Life, Row
from samples.invented.spreadsheet import Cell, workbook
from samples.invented.stories import BESIDE, STORIES
from samples.invented.tables import as_csv

CSV_FIELDS = (
    "event id", "person", "kind", "date", "channel", "direction", "outcome", "purpose", "recipient", "notice",
    "notice version",
    "language", "method", "expires on", "job", "job title", "org unit", "job family", "round", "starts at", "mode",
    "interviewer", "verdict", "score", "reason", "party", "contact", "address", "tag", "facet", "intent", "interest",
    "degree", "pool", "owner", "role", "pay", "note",
)  # fmt: skip
_NAMED_OTHERWISE = {
    "job family": "family",
    "interviewer": "evaluator",
    "reason": "why",
    "interest": "area",
    "note": "text",
}
WHOSE = {
    "history.csv": ("applicants.csv",),
    "history.xlsx": ("candidates-gb18030.csv",),
    "history.jsonl": ("talent-pool.xlsx", "resumes", "address-book-3.vcf", "address-book-4.vcf", "greenhouse.json"),
}
BUSY = {"history.csv": 0.5, "history.xlsx": 0.45, "history.jsonl": 0.35}
"""Of how many people in a file a story is told, beside what they consented to."""


def happened(file: str, people: dict[str, list[Entry]]) -> list[tuple[datetime, Entry, Row]]:
    """In the order of time."""
    found = []
    for entry in (each for whose in WHOSE[file] for each in people[whose]):
        dice = Dice(f"{file}/{entry.source}/{entry.id}")
        start = datetime(2022, 3, 1, 9) + timedelta(days=dice.between(0, 540))  # noqa: DTZ001 - as in `life`
        for story in _told(dice, BUSY[file], entry):
            life = Life(entry, dice, start)
            story(life)
            found += [(at, entry, row) for at, row in life.rows]
    return sorted(found, key=lambda each: (each[0], each[1].source, each[1].id))


def _told(dice: Dice, busy: float, entry: Entry) -> list[Callable[[Life], None]]:
    told = [dice.weighed(CONSENTS)]
    if dice.chance(busy):
        told.append(dice.weighed(BESIDE if entry.source == "greenhouse" else STORIES))
    return told


def as_table(people: dict[str, list[Entry]]) -> bytes:
    rows: list[tuple[str, ...]] = [CSV_FIELDS]
    for number, (at, _, row) in enumerate(happened("history.csv", people), start=1):
        said = row | {"event_id": f"E-{number:05d}", "date": at.strftime("%Y-%m-%d %H:%M")}
        names = [_NAMED_OTHERWISE.get(field, field.replace(" ", "_")) for field in CSV_FIELDS]
        assert said.keys() <= set(names), said.keys() - set(names)
        rows.append(tuple(said.get(name, "") for name in names))
    return as_csv(rows).encode()


def as_sheet(people: dict[str, list[Entry]]) -> bytes:
    rows: list[list[Cell]] = [[*HEADINGS.values()]]
    for at, _, row in happened("history.xlsx", people):
        said = in_chinese(row) | {"occurred": at.strftime("%Y-%m-%d %H:%M")}
        assert said.keys() <= HEADINGS.keys(), said.keys() - HEADINGS.keys()
        rows.append([said.get(name) for name in HEADINGS])
    return workbook({"历史记录": rows})


def as_lines(people: dict[str, list[Entry]]) -> bytes:
    lines = []
    for at, entry, row in happened("history.jsonl", people):
        said = {"source": entry.source, "occurred": f"{at.isoformat()}+08:00", **row}
        if "family" in said:
            said["job_family"] = said.pop("family")
        lines.append(json.dumps(said, ensure_ascii=False) + "\n")
    return "".join(lines).encode()
