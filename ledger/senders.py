"""The directory of senders as the ledger holds it, kept at hand."""

from typing import TYPE_CHECKING

from domain.senders import NO_SENDERS, STREAM, Senders, fold_senders

if TYPE_CHECKING:
    from ledger.ledger import Ledger


class Directory:
    """Only what is new of it is read. Safe to share between threads: each puts in place what is true anyway."""

    def __init__(self, ledger: "Ledger") -> None:
        self.ledger = ledger
        self._known: Senders | None = None

    def at_hand(self) -> Senders:
        """As it was when it was last read: for what is refused by the append where it has moved since."""
        return self._known or self.current()

    def current(self) -> Senders:
        """At this very moment."""
        known = self._known or NO_SENDERS
        if new := self.ledger.history(STREAM, after=known.version):
            known = fold_senders(new, known)
        self._known = known
        return known
