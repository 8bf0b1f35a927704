"""docs/importing.md names every format, field, kind and code that there is."""

from pathlib import Path

import pytest

from ledger.intake.codes import FILE_FAULTS, ROW_REASONS, WARNINGS
from ledger.intake.formats.catalogue import FORMATS
from ledger.intake.happenings.kinds import KINDS as MAKERS
from ledger.intake.headings import PEOPLE, field_of, is_sensitive
from ledger.intake.history_headings import HISTORY, KINDS, history_field_of, kind_of

DOCUMENT = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "table", [PEOPLE, HISTORY, KINDS, FILE_FAULTS, ROW_REASONS, WARNINGS, {each.name: "" for each in FORMATS}]
)
def test_everything_is_documented(table: dict[str, str]) -> None:
    assert [name for name in table if f"`{name}`" not in DOCUMENT] == []


FAULTS = {code: f"{what} | {remedy}" for code, (what, remedy) in FILE_FAULTS.items()}


@pytest.mark.parametrize("table", [FAULTS, ROW_REASONS, WARNINGS])
def test_meanings_are_those_of_the_software(table: dict[str, str]) -> None:
    assert [code for code, meaning in table.items() if f"| `{code}` | {meaning} |" not in DOCUMENT] == []


def test_every_kind_of_happening_has_its_maker() -> None:
    assert KINDS.keys() == MAKERS.keys()


def test_no_heading_means_two_things() -> None:
    for table, meaning in ((PEOPLE, field_of), (HISTORY, history_field_of), (KINDS, kind_of)):
        for name, words in table.items():
            for word in (name, *words.split(",")):
                assert meaning(word.strip()) == name, word
    assert not any(is_sensitive(name) for name in PEOPLE)
