import json
from pathlib import Path

import pytest

from domain.identity import Features
from domain.identity.points import email_key, phone_key, url_key
from domain.person import Person
from tests.domain.identity.described import described

GOLDEN = Path(__file__).parent / "features.json"


def full() -> Features:
    return described(
        "王小明 (David Wang)",
        "Xiaoming.Wang+jobs@googlemail.com",
        "+8613812345670",
        "https://www.linkedin.com/in/xm-wang/?x=1",
        born="1990-02-03",
        city="武汉市",
        text="Zhongshan Road 12, 430000",
        employer="第三科技有限公司",
        ids=(("linkedin", "4711"),),
    )


def test_features_are_stored_as_they_ever_were() -> None:
    assert json.loads(json.dumps(full().as_json())) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_stored_features_read_back_the_same() -> None:
    assert Features.from_json(json.loads(json.dumps(full().as_json()))) == full()


def test_a_record_that_says_nothing_has_no_features() -> None:
    assert Features.of(None) == Features.of(Person()) == Features()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Anna.Novak+news@googlemail.com", "annanovak@gmail.com"),
        ("anna.novak@example.org", "anna.novak@example.org"),
        ("info@example.org", None),
        ("no-reply@example.org", None),
        ("49699333+anna@users.noreply.github.com", "49699333+anna@users.noreply.github.com"),
        ("root@localhost", None),
        ("anna86opowersc@m", "anna86opowersc@m"),
    ],
)
def test_an_address_has_one_key_and_a_generic_one_has_none(written: str, key: str | None) -> None:
    assert email_key(written) == key


@pytest.mark.parametrize("filler", ["000000", "+8610000000000", "12345678", "1", "+8613888888888"])
def test_a_filler_is_no_phone(filler: str) -> None:
    assert phone_key(filler) is None


def test_a_profile_has_one_address() -> None:
    spellings = ("https://de.linkedin.com/in/Anna/", "http://www.linkedin.com/in/anna?trk=x", "linkedin.com/in/anna")
    assert {url_key(each) for each in spellings} == {"linkedin.com/in/anna"}


def test_an_address_names_somebody_whose_name_is_missing() -> None:
    assert described(None, "anna.novak@gmail.com").names == described("Anna Novak").names
