"""Processes that share work take each piece once, and none waits for what another has not begun."""

import multiprocessing
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections.crew import Ends

PIECES = 2_000


@given(st.integers(0, 30), st.lists(st.booleans(), max_size=60))
def test_whoever_takes_from_whichever_end_each_piece_is_taken_once(pieces: int, from_the_front: list[bool]) -> None:
    ends, coming, taken = Ends(multiprocessing.get_context()), iter(range(pieces)), list[int]()
    ends.lay(pieces)
    for front in from_the_front:
        place = next(coming, None) if front else ends.from_the_back()
        if place is not None and (not front or ends.claim(place)):
            taken.append(place)
    while (place := ends.from_the_back()) is not None:
        taken.append(place)
    assert sorted(taken) == list(range(pieces))


def _take(ends: Ends, places: list[int], begin: Any, taken: Any) -> None:
    begin.wait(timeout=60)
    taken.put([place for place in places if ends.claim(place)])


def test_of_two_processes_at_the_front_and_one_at_the_back_each_takes_others() -> None:
    context = multiprocessing.get_context("spawn")
    ends, taken, order = Ends(context), context.Queue(), list(range(PIECES))
    ends.lay(PIECES)
    # Two that take turns at one row of pieces may come to them a little out of order.
    random.Random(3).shuffle(order)
    near = sorted(order, key=lambda place: place // 4)
    begin = context.Barrier(3)
    helpers = [context.Process(target=_take, args=(ends, near[first::2], begin, taken)) for first in (0, 1)]
    for helper in helpers:
        helper.start()
    begin.wait(timeout=60)
    ours = []
    while (place := ends.from_the_back()) is not None:
        ours.append(place)
    theirs = taken.get(timeout=60) + taken.get(timeout=60)
    for helper in helpers:
        helper.join()
    assert sorted(ours + theirs) == list(range(PIECES))
