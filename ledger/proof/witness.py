"""A witness (C2SP tlog-witness): remembers how far a log had come, and signs only what begins with that.

It is run by somebody else, with a key and a folder of its own. What it answers is on its disk before. A log that
shows it a fork leaves the evidence there: two checkpoints, both signed by the log, that can't both be true.
"""

import fcntl
import hashlib
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.backup.durable import flush_folder
from ledger.proof.notes import BadNote, BadSignature, Checkpoint, SignerKey, VerifierKey, opened
from ledger.proof.tree import roots_of_consistency

LONGEST_PROOF = 63
LARGEST_BODY = 16_384
SIZE, TEXT = "text/x.tlog.size", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str = ""
    media_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Asked:
    """The body of `add-checkpoint`."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> "Asked":
        """Raises BadNote."""
        try:
            head, _, note = body.decode().partition("\n\n")
            first, *proof = head.split("\n")
            word, old = first.split(" ")
            asked = cls(int(old), tuple(b64decode(each, validate=True) for each in proof), note)
        except (NotBase64, ValueError):
            raise BadNote("not a request to add a checkpoint") from None
        if (word, old) != ("old", str(asked.old)) or asked.old < 0 or len(proof) > LONGEST_PROOF:
            raise BadNote("not a request to add a checkpoint")
        return asked

    def body(self) -> bytes:
        lines = [f"old {self.old}", *(b64encode(each).decode() for each in self.proof), "", self.note]
        return "\n".join(lines).encode()


class Witness:
    """One key, one folder, any number of logs. Safe to share between threads and processes."""

    def __init__(self, key: SignerKey, logs: Iterable[VerifierKey], folder: Path) -> None:
        self.key = key
        self.logs: dict[str, list[VerifierKey]] = {}
        for each in logs:  # a log whose key was exchanged has several
            self.logs.setdefault(each.name, []).append(each)
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add(self, body: bytes, at: datetime) -> Answer:
        """What to answer to `add-checkpoint`: 200 with our signature, or why not.

        400 unreadable, 403 not signed by the log, 404 unknown log, 409 another size (and which), or another tree of
        the same size, 422 not shown to begin with what we signed.
        """
        try:
            asked = Asked.parse(body)
            origin = asked.note.partition("\n")[0]
            keys = self.logs.get(origin, [])
            text, signed = opened(asked.note, keys)
            new = Checkpoint.parse(text)
        except BadNote as error:
            return Answer(400, f"{error}\n")
        except BadSignature:
            return Answer(403, "the log's signature is not good\n")
        if not keys:
            return Answer(404, "this log is not known here\n")
        if not signed:
            return Answer(403, "the log did not sign it\n")
        with self._locked(origin):
            return self._judged(asked, new, at)

    def newest(self, origin: str) -> Checkpoint | None:
        """The last checkpoint of a log that we signed."""
        kept = self._kept(origin)
        return Checkpoint.parse(opened(kept.read_text(encoding="utf-8"), [])[0]) if kept.exists() else None

    def _judged(self, asked: Asked, new: Checkpoint, at: datetime) -> Answer:
        last = self.newest(new.origin)
        if asked.old > new.size:
            return Answer(400, "the old size is above the new one\n")
        if asked.old != (last.size if last else 0):
            return Answer(409, f"{last.size if last else 0}\n", SIZE)
        if last and last.size == new.size and last.root != new.root:
            self._keep_evidence(asked, at)
            return Answer(409, "another tree of this size was signed before\n")
        if last and roots_of_consistency(last.size, new.size, last.root, asked.proof) != (last.root, new.root):
            self._keep_evidence(asked, at)
            return Answer(422, "it is not shown to begin with the tree that was signed before\n")
        if not last and asked.proof:
            return Answer(422, "nothing was signed before, so there is nothing to show\n")
        line = self.key.sign(new.text(), at)
        _write(self._kept(new.origin), asked.note + line)
        return Answer(200, line)

    def _keep_evidence(self, asked: Asked, at: datetime) -> None:
        """The log signed both: what we have, and what it sent now."""
        kept = self._kept(asked.note.partition("\n")[0])
        digest = hashlib.sha256(asked.note.encode()).hexdigest()[:16]
        evidence = self.folder / f"{kept.stem}.{digest}.evidence"
        told = f"{at.isoformat()}\n\n{kept.read_text(encoding='utf-8')}\n\n{asked.body().decode()}"
        _write(evidence, told)

    def _kept(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"

    @contextmanager
    def _locked(self, origin: str) -> Iterator[None]:
        with self._kept(origin).with_suffix(".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and on disk."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_folder(path.parent)
