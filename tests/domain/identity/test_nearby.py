"""Who is worth comparing."""

from domain.identity.keys import blocking_keys, repeated
from domain.identity.nearby import FEW, nearby
from tests.domain.identity.described import described

ANNA = described("Anna Novak", born="1990-01-02", city="Berlin")
CROWD = frozenset(range(FEW + 1))


def test_a_crowd_is_near_where_it_shares_something_else() -> None:
    others = frozenset(range(FEW, 3 * FEW))
    blocks = {("name", "anna|novak"): CROWD, ("name-born", "anna|novak|1990"): others}
    assert nearby(ANNA, blocks) == CROWD & others
    assert nearby(ANNA, {("name", "anna|novak"): CROWD}) == set()


def test_user_names_that_spell_the_name_say_no_more_than_the_name() -> None:
    spelt = repeated(ANNA)
    assert spelt
    assert spelt <= set(blocking_keys(ANNA))
    assert nearby(ANNA, {("name", "anna|novak"): CROWD} | dict.fromkeys(spelt, CROWD)) == set()
    assert nearby(ANNA, {("handle", "somethingelse"): CROWD} | dict.fromkeys(spelt, CROWD)) == CROWD


def test_a_few_are_near_by_one_key_and_so_are_many_by_a_way_to_reach_them() -> None:
    assert nearby(ANNA, {("name", "anna|novak"): [1, 2]}) == {1, 2}
    assert nearby(ANNA, {("email", "anna@novak.org"): CROWD}) == CROWD
