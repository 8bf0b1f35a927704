"""Values are made once, and compared by what they hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.contacts import Contacts


def test_values_of_the_same_content_are_one() -> None:
    assert Contacts(outbound=1) == Contacts(outbound=1) != Contacts()
    assert len({Contacts(), Contacts(), Contacts(outbound=1)}) == 2


def test_a_value_has_no_room_for_what_it_does_not_declare() -> None:
    with pytest.raises(AttributeError):
        Contacts().mood = "good"  # type: ignore[attr-defined]


def test_the_type_checker_holds_a_value_frozen(tmp_path: Path) -> None:
    changing = tmp_path / "changing.py"
    changing.write_text("from domain.contacts import Contacts\n\nContacts().outbound = 1\n", encoding="utf-8")
    found = subprocess.run([sys.executable, "-m", "mypy", changing], capture_output=True, text=True, check=False)
    assert 'Property "outbound" defined in "Contacts" is read-only' in found.stdout
