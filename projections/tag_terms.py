"""The vocabulary of tags for whoever asks, and the words on people that it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from domain.search.filter import Node
from domain.search.terms import in_all_spellings
from domain.tag_vocabulary import NO_TERMS, STREAM, TagVocabulary, fold_tag_vocabulary
from domain.vocabulary import TagFacet
from ledger.codec import decode_closed
from ledger.store import Row
from projections.slices import SAMPLES, sample_mark
from projections.within import bearing, bounds

NEW = """
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE stream = %s AND version > %s ORDER BY version
"""
_KNOWN: dict[tuple[str, str], TagVocabulary] = {}
"""By server and database."""


def vocabulary(connection: Connection[Any]) -> TagVocabulary:
    """As the ledger has it now; only what is new of it is read."""
    where = (connection.info.host, connection.info.dbname)
    known = _KNOWN.get(where, NO_TERMS)
    rows = connection.execute(NEW, (STREAM, known.version), binary=True).fetchall()
    if rows:
        known = _KNOWN[where] = fold_tag_vocabulary([decode_closed(Row(*row)) for row in rows], known)
    return known


def spelt(connection: Connection[Any], node: Node | None) -> Node | None:
    """The filter as it is looked for: with every tag in all its spellings."""
    return in_all_spellings(node, vocabulary(connection)) if node else None


@dataclass(frozen=True, slots=True)
class Word:
    facet: str
    word: str
    people: int
    """About so many, where it is an estimate."""


@dataclass(frozen=True, slots=True)
class Ungoverned:
    exact: bool
    items: list[Word]
    """The commonest first."""


FEW = 20_000
"""People who are looked at one by one; of more, one sample in 64 is counted."""
SIZE = "SELECT count(*) FROM (SELECT FROM read.search LIMIT %s) s"
WORDS: LiteralString = """
    SELECT split_part(mark, ':', 1) AS facet, substr(mark, strpos(mark, ':') + 1) AS word, count(*) AS people
    FROM read.search, unnest(marks) mark
    WHERE (%(all)s OR marks @> %(sample)s::text[]) AND {within} AND split_part(mark, ':', 1) = ANY(%(facets)s)
    GROUP BY mark ORDER BY people DESC, mark LIMIT 5000
"""
MARKED = (TagFacet.SKILL, TagFacet.EXPERIENCE, TagFacet.INDUSTRY, TagFacet.RELATION, TagFacet.BEHAVIOUR)


def ungoverned(
    connection: Connection[Any],
    facets: Sequence[TagFacet] = (),
    limit: int = 100,
    scope: Scope = EVERYTHING,
) -> Ungoverned:
    """Words of people that are no term and no name of one. `tag` stands for those that came without a facet."""
    known = vocabulary(connection)
    size = connection.execute(SIZE, (FEW + 1,)).fetchone()
    exact = size is not None and size[0] <= FEW
    wanted = [each.value for each in facets or MARKED] + ([] if facets else ["tag"])
    given = {"all": exact, "sample": [sample_mark(0)], "facets": wanted, **bounds(scope)}
    found = connection.execute(sql.SQL(WORDS).format(within=bearing("marks")), given).fetchall()
    scale = 1 if exact else SAMPLES
    faceted = {word for facet, word, _ in found if facet != "tag"}
    items = [
        Word("other" if facet == "tag" else facet, word, people * scale)
        for facet, word, people in found
        if not _known(known, facet, word) and not (facet == "tag" and word in faceted)
    ]
    return Ungoverned(exact, items[:limit])


def _known(known: TagVocabulary, facet: str, word: str) -> bool:
    if facet == "tag":
        return any(known.meant(each, word) for each in TagFacet)
    return known.meant(TagFacet(facet), word) is not None
