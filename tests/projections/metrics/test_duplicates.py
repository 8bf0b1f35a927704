"""What is recorded twice counts once, whatever it is: only the score counts a repeat, as half."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from domain.envelope import Claim
from domain.events import ConsentExpired, RecordedInError
from domain.recorded import Recorded
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metrics
from projections.metrics.engine import HERE, engine
from projections.metrics.run import answered
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import history, whole_way
from tests.projections.metrics.several_lives import lives

WITH_REPEATS = {"scores", "score-bands"}
OF_PERSONS = ("measured", "member", "everyone", "person")
OF_EVENTS = {
    name for name, each in metrics().items() if not any(view in each.sql for view in OF_PERSONS)
} - WITH_REPEATS
"""The others rest on one view, for which one of them is enough."""


def twice(events: list[Recorded]) -> list[Recorded]:
    """Each event once more, right after itself and of the same time; what is a mistake, or says so, is there once."""
    mistakes = {each.event.position for each in events if isinstance(each.event, RecordedInError)}
    places: dict[int, int] = {}
    versions: dict[Any, int] = {}
    found: list[Recorded] = []
    for each in events:
        event = each.event
        if isinstance(event, RecordedInError | ConsentExpired):
            event = event.model_copy(update={"position": places[event.position]})
        once = each.position in mistakes or isinstance(event, RecordedInError)
        meta = each.meta.model_copy(update={"occurred": Claim(at=each.happened_at)})
        for copy in (meta,) if once else (meta, meta):
            versions[each.stream] = versions.get(each.stream, 0) + 1
            found.append(each._replace(position=len(found) + 1, version=versions[each.stream], meta=copy, event=event))
        places[each.position] = len(found) if once else len(found) - 1
    return found


def told(folder: Path, events: list[Recorded], names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    with engine(HERE, Place(str(folder), new=True), lake(folder, events, 64)) as running:
        return {name: answered(running, name, Asked()).table.to_pylist() for name in names}


def test_what_is_recorded_twice_counts_once(tmp_path: Path) -> None:
    events, names = lives(7, people=3), (*OF_EVENTS, "pool-size")
    once = told(tmp_path / "once", events, names)
    assert once["hires-per-year"]
    assert once["interview-feedback"]
    assert once == told(tmp_path / "twice", twice(events), names)


@pytest.mark.slow
@pytest.mark.parametrize("events", [history(), whole_way(), lives(8)])
def test_of_other_histories_every_metric(events: list[Recorded], tmp_path: Path) -> None:
    names = set(metrics()) - WITH_REPEATS
    assert told(tmp_path / "once", events, names) == told(tmp_path / "twice", twice(events), names)
