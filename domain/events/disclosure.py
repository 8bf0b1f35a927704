"""What left the house: an export of people, and to whom outside each one's data was given."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.events.event import Event
from domain.vocabulary import Basis, Code, DataClass, ExportFormat, Purpose


class PeopleExported(Event):
    """Somebody took these people's data away in a file. Of many people each part is an event of its own."""

    type: Literal["people-exported"] = "people-exported"
    format: ExportFormat
    why: Code
    recipient: Code | None = None
    """Whom it is for; None: it stays with whoever asked, inside."""
    read_at: int = Field(ge=0)
    """The position that the file tells of."""
    pool: UUID | None = None
    size: int = Field(ge=0)
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    people: tuple[UUID, ...] = ()


class PersonalDataDisclosed(Event):
    """The person's data was given to somebody outside, on this ground."""

    type: Literal["personal-data-disclosed"] = "personal-data-disclosed"
    recipient: Code
    purpose: Purpose
    controller: Code = "main"
    basis: Basis
    basis_position: int | None = None
    """Of the consent that names the recipient."""
    export: UUID | None = None
    classes: tuple[DataClass, ...] = ()
