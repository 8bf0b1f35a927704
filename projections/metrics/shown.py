"""An answer in the form in which it is wanted; each says beside the numbers how to get them again."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from domain.small_groups import hidden_small
from projections.metrics.faults import OfPersons
from projections.metrics.run import Answer

Format = Literal["csv", "json", "parquet", "svg"]
WIDTH, HEIGHT = 560, 280


def for_groups(answer: Answer) -> Answer:
    """Without groups so small that they tell of somebody (`domain.small_groups`). Raises OfPersons."""
    metric = answer.metric
    if metric.of_persons:
        raise OfPersons(metric.name)
    shown = hidden_small(answer.table.to_pylist(), metric.by, metric.size, metric.within)
    return replace(answer, table=pa.Table.from_pylist([dict(row) for row in shown], schema=_nullable(answer.table)))


def _nullable(table: pa.Table) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in table.schema])


def plain(answer: Answer) -> list[dict[str, Any]]:
    """Rows of what JSON has: decimals as numbers, days and moments as ISO 8601."""
    return [{name: _plain(value) for name, value in row.items()} for row in answer.table.to_pylist()]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def as_json(answer: Answer) -> bytes:
    return orjson.dumps({**answer.provenance(), "rows": plain(answer)})


def as_csv(answer: Answer) -> bytes:
    sink = io.StringIO()
    sink.writelines(f"# {name}: {said}\n" for name, said in answer.provenance().items())
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(answer.table.column_names)
    writer.writerows(tuple(row.values()) for row in answer.table.to_pylist())
    return sink.getvalue().encode()


def as_parquet(answer: Answer) -> bytes:
    said = {f"renmai.{name}": str(value) for name, value in answer.provenance().items()}
    sink = io.BytesIO()
    pq.write_table(answer.table.replace_schema_metadata(said), sink)
    return sink.getvalue()


def as_svg(answer: Answer, title: str | None = None) -> bytes:
    """Bars of each count by group; where there are no groups, of each count."""
    import vl_convert  # half a second, and only here

    return bytes(vl_convert.vegalite_to_svg(chart(answer, title or answer.metric.question)).encode())


def chart(answer: Answer, title: str) -> dict[str, Any]:
    """The same in Vega-Lite, with its data inside."""
    by = answer.metric.by
    rows = plain(answer)
    counts = [
        name for name, field in zip(answer.table.column_names, answer.table.schema, strict=True) if _counts(field, by)
    ]
    values = [
        {"group": " · ".join(str(row[each]) for each in by) or name, "of": name, "value": row[name]}
        for row in rows
        for name in counts
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "title": {"text": title, "subtitle": f"{answer.as_of:%Y-%m-%d} · {answer.position} · {answer.root[:12]}"},
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": {"field": "group", "type": "nominal", "title": None, "sort": None},
            "xOffset": {"field": "of", "sort": counts},
            "y": {"field": "value", "type": "quantitative", "title": answer.metric.unit},
            "color": {"field": "of", "type": "nominal", "title": None, "sort": counts},
        },
    }


def _counts(field: pa.Field, by: Sequence[str]) -> bool:
    return field.name not in by and pa.types.is_integer(field.type)


FORMATS: dict[Format, tuple[str, Callable[[Answer], bytes]]] = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
    "svg": ("image/svg+xml", as_svg),
}
"""By name: the media type, and how it is written."""
