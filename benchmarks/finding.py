"""How long it takes to find people in a large pool, against one plain table with ILIKE and JSONB.

Most products do the latter. Both sides hold the same people and answer the same questions, in turn.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from json import dumps
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import Connection

from benchmarks import load
from benchmarks.asking import populated
from benchmarks.ground import Ground
from benchmarks.made_up import EVENTS_EACH
from benchmarks.many_dossiers import fill
from benchmarks.pool_people import NOW
from benchmarks.row import Figure, Row
from benchmarks.served import OURS, free_port, serving
from domain.search.parse import parse
from projections.facets import counts
from projections.follow import connect
from projections.rebuild import rebuild
from projections.search_query import where
from projections.searching import search

MILLION = 1_000_000
A_SECOND = 25_000
"""People that are worth a second of the time given."""
LEAST = 10_000

FILTERS = (
    ("skill:java years>=5 intent:open", "<skill:java intent:open> AND years_from <= '2021-06-01'"),
    ("skill:skill-40 tier:b active:12m", "<skill:skill-40 tier:b> AND active_at >= '2025-06-01'"),
    ("skill:skill-900 years>=3 has:email", "<skill:skill-900 has:email> AND years_from <= '2023-06-01'"),
    ("city:深圳 intent:active active:6m", "<city:深圳 intent:active> AND active_at >= '2025-12-01'"),
    ("owner:owner7 tier:a years<=10", "<owner:user:owner7 tier:a> AND years_from > '2015-06-01'"),
    (
        "education>=master skill:python city:杭州",
        "<skill:python city:杭州> AND (<education:master> OR <education:doctorate>)",
    ),
    ("industry:金融 tier:a years<=3", "<industry:金融 tier:a> AND years_from > '2022-06-01'"),
    ("why:pay-mismatch skill:skill-40 has:owner", "<why:pay-mismatch skill:skill-40 has:owner>"),
    (
        "region:cn-gd not intent:closed active:1y",
        "<region:cn-gd> AND NOT <intent:closed> AND active_at >= '2025-06-01'",
    ),
    (
        "owner:owner7 tier:b not active:1y",
        "<owner:user:owner7 tier:b> AND NOT active_at >= '2025-06-01'",
    ),
)
TEXTS = (
    ("供应链 tier:b", "text ILIKE '%供应链%' AND <tier:b>"),
    ("优化库存周转 skill:skill-40", "text ILIKE '%优化库存周转%' AND <skill:skill-40>"),
    ("kubernetes spark", "text ILIKE '%kubernetes%' AND text ILIKE '%spark%'"),
    ("name:王 city:深圳", "name ILIKE '%王%' AND <city:深圳>"),
    ("negotiation intent:open", "text ILIKE '%negotiation%' AND <intent:open>"),
    (
        "title:算法工程师 region:cn-gd years<=5",
        "text ILIKE '%算法工程师%' AND <region:cn-gd> AND years_from > '2020-06-01'",
    ),
    ("employer:华星1655", "text ILIKE '%华星1655%'"),
    ("word77 -skill:java", "text ILIKE '%word77%' AND NOT <skill:java>"),
)
FACETED = ("skill:sales", "<skill:sales>")
PLAIN_MARKS = re.compile("<([^>]*)>")
"""How the marks of the other side are written above, for short."""


def plain(condition: str) -> str:
    """`<a b>` is a document that has both marks."""
    return PLAIN_MARKS.sub(
        lambda found: f"document @> '{dumps({'marks': found[1].split()}, ensure_ascii=False)}'", condition
    )


PLAIN_PAGE = "SELECT id, document FROM {schema}.plain WHERE {where} ORDER BY score DESC, id DESC LIMIT 50"
PLAIN_FACETS = """
    SELECT mark, count(*) FROM {schema}.plain, jsonb_array_elements_text(document->'marks') mark WHERE {where}
    GROUP BY mark
"""


@dataclass(frozen=True, slots=True)
class Pool:
    people: int
    reader: Connection[Any]
    owner: Connection[Any]
    schema: str
    seconds: float
    """That filling took, indexes included."""

    @property
    def size(self) -> str:
        return f"{self.people:,} people" + ("" if self.people == MILLION else f", scaled down from {MILLION:,}")


_pools: dict[tuple[int, int], Pool] = {}


def pool(ground: Ground, people: int) -> Pool:
    """Filled once for all rows of a run."""
    known = _pools.get((id(ground), people))
    if known is None:
        settings = ground.kept.enter_context(ground.ledger())
        rebuild(settings, shards=0)
        begun = time.perf_counter()
        owner = ground.kept.enter_context(connect(settings))
        fill(owner, people, plain=True)
        taken = time.perf_counter() - begun
        reader = ground.kept.enter_context(psycopg.connect(settings.conninfo("reader"), autocommit=True))
        found = owner.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'plain'").fetchone()
        assert found is not None
        known = _pools[id(ground), people] = Pool(people, reader, owner, found[0], taken)
    return known


def _people(seconds: float) -> int:
    return int(min(MILLION, max(LEAST, seconds * A_SECOND)))


def _timed(call: Callable[[], Any]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _ours(held: Pool, asked: str) -> float:
    return _timed(lambda: search(held.reader, parse(asked), NOW, sort=None, limit=50))


def _theirs(held: Pool, condition: str, query: str = PLAIN_PAGE) -> float:
    statement = query.format(schema=held.schema, where=plain(condition)).encode()
    return _timed(lambda: held.owner.execute(statement).fetchall())


def _cuts(times: Sequence[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=20)[-1]


def pages(questions: Sequence[tuple[str, str]], percentile: int = 95) -> Callable[[Ground, float], Figure]:
    """The 95th percentile, or the median, is what the row judges; the notes tell both."""

    def measure(ground: Ground, seconds: float) -> Figure:
        held = pool(ground, _people(seconds))
        for asked, _ in questions:
            _ours(held, asked)
        ours: dict[str, list[float]] = {asked: [] for asked, _ in questions}
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds / 2 or len(ours[questions[0][0]]) < 5:
            for asked, _ in questions:
                ours[asked].append(_ours(held, asked))
        theirs = [_theirs(held, condition) for _ in range(2) for _, condition in questions][len(questions) :]
        middle, high = _cuts([each for times in ours.values() for each in times])
        slowest = max(ours, key=lambda asked: median(ours[asked]))
        return Figure(
            high if percentile == 95 else middle,
            notes=(
                f"{held.size}; p50 {middle:.1f} ms, p95 {high:.1f} ms, p50 of the slowest question ({slowest}) "
                f"{median(ours[slowest]):.1f}",
                f"one plain table: p50 {_cuts(theirs)[0]:,.0f} ms, p95 {_cuts(theirs)[1]:,.0f}",
            ),
        )

    return measure


def facets(ground: Ground, seconds: float) -> Figure:
    held = pool(ground, _people(seconds))
    fields = ("skill", "city", "intent", "tier", "education")
    asked = where(parse(FACETED[0]), NOW)
    counted = counts(held.reader, asked, fields)
    ours = [_timed(lambda: counts(held.reader, asked, fields)) for _ in range(20)]
    theirs = [_theirs(held, FACETED[1], PLAIN_FACETS) for _ in range(3)]
    told = "exact" if counted.exact else f"an estimate, ±{counted.margin:,}"
    return Figure(
        _cuts(ours)[1],
        notes=(
            f"{held.size}; a result of {counted.total:,} ({told}), {len(fields)} fields; p50 {median(ours):.0f} ms",
            f"one plain table, exact: {median(theirs):,.0f} ms",
        ),
    )


def growth(ground: Ground, seconds: float) -> Figure:
    large = pool(ground, _people(seconds))
    small = pool(ground, large.people // 10)
    times: dict[int, list[float]] = {}
    for held in (small, large):
        for asked, _ in (*FILTERS, *TEXTS):
            _ours(held, asked)
        times[held.people] = [_ours(held, asked) for _ in range(10) for asked, _ in (*FILTERS, *TEXTS)]
    (less, less_high), (more, more_high) = _cuts(times[small.people]), _cuts(times[large.people])
    return Figure(
        more_high,
        less_high,
        (f"{small.people:,} against {large.people:,} people: p50 {less:.1f} and {more:.1f} ms",),
    )


SIZES = """
    SELECT c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'i') AND c.relname LIKE %s ORDER BY c.relname
"""


def storage(ground: Ground, seconds: float) -> Figure:
    held = pool(ground, _people(seconds))
    ours = held.owner.execute(SIZES, (held.schema, "search%")).fetchall()
    theirs = held.owner.execute(SIZES, (held.schema, "plain%")).fetchall()
    each = ", ".join(f"{name} {size / held.people:,.0f}" for name, size in ours)
    return Figure(
        sum(size for _, size in ours) / held.people,
        notes=(
            f"{held.size}; bytes a person: {each}; filled and indexed in {held.seconds:,.0f} s",
            f"one plain table and its indexes: {sum(size for _, size in theirs) / held.people:,.0f}",
        ),
    )


def over_http(ground: Ground, seconds: float) -> Figure:
    """From events, through the fold and the server of the product."""
    people = 2_000
    with populated(ground, [EVENTS_EACH] * people) as (settings, _, key):
        port = free_port()
        asked = [
            f"/v1/search?q={quote(each)}&limit=20" for each in ("skill:java", "intent:open active:6m", "score>=50")
        ]
        requests = [load.request(each, key) for each in asked]
        with serving(OURS, settings, port):
            load.times(port, requests * 5)
            taken: list[float] = []
            while sum(taken) < seconds or len(taken) < 60:
                taken += load.times(port, requests)
    middle, high = _cuts([each * 1000 for each in taken])
    return Figure(high, notes=(f"{people:,} people of {EVENTS_EACH} events each; p50 {middle:.1f} ms, pages of 20",))


ROWS = (
    Row("filter", "the first page of three conditions by score, p95", "", "ms", 30, "lower", 40, pages(FILTERS)),
    Row("filter-p50", "the same, p50", "", "ms", 5, "lower", 40, pages(FILTERS, 50)),
    Row("text", "text, Latin and Chinese, with filters, p95", "", "ms", 30, "lower", 40, pages(TEXTS)),
    Row("facets", "facet counts over a tenth of the pool, p95", "", "ms", 400, "lower", 40, facets),
    Row("growth", "p95 of those pages in the whole pool", "in a tenth of it", "ms", 3, "lower", 40, growth),
    Row("storage", "the read model of search, a person", "", "bytes", 3_000, "lower", 40, storage),
    Row("search-http", "a page over HTTP, of people made from events, p95", "", "ms", 30, "lower", 10, over_http),
)
