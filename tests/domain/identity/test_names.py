import pytest

from domain.identity.name_levels import givens_agree, surnames_agree
from domain.identity.names import names_of
from domain.person import Name


def called(full: str) -> set[str]:
    return {whole for each in names_of(Name(full=full)) for whole in each.wholes}


@pytest.mark.parametrize(
    "written",
    [
        "王小明",
        "Wang Xiaoming",
        "Xiaoming Wang",
        "WANG XIAO MING",
        "Wang, Xiaoming",
        "Wang Hsiao-ming",
        "Wong Siu Ming",
    ],
)
def test_every_way_to_write_a_chinese_name_has_one_key(written: str) -> None:
    assert "wang|xiaoming" in called(written)


@pytest.mark.parametrize(
    ("characters", "sound"),
    [
        ("单雄信", "shan"),
        ("仇英", "qiu"),
        ("曾国藩", "zeng"),
        ("解缙", "xie"),
        ("朴志成", "piao"),
        ("区大相", "ou"),
        ("查良镛", "zha"),
        ("尉迟恭", "yuchi"),
        ("歐陽修", "ouyang"),
        ("令狐冲", "linghu"),
    ],
)
def test_a_surname_has_its_own_reading(characters: str, sound: str) -> None:
    assert names_of(Name(full=characters))[0].surname_sounds[0] == sound


@pytest.mark.parametrize("spelt", ["Lyu Jun", "Lv Jun", "Lu Jun", "呂軍", "吕军"])
def test_lyu_is_lv_and_may_be_lu(spelt: str) -> None:
    assert any("jun|lv" in whole for whole in called(spelt))


def test_traditional_and_simplified_characters_are_the_same() -> None:
    assert names_of(Name(full="陳國強")) == names_of(Name(full="陈国强"))


def test_two_well_spelt_given_names_are_two_names_not_a_slip() -> None:
    one, other = names_of(Name(full="Wang Xiaoming"))[0], names_of(Name(full="Wang Xiaoning"))[0]
    assert givens_agree(one, other)[0] == "different"


def test_andrew_and_andrea_are_two_people() -> None:
    one, other = names_of(Name(full="Andrew Novak"))[0], names_of(Name(full="Andrea Novak"))[0]
    assert (surnames_agree(one, other)[0], givens_agree(one, other)[0]) == ("same", "different")


def test_homophones_in_characters_are_not_the_same_name() -> None:
    one, other = names_of(Name(full="吴嘉"))[0], names_of(Name(full="吴家"))[0]
    assert givens_agree(one, other)[0] == "faint"


@pytest.mark.parametrize("joined", ["anna.novak", "Anna_Novak", "AnnaNovak", "Novak, Anna", "NOVAK Anna"])
def test_a_name_in_one_word_is_taken_apart(joined: str) -> None:
    assert called(joined) == {"anna|novak"}


@pytest.mark.parametrize("nothing", ["😀", "a@b.cn", "unknown", "---", "hacker42", "未知"])
def test_what_is_no_name_is_none(nothing: str) -> None:
    assert names_of(Name(full=nothing)) == ()


@pytest.mark.parametrize("odd", ["X", "مريم العلي", "佐藤 太郎", "Иван Петров", "王", "a" * 500, "Jan van der Berg"])
def test_any_script_and_length_is_read(odd: str) -> None:
    assert names_of(Name(full=odd))
