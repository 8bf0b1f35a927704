"""A bundle of evidence: what an auditor needs to verify a person's history, a period or everything without us.

Written in one pass, whatever its length; the same ledger gives the same bytes. docs/auditor.md says what is in it.
"""

import csv
import hashlib
import zipfile
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import orjson
from psycopg import Connection, sql

from domain.vocabulary import DataClass
from ledger import verify
from ledger.canonical import canonical
from ledger.codec import parse
from ledger.keyring import Keyring, name_of
from ledger.leaf import leaf_bytes
from ledger.proof import consent_records, for_reading, kept
from ledger.proof.notes import Checkpoint, VerifierKey
from ledger.proof.published import NotSealed, Tree
from ledger.proof.tiles import index_path, widths
from ledger.proof.tree import consistency, inclusion
from ledger.sealing import bound, unseal
from ledger.store import Row

PAGE = 500
CACHED = 512
"""Tiles, at most 8 KB each."""
PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"
"""Files of gigabytes are hashed between two questions; nobody waits for a transaction that only reads."""
CONSENTS = ("consent-", "notice-", "unsubscribed", "objection-raised", "contact-preference-set")
ERASURES = ("candidate-erased", "erasure-", "legal-hold-")
ALL = "SELECT position, stream, version, type, recorded_at, state FROM ledger.event WHERE {} ORDER BY position"
NOTES = """
    SELECT size, note FROM ledger.checkpoint
    WHERE size IN (SELECT size FROM ledger.cosignature UNION SELECT size FROM ledger.time_stamp) ORDER BY size
"""
MERGES = """
    SELECT type, stream, convert_from(state, 'UTF8')::json -> 'facts' FROM ledger.event
    WHERE type IN ('candidate-merged', 'merge-reversed') ORDER BY position
"""
CONTACTED = """
    SELECT DISTINCT stream FROM ledger.event
    WHERE type LIKE 'contact-%%' AND recorded_at >= %s AND recorded_at < %s
"""
VERIFY = """# Verify this bundle
Get the log's key, the witnesses' keys and, if you can, an older checkpoint from somewhere else than from this bundle.

    python -m pip install cryptography
    python verify.py . --log KEY --witness KEY --held CHECKPOINT

verify.py is one file, made to be read; better take it from a place of your own. What is under keys/ is for
comparison only. `events` holds one event a line: the leaf of the tree, a tab, the state as it is stored. `openssl`
and other C2SP tools read `checkpoint`. What was never recorded, or was claimed falsely, no proof can show.

A time stamp (RFC 3161), where there is any, is shown by openssl, with the certificates of whoever stamped it:

    openssl ts -verify -data stamps/SIZE.note -in stamps/SIZE.BY.tsr -CAfile ROOTS.pem
    openssl ts -reply -in stamps/SIZE.BY.tsr -text | grep "Time stamp"

verify.py shows that what was stamped is a checkpoint of this log.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything; or a person, by all streams that are joined to theirs; or what was recorded in a period."""

    streams: tuple[UUID, ...] = ()
    begin: datetime | None = None
    end: datetime | None = None
    """Without it."""

    def __post_init__(self) -> None:
        if (self.begin is None) != (self.end is None) or (self.begin and self.streams):
            raise ValueError("a person, or a period with both its ends")

    @property
    def what(self) -> str:
        return "person" if self.streams else "period" if self.begin else "everything"

    def told(self) -> dict[str, Any]:
        period = {"from": self.begin.isoformat(), "to": self.end.isoformat()} if self.begin and self.end else {}
        return {"what": self.what, "streams": sorted(map(str, self.streams)), **period}


@dataclass(slots=True)
class Writing:
    """The files of a bundle on their way, with their hashes."""

    folder: Path
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._list(name)

    def open(self, name: str, ending: ExitStack) -> BinaryIO:
        ending.callback(self._list, name)
        return ending.enter_context((self.folder / name).open("wb"))

    def _list(self, name: str) -> None:
        with (self.folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.files[name] = {"sha256": digest, "size": (self.folder / name).stat().st_size}


def write(
    connection: Connection[Any],
    folder: Path,
    scope: Scope,
    keys: Collection[VerifierKey],
    keyring: Keyring | None = None,
    readable: Collection[DataClass] = (),
    stored_in: str | None = None,
) -> Checkpoint:
    """Into an empty folder, from inside a transaction that sees one state of the ledger (REPEATABLE READ).

    `readable` are the classes of personal data that go along in clear; `stored_in` is the country where the data is
    kept. Raises NotSealed, FileExistsError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(str(folder))
    connection.execute(PATIENT)
    newest = kept.newest(connection)
    if newest is None:
        raise NotSealed
    note = kept.cosigned(connection, *newest)
    checkpoint = Checkpoint.parse(note.partition("\n\n")[0] + "\n")
    read = lru_cache(CACHED)(lambda level, number, width: kept.tile(connection, level, number, width))
    tree = Tree(checkpoint.size, read)
    writing = Writing(folder)
    writing.write("checkpoint", note.encode())
    _checkpoints(connection, writing, tree, checkpoint)
    passed = kept.successions(connection)
    writing.write("successions.jsonl", b"".join(canonical({"note": each.note}) + b"\n" for each in passed))
    if scope.what == "everything":
        for level, full, width in widths(checkpoint.size):
            for number in range(full):
                writing.write(f"tile/{level}/{index_path(number)}", tree.tile(level, number))
            if width:
                writing.write(f"tile/{level}/{index_path(full)}.p/{width}", tree.tile(level, full))
    with ExitStack() as ending:
        agreed = _events(connection, writing, scope, tree, keyring, readable, ending)
    _for_reading(connection, writing, scope, agreed, stored_in)
    for key in dict.fromkeys([*keys, *(each.old for each in passed)]):
        writing.write(f"keys/{key.id.hex()}", f"{key}\n".encode())
    writing.write("VERIFY.md", VERIFY.encode())
    writing.write("verify.py", Path(verify.__file__).read_bytes())
    manifest = {
        "v": 1,
        "scope": scope.told(),
        "size": checkpoint.size,
        "readable": sorted(readable),
        "files": writing.files,
    }
    (folder / "MANIFEST.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))
    return checkpoint


def zipped(folder: Path, target: Path) -> None:
    """The same bundle as one file, without times."""
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, file.open(entry, "w", force_zip64=True) as there:
                while piece := source.read(1 << 20):
                    there.write(piece)


def joined(connection: Connection[Any], streams: Collection[UUID]) -> tuple[UUID, ...]:
    """These streams and all that were ever joined to them."""
    beside: dict[UUID, set[UUID]] = {}
    for kind, stream, facts in connection.execute(MERGES):
        survivor, absorbed = UUID(facts.get("survivor", str(stream))), UUID(facts["absorbed"])
        if kind == "candidate-merged":
            beside.setdefault(survivor, set()).add(absorbed)
            beside.setdefault(absorbed, set()).add(survivor)
    found, waiting = set(streams), list(streams)
    while waiting:
        more = beside.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return tuple(sorted(found))


def _checkpoints(connection: Connection[Any], writing: Writing, tree: Tree, newest: Checkpoint) -> None:
    """All that a witness signed or somebody stamped, and the newest; and that each begins with the one before it."""
    old = 0
    with ExitStack() as ending:
        log, proofs = writing.open("checkpoints.log", ending), writing.open("consistency.jsonl", ending)
        notes = connection.execute(NOTES).fetchall()
        for size, note in notes:
            log.write(canonical({"note": kept.cosigned(connection, size, note)}) + b"\n")
        plain = dict(notes)
        for size, by, answer in kept.stamps(connection, newest.size):
            writing.write(f"stamps/{size}.note", plain[size].encode())
            writing.write(f"stamps/{size}.{hashlib.sha256(by.encode()).hexdigest()[:8]}.tsr", answer)
        for size in dict.fromkeys([*(size for size, _ in notes), newest.size]):
            if old:
                hashes = [b64encode(each).decode() for each in consistency(old, size, tree.subtree)]
                proofs.write(canonical({"old": old, "size": size, "hashes": hashes}) + b"\n")
            old = size


def _events(
    connection: Connection[Any],
    writing: Writing,
    scope: Scope,
    tree: Tree,
    keyring: Keyring | None,
    readable: Collection[DataClass],
    ending: ExitStack,
) -> list[Row]:
    """Each event, and whatever else is told of it, in one pass. Answers those that made or changed consents."""
    agreed: list[Row] = []
    events, contacts = writing.open("events", ending), writing.open("contact_log.jsonl", ending)
    consents, erasures = writing.open("consent.jsonl", ending), writing.open("erasures.jsonl", ending)
    payload = writing.open("payload.jsonl", ending)
    proofs = writing.open("proofs.jsonl", ending) if scope.what != "everything" else None
    table = TextIOWrapper(writing.open("contact_log.csv", ending), "utf-8", newline="", write_through=True)
    ending.callback(table.detach)
    rows_of_table = csv.writer(table, lineterminator="\n")
    rows_of_table.writerow(verify.CONTACT_COLUMNS)
    for page in _pages(connection, scope):
        for row in page:
            events.write(leaf_bytes(row) + b"\t" + row.state + b"\n")
            if proofs and row.position <= tree.size:
                path = [b64encode(each).decode() for each in inclusion(row.position - 1, tree.size, tree.subtree)]
                proofs.write(canonical({"position": row.position, "hashes": path}) + b"\n")
            if row.type in verify.CONTACTS:
                line = _contact(row)
                contacts.write(canonical(line) + b"\n")
                rows_of_table.writerow([verify.cell(line[name]) for name in verify.CONTACT_COLUMNS])
            if row.type.startswith(CONSENTS):
                consents.write(_facts(row))
            if row.type.startswith(ERASURES):
                erasures.write(_facts(row))
            if row.type in consent_records.STATES or row.type == "notice-shown":
                agreed.append(row)
        if keyring:
            for told in _payload(page, keyring, readable):
                payload.write(canonical(told) + b"\n")
    return agreed


def _for_reading(
    connection: Connection[Any], writing: Writing, scope: Scope, agreed: list[Row], stored_in: str | None
) -> None:
    """Consent records, the notices that are named in scope, and who looked."""
    facts = [orjson.loads(row.state)["facts"] for row in agreed]
    named = None if scope.what == "everything" else {each["notice"] for each in facts if each.get("notice")}
    for name, text in for_reading.notice_texts(connection, named):
        writing.write(name, text)
    told = consent_records.beside(connection, agreed, stored_in)
    records = consent_records.document((row for row in agreed if row.type in consent_records.STATES), told)
    writing.write("consent_records.jsonld", records)
    lines = for_reading.looks(connection, scope.streams, scope.begin, scope.end)
    writing.write("access_log.jsonl", b"".join(lines))


def _pages(connection: Connection[Any], scope: Scope) -> Iterator[list[Row]]:
    """What is in scope, in order; of a period, also what came before of the people who were contacted in it."""
    if scope.begin:
        contacted = [stream for (stream,) in connection.execute(CONTACTED, (scope.begin, scope.end))]
        values: tuple[Any, ...] = scope.begin, scope.end, list(joined(connection, contacted)), scope.end
        chosen = "(recorded_at >= %s AND recorded_at < %s) OR (stream = ANY(%s) AND recorded_at < %s)"
    elif scope.streams:
        values, chosen = (list(scope.streams),), "stream = ANY(%s)"
    else:
        values, chosen = (), "true"
    with connection.transaction(), connection.cursor("evidence", binary=True) as cursor:
        cursor.itersize = PAGE
        rows = iter(cursor.execute(sql.SQL(ALL).format(sql.SQL(chosen)), values))
        while page := [Row(*row) for row in islice(rows, PAGE)]:
            yield page


def _contact(row: Row) -> dict[str, Any]:
    facts = orjson.loads(row.state)["facts"]
    place = {
        "position": row.position,
        "stream": str(row.stream),
        "type": row.type,
        "recorded_at": row.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    return place | {name: facts.get(name) for name in verify.CONTACT_FIELDS}


def _facts(row: Row) -> bytes:
    state = orjson.loads(row.state)
    told = {"position": row.position, "stream": str(row.stream), "type": row.type, "recorded_at": row.recorded_at}
    return canonical(told | {"meta": state["meta"], "facts": state["facts"]}) + b"\n"


def _payload(page: list[Row], keyring: Keyring, readable: Collection[DataClass]) -> Iterator[dict[str, Any]]:
    """The sealed parts: in clear where the class may be read, and why not where no one can read it any more."""
    parsed = [parse(row) for row in page]
    opened = keyring.open(name for each in parsed for name in each.key_names())
    for row in page:
        for part, sealed in sorted(orjson.loads(row.state)["sealed"].items()):
            name = name_of(part, sealed["k"])
            key, told = opened[name], {"position": row.position, "part": part}
            if isinstance(key, str):
                yield told | {"unreadable": key}
            elif name.data_class in readable:
                place = f"{row.stream}/{row.version}/{row.type}"
                yield told | {"clear": unseal(sealed, key, bound(place, part, sealed["k"]))}
