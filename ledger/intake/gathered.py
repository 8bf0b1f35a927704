"""What the fields of one row said, on its way to a draft."""

import re
from decimal import Decimal

from pydantic import ValidationError

from domain.person import (
    Education,
    Employment,
    Language,
    Name,
    PartialDate,
    PayExpectation,
    Place,
)
from domain.vocabulary import EducationLevel, Intent, Status
from ledger import blobs
from ledger.intake.careers import Plain, education, employment, said
from ledger.intake.codes import BadRow, fields_of
from ledger.intake.draft import Draft, Happening
from ledger.intake.normalise.names import name_of, name_of_parts
from ledger.intake.normalise.places import placed
from ledger.intake.normalise.text import HAN, free_name

_PLACE = re.compile(r"\[\d+\]")
NOWHERE_WORKED, NOTHING_LEARNT = (None,) * 4, (None,) * 6
LONGEST_TEXT, LONGEST_PIECE = 500, blobs.LONGEST_TEXT
"""Letters in a field, and in a long one; what is kept beside them and longer becomes a document."""
LONGEST_CELL = LONGEST_ROW = 200_000
"""Letters in a cell, and in all that a row keeps in its event beside its fields."""


class Gathered:
    """Filled field by field; `draft` makes it whole. What was not said stays None."""

    name: str | None = None
    family: str | None = None
    given: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    postcode: str | None = None
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
    unread: tuple[str, ...] = ()
    """Fields of which a date was said that can't be read."""

    def __init__(self) -> None:
        self.points: list[Plain] = []
        self.unmapped: dict[str, str] = {}
        self.sensitive: dict[str, str] = {}
        self.quarantined: dict[str, str] = {}
        self.warnings: list[tuple[str, str]] = []

    def keep(self, column: str, value: str, warning: str | None = None) -> None:
        """Nothing is lost: what a field can't take is kept under its column's name, whole."""
        if len(value) > LONGEST_CELL:
            raise BadRow("cell_too_large", column)
        self.unmapped[_another(self.unmapped, column)] = value
        if warning:
            self.warn(warning, column)

    def warn(self, code: str, column: str) -> None:
        """Of a path into a document, without the places in its lists: they differ from row to row."""
        self.warnings.append((code, _PLACE.sub("[]", column)))

    def keep_sensitive(self, column: str, value: str, *, allowed: bool) -> None:
        """In the event however long, in pieces: a document would lie under a key of another data class."""
        if allowed:
            for start in range(0, len(value), LONGEST_PIECE):
                self.sensitive[_another(self.sensitive, column)] = value[start : start + LONGEST_PIECE]
        else:
            self.quarantined[column] = value
            self.warn("sensitive_quarantined", column)

    def label(self, since: int, label: str | None) -> None:
        """Say of all points from this one on what kind they are."""
        for point in self.points[since:]:
            point.pop("label", None)
            if label is not None:
                point["label"] = label

    def draft(self, row: int) -> Draft:
        """Raises BadRow where nobody is named, and where something is not what its field takes."""
        try:
            drafted = self.sure_draft(row)
            _ = drafted.person, drafted.career
        except ValidationError as error:
            raise BadRow("wrong_type", fields_of(error)) from error
        drafted.sure = False
        return drafted

    def sure_draft(self, row: int) -> Draft:
        """The same where no text is empty or longer than `LONGEST_TEXT`. Raises BadRow where nobody is named."""
        name = self._name()
        place, region = self._place()
        if not (name or self.points or place):
            raise BadRow("no_person")
        if self.unmapped or self.sensitive:
            lengths = [*map(len, self.unmapped.values()), *map(len, self.sensitive.values())]
            if sum(length for length in lengths if length <= LONGEST_PIECE) > LONGEST_ROW:
                raise BadRow("event_too_large")
        return Draft(
            row,
            said(name=name, points=self.points, born=self.born, place=place),
            self._background(),
            sure=True,
            region=region,
            years=self.years,
            status=self.status,
            unmapped=self.unmapped,
            sensitive=self.sensitive,
            happenings=self.happenings,
            warnings=tuple(self.warnings),
            quarantined=self.quarantined,
        )

    def _place(self) -> tuple[Place | None, str | None]:
        city, region, country = self.city or "", self.region or "", self.country or ""
        address = ", ".join(self.address)
        if len(address) + len(country) + len(self.postcode or "") > LONGEST_TEXT - 4:
            self.keep("address", address, "too_long_for_field")
            address = ""
        if self.postcode is None:
            return placed(address, city, region, country)
        # Whoever says the postcode apart names no city in the street, but in Chinese.
        chinese = HAN.search(address)
        place, code = placed(address if chinese else "", city, region, country)
        place = place or Place()
        parts = (place.text, self.postcode) if chinese else (address, self.postcode, place.text)
        return place.model_copy(update={"text": ", ".join(part for part in parts if part)}), code

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
            for column in ("name", "family", "given"):
                if value := getattr(self, column):
                    self.keep(column, value, "too_long_for_field")
            if self.others:
                return Name(full=self.others[0], other=self.others[1:])
        return name

    def _background(self) -> Plain:
        employments: tuple[Employment | Plain, ...]
        educations: tuple[Education | Plain, ...]
        employments, educations = self.employments, self.educations
        worked = (self.company, self.title, self.company_start, self.company_end)
        if worked != NOWHERE_WORKED:
            ended = "company_end" in self.unread
            employments = (employment(*worked, ended=ended), *employments)
        learnt = (self.school, self.level, self.full_time, self.major, self.education_start, self.graduated)
        if learnt != NOTHING_LEARNT:
            educations = (education(*learnt), *educations)
        return said(
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


def _another(kept: dict[str, str], column: str) -> str:
    return free_name(column, kept, "{} [{}]")
