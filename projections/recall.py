"""Who is it? A person by name, e-mail or phone, as soon as the candidate rings (row 17 of the feature list)."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Literal

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from domain.person import PointKind
from projections.dossiers import Listed
from projections.parts import PROFILE
from projections.person import Person
from projections.projection import Table, Values, View
from projections.within import bearing, bounds

Kind = Literal["name", "email", "phone"]

TABLE = Table(
    name="recall",
    columns=("dossier", "kind", "value"),
    ddl="CREATE TABLE recall (dossier uuid NOT NULL, kind text NOT NULL, value text NOT NULL)",
    indexes="""
        CREATE INDEX recall_dossier ON recall (dossier);
        CREATE INDEX recall_value ON recall (value, kind);
    """,
)
LONGEST = 200
"""Characters that are compared; an index entry has a limit."""


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    if dossier.void:
        return ()
    said: set[tuple[str, str]] = {("name", plain(name)) for name in dossier.profile.also_known_as}
    said |= {
        (point.kind.value, plain(point.value))
        for point in dossier.profile.points
        if point.kind in {PointKind.EMAIL, PointKind.PHONE}
    }
    return [(dossier.candidate, kind, value) for kind, value in sorted(said) if value]


def plain(value: str) -> str:
    """As it is compared: no case, no double width, no spare blanks; for Latin letters only, no accents."""
    if value.isascii():
        return " ".join(value.casefold().split())[:LONGEST]
    folded = unicodedata.normalize("NFKD", value).casefold()
    letters = "".join(each for each in folded if not 0x300 <= ord(each) < 0x370)
    return " ".join(unicodedata.normalize("NFC", letters).split())[:LONGEST]


RECALL = View(TABLE, 1, rows, rests_on=PROFILE)

FIND = (
    sql.SQL("""
    SELECT c.position, d.dossier, d.document
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, document FROM read.dossiers
        WHERE dossier IN (
            SELECT dossier FROM read.recall
            WHERE value = %(value)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)
        ) AND {within}
        ORDER BY dossier DESC LIMIT %(limit)s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY d.dossier DESC
""")
    .format(within=bearing("scope"))
    .as_bytes()
)


def recall(
    connection: Connection[Any],
    value: str,
    kind: Kind | None = None,
    limit: int = 50,
    scope: Scope = EVERYTHING,
) -> Listed:
    """Everyone who goes by this name, or is reached there; newest first.

    An e-mail or a phone must be canonical, as intake makes it (lower case; E.164).
    """
    parameters = {"value": plain(value), "kind": kind, "limit": limit, **bounds(scope)}
    found = connection.execute(FIND, parameters).fetchall()
    there = [row[1:] for row in found if row[2] is not None]
    documents, people = [document for _, document in there], [dossier for dossier, _ in there]
    return Listed(found[0][0] if found else 0, documents, None, people)
