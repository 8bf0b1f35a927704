"""A view names every part of a record that its rows rest on: where none of them changed, the rows are the same."""

from hypothesis import given

from domain.decision import Command
from domain.record import Record, evolve, fold, takes_back
from projections.at_hand import Known
from projections.catalogue import PEOPLE
from projections.person import components, person
from projections.shown import PARTS, changed, stands
from tests.domain.lives import LIVES, lived
from tests.domain.lives import PEOPLE as STREAMS

NAMING = [view for view in PEOPLE.views if view.rests_on]


@given(LIVES)
def test_rows_stand_where_nothing_changed_that_they_rest_on(acts: list[Command]) -> None:
    story = lived(acts)
    known: dict[frozenset[object], Known] = {}
    records: dict[object, Record] = {}
    for recorded in sorted((each for stream in STREAMS for each in story.of(stream)), key=lambda each: each.position):
        stream = recorded.stream
        history = [each for each in story.of(stream) if each.position <= recorded.position]
        record = fold(history) if takes_back(recorded) else evolve(records.get(stream), recorded)
        assert record is not None
        records[stream] = record
        for group in components(records):  # type: ignore[arg-type]
            who = frozenset(each.stream for each in group)
            rows = {view.table.name: list(view.rows(person(group))) for view in NAMING}
            parts = changed(known.get(who), group)
            for view in NAMING:
                if stands(view, parts):
                    assert rows[view.table.name] == known[who].rows[view.table.name]
            known[who] = Known({each.stream: each for each in group}, None, rows)


def test_what_views_name_are_parts_that_are_looked_at() -> None:
    assert len(NAMING) > 5
    assert set().union(*(view.rests_on for view in NAMING)) <= {*PARTS}
