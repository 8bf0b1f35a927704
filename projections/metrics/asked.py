"""What a metric is asked: as of which moment, as known when, of whom, since when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from domain.vocabulary import Channel
from projections.lake.manifest import Manifest
from projections.metrics.catalogue import SEGMENTS, Metric
from projections.metrics.faults import BadParameter
from projections.metrics.months import months_before


@dataclass(frozen=True, slots=True)
class Asked:
    """`as_of` is the clock of what happened, `known_at` that of what was recorded: a moment, or a position.

    None is the last event's, and everything that the lake holds.
    """

    as_of: datetime | None = None
    known_at: datetime | int | None = None
    people: Literal["now", "then"] = "now"
    """Whose records are whose: by every merge in the lake, or by those known at `known_at`."""
    pool: str | None = None
    segment: str = "none"
    since: datetime | None = None
    """The beginning of the period; None is a year before `as_of`."""
    channel: Channel | None = None

    def arguments(self, metric: Metric, manifest: Manifest, known: int) -> dict[str, Any]:
        """What the SQL is given. `known` is the position of `known_at`. Raises BadParameter."""
        self.checked(manifest)
        self.fits(metric)
        as_of = self.moment(manifest)
        return {
            "as_of": as_of,
            "day": as_of.astimezone(UTC).date(),
            "known": known,
            "people": known if self.people == "then" else manifest.position,
            "pool": self.pool or "",
            "segment": self.segment,
            "channel": self.channel or "",
            "since": (self.since or months_before(as_of, 12)).astimezone(UTC),
            "six_months_ago": months_before(as_of, 6),
            "a_year_ago": months_before(as_of, 12),
            "two_years_ago": months_before(as_of, 24),
            "three_years_ago": months_before(as_of, 36),
        }

    def moment(self, manifest: Manifest) -> datetime:
        moment = self.as_of or manifest.recorded_at
        assert moment is not None
        return moment.astimezone(UTC)

    def checked(self, manifest: Manifest) -> None:
        """Raises BadParameter."""
        assert manifest.recorded_at is not None
        for name, moment in (("as_of", self.as_of), ("known_at", self.known_at), ("since", self.since)):
            if not isinstance(moment, datetime):
                continue
            if moment.tzinfo is None:
                raise BadParameter(f"{name}: without a zone")
            if moment > manifest.recorded_at:
                raise BadParameter(f"{name}: after {manifest.recorded_at:%Y-%m-%dT%H:%M:%SZ}, where the lake ends")
        if isinstance(self.known_at, int) and not 0 < self.known_at <= manifest.position:
            raise BadParameter(f"known_at: the lake holds positions 1 to {manifest.position}")
        if self.since and self.since > self.moment(manifest):
            raise BadParameter("since: after as_of")
        if self.segment not in SEGMENTS:
            raise BadParameter(f"segment: one of {', '.join(SEGMENTS)}")

    def fits(self, metric: Metric) -> None:
        """Raises BadParameter."""
        given = {"pool": self.pool, "segment": self.segment != "none", "since": self.since, "channel": self.channel}
        for name, said in given.items():
            if said and name not in metric.parameters:
                raise BadParameter(f"{name}: {metric.name} does not have it")
