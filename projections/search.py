"""What people are searched by: one row for each person who can be found.

What an index does not answer (years, moments, a phrase's order) is read from the row. `words` makes rows wide:
PostgreSQL moves a value aside only in a row above 2 KB, and most are below (docs/benchmarks.md has the bytes).
"""

from collections.abc import Iterable
from uuid import UUID

from domain.search.row import Row
from projections.person import Person
from projections.projection import Table, Values, View
from projections.slices import sample_mark, sample_of, slice_marks
from projections.tsvector import as_tsvector

TABLE = Table(
    name="search",
    columns=(
        *("dossier", "rank", "last_inbound_at", "last_outbound_at", "updated_at", "added_at", "intent_at"),
        *("career_since", "education", "employer", "marks", "consents", "words"),
    ),
    ddl="""
        CREATE TABLE search (
            dossier          uuid     NOT NULL,
            rank             float8   NOT NULL,
            last_inbound_at  timestamptz,
            last_outbound_at timestamptz,
            updated_at       timestamptz NOT NULL,
            added_at         timestamptz,
            intent_at        timestamptz,
            career_since     date,
            education        smallint,
            employer         text,
            marks            text[]   NOT NULL,
            consents         text[]   NOT NULL,
            words            tsvector NOT NULL
        ) WITH (toast_tuple_target = 128);
        ALTER TABLE search ALTER rank SET STATISTICS 1000,
            ALTER marks SET STORAGE MAIN, ALTER marks SET STATISTICS 1000,
            ALTER words SET STORAGE EXTERNAL, ALTER words SET STATISTICS 300;
    """,
    # search_dossier   a row by its person: to write it anew, and to show one
    # search_found     every condition on marks and words, and all of them together in one scan
    # search_top       the same of the three in ten who were the most active when it was made: first pages ask for these
    #                  alone. As time goes on more come in; each rebuild makes it anew
    # search_rank      pages by score, from any score on; "80 and above"
    # search_updated   pages by freshness
    # search_contacted pages by who was left alone the longest
    # search_inbound … whom time turns a condition for: "no contact for a year" (pool_turns)
    indexes="""
        ALTER TABLE search ADD CONSTRAINT search_dossier PRIMARY KEY (dossier);
        CREATE INDEX search_found ON search USING gin (marks, words);
        DO $$ BEGIN
            EXECUTE format('CREATE INDEX search_top ON search USING gin (marks, words) WHERE floor(rank * 2) >= %s', (
                SELECT coalesce(floor(percentile_disc(0.7) WITHIN GROUP (ORDER BY rank) * 2), 0)
                FROM search WHERE rank > -1e9
            ));
        END $$;
        CREATE INDEX search_rank ON search (rank DESC, dossier DESC);
        CREATE INDEX search_updated ON search (updated_at DESC, dossier DESC);
        CREATE INDEX search_contacted ON search (coalesce(last_outbound_at, '0001-01-02 00:00:00+00'), dossier);
        CREATE INDEX search_inbound ON search (last_inbound_at);
        CREATE INDEX search_outbound ON search (last_outbound_at);
        CREATE INDEX search_added ON search (added_at);
        CREATE INDEX search_intent ON search (intent_at);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    row = person.row
    if row is None:
        return ()
    return [
        (
            *(dossier.candidate, row.rank, row.last_inbound_at, row.last_outbound_at),
            row.updated_at or max(record.last_happened_at for record in dossier.records),
            *(row.added_at, row.intent_at, row.career_since, row.education, row.employer),
            [*row.marks, *dossier.belonging.marks, *_for_the_index(dossier.candidate, row)],
            *(list(row.consents), as_tsvector(row.words)),
        )
    ]


def _for_the_index(candidate: UUID, row: Row) -> tuple[str, ...]:
    return (sample_mark(sample_of(candidate)), *slice_marks(row.rank))


SEARCH = View(TABLE, 8, rows, ranked=True)
