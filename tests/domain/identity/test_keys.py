import pytest

from domain.identity.keys import skeleton


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("anna", "an"),
        ("aaron", "arn"),
        ("jennifer", "jnfr"),
        ("wyhw", "w"),
        ("kanan", "knn"),
        ("muller", "mlr"),
        ("王", "王"),
    ],
)
def test_most_slips_leave_the_first_letter_and_the_consonants(part: str, kept: str) -> None:
    assert skeleton(part) == kept
