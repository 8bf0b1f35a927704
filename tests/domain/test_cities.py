"""No name is of two cities, and each name is written as search compares it."""

from collections import Counter
from itertools import chain

from domain.cities import CITIES, city_names
from domain.search.words import key


def test_a_name_is_of_one_city_and_written_as_it_is_compared() -> None:
    names = list(chain.from_iterable(chain.from_iterable(CITIES.values())))
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [name for name in names if key(name) != name] == []


def test_a_city_has_all_its_names_and_one_that_nobody_listed_its_own() -> None:
    assert city_names("peking") == city_names("北京") == ("北京", "beijing", "peking")
    assert city_names("抚州") == ("抚州",)
