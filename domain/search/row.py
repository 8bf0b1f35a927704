"""What of a dossier is searched: one row of plain values, which time does not change."""

from datetime import date, datetime
from itertools import chain

from domain.dossier import Dossier
from domain.search.columns import COLUMNS, MARKS, rank_of
from domain.search.words import Words
from domain.value import value


@value
class Row:
    words: Words
    marks: tuple[str, ...]
    """`FIELD:VALUE` of everything that has coded values. `city~:` is the city in pinyin."""
    rank: float
    """See `domain.activity`."""
    career_since: date | None
    education: int | None
    """`EducationLevel.rank`."""
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    updated_at: datetime | None
    added_at: datetime | None
    intent_at: datetime | None
    consents: tuple[str, ...]
    """`PURPOSE/CHANNEL/LAST DAY` of every grant that stands, for some controller's own use."""
    employer: str | None
    """The present one, as it is counted."""


def there(dossier: Dossier) -> bool:
    """Not of who is erased, or was never there."""
    return not (dossier.void or dossier.erased)


def searchable(dossier: Dossier, rank: float | None) -> Row | None:
    """None of whom nobody can find. The rank is that of `domain.activity`."""
    if not there(dossier):
        return None
    told = {name: each.tell(dossier) for name, each in COLUMNS.items() if name != "rank"}
    marks = set(chain.from_iterable(each.tell(dossier) for each in MARKS.values()))
    return Row(**told, marks=tuple(sorted(marks)), rank=rank_of(rank))
