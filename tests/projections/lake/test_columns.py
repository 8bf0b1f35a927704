"""Columns hold facts and nothing else; whose a record was is what the domain says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.decision import Command
from domain.dossier import combine
from domain.events import TYPES
from domain.record import fold
from ledger.codec import UPCASTS
from projections.lake.columns import COLUMNS, FACTS, RENAMED, Kind
from projections.lake.members import Memberships
from projections.person import components
from tests.domain.lives import JOINING, PEOPLE, lived
from tests.projections.lake.written import rows

JSON: dict[Kind, list[dict[str, str]]] = {
    "text": [{"type": "string"}],
    "whole": [{"type": "integer"}],
    "yes": [{"type": "boolean"}],
    "date": [{"type": "string", "format": "date"}],
    "moment": [{"type": "string", "format": "date-time"}],
    "texts": [{"type": "array"}],
}
FREE = {"title", "text", "name", "texts"}
"""Facts that are said in words: of jobs, notices, pools and templates."""


def shapes(annotation: Any) -> list[dict[str, str]]:
    """What JSON it is stored as, where it is not null."""
    schema = TypeAdapter[Any](annotation).json_schema()
    found = []
    for each in schema.get("anyOf", [schema]):
        whole = schema["$defs"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        if whole.get("type") != "null":
            found.append({name: whole[name] for name in ("type", "format") if whole.get(name) not in {None, "uuid"}})
    return found


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_one_shape_in_every_event_that_has_it(fact: str) -> None:
    holders = [shape.model_fields[fact] for shape in TYPES.values() if fact in shape.model_fields]
    assert holders, "no event has it"
    clear = [each for each in holders if not any(type(mark).__name__ == "Personal" for mark in each.metadata)]
    assert clear
    for each in clear:
        assert shapes(each.annotation) == JSON[FACTS[fact]]


def test_nothing_that_is_said_in_words_is_a_column() -> None:
    assert not FREE & set(COLUMNS)
    assert set(RENAMED) <= set(FACTS)


def test_a_lifted_event_would_be_another_format() -> None:
    assert not UPCASTS, (
        "facts are read as they are stored: read lifted ones in projections.lake.stored, and raise FORMAT"
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(JOINING), max_size=12))
def test_a_record_is_whose_the_domain_says_it_is_at_every_position(acts: list[Command]) -> None:
    history = lived(acts).history
    members = Memberships()
    members.add(rows(history))
    spans = members.table().to_pylist()
    for position in range(1, len(history) + 1):
        records = {
            stream: record
            for stream in PEOPLE
            if (record := fold(each for each in history[:position] if each.stream == stream))
        }
        homes = {each.stream: combine(group).candidate for group in components(records) for each in group}
        if history[position - 1].event.type == "candidate-merged":
            continue  # the other half comes at the next position
        known = {
            each["stream"]: each["dossier"]
            for each in spans
            if each["since"] <= position and (each["until"] is None or position < each["until"])
        }
        assert homes == {stream: type(stream)(known.get(str(stream), str(stream))) for stream in homes}
