"""A first look only ever leaves apart whom the comparison leaves apart."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.chinese_people import people
from domain.identity import DEFAULT, Features, Frequencies, Glance, IdentityModel, Usual, Zone, compare, counted, zone
from domain.identity.frequencies import Around, names_of_points
from tests.domain.identity.described import described

NAMES: tuple[str, ...] = (
    "王小明",
    "Wang Xiaoming",
    "Xiaoming Wang",
    "Wong Siu Ming",
    "王",
    "小明",
    "David Wang",
    "Anna Novak",
    "Novak Ana",
)
NAMES += ("Anna", "欧阳嘉", "Ou Yang Jia", "GUO QIANG YU", "anna.novak", "Li Na Jr", "吕布 (Lyu Bu)", "Zhang", "O", "")
POINTS: tuple[str, ...] = ("anna.novak@a.org", "anna.novak@b.org", "wangxiaoming@a.cn", "wangxiaomin@a.cn", "xm@a.cn")
POINTS += ("+8613817264953", "+8613817264954", "github.com/anovak", "github.com/wangxm", "linkedin.com/in/novakanna")

records = st.builds(
    lambda name, points, born, city, text, employer, ids: described(
        name, *points, born=born, city=city, text=text, employer=employer, ids=ids
    ),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(POINTS), max_size=2, unique=True),
    st.sampled_from((None, "1990-01-02", "1990-02-01", "1971-05-06")),
    st.sampled_from((None, "武汉", "Wuhan", "Wuhann", "Berlin")),
    st.sampled_from((None, "12 Long Street 10115", "12 Long Stret 10117", "3 Other Road")),
    st.sampled_from((None, "甲", "Acme Inc", "Acme")),
    st.sampled_from(((), (("linkedin", "1"),), (("linkedin", "2"),))),
)


def missed(one: Features, other: Features, frequencies: Frequencies, model: IdentityModel = DEFAULT) -> bool:
    seen = zone(compare(one, other, model, frequencies), model)
    return Glance(one, model, frequencies).apart(other) and seen is not Zone.APART


@settings(max_examples=200)
@given(records, records, st.sampled_from((1, 5_000, 1_000_000)))
def test_whom_a_glance_leaves_apart_a_comparison_leaves_apart(one: Features, other: Features, population: int) -> None:
    assert not missed(one, other, Usual(population))
    assert not missed(other, one, Usual(population))


@settings(max_examples=100)
@given(records, records)
def test_so_it_does_by_a_model_to_which_close_cities_say_less_than_others(one: Features, other: Features) -> None:
    city = DEFAULT.fields["city"] | {
        "close": DEFAULT.fields["city"]["different"],
        "different": DEFAULT.fields["city"]["close"],
    }
    model = DEFAULT.model_copy(update={"fields": DEFAULT.fields | {"city": city}})
    assert not missed(one, other, Usual(5_000), model)


def test_beside_the_same_name_a_user_name_that_spells_it_out_weighs_nothing() -> None:
    one, other = described("Anna Novak", "anna.novak@a.org"), described("Anna Novak", "+8613817264953")
    assert Glance(one, DEFAULT, Usual(1_000_000)).apart(other)
    assert zone(compare(one, other, DEFAULT, Usual(1_000_000)), DEFAULT) is Zone.APART


def test_of_people_with_everything_it_spares_most_comparisons_and_none_that_matters() -> None:
    everyone = [Features.of(row.person, row.career) for row in people()[:1_000]]
    frequencies = counted(everyone)
    chance = random.Random(1)
    spared, pairs = 0, 0
    by_surname: dict[str, list[Features]] = {}
    for each in everyone:
        for name in each.names[:1]:
            by_surname.setdefault((name.surname_sounds or (name.surname,))[0], []).append(each)
    for one in everyone[:400]:
        glance = Glance(one, DEFAULT, frequencies)
        for name in one.names[:1]:
            alike = by_surname[(name.surname_sounds or (name.surname,))[0]]
            for other in chance.sample(alike, min(20, len(alike))):
                pairs += 1
                if glance.apart(other):
                    spared += 1
                    assert zone(compare(one, other, DEFAULT, frequencies), DEFAULT) is Zone.APART
    assert spared > pairs * 0.75


def test_a_contact_point_that_nobody_near_shares_need_not_be_counted() -> None:
    new, stranger = described("王小明", "xm@a.cn"), described("李娜", "ln@b.cn")
    assert names_of_points(new, [stranger]) == {}
    counted_anyway = Around(1_000, {"email": {"xm@a.cn": 1}})
    assert counted_anyway.share("email", "xm@a.cn") == Around(1_000).share("email", "xm@a.cn") == 0


@pytest.mark.parametrize("likely", [0.5, 1.0])
def test_it_goes_by_the_zones_of_the_model(likely: float) -> None:
    model = DEFAULT.model_copy(update={"likely": likely, "certain": 1.0})
    one, other = described("王小明", "+8613817264953"), described("Wang Xiaoming", "+8613817264953")
    assert not Glance(one, model, Usual()).apart(other)
