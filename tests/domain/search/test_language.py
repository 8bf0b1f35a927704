"""A filter means the same as text and as JSON, and what is wrong with one is pointed at."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from api.filter_faults import MESSAGES, node_of, of_json, of_text
from api.search_page import PAGE, page
from domain.search.fields import BY_NAME, CALLED, FIELDS
from domain.search.filter import FILTER, Node, as_json
from domain.search.parse import parse
from domain.search.parts import BadFilter
from domain.search.write import write
from tests.domain.search.filters import filters


@settings(max_examples=300, deadline=None)
@given(filters())
def test_text_and_json_say_the_same_both_ways(node: Node) -> None:
    assert parse(write(node)) == node
    assert node_of(as_json(node)) == node


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ('skill:java years>=5 intent:open active:6m "供应链"', "skill:java years>=5 intent:open active:6m 供应链"),
        ("年限>=3 SaaS产品 技能:B端设计 意向:观望 互动:6个月", "years>=3 SaaS产品 skill:b端设计 intent:open active:6m"),
        ("技能：java 且 （城市：深圳市 或 地区：华南区）", "skill:java (city:深圳 or region:south-china)"),
        ("Skill:JAVA AND NOT intent:不考虑,仅了解行情", "skill:java not intent:closed,exploring"),
        ("学历≥本科 owner:zoe consent:营销/邮件", "education>=bachelor owner:user:zoe consent:marketing/email"),
        ('a or b c or -(d "e f")', 'a or b c or not (d "e f")'),
        ("((a) (b c))", "a b c"),
        ("等级:核心人才 原因:薪资不符 有:邮箱", "tier:a why:pay-mismatch has:email"),
        ("“供应链 管理” 「成本」", '"供应链 管理" 成本'),
        ("分析 非 status:employee", "分析 not status:employee"),
    ],
)
def test_it_is_typed_as_people_type(typed: str, plain: str) -> None:
    node = parse(typed)
    assert write(node) == plain
    assert parse(plain) == node


@pytest.mark.parametrize(
    ("typed", "code", "place", "known"),
    [
        ("skil:java", "unknown_field", "skil", ("skill",)),
        ("a 岗:x", "unknown_field", "岗", ()),
        ("http://x", "unknown_field", "http", ()),
        ("skill>=java", "bad_operator", "java", (":",)),
        ("score:80", "bad_operator", "80", (">=", "<=", ">", "<")),
        ("years>=many", "bad_number", "many", ("0", "80")),
        ("intent:open,maybe", "unknown_value", "maybe", ("active", "open", "exploring", "closed")),
        ("active>6m", "length_needs_colon", "6m", (":",)),
        ("added:2025-02-30", "bad_moment", "2025-02-30", ()),
        ("years>=1,2", "one_value", "2", ()),
        ("owner:", "missing_value", "", ()),
        ("owner: x", "missing_value", " ", ()),
        ("source:LinkedIn,王", "bad_code", "王", ()),
        ("owner:user:王", "bad_actor", "user:王", ()),
        ('a "b c', "unclosed_quote", '"b c', ()),
        ('name:"b c', "unclosed_quote", '"', ()),
        ("a (b or c", "unclosed_parenthesis", "(", ()),
        ("a) b", "unopened_parenthesis", ")", ()),
        ("a () b", "empty_parentheses", "()", ()),
        ("a or", "unfinished", "", ()),
        ("or a", "misplaced_word", "or", ()),
        ("!!!", "no_words", "!!!", ()),
        ("consent:email", "unknown_value", "email", ()),
        ("text:" + "x" * 201, "value_too_long", "x" * 201, ()),
        ("not " * 25 + "a", "too_deep", "not", ()),
        ("a " * 101, "too_many_terms", "a", ()),
        ("x" * 4_001, "too_long", "x", ()),
    ],
)
def test_what_is_wrong_is_pointed_at(typed: str, code: str, place: str, known: tuple[str, ...]) -> None:
    with pytest.raises(BadFilter) as refused:
        parse(typed)
    error = refused.value
    assert (error.code, typed[error.begin : error.end]) == (code, place)
    assert code in MESSAGES
    if known:
        assert error.known == known


@pytest.mark.parametrize(
    ("given_", "at", "code"),
    [
        ({"field": "skil", "value": "x"}, "/filter", "unknown_field"),
        (
            {"all": [{"field": "skill", "value": "x"}, {"field": "years", "op": "~", "value": 5}]},
            "/filter/all/1/op",
            "bad_shape",
        ),
        ({"any": [{"not": {"field": "years", "op": ">=", "value": "x"}}]}, "/filter/any/0/not", "bad_number"),
        ({"all": []}, "/filter/all", "bad_shape"),
        ({"field": "skill", "value": "x", "secret": 1}, "/filter/*", "bad_shape"),
        ({"field": "skill", "value": {"deep": 1}}, "/filter/value", "bad_shape"),
        ({"field": "text", "value": ["a", "!"]}, "/filter", "no_words"),
        ({}, "/filter/field", "bad_shape"),
    ],
)
def test_a_wrong_filter_in_json_is_pointed_at_by_a_pointer(given_: Any, at: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        node_of(given_)
    fault = of_json(refused.value)[0]
    assert (fault["at"], fault["code"]) == (at, code)


def test_a_number_that_the_field_does_not_take_is_told_with_its_range() -> None:
    with pytest.raises(BadFilter) as refused:
        parse("years>=many")
    assert of_text(refused.value)["message"] == f"{MESSAGES['bad_number']}; from 0 to 80"


def test_depth_is_refused_before_anything_recurses() -> None:
    deep: Any = {"field": "text", "value": "x"}
    for _ in range(5_000):
        deep = {"not": deep}
    with pytest.raises(ValidationError) as refused:
        FILTER.validate_python(deep)
    assert of_json(refused.value)[0]["code"] == "too_deep"


def test_names_of_fields_are_of_one_field_each() -> None:
    named = [name for field in FIELDS for name in (field.name, *field.also)]
    assert len(named) == len(set(named)) == len(CALLED)
    assert all(name == name.lower() for name in named)
    for field in FIELDS:
        values = [value for choice, others in field.choices.items() for value in (choice, *others)]
        assert len(values) == len(set(values)), field.name
    assert len(BY_NAME) == len(FIELDS)


def test_the_page_of_the_language_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m api.search_page"
