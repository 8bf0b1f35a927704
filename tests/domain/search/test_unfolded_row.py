"""A row that is carried from event to event is the row that is made of the whole dossier after each."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from domain import activity
from domain.activity import DEFAULT, POLICIES
from domain.decision import Command
from domain.dossier import combine
from domain.record import Record, evolve, fold, takes_back
from domain.search.columns import COLUMNS
from domain.search.row import Row, searchable, there
from domain.search.unfolded_row import UnfoldedRow
from domain.unfolded import UnfoldedDossier
from tests.domain.lives import LIVES, PEOPLE, lived

PARTS = [each.name for each in fields(Row)]


@given(LIVES, st.lists(st.sets(st.sampled_from(PARTS)), min_size=1, max_size=5))
def test_whatever_is_looked_at_on_the_way_every_part_is_as_of_the_last_event(
    acts: list[Command], looks: list[set[str]]
) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        record: Record | None = None
        row: UnfoldedRow | None = None
        history = story.of(stream)
        for place, recorded in enumerate(history):
            record = fold(history[: place + 1]) if takes_back(recorded) else evolve(record, recorded)
            assert record is not None
            whole = combine([record])
            told = searchable(whole, activity.rank(whole.activity, POLICIES[DEFAULT]))
            dossier = UnfoldedDossier([record])
            row = UnfoldedRow(dossier, row) if there(dossier) else None
            assert (row is None) == (told is None)
            for part in looks[place % len(looks)] if row else ():
                assert getattr(row, part) == getattr(told, part)
        if row is not None:
            assert {part: getattr(row, part) for part in PARTS} == {part: getattr(told, part) for part in PARTS}


def test_every_column_is_told() -> None:
    assert {*COLUMNS, "marks"} == set(PARTS)
