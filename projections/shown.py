"""People as the rows of every view."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.record import Record
from domain.search.unfolded_row import UnfoldedRow
from projections.at_hand import Known
from projections.parts import ALL, changed
from projections.person import Person, person
from projections.projection import Fold
from projections.reading import code_of
from projections.writing import Failure, Parcel


class Draft(NamedTuple):
    """What is to be written of one person."""

    parcel: Parcel
    records: Sequence[Record]
    seen: UnfoldedRow | None = None
    """The row that is searched of these records, where it is known already."""
    before: Known | None = None
    """What is stored of the same records, as far as it is known: rows that are the same are settled."""


def with_views(fold: Fold, drafts: Iterable[Draft]) -> tuple[list[Parcel], list[Failure]]:
    """The parcels, with the rows of their people in every view; and those that it was not possible for.

    One view after the other: the same code over many people takes two thirds of the time that all of it takes over
    one person after the other (measured), because the processor knows its way by then.
    """
    going: list[tuple[Draft, Person, frozenset[str]]] = []
    failures: list[Failure] = []
    for draft in drafts:
        try:
            one = person(draft.records, draft.seen)
        except Exception as error:  # noqa: BLE001 - one person's rows must not stop everyone else's
            failures.append(Failure(draft.parcel, code_of(error)))
        else:
            going.append((draft, one, changed(draft.before.records, draft.records) if draft.before else ALL))
    for view in fold.views:
        name = view.table.name
        begun, going = going, []
        for draft, one, parts in begun:
            if view.rests_on is not None and view.rests_on.isdisjoint(parts):
                draft.parcel.settled.add(name)
            else:
                try:
                    rows = list(view.rows(one))
                except Exception as error:  # noqa: BLE001 - as above
                    failures.append(Failure(draft.parcel, code_of(error)))
                    continue
                draft.parcel.rows[name] = rows
                if draft.before is not None and draft.before.rows.get(name) == rows:
                    draft.parcel.settled.add(name)
            going.append((draft, one, parts))
    return [draft.parcel for draft, *_ in going], failures
