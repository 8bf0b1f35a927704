"""Every read model there is. What is not in this tuple does not exist."""

from collections.abc import Sequence

from projections import pool_filters, pool_moves
from projections.activity import ACTIVITY
from projections.answers import ANSWERS
from projections.batches import BATCHES
from projections.campaigns import CAMPAIGNS
from projections.consent_register import CONSENT_REGISTER
from projections.contact_log import CONTACT_LOG
from projections.corrections import CORRECTIONS
from projections.deletions import DELETIONS
from projections.deliveries import DELIVERIES
from projections.dossiers import DOSSIERS
from projections.doubted_merges import DOUBTED_MERGES
from projections.due import DUE
from projections.entries import ENTRIES
from projections.erasures import ERASURES
from projections.looks import LOOKS
from projections.matches import MATCHES
from projections.pools import POOLS
from projections.projection import Fold, Projection
from projections.recall import RECALL
from projections.records import RECORDS
from projections.rights_requests import RIGHTS_REQUESTS
from projections.search import SEARCH
from projections.suggestions import SUGGESTIONS
from projections.templates import TEMPLATES

PEOPLE = Fold(
    "people",
    13,
    RECORDS,
    (
        DOSSIERS,
        RECALL,
        ACTIVITY,
        CONSENT_REGISTER,
        SUGGESTIONS,
        MATCHES,
        DOUBTED_MERGES,
        ENTRIES,
        DUE,
        RIGHTS_REQUESTS,
        ERASURES,
        DELETIONS,
        SEARCH,
    ),
    (pool_filters.TABLE, pool_moves.TABLE),
)

PROJECTIONS: tuple[Projection, ...] = (
    *(PEOPLE, CONTACT_LOG, CORRECTIONS, BATCHES),
    *(TEMPLATES, DELIVERIES, ANSWERS, POOLS, LOOKS, CAMPAIGNS),
)


class UnknownProjection(Exception):
    """There is no read model of this name. `known` are those there are."""

    code = "unknown_projection"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"{name}; there are {', '.join(known)}")
        self.known = tuple(known)


def named(names: Sequence[str], projections: Sequence[Projection] = PROJECTIONS) -> tuple[Projection, ...]:
    """The read models that hold these names: their own or a view's; none means all. Raises UnknownProjection."""
    known = {table.name: each.name for each in projections for table in each.shown}
    known |= {each.name: each.name for each in projections}
    for name in names:
        if name not in known:
            raise UnknownProjection(name, sorted(known))
    wanted = {known[name] for name in names}
    return tuple(each for each in projections if not names or each.name in wanted)
