"""What SQL finds is what Python finds; pages make the whole; estimates are near; and the indexes are used."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from psycopg import Connection, sql

from benchmarks.many_dossiers import fill
from benchmarks.pool_people import NOW, people
from domain.search.columns import NEVER_ACTIVE
from domain.search.filter import Node
from domain.search.matching import matches
from domain.search.parse import parse
from domain.search.row import Row
from domain.search.write import write
from projections import facets, follow
from projections.by_score import LAST_ID, TOP, first, statement
from projections.facets import counts
from projections.likely import Likely
from projections.rebuild import rebuild
from projections.search import TABLE
from projections.search_query import where
from projections.searching import BLOCK, LAST_MOMENT, Sort, freshest, search
from projections.slices import SAMPLES, sample_of
from tests.domain.search.filters import filters
from tests.servers import Servers, fresh_database

pytestmark = pytest.mark.servers

DIFFERENT, PEOPLE = 1_000, 30_000


@pytest.fixture(scope="module")
def many(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection[Any]]:
    """A reader of a pool in which the planner has a choice."""
    with fresh_database(servers, migrated, tmp_path_factory.mktemp("many")) as fresh:
        rebuild(fresh.settings, shards=0)
        with follow.connect(fresh.settings) as projector:
            fill(projector, PEOPLE, different=DIFFERENT)
        with psycopg.connect(fresh.reader, autocommit=True) as reader:
            yield reader


def as_row(values: tuple[Any, ...]) -> tuple[UUID, Row]:
    said = dict(zip(TABLE.columns, values, strict=True))
    dossier = said.pop("dossier")
    return dossier, Row(**said | {"marks": tuple(said["marks"]), "consents": tuple(said["consents"])})


ROWS = dict(as_row(made.row) for made in people(1, 250))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters())
def test_sql_and_python_decide_alike(many: Connection[Any], node: Node) -> None:
    asked = where(node, NOW)
    query = sql.SQL("SELECT dossier FROM read.search WHERE dossier = ANY(%(ids)s) AND {}").format(asked.condition)
    found = many.execute(query, {**asked.parameters, "ids": list(ROWS)}).fetchall()
    assert {dossier for (dossier,) in found} == {each for each, row in ROWS.items() if matches(node, row, NOW)}, write(
        node
    )


@pytest.mark.parametrize(
    ("asked", "sort"),
    [
        ("skill:供应链管理 city:上海", "score"),
        ("industry:金融 tier:b", "score"),
        ("industry:金融 tier:a,b not active:1y", "score"),
        ("intent:open", "score"),
        ("skill:供应链管理 city:上海", "freshness"),
        ("kubernetes -city:深圳", "relevance"),
        ("name:wang", "relevance"),
    ],
)
def test_pages_together_are_the_whole_and_nobody_comes_twice(many: Connection[Any], asked: str, sort: Sort) -> None:
    node, condition = parse(asked), where(parse(asked), NOW)
    query = sql.SQL("SELECT dossier FROM read.search WHERE {}").format(condition.condition)
    whole = {dossier for (dossier,) in many.execute(query, condition.parameters)}
    assert len(whole) > 100
    found: list[UUID] = []
    cursor = None
    while True:
        page = search(many, node, NOW, sort=sort, cursor=cursor, limit=137)
        found += [hit.candidate for hit in page.items]
        if not (cursor := page.next):
            break
    assert len(found) == len(set(found))
    assert set(found) == whole


def test_a_score_is_a_range_at_any_moment(many: Connection[Any]) -> None:
    for days in (0, 90):
        at = NOW + timedelta(days=days)
        high = search(many, parse("score>=80"), at, limit=500)
        assert high.items
        assert all(hit.score >= 80 for hit in high.items)
        assert high.items == search(many, parse("band:high"), at, limit=500).items
    never = search(many, parse("score<1 not active:10y"), NOW, limit=500)
    assert {hit.score for hit in never.items} == {0.0}
    assert NEVER_ACTIVE < 0


def test_a_large_result_is_estimated_and_says_so(many: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "EXACT", 2_000)
    asked = where(parse("has:email"), NOW)
    found = counts(many, asked, ("region", "employer"))
    assert not found.exact
    assert 0 < found.margin < PEOPLE // 10
    assert abs(found.total - PEOPLE) < 3 * found.margin
    monkeypatch.setattr(facets, "EXACT", PEOPLE * 2)
    exact = counts(many, asked, ("region", "employer"))
    assert (exact.total, exact.exact, exact.margin) == (PEOPLE, True, 0)
    assert sum(each.count for each in exact.facets["region"]) == PEOPLE
    assert len(exact.facets["employer"]) == facets.MOST


def test_samples_are_of_one_size() -> None:
    sizes = [0] * SAMPLES
    for number in range(64_000):
        sizes[sample_of(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number))] += 1
    assert 900 < min(sizes) <= max(sizes) < 1_100


COMMON: list[tuple[str, Sort, set[str]]] = [
    ("skill:java years>=5 intent:open", "score", {"search_rank", "search_found"}),
    ("skill:skill-300 years>=3 intent:open,active", "score", {"search_found"}),
    ("industry:金融 tier:b", "score", {"search_top"}),
    ("供应链 city:南宁", "score", {"search_found"}),
    ("优化库存 skill:skill-40", "relevance", {"search_found"}),
    ("kubernetes spark", "relevance", {"search_found"}),
    ("name:wxm", "relevance", {"search_found"}),
    ("region:华南 title:算法工程师 years<=5", "relevance", {"search_found"}),
    ("score>=80", "score", {"search_rank"}),
    ("intent:open", "freshness", {"search_updated"}),
    ("owner:owner7 tier:a why:pay-mismatch", "score", {"search_found"}),
    ("consent:marketing/email skill:skill-40", "score", {"search_found"}),
]


@pytest.mark.parametrize(("asked", "sort", "indexes"), COMMON, ids=[asked for asked, *_ in COMMON])
def test_the_commonest_queries_go_by_an_index(many: Connection[Any], asked: str, sort: Sort, indexes: set[str]) -> None:
    condition = where(parse(asked), NOW, common=Likely(many).common)
    if sort == "freshness":
        query, parameters = freshest(condition, (LAST_MOMENT, LAST_ID), 50)
    else:
        limit, likely = (BLOCK, 50)[sort == "score"], Likely(many)
        step = first(likely, likely.share(condition), NOW, TOP, limit)
        query, parameters = statement(condition, step, TOP, limit, "document" if sort == "score" else "relevance")
    plan = many.execute(sql.SQL("EXPLAIN (FORMAT JSON) ") + query, parameters, prepare=False).fetchone()
    assert plan is not None
    nodes = list(_nodes(plan[0][0]["Plan"]))
    used = {node["Index Name"] for node in nodes if node.get("Index Name", "").startswith("search_")}
    assert used & indexes, used
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and node.get("Relation Name") == "search"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)
