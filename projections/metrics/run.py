"""A metric, worked out: the numbers, and all that is needed to get the same ones again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from projections.lake.manifest import Manifest, read_manifest, unaltered
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import Metric, metric
from projections.metrics.engine import HERE, Engine, engine


@dataclass(frozen=True, slots=True)
class Answer:
    metric: Metric
    table: pa.Table
    asked: Asked
    as_of: datetime
    known: int
    """The position up to which events were known."""
    position: int
    """The lake's last."""
    root: str
    """Over the lake's events (RFC 6962), in hex."""
    engine: str
    """And its version."""

    def provenance(self) -> dict[str, object]:
        """What has to be said beside the numbers."""
        return {
            "metric": self.metric.name,
            "definition": self.metric.version,
            "as_of": self.as_of.isoformat(),
            "known": self.known,
            "people": self.asked.people,
            "position": self.position,
            "root": self.root,
            "engine": self.engine,
        }


def answer(name: str, lake: str, asked: Asked | None = None, *, url: str = HERE) -> Answer:
    """Of a lake in a folder or bucket. `.table` is Arrow.

    Raises UnknownMetric, BadParameter, NoLake, LakeDamaged, LakeOfOtherFormat, EngineDown, EngineRefused.
    """
    wanted, asked = metric(name), asked or Asked()
    with opened(lake, asked, url, wanted) as running:
        return answered(running, name, asked)


@contextmanager
def opened(lake: str, asked: Asked, url: str = HERE, wanted: Metric | None = None) -> Iterator[Engine]:
    """An engine that reads this lake, which is as it was written. What can't be asked is refused before it starts."""
    place = Place(lake)
    manifest = read_manifest(place)
    unaltered(place, manifest)
    asked.checked(manifest)
    if wanted:
        asked.fits(wanted)
    with engine(url, place, manifest) as running:
        yield running


def answered(running: Engine, name: str, asked: Asked) -> Answer:
    """The same of an engine that runs already."""
    wanted, manifest = metric(name), running.manifest
    known = _known(running, manifest, asked)
    arguments = asked.arguments(wanted, manifest, known)
    table = running.table(wanted.sql, arguments)
    as_of, root = arguments["as_of"], manifest.root.hex()
    return Answer(wanted, table, asked, as_of, known, manifest.position, root, running.version)


def _known(running: Engine, manifest: Manifest, asked: Asked) -> int:
    match asked.known_at:
        case None:
            return manifest.position
        case int() as position:
            return position
        case moment:
            return running.position_at(moment)
