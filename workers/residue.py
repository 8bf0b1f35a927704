"""What is left of somebody who was erased: looked for in all that lives, by whoever had no part in the erasure.

Which tables there are is asked of the database, not of the software that fills them. A value that tells is looked for
everywhere; one that many have, in rows that name the person by an id.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import redis
from psycopg import Connection, sql
from psycopg.errors import ObjectNotInPrerequisiteState
from redis.exceptions import ResponseError

from ledger.settings import Settings
from ledger.traces import OwnValues, Traces
from projections.forgetting import pattern
from workers.equipment import Equipment, Heard
from workers.lying_files import lying_in, readable

READERS = ("projector", "writer")
"""Between them they may read every table."""
BLOCKS = 2_000
"""Pages of a table in one query."""
TABLES = """
    SELECT n.nspname, c.relname, pg_relation_size(c.oid) / 8192
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY n.nspname, c.relname
"""
STATISTICS = """
    SELECT schemaname, tablename FROM pg_stats
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND (
        most_common_vals::text LIKE ANY (%(telling)s) OR histogram_bounds::text LIKE ANY (%(telling)s)
        OR most_common_elems::text LIKE ANY (%(telling)s))
"""
STATEMENTS = """
    SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = 'pg_stat_statements' AND c.relkind = 'v' AND has_schema_privilege(n.oid, 'USAGE')
"""
KEYS = "SELECT data_class FROM keys.data_key WHERE subject = ANY (%s) AND data_class = ANY (%s) AND wrapped IS NOT NULL"


@dataclass(slots=True)
class Seen:
    places: int = 0
    """Tables, files and keys of Redis."""
    codes: set[str] = field(default_factory=set)

    @property
    def found(self) -> tuple[str, ...]:
        return tuple(sorted(self.codes))[:50]


def residue(equipment: Equipment, found: Traces, values: OwnValues, heard: Heard) -> Seen:
    """Raises Interrupted, and what a server raises that is away."""
    seen = Seen()
    _tables(equipment.settings, found, values, heard, seen)
    _keys(equipment, found, seen)
    _blobs(equipment, found, seen)
    _redis(equipment.rates.client, values, seen)
    _files(equipment.settings, found, values, seen)
    return seen


def _tables(settings: Settings, found: Traces, values: OwnValues, heard: Heard, seen: Seen) -> None:
    patterns = {
        "telling": [pattern(form) for each in values.telling for form in (each, each.encode().hex())],
        "others": [pattern(each) for each in values.others],
        "ids": [pattern(str(each)) for each in found.ids],
        "members": [pattern(str(each)) for each in found.members],
    }
    with ExitStack() as stack:
        done: set[tuple[str, str]] = set()
        for role in READERS:
            connection = stack.enter_context(psycopg.connect(settings.conninfo(role), autocommit=True))  # type: ignore[arg-type]
            for schema, table, pages in connection.execute(TABLES).fetchall():
                if (schema, table) not in done:
                    done.add((schema, table))
                    seen.places += 1
                    if any(_holds(connection, schema, table, page, patterns, heard) for page in _pages(pages)):
                        seen.codes.add(f"table.{schema}.{table}"[:64])
            for schema, table in connection.execute(STATISTICS, patterns).fetchall():
                seen.codes.add(f"statistics.{schema}.{table}"[:64])
            if _in_queries(connection, patterns):
                seen.codes.add("queries")


def _in_queries(connection: Connection[Any], patterns: dict[str, list[str]]) -> bool:
    """What the server remembers of statements, where it does: ours carry no values, those typed by hand may."""
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {}.pg_stat_statements WHERE query LIKE ANY (%(telling)s))")
    for (schema,) in connection.execute(STATEMENTS).fetchall():
        with suppress(ObjectNotInPrerequisiteState):  # installed, and not loaded
            if connection.execute(asked.format(sql.Identifier(schema)), patterns).fetchone() == (True,):
                return True
    return False


def _pages(pages: int) -> Iterator[int]:
    return iter(range(0, max(pages, 1), BLOCKS))


def _holds(
    connection: Connection[Any], schema: str, table: str, page: int, patterns: dict[str, list[str]], heard: Heard
) -> bool:
    heard(page, None)
    query = sql.SQL(
        "SELECT EXISTS (SELECT FROM {} t WHERE ctid >= {} AND ctid < {} AND (t::text LIKE ANY (%(telling)s)"
        " OR (t::text LIKE ANY (%(ids)s) AND t::text LIKE ANY (%(others)s))"
        " OR ({} AND t::text LIKE ANY (%(members)s))))"
    ).format(
        sql.Identifier(schema, table),
        sql.Literal(f"({page},0)"),
        sql.Literal(f"({page + BLOCKS},0)"),
        sql.Literal(schema == "ledger" and table.startswith("match_")),
    )
    return connection.execute(query, patterns).fetchone() == (True,)


def _keys(equipment: Equipment, found: Traces, seen: Seen) -> None:
    person, _ = equipment.ledger.dossier(found.members[0], sees=())
    erased = sorted(person.rights.given_up) if person else []
    with equipment.ledger.keyring.pool.connection() as connection:
        for (data_class,) in connection.execute(KEYS, (list(found.members), erased)):
            seen.codes.add(f"key.{data_class}")


def _blobs(equipment: Equipment, found: Traces, seen: Seen) -> None:
    for file in found.files:
        seen.places += 1
        if equipment.blobs.store.holds(file):
            seen.codes.add("blob")


def _redis(client: redis.Redis, values: OwnValues, seen: Seen) -> None:
    wanted = [each.encode() for each in values.telling]
    for key in client.scan_iter(count=1_000):
        seen.places += 1
        if any(_among(part, wanted) for part in (key, *_held(client, key))):
            seen.codes.add("redis")


def _held(client: Any, key: bytes) -> Iterable[bytes]:
    """What a key holds, whatever its type; one that is gone by now holds nothing."""
    try:
        match client.type(key):
            case b"string":
                return [client.get(key) or b""]
            case b"list":
                return list(client.lrange(key, 0, -1))
            case b"set":
                return list(client.smembers(key))
            case b"zset":
                return list(client.zrange(key, 0, -1))
            case b"stream":
                return [part for _, said in client.xrange(key) for pair in said.items() for part in pair]
            case b"hash":
                return [part for pair in client.hgetall(key).items() for part in pair]
            case _:
                return []
    except ResponseError:
        return []


def _files(settings: Settings, found: Traces, values: OwnValues, seen: Seen) -> None:
    """Mails in the sink, rejects, logs, exports: whatever lies in the data folder."""
    telling, contacts = [each.encode() for each in values.telling], {str(each) for each in found.contacts}
    for path in lying_in(settings.data):
        seen.places += 1
        named = path.suffix == ".eml" and path.stem in contacts
        if named or any(_among(piece, telling) for piece in readable(path)):
            seen.codes.add(f"file.{path.parent.name.lower()}"[:64] if path.parent != settings.data else "file")


def _among(content: bytes, wanted: Sequence[bytes]) -> bool:
    return any(each in content for each in wanted)
