"""Text is found by any part of a Chinese phrase, by words, accents or none, in either script, and by how it sounds."""

import pytest

from domain.identity.names import names_of
from domain.person import Name
from domain.search.tokens import phrase, spans, tokens
from domain.search.words import A, B, Book, Words, has, sounds


def named(name: str) -> Words:
    book = Book()
    book.write(A, [name])
    book.write_letters(A, [name])
    for called in names_of(Name(full=name)):
        for row in sounds(called):
            book.put(A, row)
    return book.done()


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("负责供应链管理", "供应链", True),
        ("负责供应链管理", "应链管", True),
        ("负责供应链管理", "链", True),
        ("负责供应链管理", "理", True),
        ("负责供应链管理", "供链", False),
        ("供应商 应链接", "供应链接", False),
        ("負責供應鏈", "供应链", True),
        ("负责供应链", "供應鏈", True),
        ("José Núñez", "jose nunez", True),
        ("Jose Nunez", "José", True),
        ("Straße", "strasse", True),
        ("ＳａａＳ产品", "saas产品", True),
        ("熟悉SaaS产品", "SaaS产品", True),
        ("C++ and C#", "c++", True),
        ("C# only", "c++", False),
        ("C# only", "c", False),
        ("node.js", "Node.JS", True),
        ("JavaScript", "java", False),
        ("JavaScript", "java*", True),
        ("O'Brien", "obrien", True),
        ("supply chain", "supply chain", True),
        ("supply of chain", "supply chain", False),
        ("ソフトウェア 開発", "フトウ", True),
    ],
)
def test_any_part_is_found(text: str, asked: str, found: bool) -> None:
    book = Book()
    book.write(B, [text])
    words = book.done()
    assert has(words, phrase(asked)) is found
    assert has(words, phrase(asked), A) is False
    marked = [text[begin:end] for begin, end in spans(text, phrase(asked))]
    assert bool(marked) is found


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (
            "王小明",
            ["王", "小", "明", "王小", "小明", "王小明", "wang", "xiaoming", "wangxiaoming", "xiao", "ming", "wxm"],
        ),
        ("王小明", ["wang xiaoming", "xiao ming", "wangx*"]),
        ("歐陽娜", ["欧阳", "欧阳娜", "ouyang", "ouyangna", "oyn"]),
        ("单晓", ["shan", "shanxiao", "sx"]),
        ("曾乐", ["zeng", "zengle", "zengyue", "zl", "zy"]),
        ("吕丽", ["lv", "lu", "lvli", "luli"]),
        ("Wang Xiaoming", ["wangxiaoming", "wang xiaoming"]),
        ("Wong Siu Ming", ["wong", "wangxiaoming"]),
        ("王小明 (Tom Wang)", ["tom", "wxm", "小明"]),
        ("Zoë Müller", ["zoe", "muller"]),
    ],
)
def test_a_name_is_found_in_its_script_in_pinyin_and_by_initials(name: str, asked: list[str]) -> None:
    words = named(name)
    assert [each for each in asked if not has(words, phrase(each), A)] == []


def test_texts_do_not_run_into_each_other() -> None:
    book = Book()
    book.write(A, ["供应", "链", "one", "two"])
    words = book.done()
    assert not has(words, phrase("供应链"))
    assert not has(words, phrase("one two"))


def test_very_long_texts_stay_within_what_a_tsvector_can_hold() -> None:
    book = Book()
    book.write(B, ["很" * 20_000, "word " * 20_000, "x" * 5_000, " ".join(f"{number:064}" for number in range(9_000))])
    assert all(len(places) <= 255 for places in book.words.values())
    assert max(place & 0x3FFF for places in book.words.values() for place in places) <= 16_000
    assert sum(map(len, book.words)) < 100_000
    assert max(map(len, tokens("x" * 5_000))) == 64
