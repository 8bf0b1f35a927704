"""A stretch of somebody's history, written row by row in the order in which it happened."""

from datetime import datetime, timedelta
from typing import TypeAlias

from samples.invented.dice import Dice
from samples.invented.files import Entry
from samples.invented.world import Both

Row: TypeAlias = dict[str, str]
END = datetime(2026, 6, 30)  # noqa: DTZ001 - the hour on the wall; the file says where the wall is


class Life:
    """`on` adds a row some days later. Values are our own words; a file may put them into others."""

    def __init__(self, entry: Entry, dice: Dice, start: datetime) -> None:
        self.entry, self.dice, self.now = entry, dice, start
        self.rows: list[tuple[datetime, Row]] = []

    @property
    def chinese(self) -> bool:
        return self.entry.person.chinese

    def titled(self, title: Both) -> str:
        """Of a job: in the language of the system that it stands in."""
        return title.said(chinese=self.entry.source != "ats")

    def on(self, kind: str, days: int = 0, **values: str) -> None:
        self.now += timedelta(days=days, minutes=self.dice.between(20, 90))
        assert self.now < END, f"{kind} of {self.entry.id} lies in the future"
        said = {name: value for name, value in values.items() if value}
        self.rows.append((self.now, {"person": self.entry.id, "kind": kind, **said}))

    def later(self, days: int) -> str:
        """A day from now on, for what is due then."""
        return (self.now + timedelta(days=days)).date().isoformat()
