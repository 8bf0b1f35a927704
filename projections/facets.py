"""How many a filter finds, and how they are spread: exact up to a bound, beyond it an estimate that says so.

Everybody is in one of 64 samples, by a hash. What one sample holds tells how large a result is; a large one is then
counted in as many samples as make about `EXACT` people, and scaled up. A count is a binomial draw, so its margin is
known. Words that the vocabulary of tags knows for one term are one value; so are the names of one city, told by the
commonest.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil, sqrt
from typing import Any, LiteralString

from psycopg import Connection, sql

from domain.cities import CITIES
from domain.search.words import key
from domain.tag_vocabulary import TagVocabulary
from domain.vocabulary import TagFacet
from projections.search_query import Where
from projections.slices import SAMPLES, sample_mark
from projections.tag_terms import vocabulary

EXACT = 5_000
"""People that are counted one by one."""
MOST = 50
"""Values of one facet that are told, the commonest first."""
FACETS = (
    *("skill", "experience", "industry", "relation", "behaviour", "tag", "city", "region", "education", "employer"),
    *("stage", "tier", "intent", "owner", "source", "why", "status", "pool", "consent", "has"),
)
TAGGED = frozenset({*TagFacet, "tag"})
CITY_MARKS = {
    f"city:{name}": f"city:{names[0]}"
    for names in chain.from_iterable(CITIES.values())
    for name in names
    if len(names) > 1
}
"""By mark of a city that has several names, the one that they are counted under."""

PROBE: LiteralString = "SELECT count(*) FROM read.search WHERE {asked} AND marks @> %(sample)s::text[]"
COUNT: LiteralString = """
    WITH found AS MATERIALIZED (SELECT dossier, marks, employer FROM read.search WHERE {asked} AND {sampled}),
    marked AS MATERIALIZED (
        SELECT dossier, mark
        FROM found, unnest(CASE WHEN employer IS NULL THEN marks ELSE marks || ('employer:' || employer) END) mark
        WHERE split_part(mark, ':', 1) = ANY(%(facets)s)
    ),
    spelt AS (SELECT * FROM unnest(%(words)s::text[], %(terms)s::text[]) AS spelt(mark, term)),
    told AS (
        SELECT mark, count(*) AS people FROM marked WHERE mark <> ALL(%(words)s::text[]) GROUP BY mark
        UNION ALL
        SELECT CASE WHEN term LIKE 'city:%%' THEN mode() WITHIN GROUP (ORDER BY mark) ELSE term END,
               count(DISTINCT dossier)
        FROM marked JOIN spelt USING (mark) GROUP BY term
    ), placed AS (
        SELECT split_part(mark, ':', 1) AS facet, substr(mark, strpos(mark, ':') + 1) AS value, people,
               row_number() OVER (PARTITION BY split_part(mark, ':', 1) ORDER BY people DESC, mark) AS place
        FROM told
    )
    SELECT NULL, NULL, count(*) FROM found
    UNION ALL
    (SELECT facet, value, people FROM placed WHERE place <= %(most)s ORDER BY facet, place)
"""


@dataclass(frozen=True, slots=True)
class Counted:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    total: int
    exact: bool
    margin: int
    """Of an estimate: 19 of 20 times the true total is no further away. 0 when exact."""
    facets: dict[str, list[Counted]]
    """By field. Of an estimate, each count is one."""


def counts(connection: Connection[Any], asked: Where, facets: tuple[str, ...] = ()) -> Counts:
    """In some of the settled facets, or none for the total alone. All spellings of a tag count as one, and all names of
    a city.
    """
    spelt = dict(_spelt(vocabulary(connection), facets)) if TAGGED & {*facets} else {}
    if "city" in facets:
        spelt |= CITY_MARKS
    given = {**asked.parameters, "facets": list(facets), "most": MOST}
    given |= {"words": list(spelt), "terms": list(spelt.values())}
    probe = connection.execute(
        sql.SQL(PROBE).format(asked=asked.condition), {**given, "sample": [sample_mark(0)]}, prepare=False
    ).fetchone()
    share = int(probe[0]) if probe else 0
    samples = SAMPLES if share * SAMPLES <= EXACT else max(1, min(SAMPLES, ceil(EXACT / share)))
    sampled = sql.SQL("true" if samples == SAMPLES else "marks && %(samples)s::text[]")
    rows = connection.execute(
        sql.SQL(COUNT).format(asked=asked.condition, sampled=sampled),
        {**given, "samples": [sample_mark(each) for each in range(samples)]},
        prepare=False,
    ).fetchall()
    return _counts(rows, samples, facets)


def _spelt(known: TagVocabulary, facets: Collection[str]) -> Iterator[tuple[str, str]]:
    """By mark of a word, that of the one term it means: where the vocabulary has several words for it."""
    for each in known.terms.values():
        for word in each.words:
            if each.facet in facets and (term := known.meant(each.facet, word)):
                yield f"{each.facet}:{word}", f"{each.facet}:{key(term.term)}"
            if "tag" in facets and (term := known.meant_anywhere(word)):
                yield f"tag:{word}", f"tag:{key(term.term)}"


def _counts(rows: list[tuple[Any, ...]], samples: int, facets: tuple[str, ...]) -> Counts:
    scale = SAMPLES / samples
    counted = rows[0][2]
    found: dict[str, list[Counted]] = {each: [] for each in facets}
    for facet, value, people in rows[1:]:
        found[facet].append(Counted(value, round(people * scale)))
    margin = 1.96 * scale * sqrt(counted * (1 - samples / SAMPLES))
    return Counts(round(counted * scale), samples == SAMPLES, ceil(margin), found)
