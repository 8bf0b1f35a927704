"""What is believed of a person after all records are combined, and who said it."""

from dataclasses import field
from datetime import datetime
from uuid import UUID

from domain.description import Standing
from domain.person import Education, Employment, Name, PartialDate, PayExpectation, Place, PointKind
from domain.reach import PointState
from domain.value import value
from domain.vocabulary import AgeBand, EducationLevel, Intent


@value
class Said:
    """Who said a value, and when."""

    source: str | None
    """None where it was recorded by an event of its own, as intent and pay can be."""
    record: UUID
    position: int
    recorded_at: datetime | None
    happened_at: datetime
    standing: Standing


@value
class HeldPoint:
    kind: PointKind
    value: str
    raw: str | None
    label: str | None
    valid: bool
    position: int
    state: PointState | None = None
    """Verified or invalid, by the last word on it; None: nobody has tried."""
    since: datetime | None = None
    checked_by: str | None = None
    how: str | None = None


@value
class HeldLanguage:
    name: str
    level: str | None
    position: int


@value
class ExternalId:
    source: str
    external_id: str
    record: UUID
    position: int


@value
class Profile:
    """The surviving values. Each has the position of the event that said it, and `sources` who that was."""

    name: Name | None = None
    born: PartialDate | None = None
    place: Place | None = None
    headline: str | None = None
    summary: str | None = None
    employments: tuple[Employment, ...] = ()
    educations: tuple[Education, ...] = ()
    career_start: PartialDate | None = None
    intent: Intent | None = None
    pay: PayExpectation | None = None
    region: str | None = None
    age_band: AgeBand | None = None
    education_level: EducationLevel | None = None
    career_start_year: int | None = None
    points: tuple[HeldPoint, ...] = ()
    """Best said first."""
    also_known_as: dict[str, int] = field(default_factory=dict)
    """Every name that any source used, with the position that said it; likewise skills and wishes."""
    skills: dict[str, int] = field(default_factory=dict)
    wishes: dict[str, int] = field(default_factory=dict)
    languages: tuple[HeldLanguage, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    unmapped: bool = False
    """Some source said more than there are fields for."""
    sensitive: bool = False
    positions: dict[str, int] = field(default_factory=dict)
    """By attribute, of those with one value."""
    sources: dict[int, Said] = field(default_factory=dict)
    """By position."""

    def who(self, attribute: str) -> Said | None:
        """Who said the one value that survived."""
        position = self.positions.get(attribute)
        return None if position is None else self.sources[position]
