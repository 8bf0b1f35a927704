"""What the command line shows of people is recorded before it is shown, as it is over HTTP."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from ledger.settings import Settings

BY = "system:command-line"


def listed(settings: "Settings", way: str, candidates: Iterable[UUID]) -> None:
    """`looked`, of a list that is read without a ledger. Of an empty one nothing is recorded."""
    from ledger.ledger import Ledger

    if shown := list(candidates):
        with Ledger.open(settings, connections=1) as ledger:
            looked(ledger, way, shown)


def looked(ledger: "Ledger", way: str, candidates: Iterable[UUID]) -> None:
    """On disk when it answers. Raises as `Ledger.append` does: then nothing may be shown."""
    from ledger.looks import By, Looks  # slow to import; --help should not wait

    looks = Looks(ledger)
    try:
        looks.note(By(BY, None, None, way), candidates).result()
    finally:
        looks.close()
