import pytest

from benchmarks.chinese_people import people
from benchmarks.identity import ROWS, accuracy, scored
from benchmarks.labelled import febrl, half
from benchmarks.run import chosen


def test_the_group_stands_for_its_rows() -> None:
    assert chosen(["identity"], ROWS) == list(ROWS)


def test_invented_people_are_found_and_nobody_is_merged_wrongly() -> None:
    found = scored(people(300))
    assert found.certain.precision == 1
    assert found.certain.found > 0
    assert found.suggested.f1 > 0.9


def test_invented_people_are_the_same_for_the_same_seed() -> None:
    assert people(50, seed=3) == people(50, seed=3) != people(50, seed=4)


@pytest.mark.parametrize("name", ["febrl3", "febrl4"])
def test_febrl_is_read_without_its_number(name: str) -> None:
    rows = febrl(name)
    assert len(rows) == {"febrl3": 5_000, "febrl4": 10_000}[name]
    assert not any("soc_sec_id" in row.row for row in rows)


def test_records_of_one_person_are_in_one_half() -> None:
    assert {half("17") for _ in range(3)} in ({"dev"}, {"test"})


def test_a_set_that_is_absent_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENMAI_SHARED_DATA", raising=False)
    found = accuracy("fake-1000")(None, 1.0)  # type: ignore[arg-type]
    assert found.notes == ("not measured: fake_1000.csv is not in the folder that RENMAI_SHARED_DATA names",)
