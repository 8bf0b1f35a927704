"""Who comes into pools and goes out of them: the same told at once and bit by bit, and true at every moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.askings import Asking, Askings, Edit, understood
from domain.moves import Move, Standing
from domain.search.matching import matches
from domain.search.row import Row

BEGIN = datetime(2026, 8, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
JAVA, QUIET, ACTIVE = (UUID(int=number) for number in (1, 2, 3))
PLAIN = Row({}, (), 0.0, None, None, None, None, None, None, None, (), None)
FILTERS = ("skill:java", "-contacted:1m", "skill:java active:30d", "active:1w or skill:go", "updated:1m -skill:go")


def asking(pool: UUID, text: str, begun: Edit, ended: Edit | None = None) -> Asking:
    found = understood(text)
    assert found is not None
    return Asking(pool, found, begun, ended)


def at(hours: float) -> datetime:
    return BEGIN + hours * HOUR


def test_somebody_comes_by_an_event_goes_by_time_and_comes_back_by_an_edit() -> None:
    made = Edit(1, at(0), "pool-created")
    edited = Edit(9, at(1000), "pool-filter-changed")
    pools = Askings([asking(JAVA, "skill:java active:30d", made, edited), asking(JAVA, "skill:java", edited)])
    person = Standing(pools, None, 1, at(0))
    person.becomes(replace(PLAIN, marks=("skill:java",)), 2, at(1), "candidate-ingested")
    person.until(2, at(2))
    person.becomes(replace(PLAIN, marks=("skill:java",), last_inbound_at=at(3)), 3, at(3), "replied")
    person.until(20, at(2000))
    came, went, back = person.moves
    assert came == Move(JAVA, at(3), 3, True, "replied", ("active:30d",), ())
    assert (went.position, went.entered, went.cause, went.fails) == (None, False, "time", ("active:30d",))
    assert went.moment == at(3) + timedelta(days=30, microseconds=1)
    assert back == Move(JAVA, at(1000), 9, True, "pool-filter-changed", (), ())


def test_who_is_gone_is_in_no_pool() -> None:
    pools = Askings([asking(QUIET, "-contacted:1m", Edit(1, at(0), "pool-created"))])
    person = Standing(pools, None, 1, at(0))
    person.becomes(PLAIN, 2, at(1), "candidate-ingested")
    person.becomes(None, 3, at(2), "candidate-absorbed")
    assert [(move.entered, move.cause) for move in person.moves] == [
        (True, "candidate-ingested"),
        (False, "candidate-absorbed"),
    ]


rows = st.builds(
    lambda marks, inbound, outbound, updated: replace(
        PLAIN, marks=tuple(sorted(marks)), last_inbound_at=inbound, last_outbound_at=outbound, updated_at=updated
    ),
    st.sets(st.sampled_from(("skill:java", "skill:go", "intent:open"))),
    *[st.none() | st.integers(-1000, 100).map(at)] * 3,
)
steps = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.none() | rows | st.tuples(st.sampled_from((JAVA, QUIET, ACTIVE)), st.none() | st.sampled_from(FILTERS)),
        st.booleans(),
    ),
    max_size=14,
)


@given(steps)
def test_told_at_once_and_bit_by_bit_is_the_same_and_true_at_every_moment(
    told: Sequence[tuple[int, Row | tuple[UUID, str | None] | None, bool]],
) -> None:
    """Bit by bit: whoever follows remembers who is in which pool, and nothing else, wherever `True` stands."""
    moment, known = at(0), dict[UUID, tuple[str, Edit]]()
    happened: list[tuple[int, datetime, Row | None]] = []
    all_askings: list[Asking] = []
    bit_by_bit: list[Move] = []
    person = Standing(Askings(()), None, 0, moment)
    for position, (later, what, forgets) in enumerate(told, start=1):
        moment += later * HOUR
        if isinstance(what, tuple):
            person.until(position - 1, moment)
            pool, text = what
            edit = Edit(position, moment, "pool-filter-changed")
            if before := known.pop(pool, None):
                all_askings.append(asking(pool, before[0], before[1], edit))
            if text:
                known[pool] = (text, edit)
            person = _edited(person, bit_by_bit, known, pool, edit)
        else:
            person.until(position - 1, moment)
            person.becomes(what, position, moment, "profile-updated")
            happened.append((position, moment, what))
            if forgets:
                bit_by_bit += person.moves
                person = _anew(person, known)
    end = moment + timedelta(days=90)
    person.until(len(told) + 1, end)
    bit_by_bit += person.moves
    all_askings += [asking(pool, text, begun) for pool, (text, begun) in known.items()]

    at_once = Standing(Askings(all_askings), None, 0, at(0))
    for position, when, row in happened:
        at_once.until(position - 1, when)
        at_once.becomes(row, position, when, "profile-updated")
    at_once.until(len(told) + 1, end)
    assert sorted(at_once.moves, key=_place) == sorted(bit_by_bit, key=_place)
    for each in all_askings:
        for look in (each.begun.moment, *(move.moment for move in at_once.moves), end):
            if each.begun.moment <= look and (each.ended is None or look < each.ended.moment):
                row = next((row for _, when, row in reversed(happened) if when <= look), None)
                fits = row is not None and matches(each.filter.node, row, look)
                mine = [move.entered for move in at_once.moves if move.pool == each.pool and move.moment <= look]
                assert (mine[-1:] == [True]) == fits


def _place(move: Move) -> tuple[datetime, int, UUID]:
    return move.moment, move.position or 0, move.pool


def _edited(
    person: Standing, told: list[Move], known: dict[UUID, tuple[str, Edit]], pool: UUID, edit: Edit
) -> Standing:
    """As one statement does for everybody."""
    told += person.moves
    after = _anew(person, known)
    after.position = edit.position
    fits = (
        pool in known
        and person.row is not None
        and matches(asking(pool, *known[pool]).filter.node, person.row, edit.moment)
    )
    if fits != (pool in person.within):
        told.append(Move(pool, edit.moment, edit.position, fits, edit.cause, (), ()))
        (after.within.add if fits else after.within.discard)(pool)
    return after


def _anew(person: Standing, known: dict[UUID, tuple[str, Edit]]) -> Standing:
    pools = Askings(asking(pool, *each) for pool, each in known.items())
    return Standing(pools, person.row, person.position, person.now, person.within)
