"""Pools: whose they are, what they ask for, and who is on a list."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.decisions import (
    ChangePoolFilter,
    ClosePool,
    CreatePool,
    HandOverPool,
    ListCandidate,
    RenamePool,
    SharePool,
    TakePoolSnapshot,
    UnlistCandidate,
)
from domain.decisions.pool import IN_ONE_EVENT
from tests.domain.acts import ingest, merge, reverse
from tests.domain.story import A, B, Story, some_id

POOL = some_id("pool")
LI, WU = "user:li", "user:wu"
LIST = CreatePool(pool=POOL, by=LI, name="Fair 2026")
JAVA = CreatePool(pool=POOL, by=LI, name="Java", filter="技能:Java 意向:观望")


def put_on(candidate: UUID = A) -> ListCandidate:
    return ListCandidate(candidate=candidate, pool=POOL, by=LI)


def test_a_filter_is_kept_in_the_words_that_never_change() -> None:
    story = Story().when(JAVA)
    assert story.made is not None
    assert story.made[0].event.filter == "skill:java intent:open"  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", ["skill:", "(skill:java", "   "])
def test_a_filter_that_cannot_be_read_is_not_saved(wrong: str) -> None:
    with pytest.raises(ValidationError):
        CreatePool(pool=POOL, by=LI, name="x", filter=wrong)


def test_a_saved_filter_asks_for_nobody_by_name() -> None:
    named = CreatePool(pool=POOL, by=LI, name="x", filter="skill:java -name:王小明")
    Story().when(named).then_refused("name_in_pool_filter")


def test_a_private_pool_is_its_owners_until_it_is_shared_or_handed_over() -> None:
    rename = RenamePool(pool=POOL, by=WU, name="Fair")
    Story().given(LIST).when(rename).then_refused("no_such_pool")
    Story().given(LIST, SharePool(pool=POOL, by=LI)).when(rename).then_types("pool-renamed")
    Story().given(LIST, HandOverPool(pool=POOL, by=LI, owner=WU)).when(rename).then_types("pool-renamed")


def test_nobody_is_put_into_a_filter_and_a_list_gets_none() -> None:
    Story().given(ingest(), JAVA).when(put_on()).then_refused("pool_is_a_filter")
    Story().given(LIST).when(ChangePoolFilter(pool=POOL, by=LI, filter="skill:go")).then_refused("pool_is_a_list")
    Story().given(LIST, ClosePool(pool=POOL, by=LI)).when(put_on()).then_refused("no_such_candidate")


def test_what_is_so_already_is_no_event() -> None:
    Story().given(ingest(), LIST, put_on()).when(put_on()).then()
    Story().given(JAVA).when(ChangePoolFilter(pool=POOL, by=LI, filter="skill:java 意向:open")).then()


def test_a_list_outlives_a_merge_and_leaving_it_outlives_the_reversal() -> None:
    story = Story().given(ingest(A), ingest(B), LIST, put_on(B), merge(A, B))
    assert story.dossier(A).lists == (str(POOL),)
    story.given(UnlistCandidate(candidate=A, pool=POOL, by=LI), reverse(A, B))
    assert story.dossier(B).lists == ()


def test_a_snapshot_of_many_names_every_one_of_them() -> None:
    people = tuple(some_id(str(each)) for each in range(IN_ONE_EVENT + 1))
    taken = TakePoolSnapshot(pool=POOL, by=LI, snapshot=some_id("s"), why="campaign", read_at=1, people=people)
    story = Story().given(LIST).when(taken).then_types("pool-snapshot-taken", "pool-snapshot-taken")
    events = [each.event for each in story.made or ()]
    assert tuple(one for each in events for one in each.people) == people  # type: ignore[union-attr]
    assert [(each.part, each.parts, each.size) for each in events] == [(1, 2, len(people)), (2, 2, len(people))]  # type: ignore[union-attr]
