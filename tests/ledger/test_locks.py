"""No two things share a number: whoever read mail kept owners of pools from being told, and terms uncounted."""

import re
from pathlib import Path

from ledger import locks

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\b(?:7_?236_?837_?5\d\d|1_?129_?270_?3\d\d)\b")


def test_a_number_is_for_one_thing() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]
    assert len(numbers) == len(set(numbers)) > 10


def test_every_number_comes_from_the_one_table() -> None:
    elsewhere = [
        path.relative_to(ROOT).as_posix()
        for package in ("api", "ledger", "projections", "workers")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "locks.py" and NUMBER.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []
