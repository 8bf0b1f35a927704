"""Order does not matter where nothing contradicts; what contradicts goes to a human in any order."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity import DEFAULT, Counted, Features, Member, blocking_keys, compare, join, resolve
from domain.identity.resolution import Blocks
from tests.domain.identity.described import described

MANY = Counted(100_000)
NAMES = (
    ("王小明", "Wang Xiaoming"),
    ("令狐冲", "Linghu Chong"),
    ("Petra Novak", "Novak, Petra"),
    ("Chidi Okafor", "OKAFOR Chidi"),
)


def record(person: int, spelling: int, points: frozenset[int]) -> Features:
    addresses = (f"one{person}@a.cn", f"two{person}@b.org", f"three{person}@c.net", f"+86138123456{person}7")
    return described(NAMES[person][spelling], *(addresses[each] for each in sorted(points)))


RECORDS = st.lists(
    st.builds(record, st.integers(0, 3), st.integers(0, 1), st.frozensets(st.integers(0, 3), min_size=1)),
    min_size=2,
    max_size=10,
)


def dossiers(records: Sequence[tuple[int, Features]]) -> set[frozenset[int]]:
    found = resolve([each for _, each in records], DEFAULT, MANY)
    return {frozenset(records[place][0] for place in cluster) for cluster in found.clusters}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_order_of_arrival_ends_in_the_same_dossiers(data: st.DataObject) -> None:
    records = list(enumerate(data.draw(RECORDS)))
    assert dossiers(records) == dossiers(data.draw(st.permutations(records)))


FATHER = described("王小明", "w@a.cn", "+8613812345677", born="1962-05-01")
SON = described("王小明", "w@a.cn", "+8613812345677", born="1990-02-03")
EITHER = described("Wang Xiaoming", "w@a.cn")


@given(st.permutations([FATHER, SON, EITHER]))
def test_a_contradiction_goes_to_review_in_any_order(order: list[Features]) -> None:
    found = resolve(order, DEFAULT, MANY)
    father, son = order.index(FATHER), order.index(SON)
    assert not any({father, son} <= set(cluster) for cluster in found.clusters)
    assert found.reviews


def test_whoever_was_compared_before_is_not_compared_again() -> None:
    seen = compare(EITHER, FATHER, DEFAULT, MANY)
    found = join(EITHER, [[Member("a", FATHER, seen)]], DEFAULT, MANY)
    assert found == join(EITHER, [[Member("a", FATHER)]], DEFAULT, MANY)
    assert found.matches[0].evidence is seen


def test_two_dossiers_that_a_new_record_links_become_one() -> None:
    clusters = [[Member("a", described("王小明", "w@a.cn"))], [Member("b", described("王小明", "+8613812345677"))]]
    assert join(described("Wang Xiaoming", "w@a.cn", "+8613812345677"), clusters, DEFAULT, MANY).into == (0, 1)


def test_two_dossiers_that_contradict_each_other_are_left() -> None:
    clusters = [[Member("a", FATHER)], [Member("b", SON)]]
    found = join(EITHER, clusters, DEFAULT, MANY)
    assert (found.into, found.conflicts) == ((), (0, 1))


def test_asserted_differences_keep_two_dossiers_apart() -> None:
    clusters = [[Member("a", described("王小明", "w@a.cn"))], [Member("b", described("王小明", "w@a.cn"))]]
    found = join(described("王小明", "w@a.cn"), clusters, DEFAULT, MANY, different_each=lambda _one, _other: True)
    assert found.into == ()


def test_nobody_joins_somebody_they_were_asserted_to_differ_from() -> None:
    clusters = [[Member("a", described("王小明", "w@a.cn")), Member("b", described("王小明", "w@a.cn"))]]
    found = join(described("王小明", "w@a.cn"), clusters, DEFAULT, MANY, different=lambda each: each == "b")
    assert (found.into, found.conflicts) == ((), (0,))


def test_an_oversized_block_is_read_by_its_finer_keys() -> None:
    blocks = Blocks(large=3)
    for number in range(10):
        blocks.add(number, blocking_keys(described("王伟", city="北京" if number else "上海")))
    arriving = described("Wei Wang", city="Shanghai")
    assert blocks.candidates(arriving, blocking_keys(arriving)) == {0}


def test_of_a_crowd_with_one_name_whoever_shares_no_more_is_passed_over() -> None:
    """The user names that a name suggests are no second thing in common; one that somebody has is."""
    blocks = Blocks()
    there = [described("Anna Novak", f"{number}@a.org") for number in range(20)]
    there.append(described("Anna Novak", "annanovak@b.org"))
    there.append(described("Anna Novak", city="Brno"))
    for number, each in enumerate(there):
        blocks.add(number, blocking_keys(each))
    stranger, having, living = (
        described("Anna Novak", "21@a.org"),
        described("Anna Novak", "annanovak@c.org"),
        described("Anna Novak", city="Brno"),
    )
    assert blocks.candidates(stranger, blocking_keys(stranger)) == set()
    assert 20 in blocks.candidates(having, blocking_keys(having))
    assert blocks.candidates(living, blocking_keys(living)) == {21}


def test_keys_are_few_and_each_once() -> None:
    keys = blocking_keys(described("王小明", "w@a.cn", "+8613812345677", born="1990-02-03", city="武汉", employer="甲"))
    assert len(keys) == len(set(keys)) <= 14
