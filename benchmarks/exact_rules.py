"""What two exact rules make of a set: who shares an e-mail or a name is one person, and all whom that joins.

Where fields are few they are hard to beat: on real people with several addresses they reached F1 .92 to .96, where an
unsupervised engine reached .66 to .70.
"""

from collections.abc import Sequence

from benchmarks.labelled import Labelled
from domain.person import PointKind


def clusters(rows: Sequence[Labelled]) -> list[list[int]]:
    """By the places of the rows."""
    home: dict[int, list[int]] = {}
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        home[place] = [place]
        for term in _terms(row):
            one, other = home[first.setdefault(term, place)], home[place]
            if one is not other:
                one += other
                home |= dict.fromkeys(other, one)
    return list({id(each): each for each in home.values()}.values())


def _terms(row: Labelled) -> list[str]:
    person = row.person
    found = [point.value.lower() for point in person.points if point.kind is PointKind.EMAIL]
    return [*found, person.name.full.lower()] if person.name else found
