"""No index without a reason: each is named with what it serves, here and on the page that tells what it takes."""

import re
from pathlib import Path

import pytest

from benchmarks.storage_page import PAGE, sizes, told
from projections import follow
from projections.indexes import SERVES
from tests.servers import Database

ROUTES = Path(__file__).parents[2] / "docs" / "routes.md"


@pytest.mark.servers
def test_every_index_of_every_read_model_says_what_it_serves(built: Database) -> None:
    with follow.connect(built.settings) as projector:
        there = {index for _, index, *_ in sizes(projector) if index}
    assert there == SERVES.keys()


def test_the_page_of_storage_names_every_index_with_what_it_serves() -> None:
    assert told(PAGE.read_text(encoding="utf-8")) == SERVES, "run python -m benchmarks.storage_page"


def test_what_an_index_serves_is_a_route_that_there_is() -> None:
    routes = set(re.findall(r"`((?:GET|POST) /v1/[^`]*)`", ROUTES.read_text(encoding="utf-8")))
    named = {each for served in SERVES.values() for each in re.findall(r"`((?:GET|POST) /v1/[^`?]*)", served)}
    assert named <= routes
    assert len(named) > 30
