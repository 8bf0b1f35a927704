"""Who is worth comparing."""

from collections import defaultdict

from benchmarks.chinese_people import people
from domain.identity import Features, Key
from domain.identity.keys import blocking_keys, repeated
from domain.identity.nearby import FEW, WITHIN_A_NAME, is_crowded, nearby
from tests.domain.identity.described import described

ANNA = described("Anna Novak", born="1990-01-02", city="Berlin")
CROWD = frozenset(range(FEW + 1))


def test_a_crowd_is_near_where_it_shares_something_else() -> None:
    others = frozenset(range(FEW, 3 * FEW))
    blocks = {("name", "anna|novak"): CROWD, ("street", "12|lng"): others}
    assert nearby(ANNA, blocks) == CROWD & others
    assert nearby(ANNA, {("name", "anna|novak"): CROWD}) == set()


def test_a_crowd_within_the_name_has_to_share_something_else_as_well() -> None:
    everyone, others = frozenset(range(4 * FEW)), frozenset(range(FEW, 3 * FEW))
    name, born = {("name", "anna|novak"): everyone}, {("name-born", "anna|novak|1990"): CROWD}
    city = {("name-city", "anna|novak|berlin"): others}
    assert nearby(ANNA, name | born) == set()
    assert nearby(ANNA, name | born | city) == CROWD & others
    assert nearby(ANNA, name | city | {("sound-city", "nvka|brln"): everyone}) == set()
    assert nearby(ANNA, name | born | {("born-part", "19900102|an"): others}) == CROWD & others | others
    assert nearby(ANNA, name | city | dict.fromkeys(repeated(ANNA), everyone)) == set()


def test_user_names_that_spell_the_name_say_no_more_than_the_name() -> None:
    spelt = repeated(ANNA)
    assert spelt
    assert spelt <= set(blocking_keys(ANNA))
    assert nearby(ANNA, {("name", "anna|novak"): CROWD} | dict.fromkeys(spelt, CROWD)) == set()
    assert nearby(ANNA, {("handle", "somethingelse"): CROWD} | dict.fromkeys(spelt, CROWD)) == CROWD


def test_a_few_are_near_by_one_key_and_so_are_many_by_a_way_to_reach_them() -> None:
    assert nearby(ANNA, {("name", "anna|novak"): [1, 2]}) == {1, 2}
    assert nearby(ANNA, {("email", "anna@novak.org"): CROWD}) == CROWD


def test_nobody_is_missed_who_is_asked_for_within_a_name_only_where_it_is_a_crowd_s() -> None:
    records = [Features.of(row.person, row.career) for row in people()]
    blocks: dict[Key, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        for key in blocking_keys(record):
            blocks[key].append(number)
    crowds = 0
    for record in records:
        shared = {key: blocks[key] for key in blocking_keys(record) if len(blocks[key]) > 1}
        crowds += is_crowded(shared)
        if not is_crowded(shared):
            asked = {key: held for key, held in shared.items() if key[0] not in WITHIN_A_NAME}
            assert nearby(record, asked) == nearby(record, shared)
    assert 0 < crowds < len(records)


def test_a_name_that_few_share_brings_all_of_them() -> None:
    few, city = frozenset(range(FEW)), ("name-city", "anna|novak|berlin")
    assert not is_crowded({("name", "anna|novak"): few})
    assert nearby(ANNA, {("name", "anna|novak"): few, city: {1, 2}}) == nearby(ANNA, {("name", "anna|novak"): few})
    assert is_crowded({("name", "anna|novak"): CROWD})
