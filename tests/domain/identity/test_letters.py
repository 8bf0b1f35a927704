import unicodedata

import pytest

from domain.identity.letters import _HAN_OF_ONE_FORM, _folded, folded

ASCII = "".join(map(chr, range(128)))


@pytest.mark.parametrize("text", ["", " ", "O'Brien-Smith", "anna_novak", "J. R.  Ewing\t3rd", "...", ASCII, *ASCII])
def test_a_text_in_ascii_is_folded_as_any_other(text: str) -> None:
    assert folded(text) == _folded(text)


def test_a_character_that_only_needs_simplifying_is_the_same_in_every_normal_form() -> None:
    characters = [letter for letter in map(chr, range(0x3000, 0x10000)) if _HAN_OF_ONE_FORM.fullmatch(letter)]
    assert len(characters) > 20_000
    for letter in characters:
        assert unicodedata.normalize("NFKC", letter) == unicodedata.normalize("NFKD", letter) == letter.casefold()


@pytest.mark.parametrize(
    ("written", "plain"), [("趙雲", "赵云"), ("Müller", "muller"), ("ＯＢ．Ａ", "oba"), ("歐陽 Na", "欧阳 na")]
)
def test_width_case_accents_and_traditional_forms_are_folded_away(written: str, plain: str) -> None:
    assert folded(written) == plain
