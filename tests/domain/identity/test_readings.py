"""How given names sound."""

from itertools import product

import pytest

from domain.identity.readings import _GIVEN_READINGS, _given_sounds, _table, given_sounds

NO_HAN = ("x", "é", "㐀", " ")


@pytest.mark.parametrize("beside", ["", "伟", "乐", "x"])
def test_a_name_of_letters_with_one_reading_sounds_as_any_other(beside: str) -> None:
    for letter in (*_table(), *_GIVEN_READINGS, *NO_HAN):
        for given in (letter + beside, beside + letter):
            assert given_sounds(given) == _given_sounds(given)


def test_a_letter_with_several_readings_gives_several_sounds() -> None:
    assert given_sounds("长乐") == tuple(map("".join, product(("chang", "zhang"), ("le", "yue"))))
    assert given_sounds("") == given_sounds("x") == ()
