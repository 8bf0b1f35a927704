"""Each normaliser understands what it should, says None otherwise, and changes nothing the second time."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.envelope import Precision
from domain.person import PartialDate, PayPeriod
from domain.vocabulary import EducationLevel, Intent, NotHiredReason
from ledger.intake.normalise.dates import claim, partial_date
from ledger.intake.normalise.education import degree_of
from ledger.intake.normalise.labels import languages_of, skills_of, tag_of, web_point
from ledger.intake.normalise.names import family_and_given, name_of, name_of_parts
from ledger.intake.normalise.pay import pay_of
from ledger.intake.normalise.places import place_of, region_code
from ledger.intake.normalise.reasons import reason_of
from ledger.intake.normalise.short_names import code_of
from ledger.intake.normalise.stances import intent_of
from ledger.intake.normalise.text import squeeze


@pytest.mark.parametrize(
    ("written", "year", "month", "day"),
    [
        ("2023年3月", 2023, 3, None),
        ("2023.03", 2023, 3, None),
        ("2023-3", 2023, 3, None),
        ("202303", 2023, 3, None),
        ("Mar 2023", 2023, 3, None),
        ("March, 2023", 2023, 3, None),
        ("03/2023", 2023, 3, None),
        ("2023", 2023, None, None),
        ("2023年", 2023, None, None),
        ("1990-00-00", 1990, None, None),
        ("15 Mar 2024", 2024, 3, 15),
        ("Mar 15, 2024", 2024, 3, 15),
        ("2024/3/15", 2024, 3, 15),
        ("２０２４年３月１５日", 2024, 3, 15),
        ("20240315", 2024, 3, 15),
        ("15/03/2024", 2024, 3, 15),
        ("2024-03-15T03:31:46.591Z", 2024, 3, 15),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(written: str, year: int, month: int | None, day: int | None) -> None:
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    assert partial_date(written) == PartialDate(on=date(year, month or 1, day or 1), precision=precision)


@pytest.mark.parametrize("written", ["0000-00-00", "2023-13", "2023-02-30", "03/04/2021", "soon", "", "1850", "45000"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert partial_date(written) is None


def test_a_spreadsheet_counts_days() -> None:
    assert partial_date("45000", serial=True) == PartialDate(on=date(2023, 3, 15))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_reads_back_as_itself(on: date) -> None:
    for written in (
        on.isoformat(),
        f"{on.year}年{on.month}月{on.day}日",
        on.strftime("%Y%m%d"),
        on.strftime("%d %b %Y"),
    ):
        assert partial_date(written) == PartialDate(on=on)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    partial_date(text, serial=True)
    claim(text, "Asia/Shanghai")


def test_a_claimed_time_is_in_its_own_zone() -> None:
    local = claim("2023-05-10 14:30", "Asia/Shanghai")
    assert local is not None
    assert local.at.isoformat() == "2023-05-10T06:30:00+00:00"
    assert (local.zone, local.precision) == ("Asia/Shanghai", Precision.SECOND)
    month = claim("2023年3月", "Asia/Shanghai")
    assert month is not None
    assert month.precision is Precision.MONTH
    exact = claim("2017-08-15T03:31:46+02:00")
    assert exact is not None
    assert exact.at.isoformat() == "2017-08-15T01:31:46+00:00"


@pytest.mark.parametrize(
    ("written", "family", "given_name"),
    [
        ("王小明", "王", "小明"),
        ("欧阳娜娜", "欧阳", "娜娜"),
        ("司马光", "司马", "光"),
        ("山田太郎", None, None),
        ("Smith, Ann Mary", "Smith", "Ann Mary"),
        ("Ann Mary Smith", "Smith", "Ann Mary"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Wang Xiaoming", "Wang", "Xiaoming"),
        ("Xiaoming Wang", "Wang", "Xiaoming"),
        ("Li Wang", None, None),
        ("Madonna", None, None),
        ("Dr. Lena Vasquez Ph.D.", "Vasquez", "Lena"),
        ("😀", None, None),
        ("a@b.com", None, None),
        ("محمد", None, None),
    ],
)
def test_a_name_is_split_only_where_that_is_certain(written: str, family: str | None, given_name: str | None) -> None:
    assert family_and_given(written) == (family, given_name)


def test_a_second_name_is_kept_beside_the_first() -> None:
    for written in ("王小明(Tony Wang)", "王小明 Tony Wang", "Tony Wang 王小明", "王小明（Tony Wang）"):
        name = name_of(written)
        assert name is not None
        assert (name.full, name.family, name.other) == ("王小明", "王", ("Tony Wang",))


def test_padding_between_chinese_characters_goes_and_order_of_parts_follows_the_script() -> None:
    assert name_of("王  明") == name_of("王明")
    chinese, latin = name_of_parts("王", "小明"), name_of_parts("Lee", "Ann")
    assert chinese is not None
    assert latin is not None
    assert (chinese.full, latin.full) == ("王小明", "Ann Lee")


@given(st.text(min_size=1, max_size=60))
def test_a_name_read_again_stays_the_same(written: str) -> None:
    name = name_of(written)
    if name is not None and not name.other:
        assert name_of(name.full) == name


@pytest.mark.parametrize(
    ("written", "low", "high", "currency", "period", "months"),
    [
        ("15K-25K", 15_000, 25_000, "CNY", PayPeriod.MONTH, 12),
        ("20-30万/年", 200_000, 300_000, "CNY", PayPeriod.YEAR, 12),
        ("15000·13薪", 15_000, 15_000, "CNY", PayPeriod.MONTH, 13),
        ("25-35K·14薪", 25_000, 35_000, "CNY", PayPeriod.MONTH, 14),
        ("1.5-2万", 15_000, 20_000, "CNY", PayPeriod.MONTH, 12),
        ("8千-1万", 8_000, 10_000, "CNY", PayPeriod.MONTH, 12),
        ("年薪30万", 300_000, 300_000, "CNY", PayPeriod.YEAR, 12),
        ("$120,000/yr", 120_000, 120_000, "USD", PayPeriod.YEAR, 12),
        ("60-80k GBP", 60_000, 80_000, "GBP", PayPeriod.YEAR, 12),
        ("$45 per hour", 45, 45, "USD", PayPeriod.HOUR, 12),
        ("15K以上", 15_000, None, "CNY", PayPeriod.MONTH, 12),
    ],
)
def test_pay(written: str, low: int, high: int | None, currency: str, period: PayPeriod, months: int) -> None:
    found = pay_of(written)
    assert found is not None
    said = found.expectation
    assert (said.minimum, said.currency, said.period, said.months_a_year) == (Decimal(low), currency, period, months)
    assert said.maximum == (None if high is None else Decimal(high))


@pytest.mark.parametrize("written", ["面议", "200元/天", "", "lots", "1000000000000"])
def test_what_is_no_pay_is_none(written: str) -> None:
    assert pay_of(written) is None


def test_a_guess_at_pay_is_called_one() -> None:
    plain, said = pay_of("300000"), pay_of("15K-25K·13薪")
    assert plain is not None
    assert said is not None
    assert not plain.exact
    assert said.exact
    assert plain.expectation.period is PayPeriod.YEAR


@given(st.text(max_size=40))
def test_any_text_is_pay_or_none(text: str) -> None:
    pay_of(text)


@pytest.mark.parametrize(
    ("written", "level", "full_time", "exact"),
    [
        ("全日制本科", EducationLevel.BACHELOR, True, True),
        ("本科(非全日制)", EducationLevel.BACHELOR, False, True),
        ("自考本科", EducationLevel.BACHELOR, False, True),
        ("硕士研究生", EducationLevel.MASTER, None, True),
        ("Bachelor's Degree", EducationLevel.BACHELOR, None, True),
        ("MBA", EducationLevel.MASTER, None, False),
        ("BSc Computer Science", EducationLevel.BACHELOR, None, False),
        ("全日制", None, True, True),
    ],
)
def test_a_degree(written: str, level: EducationLevel | None, full_time: bool | None, exact: bool) -> None:
    found = degree_of(written)
    assert found is not None
    assert (found.level, found.full_time, found.exact) == (level, full_time, exact)


@pytest.mark.parametrize(
    ("text", "city", "country", "region"),
    [
        ("上海市浦东新区", "上海市", "CN", "cn-sh"),
        ("广东省深圳市南山区", "深圳市", "CN", "cn-gd"),
        ("London, UK", "London", "GB", "gb"),
        ("San Francisco, California, United States", "San Francisco", "US", "us"),
        ("Xi'an", "Xi'an", "CN", "cn-sn"),
        ("Shijiazhuang", "Shijiazhuang", "CN", "cn-he"),
        ("纽约", "纽约", "US", "us"),
        ("Erewhon", "Erewhon", None, None),
    ],
)
def test_a_place(text: str, city: str, country: str | None, region: str | None) -> None:
    found = place_of(text)
    assert found is not None
    assert (found.text, found.city, found.country, region_code(found)) == (text, city, country, region)


@pytest.mark.parametrize(
    ("written", "reason", "known"),
    [
        ("薪资预期不符", NotHiredReason.PAY_MISMATCH, True),
        ("岗位匹配度不够", NotHiredReason.JOB_FIT, True),
        ("岗位需求冻结", NotHiredReason.HEADCOUNT_FROZEN, True),
        ("缺乏ToB项目经验", NotHiredReason.MISSING_EXPERIENCE, True),
        ("Hired another candidate", NotHiredReason.OTHER_CHOSEN, True),
        ("Lacking skill(s)/qualification(s)", NotHiredReason.JOB_FIT, True),
        ("pay-mismatch", NotHiredReason.PAY_MISMATCH, True),
        ("bad vibes", NotHiredReason.OTHER, False),
    ],
)
def test_reasons_come_onto_the_governed_list(written: str, reason: NotHiredReason, known: bool) -> None:
    assert reason_of(written) == (reason, known)


def test_words_of_people() -> None:
    assert intent_of("在职-考虑机会") is Intent.OPEN
    assert intent_of("perhaps") is None
    assert tag_of("Cloud Native") == "cloud-native"
    assert tag_of("13800138000") is None
    assert skills_of("Java, Go、Java") == ("Java", "Go")
    english, japanese = languages_of("English (C1), 日语: N2") or ()
    assert (english.name, english.level, japanese.name, japanese.level) == ("English", "C1", "日语", "N2")
    assert code_of("LinkedIn (Prospecting)") == "linkedin-prospecting"
    assert web_point("GitHub.com/someone/")["value"] == "https://github.com/someone"
    assert not web_point("see my page")["valid"]


@given(st.text(max_size=40))
def test_normal_forms_are_idempotent(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    tag = tag_of(text)
    assert tag is None or tag_of(tag) == tag
    code = code_of(text)
    assert code is None or code_of(code) == code
