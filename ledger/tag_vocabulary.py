"""The vocabulary of tags as the ledger holds it, kept at hand; and the terms that come with the product."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.decisions import AddTagTerm
from domain.default_tags import default_terms
from domain.tag_vocabulary import NO_TERMS, STREAM, TagVocabulary, fold_tag_vocabulary
from ledger.envelope import Origin

if TYPE_CHECKING:
    from ledger.ledger import Ledger

BY = Origin(actor="system:defaults")


class Vocabulary:
    """Only what is new of it is read. Safe to share between threads: each puts in place what is true anyway."""

    def __init__(self, ledger: "Ledger") -> None:
        self.ledger = ledger
        self._known: TagVocabulary | None = None

    def at_hand(self) -> TagVocabulary:
        """As it was when it was last read: for what is refused by the append where it has moved since."""
        return self._known or self.current()

    def current(self) -> TagVocabulary:
        """At this very moment."""
        known = self._known or NO_TERMS
        if new := self.ledger.history(STREAM, after=known.version, unseal=False):
            known = fold_tag_vocabulary(new, known)
        self._known = known
        return known


def install_defaults(ledger: "Ledger") -> Sequence[str]:
    """Those that came with the product, where nobody has said anything of the facet yet. Their ids."""
    there = {facet for facet, _term in ledger.vocabulary.current().terms}
    made: list[AddTagTerm] = [each for each in default_terms() if each.facet not in there]
    for command in made:
        ledger.submit(command, BY)
    return [f"{each.facet}:{each.term}" for each in made]
