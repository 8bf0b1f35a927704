"""The manifest: which files count, what they hold, and how the whole is known to be one ledger's.

Each file names the Merkle root over the events that it covers. As a full range is a power of two long, those roots
are nodes of the ledger's own tree: together they give the root that the ledger's checkpoint signs.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.vocabulary import Sha256
from ledger.proof.notes import BadNote, Checkpoint
from ledger.proof.tree import node_hash, split
from projections.lake.faults import LakeDamaged, LakeOfOtherFormat, NoLake
from projections.lake.place import Place

MANIFEST = "manifest.json"
RANGE = 65_536
"""Positions of one file, where nobody says otherwise: a power of two."""


class _Noted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Noted):
    name: str
    size: int
    sha256: Sha256
    """Of the file."""
    content_sha256: Sha256
    """Of what it holds: the same whoever exported it, and when."""


class Events(File):
    """Of a range of positions; the last one's may still grow, under another name."""

    first: int
    last: int
    root: Sha256
    """Over the leaves of these events (RFC 6962)."""


class Listed(File):
    """Rows drawn from every event, in one file that each export replaces."""

    rows: int


class Manifest(_Noted):
    format: Literal["renmai-lake/3"] = "renmai-lake/3"
    renmai: str
    range: int
    """Positions of one file: a power of two."""
    position: int
    """The last event's. The files hold 1 to this, without a gap."""
    recorded_at: datetime | None
    """The last event's."""
    checkpoint: str
    """Signed by the ledger's log, of exactly these events (C2SP tlog-checkpoint)."""
    events: tuple[Events, ...]
    members: Listed
    """Whose each record was, from which position to which."""
    corrections: Listed
    """What was recorded in error, and where that is said."""

    @property
    def full(self) -> list[Events]:
        """Files that will never change."""
        return [each for each in self.events if each.last - each.first + 1 == self.range]

    @property
    def root(self) -> bytes:
        """Over every event: what the files say."""
        return root_of([bytes.fromhex(each.root) for each in self.events])

    @property
    def files(self) -> Iterator[File]:
        yield from self.events
        yield self.members
        yield self.corrections


def root_of(roots: list[bytes]) -> bytes:
    """Over ranges of one length, a power of two; only the last may be shorter."""
    if len(roots) == 1:
        return roots[0]
    middle = split(0, len(roots))
    return node_hash(root_of(roots[:middle]), root_of(roots[middle:]))


def read_manifest(place: Place) -> Manifest:
    """Its files are taken to be as it says. Raises NoLake, LakeDamaged, LakeOfOtherFormat."""
    text = place.get(MANIFEST)
    if text is None:
        raise NoLake(place.url)
    try:
        manifest = Manifest.model_validate_json(text)
        signed = Checkpoint.parse(manifest.checkpoint.partition("\n\n")[0] + "\n")
    except ValidationError as error:
        of_format = any(each["loc"] == ("format",) for each in error.errors())
        raise (LakeOfOtherFormat if of_format else LakeDamaged)(MANIFEST) from error
    except BadNote as error:
        raise LakeDamaged(MANIFEST) from error
    ends = [0, *(each.last for each in manifest.events)]
    joined = all(each.first == end + 1 for end, each in zip(ends, manifest.events, strict=False))
    if not joined or (signed.size, signed.root) != (manifest.position, manifest.root) or ends[-1] != signed.size:
        raise LakeDamaged(MANIFEST)
    return manifest


def write_manifest(place: Place, manifest: Manifest) -> None:
    place.put(MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())


def all_there(place: Place, manifest: Manifest) -> None:
    """Every file is there, as long as it was: a look that opens none. Raises LakeDamaged."""
    sizes = place.sizes("events") | place.sizes("members") | place.sizes("corrections")
    for each in manifest.files:
        if sizes.get(each.name) != each.size:
            raise LakeDamaged(each.name)


def unaltered(place: Place, manifest: Manifest) -> None:
    """Every file is what the manifest says. In a folder each is hashed, and again only when it was written to; of what
    lies elsewhere only the sizes are looked at, and `projections.lake.check` reads it all. Raises LakeDamaged.
    """
    all_there(place, manifest)
    if place.folder is None:
        return
    for each in manifest.files:
        path = place.folder / each.name
        try:
            found = path.stat()
            sha256 = _sha256(path, found.st_mtime_ns, found.st_size, found.st_ino)
        except FileNotFoundError as error:
            raise LakeDamaged(each.name) from error
        if sha256 != each.sha256:
            raise LakeDamaged(each.name)


@lru_cache(maxsize=100_000)
def _sha256(path: Path, *_written: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verified(place: Place, file: File) -> bytes:
    """What the file holds. Raises LakeDamaged."""
    data = place.get(file.name)
    if data is None or (len(data), hashlib.sha256(data).hexdigest()) != (file.size, file.sha256):
        raise LakeDamaged(file.name)
    return data
