"""What a source says of a person: the content of a record. All of it is personal data and is sealed."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from unicodedata import category

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.envelope import Precision
from domain.vocabulary import EducationLevel, Intent

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""What does not fit goes sealed into the blob store as a document."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PartialDate(_Said):
    """A date as exact as the source knew it; the parts that were not said are 1."""

    on: date
    precision: Precision = Precision.DAY


class PointKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    WECHAT = "wechat"
    OTHER = "other"


class ContactPoint(_Said):
    """One way to reach a person.

    `value` is canonical (E.164, lower-case address …) where it could be understood, else as it came;
    `raw` is what the source wrote when that differs; `valid` says whether it could be understood.
    """

    kind: PointKind
    value: Text
    raw: Text | None = None
    label: Text | None = None
    valid: bool = True


def shows(text: str) -> bool:
    """Neither spaces nor signs without a shape (of direction, of no width) show anything."""
    return text[:1].isalnum() or any(not letter.isspace() and category(letter) not in ("Cc", "Cf") for letter in text)


class Name(_Said):
    full: Text
    family: Text | None = None
    given: Text | None = None
    other: tuple[Text, ...] = ()
    """Former names, nicknames, the name in another script."""


class Place(_Said):
    text: Text | None = None
    city: Text | None = None
    region: Text | None = None
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] | None = None


class Person(_Said):
    """Who somebody is and how to reach them (data class `identity`)."""

    name: Name | None = None
    points: tuple[ContactPoint, ...] = ()
    born: PartialDate | None = None
    place: Place | None = None


class Employment(_Said):
    employer: Text | None = None
    title: Text | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    current: bool = False
    summary: LongText | None = None


class Education(_Said):
    school: Text | None = None
    level: EducationLevel | None = None
    full_time: bool | None = None
    verified: bool = False
    """Only ever true by a review; a source's own claim leaves it false."""
    field: Text | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None


class Language(_Said):
    name: Text
    level: Text | None = None


class PayPeriod(StrEnum):
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class PayExpectation(_Said):
    """What somebody hopes to earn: `minimum`..`maximum` in `currency` per `period`."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "CNY"
    period: PayPeriod = PayPeriod.MONTH
    months_a_year: int = Field(default=12, ge=1, le=24)
    gross: bool = True


class Career(_Said):
    """What somebody can do and wants (data class `career`)."""

    headline: Text | None = None
    summary: LongText | None = None
    employments: tuple[Employment, ...] = ()
    educations: tuple[Education, ...] = ()
    skills: tuple[Text, ...] = ()
    languages: tuple[Language, ...] = ()
    career_start: PartialDate | None = None
    """Rather than years of experience, which would be wrong a year later."""
    pay: PayExpectation | None = None
    intent: Intent | None = None
    wishes: tuple[Text, ...] = ()
