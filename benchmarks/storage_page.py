"""docs/storage.md: what read models take, and what each index serves: `python -m benchmarks.storage_page`, a minute."""

import re
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from benchmarks.ground import prepared
from benchmarks.made_up import EVENTS_EACH, fill
from benchmarks.pooling import POOLS, asked, make_pools
from ledger.ledger import Ledger
from projections.catalogue import PROJECTIONS
from projections.checkpoint import live
from projections.follow import connect
from projections.indexes import SERVES
from projections.rebuild import rebuild

PAGE = Path(__file__).parent.parent / "docs" / "storage.md"
PEOPLE = 20_000
HEAD = """# What read models take

Made by `python -m benchmarks.storage_page`; not to be edited. Bytes a person after a rebuild, of {people:,} people with
{each} events each, made up as the bench does (every second one is a contact or an answer), and {pools} pools. An index
that lives on takes up to twice as much; what nobody has in that data shows no bytes. A résumé of one page adds two or
three kilobytes to `search` and to `dossiers` (docs/benchmarks.md, `storage`).

| table | index | bytes a person | serves |
|---|---|---|---|
"""
SIZES = """
    SELECT t.relname, i.relname, pg_relation_size(coalesce(i.oid, t.oid))
           + CASE WHEN i.oid IS NULL THEN coalesce(pg_relation_size(nullif(t.reltoastrelid, 0)), 0) ELSE 0 END,
           t.reltuples
    FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL (SELECT NULL::oid UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = t.oid) x(oid)
    LEFT JOIN pg_class i ON i.oid = x.oid
    WHERE n.nspname = ANY(%s) AND t.relkind = 'r' ORDER BY t.relname, i.relname NULLS FIRST
"""


def sizes(connection: Connection[Any]) -> list[tuple[str, str | None, int, float]]:
    """Table, index (None: the rows themselves), bytes and rows, of every live read model."""
    schemas = [each.schema for each in live(connection, [each.name for each in PROJECTIONS])]
    return connection.execute(SIZES, (schemas,)).fetchall()


def page(found: list[tuple[str, str | None, int, float]], people: int) -> str:
    lines, total = [], 0
    for table, index, size, rows in found:
        total += size if rows else 0
        shown = f"{size / people:,.0f}" if rows else ""
        lines.append(
            f"| `{table}` | {f'`{index}`' if index else ''} | {shown} | {SERVES[index] if index else 'rows'} |"
        )
    head = HEAD.format(people=people, each=EVENTS_EACH, pools=POOLS)
    return head + "\n".join(lines) + f"\n| all | | {total / people:,.0f} | |\n"


def told(text: str) -> dict[str, str]:
    """What a page says that each index serves."""
    return dict(re.findall(r"^\| `\w+` \| `(\w+)` \| [\d,]* \| (.*) \|$", text, re.MULTILINE))


def main() -> None:
    with prepared() as ground, ground.ledger() as settings:
        fill(settings, PEOPLE)
        with Ledger.open(settings, connections=1) as ledger:
            make_pools(ledger, [asked(number) for number in range(POOLS)])
        rebuild(settings)
        with connect(settings) as connection:
            for each in live(connection, [each.name for each in PROJECTIONS]):
                connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(each.schema)))
                connection.execute("ANALYZE")
            PAGE.write_text(page(sizes(connection), PEOPLE), encoding="utf-8")


if __name__ == "__main__":
    main()
