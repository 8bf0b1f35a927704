"""What the fields of one row said, on its way to a draft."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from pydantic import ValidationError

from domain.envelope import Precision
from domain.person import (
    Career,
    ContactPoint,
    Education,
    Employment,
    Language,
    Name,
    PartialDate,
    PayExpectation,
    Person,
    Place,
)
from domain.vocabulary import EducationLevel, Intent, Status
from ledger.intake.codes import BadRow
from ledger.intake.draft import Draft, Happening
from ledger.intake.normalise.names import name_of, name_of_parts
from ledger.intake.normalise.places import place_of

LONGEST_TEXT, LONGEST_PIECE = 500, 20_000
"""Letters in a field, and in a long one."""
LONGEST_CELL = LONGEST_ROW = 200_000
"""Letters in a cell, and in all that a row keeps beside its fields: one event holds no more."""


class Gathered:
    """Filled field by field; `draft` makes it whole. What was not said stays None."""

    name: str | None = None
    family: str | None = None
    given: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    born: PartialDate | None = None
    headline: str | None = None
    summary: str | None = None
    company: str | None = None
    title: str | None = None
    company_start: PartialDate | None = None
    company_end: PartialDate | None = None
    school: str | None = None
    level: EducationLevel | None = None
    full_time: bool | None = None
    major: str | None = None
    education_start: PartialDate | None = None
    graduated: PartialDate | None = None
    career_start: PartialDate | None = None
    years: Decimal | None = None
    pay: PayExpectation | None = None
    intent: Intent | None = None
    status: Status = Status.PROSPECT
    skills: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    wishes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    employments: tuple[Employment, ...] = ()
    educations: tuple[Education, ...] = ()
    happenings: tuple[Happening, ...] = ()

    def __init__(self) -> None:
        self.points: list[ContactPoint] = []
        self.unmapped: dict[str, str] = {}
        self.sensitive: dict[str, str] = {}
        self.quarantined: dict[str, str] = {}
        self.warnings: list[tuple[str, str]] = []

    def keep(self, column: str, value: str, warning: str | None = None) -> None:
        """Nothing is lost: what a field can't take is kept under its column's name, in pieces if it is long."""
        if len(value) > LONGEST_CELL:
            raise BadRow("cell_too_large", column)
        _add(self.unmapped, column, value)
        if warning:
            self.warnings.append((warning, column))

    def keep_sensitive(self, column: str, value: str, *, allowed: bool) -> None:
        if allowed:
            _add(self.sensitive, column, value)
        else:
            self.quarantined[column] = value
            self.warnings.append(("sensitive_quarantined", column))

    def draft(self, row: int) -> Draft:
        """Raises BadRow where nobody is named."""
        try:
            person = self._person()
            career = self._career()
        except ValidationError as error:
            raise BadRow(
                "wrong_type", ", ".join(sorted({str(each["loc"][0]) for each in error.errors()}))
            ) from error
        if person.name is None and not person.points:
            raise BadRow("no_person")
        if self.unmapped or self.sensitive:
            kept = sum(map(len, self.unmapped.values())) + sum(map(len, self.sensitive.values()))
            if kept > LONGEST_ROW:
                raise BadRow("event_too_large")
        return Draft(
            row,
            person,
            career,
            years=self.years,
            status=self.status,
            unmapped=self.unmapped,
            sensitive=self.sensitive,
            happenings=self.happenings,
            warnings=tuple(self.warnings),
            quarantined=self.quarantined,
        )

    def _person(self) -> Person:
        return Person(name=self._name(), points=tuple(self.points), born=self.born, place=self._place())

    def _place(self) -> Place | None:
        text = ", ".join(self.address)
        if len(text) + len(self.country or "") > LONGEST_TEXT - 2:
            self.keep("address", text, "too_long_for_field")
            text = ""
        return place_of(text, self.city or "", self.region or "", self.country or "")

    def _name(self) -> Name | None:
        if self.family or self.given:
            name = name_of_parts(self.family or "", self.given or "", self.others)
            if name and self.name and self.name != name.full:
                name = name.model_copy(update={"full": self.name})
        else:
            name = name_of(self.name) if self.name else None
            if name and self.others:
                name = name.model_copy(update={"other": (*name.other, *self.others)})
        if name is None:
            for column, value in (
                ("name", self.name),
                ("family_name", self.family),
                ("given_name", self.given),
            ):
                if value:
                    self.keep(column, value, "too_long_for_field")
            if self.others:
                return Name(full=self.others[0], other=self.others[1:])
        return name

    def _career(self) -> Career:
        employments, educations = self.employments, self.educations
        if self.company or self.title or self.company_start or self.company_end:
            employments = (
                _employment(self.company, self.title, self.company_start, self.company_end),
                *employments,
            )
        if (
            self.school
            or self.level
            or self.major
            or self.full_time is not None
            or self.education_start
            or self.graduated
        ):
            educations = (
                _education(
                    self.school, self.level, self.full_time, self.major, self.education_start, self.graduated
                ),
                *educations,
            )
        return Career(
            headline=self.headline,
            summary=self.summary,
            employments=employments,
            educations=educations,
            skills=self.skills,
            languages=self.languages,
            career_start=self.career_start,
            pay=self.pay,
            intent=self.intent,
            wishes=self.wishes,
        )


def _add(kept: dict[str, str], column: str, value: str) -> None:
    for start in range(0, len(value), LONGEST_PIECE):
        name, piece, copy = column, value[start : start + LONGEST_PIECE], 1
        while name in kept:
            copy += 1
            name = f"{column} [{copy}]"
        kept[name] = piece


@lru_cache(maxsize=20_000)
def _employment(
    company: str | None, title: str | None, start: PartialDate | None, end: PartialDate | None
) -> Employment:
    return Employment(employer=company, title=title, start=start, end=end, current=end is None)


@lru_cache(maxsize=20_000)
def _education(
    school: str | None,
    level: EducationLevel | None,
    full_time: bool | None,
    field: str | None,
    start: PartialDate | None,
    end: PartialDate | None,
) -> Education:
    return Education(school=school, level=level, full_time=full_time, field=field, start=start, end=end)


def career_start(years: Decimal, asked_on: date) -> PartialDate:
    """The year in which somebody with so many years of experience on that day began."""
    return PartialDate(on=date(asked_on.year - int(years), 1, 1), precision=Precision.YEAR)
