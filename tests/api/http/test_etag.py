from uuid import UUID

import pytest

from api.http.etag import etag, versions_in
from api.http.problem import Problem

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_an_etag_names_the_version_of_every_record() -> None:
    assert versions_in(etag({OTHER: 5, ONE: 3})) == {ONE: 3, OTHER: 5}


def test_the_order_of_records_does_not_change_it() -> None:
    assert etag({OTHER: 5, ONE: 3}) == etag({ONE: 3, OTHER: 5})


@pytest.mark.parametrize("given", [None, "*"])
def test_whoever_says_no_version_rests_on_none(given: str | None) -> None:
    assert versions_in(given) is None


@pytest.mark.parametrize("given", ["", '"x"', '"1.2"', f'"{ONE.hex}"', f'"{ONE.hex}.x"', f'"{ONE.hex}.1.1"', "ÿ"])
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(Problem) as problem:
        versions_in(given)
    assert problem.value.code == "bad_version"
