"""One range of positions out of the ledger and into its file."""

import hashlib
import io
from contextlib import suppress
from typing import Any, NamedTuple

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from psycopg import Connection

from projections.lake.columns import SCHEMA
from projections.lake.faults import LakeDamaged, LakeOfOtherLedger
from projections.lake.lists import CORRECTION
from projections.lake.manifest import RANGE, Events, verified
from projections.lake.members import LINKS
from projections.lake.place import Place
from projections.lake.table import QUERY, Stood, content_sha256, ordered, table

CONTENT, ROOT = b"renmai.content", b"renmai.root"
"""What a file says of itself besides: so that one which an export left behind is taken over by the next."""


PAGE = 4_096
"""Rows."""


class Range(NamedTuple):
    """Positions from `first` to `last`, and the root over their leaves."""

    first: int
    last: int
    root: str

    @property
    def name(self) -> str:
        return f"events/{self.first:012}-{self.last:012}.parquet"


class Written(NamedTuple):
    file: Events
    links: pa.Table
    """Its merges and reversals, and what it says was recorded in error."""


def write_range(connection: Connection[Any], place: Place, each: Range, grown: Events | None = None) -> Written:
    """`grown` is the file that held the beginning of this range. Raises LakeOfOtherLedger where the ledger has fewer
    events.
    """
    return _left_behind(place, each) or _exported(connection, place, each, grown)


def in_a_process(conninfo: str, url: str, each: Range) -> Written:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return write_range(connection, Place(url), each)


def _exported(connection: Connection[Any], place: Place, each: Range, grown: Events | None) -> Written:
    told = _told(place, grown)
    new = events(connection, each.first + told.num_rows, each.last)
    rows = ordered(pa.concat_tables([told, new]))
    content = content_sha256(rows)
    data = parquet(rows, {CONTENT: content.encode(), ROOT: each.root.encode()})
    place.put(each.name, data)
    return Written(_noted(each, data, content), links_of(rows))


def _told(place: Place, grown: Events | None) -> pa.Table:
    """What need not be asked of the ledger again; of a file that is gone or altered, nothing."""
    if grown:
        with suppress(LakeDamaged):
            return pq.read_table(io.BytesIO(verified(place, grown)), schema=SCHEMA)
    return SCHEMA.empty_table()


def events(connection: Connection[Any], first: int, last: int) -> pa.Table:
    """Of the ledger, as the lake tells them."""
    cursor = connection.execute(QUERY, (first - 1, last), binary=True)
    rows = [Stood(*row) for row in cursor]
    if len(rows) != last - first + 1:
        raise LakeOfOtherLedger(f"positions {first} to {last}: {len(rows)} events")
    return table(rows)


def parquet(rows: pa.Table, said: dict[bytes, bytes]) -> bytes:
    """One row group, as a file is what a reader takes at once; of its pages a reader skips those without a type that it
    asks for.
    """
    sink = io.BytesIO()
    paged = {"write_page_index": True, "write_batch_size": PAGE, "max_rows_per_page": PAGE}
    pq.write_table(rows.replace_schema_metadata(said), sink, compression="zstd", row_group_size=RANGE, **paged)
    return sink.getvalue()


def links_of(rows: pa.Table) -> pa.Table:
    return rows.filter(pc.is_in(rows.column("type"), pa.array([*LINKS, CORRECTION])))


def _left_behind(place: Place, each: Range) -> Written | None:
    """A whole file of exactly this range that no manifest names yet."""
    data = place.get(each.name)
    if data is None:
        return None
    try:
        rows = pq.read_table(io.BytesIO(data))
    except pa.ArrowInvalid:
        return None
    said = rows.schema.metadata or {}
    content = content_sha256(rows)
    if (said.get(CONTENT), said.get(ROOT)) != (content.encode(), each.root.encode()):
        return None
    return Written(_noted(each, data, content), links_of(rows))


def _noted(each: Range, data: bytes, content: str) -> Events:
    sha256 = hashlib.sha256(data).hexdigest()
    return Events(name=each.name, size=len(data), sha256=sha256, content_sha256=content, **each._asdict())
