"""One key of a log follows another. The old one signs up to a size, the new one beyond it, and both sign that.

A signed note like a checkpoint, with a first line of its own, so that neither can be taken for the other. Whoever
trusts either key can so trust both, each in its span.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.proof.notes import BadNote, SignerKey, VerifierKey, opened

HEAD = "renmai log key succession/v1"


@dataclass(frozen=True, slots=True)
class Succession:
    old: VerifierKey
    new: VerifierKey
    size: int
    """Of the tree that the old key signed last."""
    root: bytes
    note: str = ""

    def text(self) -> str:
        return f"{HEAD}\n{self.old}\n{self.new}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, old: SignerKey, new: SignerKey) -> str:
        return f"{self.text()}\n{old.sign(self.text())}{new.sign(self.text())}"

    @classmethod
    def parse(cls, note: str) -> "Succession":
        """Signed by both, or BadNote; BadSignature."""
        try:
            head, old, new, size, root = note.partition("\n\n")[0].split("\n")
            found = cls(VerifierKey.parse(old), VerifierKey.parse(new), int(size), b64decode(root, validate=True), note)
        except (NotBase64, ValueError):
            raise BadNote("not a succession of keys") from None
        text, signed = opened(note, [found.old, found.new])
        if head != HEAD or text != found.text() or [each.key for each in signed] != [found.old, found.new]:
            raise BadNote("not a succession of keys")
        return found


def in_order(notes: Sequence[str]) -> list[Succession]:
    """Each goes on from the key that the one before it went to. Raises BadNote, BadSignature."""
    found = [Succession.parse(each) for each in notes]
    for before, after in pairwise(found):
        if before.new != after.old or before.size >= after.size:
            raise BadNote("the log's keys do not follow one another")
    return found


def signer_of(size: int, successions: Sequence[Succession], newest: VerifierKey) -> VerifierKey:
    """Which key signs the checkpoint of this size."""
    return next((each.old for each in successions if size <= each.size), newest)
