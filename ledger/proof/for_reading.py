"""What goes along in a bundle for people to read: texts of notices, and who looked. Consents: `consent_records`."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from ledger.canonical import canonical
from ledger.proof.consent_records import NOTICES

LOOKS = """
    SELECT position, recorded_at, state FROM ledger.event
    WHERE type = 'personal-data-viewed' AND (%(begin)s::timestamptz IS NULL OR recorded_at >= %(begin)s)
      AND (%(end)s::timestamptz IS NULL OR recorded_at < %(end)s)
      AND (%(people)s::text[] = '{}' OR convert_from(state, 'UTF8')::jsonb #> '{facts,candidates}' ?| %(people)s)
    ORDER BY position
"""


def notice_texts(connection: Connection[Any], named: Collection[str] | None) -> Iterator[tuple[str, bytes]]:
    """Name of the file and text, whose SHA-256 is the one that events name; None: of every notice."""
    for (facts,) in connection.execute(NOTICES):
        if named is None or facts["notice"] in named:
            yield f"notices/{facts['notice']}.{facts['version']}.{facts['language']}.txt", facts["text"].encode()


def looks(
    connection: Connection[Any], people: Collection[UUID], begin: object = None, end: object = None
) -> Iterator[bytes]:
    """A line for each look at these people, or at anybody in the period."""
    wanted = sorted(map(str, people))
    for position, at, state in connection.execute(LOOKS, {"begin": begin, "end": end, "people": wanted}):
        told = orjson.loads(bytes(state))
        meta, facts = told["meta"], told["facts"]
        seen = [each for each in facts.get("candidates", ()) if not wanted or each in wanted]
        by = {name: meta.get(name) for name in ("actor", "on_behalf_of", "reason")}
        line = {"position": position, "recorded_at": at, **by, "way": facts["way"], "candidates": seen}
        yield canonical(line) + b"\n"
