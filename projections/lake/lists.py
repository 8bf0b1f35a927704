"""Drawn out of every event into a file each: whose each record was, and what was recorded in error."""

import hashlib
import io

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from projections.lake.columns import CORRECTIONS
from projections.lake.manifest import Listed, Manifest, verified
from projections.lake.members import Memberships
from projections.lake.place import Place
from projections.lake.table import content_sha256

CORRECTION = "recorded-in-error"


class Lists:
    """Grows by one range of events after the other."""

    def __init__(self, members: Memberships | None = None, corrections: pa.Table | None = None) -> None:
        self.members = members or Memberships()
        self._corrections = [CORRECTIONS.empty_table() if corrections is None else corrections]

    @classmethod
    def of(cls, place: Place, before: Manifest | None) -> "Lists":
        """As an earlier export left them. Raises LakeDamaged."""
        if before is None:
            return cls()
        members, corrections = (
            pq.read_table(io.BytesIO(verified(place, each))) for each in (before.members, before.corrections)
        )
        return cls(Memberships.of(members), corrections)

    def add(self, events: pa.Table) -> None:
        """Rows of the lake."""
        self.members.add(events)
        wrong = events.filter(pc.equal(events.column("type"), CORRECTION)).sort_by("position")
        self._corrections.append(wrong.select(CORRECTIONS.names))

    def write(self, place: Place, size: int) -> dict[str, Listed]:
        """Of so many events; by their names in the manifest."""
        corrections = pa.concat_tables(self._corrections).combine_chunks()
        return {
            name: _written(place, f"{name}/{size:012}.parquet", rows)
            for name, rows in (("members", self.members.table()), ("corrections", corrections))
        }


def _written(place: Place, name: str, rows: pa.Table) -> Listed:
    sink = io.BytesIO()
    pq.write_table(rows, sink, compression="zstd")
    data = sink.getvalue()
    place.put(name, data)
    return Listed(
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_sha256=content_sha256(rows),
        rows=rows.num_rows,
    )
