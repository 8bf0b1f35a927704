"""Stored events into the columns of the lake, and the hash of what those columns hold."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from projections.lake.columns import ARROW, COLUMNS, ENVELOPE, FORMAT, PLACE, RENAMED, SCHEMA
from projections.lake.stored import reader

TOLD = [name for name in ENVELOPE if not name.startswith("occurred")]
QUERY = """
    SELECT position, stream::text, version, type, (extract(epoch FROM recorded_at) * 1000000)::bigint, state
    FROM ledger.event WHERE position > %s AND position <= %s ORDER BY position
"""


class Stood(NamedTuple):
    """A row of `QUERY`. `recorded_at` is in microseconds."""

    position: int
    stream: str
    version: int
    type: str
    recorded_at: int
    state: bytes


def table(rows: Sequence[Stood]) -> pa.Table:
    """Rows of one type beside each other. The same rows give the same table, however they come together."""
    by_type: dict[str, list[Stood]] = {}
    for row in rows:
        by_type.setdefault(row.type, []).append(row)
    parts = [_of_one_type(kind, each) for kind, each in by_type.items()]
    return ordered(pa.concat_tables(parts) if parts else SCHEMA.empty_table())


def ordered(rows: pa.Table) -> pa.Table:
    """By type, and in the order of positions: who asks of few types reads few pages."""
    return rows.take(pc.sort_indices(rows, [("type", "ascending"), ("position", "ascending")])).combine_chunks()


def _of_one_type(kind: str, rows: Sequence[Stood]) -> pa.Table:
    """Most types have few facts, so that most columns are empty without being looked at."""
    decode, names = reader(kind)
    states = [decode(row.state) for row in rows]
    columns = {name: _column(name, [getattr(row, name) for row in rows]) for name in Stood._fields if name != "state"}
    metas = [state.meta for state in states]
    claims = [meta.occurred for meta in metas]
    claimed = _column("occurred_at", [claim.at if claim else None for claim in claims])
    columns["happened_at"] = _earlier(columns["recorded_at"], claimed)
    columns["occurred_at"] = claimed
    precise = [claim.precision if claim else None for claim in claims]
    columns["occurred_precision"] = _column("occurred_precision", precise)
    for name in TOLD:
        columns[name] = _column(name, [getattr(meta, name) for meta in metas])
    facts = [state.facts for state in states]
    for name in names:
        column = RENAMED.get(name, name)
        columns[column] = _column(column, [getattr(each, name) for each in facts])
    none = [columns.get(name, pa.nulls(len(rows), ARROW[kind])) for name, kind in COLUMNS.items()]
    return pa.table(none, schema=SCHEMA)


def _earlier(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.min_element_wise(one.cast(pa.int64()), other.cast(pa.int64())).cast(one.type)


def _column(name: str, values: list[Any]) -> pa.Array:
    kind, shape = COLUMNS[name], SCHEMA.field(name).type
    if kind == "date":
        return pa.array(values, pa.string()).cast(shape)
    if kind == "moment":
        return pa.array(values, pa.int64() if name in PLACE else pa.string()).cast(shape)
    return pa.array(values, shape)


def content_sha256(rows: pa.Table) -> str:
    """Of the values alone, whatever file or library holds them: of each column its name, which rows have a value,
    how long each value is where lengths differ, and the values.
    """
    whole = hashlib.sha256(f"{FORMAT}\n{rows.num_rows}\n".encode())
    for name in rows.column_names:
        whole.update(f"{name}\n".encode())
        for piece in _pieces(_one(rows.column(name))):
            whole.update(piece)
    return whole.hexdigest()


def _one(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _pieces(values: pa.Array) -> Any:
    if values.null_count == len(values):
        yield b"-"
        return
    yield _bytes(pc.cast(values.is_valid(), pa.int8()), 1)
    if pa.types.is_list(values.type):
        yield _bytes(pc.fill_null(pc.list_value_length(values), 0), 4)
        yield from _pieces(pc.list_flatten(values))
    elif pa.types.is_string(values.type):
        filled = pc.fill_null(values, "")
        yield _bytes(pc.binary_length(filled), 4)
        yield _letters(filled)
    elif pa.types.is_boolean(values.type):
        yield _bytes(pc.cast(pc.fill_null(values, False), pa.int8()), 1)
    else:
        width = values.type.bit_width // 8
        whole = pc.cast(values, pa.int32() if width == 4 else pa.int64())
        yield _bytes(pc.fill_null(whole, 0), width)


def _bytes(values: pa.Array, width: int) -> memoryview:
    at = values.offset * width
    return memoryview(values.buffers()[1])[at : at + len(values) * width]


def _letters(values: pa.Array) -> memoryview:
    """The letters of texts, one after the other."""
    _, offsets, letters = values.buffers()
    if letters is None:
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    return memoryview(letters)[ends[values.offset] : ends[values.offset + len(values)]]
