"""What is stored is for ever: its JSON, its words, and what may stay readable."""

import enum
import json
import types
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import jsonschema
import pytest
from pydantic import AwareDatetime, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from domain.catalogue_page import page, schema
from domain.events import CATALOGUE, EVENT, TYPES, Event
from tests.domain.golden_files import FOLDER, example, read, shape_of, versions
from tests.domain.write_docs import texts

GOLDEN = sorted(FOLDER.glob("*.json"))


SCHEMA = jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
def test_every_type_has_a_golden_file_with_every_field(kind: type[Event]) -> None:
    known = versions(kind.model_fields["type"].default)
    assert known, "run python -m tests.domain.write_golden"
    newest = read(known[-1])
    assert shape_of(newest) == shape_of(example(kind)), "run python -m tests.domain.write_golden"
    assert EVENT.validate_python(newest).model_dump(mode="json") == newest


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_means_the_same(path: Path) -> None:
    stored = read(path)
    assert holds(EVENT.validate_python(stored).model_dump(mode="json"), stored)
    assert path.name.split(".")[0] == stored["type"] in TYPES


def holds(now: Any, stored: Any) -> bool:
    """What was stored is there unchanged, whatever was added since."""
    if isinstance(stored, dict):
        return all(name in now and holds(now[name], each) for name, each in stored.items())
    if isinstance(stored, list):
        return len(now) == len(stored) and all(map(holds, now, stored))
    return bool(now == stored)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_file_fits_the_published_schema(path: Path) -> None:
    SCHEMA.validate(read(path))


def test_the_page_tells_of_every_event() -> None:
    told = page()
    assert [name for name in TYPES if f"### {name}\n" not in told] == []


def test_names_are_kebab_case_and_say_what_happened() -> None:
    for name, kind in TYPES.items():
        words = "".join(word.capitalize() for word in name.split("-"))
        assert words == kind.__name__


ALLOWED_TEXT = {
    ("job-opened", "title"),
    ("pool-created", "name"),
    ("pool-renamed", "name"),
    ("campaign-planned", "name"),
    ("pool-created", "filter"),
    ("pool-filter-changed", "filter"),
    ("import-requested", "blob"),
    ("document", "ciphertext_sha256"),
    ("jobdocument", "ciphertext_sha256"),
    ("template-drafted", "texts"),
    ("templatetext", "subject"),
    ("templatetext", "text"),
    ("templatetext", "html"),
    ("notice-published", "title"),
    ("notice-published", "text"),
}
"""What stays readable without being from a closed vocabulary: a job's title, a pool's name and filter (which asks
for no name), two handles, and what was published."""

CLOSED = (enum.Enum, bool, int, UUID, date, datetime)


def open_fields(owner: str, kind: type[BaseModel], sealed: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    for name, field in kind.model_fields.items():
        if name not in sealed and not is_closed(field):
            yield owner, name


def is_closed(field: FieldInfo) -> bool:
    annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return closed(annotation)


def closed(annotation: Any) -> bool:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        if closed(parts[0]):
            return True
        return parts[0] is str and any(isinstance(each, StringConstraints) and each.pattern for each in parts[1:])
    if origin is Literal or annotation in (type(None), AwareDatetime):
        return True
    if origin in (Union, types.UnionType, tuple):
        return all(part is Ellipsis or closed(part) for part in parts)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return not set(open_fields(annotation.__name__.lower(), annotation)) - ALLOWED_TEXT
    return isinstance(annotation, type) and issubclass(annotation, CLOSED)


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
def test_a_fact_is_never_free_text(kind: type[Event]) -> None:
    found = set(open_fields(kind.model_fields["type"].default, kind, frozenset(kind.personal)))
    assert found <= ALLOWED_TEXT


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
def test_a_personal_part_can_always_be_forgotten(kind: type[Event]) -> None:
    for name, mark in kind.personal.items():
        assert kind.model_fields[name].default is None
        assert mark.subject is None or mark.subject in kind.model_fields


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.name)
def test_the_published_catalogue_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == texts()[path], "run python -m tests.domain.write_docs"


def test_every_event_says_what_it_means() -> None:
    assert [kind.__name__ for kind in CATALOGUE if not kind.__dict__.get("__doc__")] == []


def test_the_schema_is_json() -> None:
    assert json.loads(json.dumps(schema()))["title"] == "Event"
