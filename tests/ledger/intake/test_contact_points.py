"""Telephone numbers and addresses: the quick ways say what the libraries say."""

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.normalise import phones
from ledger.intake.normalise.emails import canonical_email, split_emails
from ledger.intake.normalise.phones import split_phones, to_e164

BARE = {"CN": "13800138000", "US": "6502530000"}


@pytest.mark.parametrize(
    ("raw", "regions", "number"),
    [
        ("13800138000", (), "+8613800138000"),
        ("0086 138 0013 8000", (), "+8613800138000"),
        ("+86-138-0013-8000", (), "+8613800138000"),
        ("１３８００１３８０００", (), "+8613800138000"),
        ("13800138000", ("US",), "+8613800138000"),
        ("010-62781234", ("CN",), "+861062781234"),
        ("(650) 253-0000", (), "+16502530000"),
        ("650-253-0000 ext 12", ("US",), "+16502530000"),
        ("020 7946 0958", ("GB",), "+442079460958"),
        ("tel:+44 20 7946 0958", (), "+442079460958"),
        ("00 49 30 901820", (), "+4930901820"),
        ("020 7946 0958", (), None),
        ("138", (), None),
        ("12345678901234567890", (), None),
        ("call me", (), None),
    ],
)
def test_a_number_is_read_where_it_is_certain(raw: str, regions: tuple[str, ...], number: str | None) -> None:
    assert to_e164(raw, regions) == number


@given(
    st.sampled_from(["", "+86", "0086", "+86 ", "+86-"]),
    st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
    st.sampled_from(["", " ", "-"]),
)
def test_the_quick_way_for_chinese_mobiles_is_the_library_s(prefix: str, digits: str, between: str) -> None:
    raw = prefix + between.join((digits[:3], digits[3:7], digits[7:]))
    quick = to_e164(raw, ("CN",))
    assert quick == phones._by_library.__wrapped__(raw, ("CN",))
    number = phonenumbers.parse("+86" + digits)
    assert (quick is not None) == phonenumbers.is_valid_number(number)


@given(st.from_regex(r"\A[2-9][0-9]{9}\Z"), st.sampled_from(["", " ", "-", "."]))
def test_the_quick_way_for_american_numbers_is_the_library_s(digits: str, between: str) -> None:
    raw = "+1" + between + between.join((digits[:3], digits[3:6], digits[6:]))
    quick = to_e164(raw)
    full = phones._by_library.__wrapped__(raw, ())
    assert quick == full


@given(st.text(alphabet="0123456789+-() .extab", max_size=24), st.sampled_from([(), ("CN",), ("US",), ("GB",)]))
def test_a_number_read_again_stays_the_same(raw: str, regions: tuple[str, ...]) -> None:
    number = to_e164(raw, regions)
    assert number is None or to_e164(number, regions) == number


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(raw: str) -> None:
    to_e164(raw, ("CN",))
    canonical_email(raw)


def test_several_numbers_in_a_cell_and_a_stump_that_is_none() -> None:
    assert split_phones("13800138000/13900139000") == ["13800138000", "13900139000"]
    assert split_phones("010-12345678/9") == ["010-12345678/9"]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Ann.Lee@Example.COM", "ann.lee@example.com"),
        ("ann+jobs@gmail.com", "ann+jobs@gmail.com"),
        ("Ann Lee <ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("ann＠example.com", "ann@example.com"),
        ("a@mail.test", "a@mail.test"),
        ("张三@例子.公司", "张三@例子.公司"),
        ("a@localhost", None),
        ("a b@example.com", None),
        ("a..b@example.com", None),
        ("no address", None),
        ("", None),
    ],
)
def test_an_address_in_its_canonical_form(raw: str, address: str | None) -> None:
    assert canonical_email(raw) == address


@given(
    st.from_regex(r"\A[a-z0-9_+.-]{1,70}\Z"),
    st.from_regex(r"\A[a-z0-9.-]{1,20}\.(com|org|test|local|c|co\.uk)\Z"),
)
def test_the_quick_way_for_addresses_is_the_library_s(local: str, domain: str) -> None:
    try:
        expected = validate_email(f"{local}@{domain}", check_deliverability=False, test_environment=True)
        address = expected.normalized.lower()
    except EmailNotValidError:
        address = None
    assert canonical_email(f"{local}@{domain}") == address


@given(st.emails())
def test_an_address_read_again_stays_the_same(raw: str) -> None:
    address = canonical_email(raw)
    assert address is None or canonical_email(address) == address


def test_several_addresses_in_a_cell() -> None:
    assert split_emails("a@b.com; c@d.com") == ["a@b.com", "c@d.com"]
    assert split_emails("Ann Lee <ann@example.com>") == ["Ann Lee <ann@example.com>"]
