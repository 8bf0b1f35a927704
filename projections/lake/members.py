"""Whose each record was, and from when to when: every merge and reversal, as spans of positions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

import pyarrow as pa
import pyarrow.compute as pc

from projections.lake.columns import MEMBERS

LINKS = ("candidate-absorbed", "merge-reversed")


@dataclass(slots=True)
class Span:
    """A record's time in one dossier; it lasts while `until` is None."""

    stream: str
    dossier: str
    since: int
    until: int | None = None
    parent: str | None = None
    """The record that it was merged into directly, while the span lasts."""


@dataclass(slots=True)
class Memberships:
    """Grows by one link after the other, in the order of positions."""

    spans: list[Span] = field(default_factory=list)
    _open: dict[str, Span] = field(default_factory=dict)
    _children: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: pa.Table) -> "Memberships":
        """As an earlier export left them."""
        columns = (known.column(name).to_pylist() for name in MEMBERS.names)
        found = cls([Span(*row) for row in zip(*columns, strict=True)])
        for span in found.spans:
            if span.until is None:
                found._open[span.stream] = span
                if span.parent:
                    found._children.setdefault(span.parent, set()).add(span.stream)
        return found

    def add(self, events: pa.Table) -> None:
        """Rows of the lake, of which only links count."""
        links = events.filter(pc.is_in(events.column("type"), pa.array(LINKS))).sort_by("position")
        for row in links.select(["position", "type", "stream", "survivor", "absorbed"]).to_pylist():
            if row["type"] == "candidate-absorbed":
                self._link(row["stream"], row["survivor"], row["position"])
            elif row["stream"] == row["absorbed"]:  # the reversal stands on both
                self._link(row["stream"], None, row["position"])

    def _link(self, stream: str, parent: str | None, position: int) -> None:
        before = self._open.get(stream)
        if before and before.parent:
            self._children[before.parent].discard(stream)
        if parent:
            self._children.setdefault(parent, set()).add(stream)
        dossier = self._home(parent) if parent else stream
        for each in list(self._below(stream)):
            kept = self._open.get(each)
            above = parent if each == stream else kept.parent if kept else None
            self._move(each, dossier, above, position)

    def _move(self, stream: str, dossier: str, parent: str | None, position: int) -> None:
        if before := self._open.get(stream):
            before.until = position
            if before.since == position:
                self.spans.remove(before)
        self._open[stream] = span = Span(stream, dossier, position, None, parent)
        self.spans.append(span)

    def _home(self, stream: str) -> str:
        span = self._open.get(stream)
        return span.dossier if span else stream

    def _below(self, stream: str) -> Iterator[str]:
        yield stream
        for each in sorted(self._children.get(stream, ())):
            yield from self._below(each)

    def table(self) -> pa.Table:
        rows: Iterable[Span] = sorted(self.spans, key=attrgetter("since", "stream"))
        columns = [[getattr(row, name) for row in rows] for name in MEMBERS.names]
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, MEMBERS, strict=True)], schema=MEMBERS)
