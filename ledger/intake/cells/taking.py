"""What every field has in common: how a cell is taken, and when it is not."""

from collections.abc import Callable

from domain.person import PartialDate, shows
from ledger.intake.gathered import LONGEST_CELL, LONGEST_PIECE, LONGEST_TEXT, Gathered
from ledger.intake.normalise.dates import is_present, partial_date
from ledger.intake.normalise.text import BLANKS, LONGEST_BLANK

Taker = Callable[[Gathered, str, str], None]
"""(gathered, the stripped cell, its column)"""

NAMES = frozenset({"name", "family_name", "given_name", "other_name"})
"""Fields in which `None` or `NA` is what somebody is called."""
LONG = {"summary": LONGEST_PIECE, "note": LONGEST_CELL, "tags": LONGEST_PIECE, "skills": LONGEST_PIECE}
"""Fields whose cells may be longer than 500 letters."""


def says_something(cell: str, field: str) -> bool:
    return cell.lower() not in BLANKS or field in NAMES


def put(gathered: Gathered, take: Taker, field: str, cell: str, column: str) -> None:
    """Let a field take a cell that is not empty, unless it shows nothing, says "nothing" or is too long for it."""
    if not shows(cell):
        return
    length = len(cell)
    if length <= LONGEST_BLANK and not says_something(cell, field):
        return
    if length > LONGEST_TEXT and length > LONG.get(field, LONGEST_TEXT):
        gathered.keep(column, cell, "too_long_for_field")
    else:
        take(gathered, cell, column)


def text_field(field: str) -> Taker:
    """A field of plain text that takes one value."""

    def take(gathered: Gathered, cell: str, column: str) -> None:
        if getattr(gathered, field) is None:
            setattr(gathered, field, cell)
        elif getattr(gathered, field) != cell:
            gathered.keep(column, cell, "second_value")

    return take


def date_field(field: str) -> Taker:
    def take(gathered: Gathered, cell: str, column: str) -> None:
        if is_present(cell):
            return
        found: PartialDate | None = partial_date(cell, serial=True)
        if found is None:
            gathered.unread = (*gathered.unread, field)
            gathered.keep(column, cell, "bad_date")
        elif getattr(gathered, field) is None:
            setattr(gathered, field, found)
        else:
            gathered.keep(column, cell, "second_value")

    return take


def texts_field(field: str) -> Taker:
    """A field that adds up what several columns say."""

    def take(gathered: Gathered, cell: str, _: str) -> None:
        setattr(gathered, field, (*getattr(gathered, field), cell))

    return take
