"""A view rests on what it says: while those parts of the records are the same, so are its rows."""

from uuid import UUID

from hypothesis import given, settings

from domain.decision import Command
from domain.record import Record, evolve, takes_back
from projections.catalogue import PEOPLE
from projections.parts import ALL, changed
from projections.person import components, person
from tests.domain import lives
from tests.domain.lives import LIVES, lived


@settings(max_examples=40, deadline=None)
@given(LIVES)
def test_an_event_leaves_the_rows_of_views_that_rest_on_other_parts(acts: list[Command]) -> None:
    story = lived(acts)
    happened = sorted(each for stream in lives.PEOPLE for each in story.of(stream))
    known: dict[UUID, Record] = {}
    for recorded in happened:
        assert not takes_back(recorded)
        before = {frozenset(each.stream for each in group): group for group in components(known)}
        known[recorded.stream] = evolve(known.get(recorded.stream), recorded)
        for group in components(known):
            then = before.get(frozenset(each.stream for each in group))
            if then is None or all(each.stream != recorded.stream for each in group):
                continue
            parts = changed({each.stream: each for each in then}, group)
            for view in PEOPLE.views:
                if view.rests_on is not None and view.rests_on.isdisjoint(parts):
                    assert list(view.rows(person(group))) == list(view.rows(person(then))), (
                        view.table.name,
                        recorded.event.type,
                    )


def test_what_views_rest_on_are_parts_that_are_looked_at() -> None:
    resting = [view.rests_on for view in PEOPLE.views if view.rests_on is not None]
    assert len(resting) > 10
    assert frozenset().union(*resting) <= ALL
