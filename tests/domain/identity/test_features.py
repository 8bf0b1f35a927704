import json
from pathlib import Path

import pytest

from domain.identity import Features
from domain.identity.points import email_key, organisation_key, phone_key, url_key
from domain.person import ContactPoint, Person, PointKind
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


def test_a_wechat_name_stands_beside_the_profiles_and_is_no_user_name() -> None:
    points = [(PointKind.WECHAT, " WX_Anna "), (PointKind.URL, "github.com/anna"), (PointKind.WECHAT, "wx_anna")]
    features = Features.of(Person(points=tuple(ContactPoint(kind=kind, value=value) for kind, value in points)))
    assert (features.urls, features.handles) == (("github.com/anna", "wechat:wx_anna"), ("anna",))


def test_more_addresses_than_are_compared_are_left_out() -> None:
    points = tuple(ContactPoint(kind=PointKind.EMAIL, value=f"anna{number // 2}@example.org") for number in range(40))
    assert Features.of(Person(points=points)).emails == tuple(f"anna{number}@example.org" for number in range(12))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("第三科技股份有限责任公司", "第三科技"),
        ("第三科技有限公司", "第三科技"),
        ("第三责任公司", "第三"),
        ("第三集团", "第三"),
        ("华为（上海）有限公司", "华为"),
        ("Acme (Berlin) GmbH", "acme"),
        ("公司", ""),
        ("Ltd", "ltd"),
    ],
)
def test_an_organisation_is_told_without_its_legal_form(name: str, key: str) -> None:
    assert organisation_key(name) == key
