from itertools import combinations
from math import log2

import pytest

from benchmarks.chinese_people import people
from domain.identity import DEFAULT, Counted, Features, Usual, Zone, compare, counted, zone
from tests.domain.identity.described import described

MANY = Counted(100_000)


def zoned(one: Features, other: Features) -> Zone:
    return zone(compare(one, other, DEFAULT, MANY), DEFAULT)


def test_a_weight_is_the_logarithm_of_m_over_u() -> None:
    found = compare(described("王伟", "w@a.cn"), described("Wei Wang", "w@a.cn"), DEFAULT, MANY)
    assert all(each.weight == pytest.approx(log2(each.m / each.u)) for each in found.findings if each.field != "kin")
    assert found.weight == pytest.approx(found.prior + sum(each.weight for each in found.findings))


def test_a_rare_surname_weighs_more() -> None:
    common = compare(described("王伟"), described("王伟"), DEFAULT, MANY)
    rare = compare(described("令狐伟"), described("令狐伟"), DEFAULT, MANY)
    assert rare.weight > common.weight


def test_comparing_is_symmetric() -> None:
    records = [Features.of(row.person, row.career) for row in people(60)]
    frequencies = counted(records)
    for one, other in combinations(records[:80], 2):
        there, back = (compare(*pair, DEFAULT, frequencies) for pair in ((one, other), (other, one)))
        assert there.weight == pytest.approx(back.weight)


def test_other_addresses_weigh_about_nothing() -> None:
    without = compare(described("Petra Novak"), described("Petra Novak"), DEFAULT, MANY)
    other = compare(described("Petra Novak", "p@a.cz"), described("Petra Novak", "petra@b.org"), DEFAULT, MANY)
    assert abs(without.weight - other.weight) < 1


def test_one_address_of_many_is_enough() -> None:
    one = described("Petra Novak", "p@a.cz", "petra@b.org", "pn@c.net")
    assert zoned(one, described("Novak Petra", "x@y.org", "pn@c.net")) is Zone.CERTAIN


def test_one_address_under_two_names_is_for_a_human() -> None:
    assert zoned(described("Petra Novak", "p@a.cz"), described("Luis Garcia", "p@a.cz")) is Zone.LIKELY


def test_a_name_alone_is_never_certain() -> None:
    assert zoned(described("尉迟敬德", city="西安"), described("尉迟敬德", city="西安")) is not Zone.CERTAIN


def test_father_and_son_on_one_phone_are_not_merged() -> None:
    father = described("王建国", "+8613812345670", born="1962-05-01", city="武汉")
    assert zoned(father, described("王小明", "+8613812345670", born="1990-02-03", city="武汉")) is not Zone.CERTAIN


def test_twins_on_one_phone_are_not_merged() -> None:
    one = described("王小明", "+8613812345670", born="1990-02-03", city="武汉")
    assert zoned(one, described("王小亮", "+8613812345670", born="1990-02-03", city="武汉")) is not Zone.CERTAIN


def test_birth_dates_far_apart_veto() -> None:
    one, other = (described("王小明", "w@a.cn", born=day) for day in ("1962-05-01", "1990-02-03"))
    found = compare(one, other, DEFAULT, MANY)
    assert (found.vetoes, zone(found, DEFAULT)) == (("born-apart",), Zone.LIKELY)


def test_another_id_where_there_is_one_each_vetoes() -> None:
    one, other = (described("王小明", "w@a.cn", ids=(("linkedin", each),)) for each in "12")
    assert zoned(one, other) is Zone.LIKELY


def test_senior_and_junior_are_two_people() -> None:
    assert zoned(described("John Smith Sr", "j@a.com"), described("John Smith Jr", "j@a.com")) is Zone.LIKELY


def test_an_asserted_difference_is_never_proposed_again() -> None:
    same = described("王小明", "w@a.cn")
    assert zone(compare(same, same, DEFAULT, Usual()), DEFAULT, asserted_different=True) is Zone.APART


def test_an_agencys_phone_demotes_itself() -> None:
    surnames, givens = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋"
    crowd = [described(surname + given, "+862154320987") for surname, given in zip(surnames, givens, strict=True)]
    found = compare(crowd[0], crowd[1], DEFAULT, counted(crowd))
    assert found.strong == ()
    assert found.posterior < DEFAULT.likely


def test_evidence_holds_no_value_of_the_person() -> None:
    found = compare(described("令狐冲", "chong@hua.cn"), described("Linghu Chong", "chong@hua.cn"), DEFAULT, MANY)
    told = repr(found).lower()
    assert not any(word in told for word in ("linghu", "chong", "令狐", "hua.cn"))
