"""Verify a bundle of evidence offline. One file: it needs Python 3.11 and `cryptography`, and nothing of Renmai.

    python verify.py BUNDLE --log KEY [--witness KEY …] [--quorum 1] [--newest-within 3600] [--held FILE …] [--json]

BUNDLE is a folder or a zip. The keys come from you: what the bundle says of keys proves nothing, but that a key you
trust agreed to the one after it, or the one after it to yours. `--held` names checkpoints that you got elsewhere: from
a witness, from an earlier bundle, from another auditor. Without them nobody can see that the whole history was cut
short or exchanged. Exit code 0: nothing failed; 1: something did; 2: not understood. How it goes: the checks of CHECKS,
on the files, on each batch of events, on each event of which the facts matter, and at the end.
"""

import argparse
import csv
import gc
import io
import json
import os
import re
import sys
import zipfile
from base64 import b64decode
from binascii import unhexlify
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import file_digest, sha256
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WITHIN = timedelta(seconds=5)
"""How far clocks may lie apart: ours and a witness's."""
SEALED_WITHIN = timedelta(seconds=60)
AFTER_CLOSING = timedelta(days=90)
"""For so long after its end an application is still a ground to write."""
SHOWN = 20
"""Failures of one check that are written out; the others are counted."""
BATCH = 4 << 20
"""Bytes of events that are looked at together."""
AHEAD = 4
"""Batches that are read and hashed, by other processes, before their turn."""
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
LINE = re.compile(
    rb'(\{"position":([1-9]\d*),"recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)",'
    rb'"state_sha256":"([0-9a-f]{64})","stream":"([0-9a-f-]{36})","type":"([a-z0-9-]+)","v":1,"version":[1-9]\d*\})'
    rb"\t([^\n]*)\n"
)
"""Of `events`: the leaf, a tab, the state. Times are all as long as one another, so they compare as they are."""
SEAL = re.compile(rb'"([0-9a-f-]{36})/([a-z-]+)":\{"c":')


# -- Signed notes: C2SP signed-note, tlog-checkpoint, tlog-cosignature ------------------------------------------------


class Key(NamedTuple):
    """`name+hex(id)+base64(type ‖ Ed25519 public key)`; type 1 is a log, 4 a witness."""

    name: str
    id: bytes
    type: int
    public: bytes


def key_of(text: str) -> Key:
    name, said, encoded = text.strip().split("+", 2)
    raw = b64decode(encoded, validate=True)
    key_id = sha256(name.encode() + b"\n" + raw).digest()[:4]
    if key_id.hex() != said or len(raw) != 33 or raw[0] not in (1, 4):
        raise ValueError("not a verifier key: " + text)
    return Key(name, key_id, raw[0], raw[1:])


def signatures(note: str, keys: Iterable[Key]) -> Iterator[tuple[Key, datetime | None, bool]]:
    """Whose name and key id is beneath a note, of these keys; when they say; and whether the signature is theirs."""
    text, _, lines = note.partition("\n\n")
    for line in lines.splitlines():
        name, _, encoded = line.removeprefix("— ").partition(" ")
        raw = b64decode(encoded, validate=True)
        for key in keys:
            if (key.name, key.id) == (name, raw[:4]):
                seconds, signed, begins = 0, raw[4:], ""
                if key.type == 4:
                    seconds, signed = int.from_bytes(raw[4:12], "big"), raw[12:]
                    begins = f"cosignature/v1\ntime {seconds}\n"
                try:
                    Ed25519PublicKey.from_public_bytes(key.public).verify(signed, f"{begins}{text}\n".encode())
                except InvalidSignature:
                    yield key, None, False
                else:
                    yield key, datetime.fromtimestamp(seconds, UTC), True


class Keys:
    """Those that you named, and the log's own that followed or went before them, each for the sizes that it signed."""

    def __init__(self, named: list[Key], notes: Iterable[str]) -> None:
        self.witnesses = [key for key in named if key.type == 4]
        self.after: dict[Key, int] = {key: -1 for key in named if key.type == 1}
        self.until: dict[Key, float] = dict.fromkeys(self.after, float("inf"))
        self.roots: list[tuple[int, bytes]] = []
        waiting, self.bad = list(notes), list[str]()
        while reached := [each for each in waiting if self._follow(each)]:
            waiting = [each for each in waiting if each not in reached]
        self.bad += ["a change of keys that no key of yours agreed to"] * len(waiting)

    def _follow(self, note: str) -> bool:
        head, old_key, new_key, size, root = note.partition("\n\n")[0].split("\n")
        old, new = key_of(old_key), key_of(new_key)
        if head != "renmai log key succession/v1" or not self.after.keys() & {old, new}:
            return False
        if {key for key, _, good in signatures(note, [old, new]) if good} != {old, new}:
            self.bad.append(f"the change of keys at {size} is not signed by both")
        elif self.until.get(old, float("inf")) != float("inf") or self.after.get(new, -1) != -1:
            self.bad.append(f"the change of keys at {size} is not the only one of its key")
        else:
            self.after.setdefault(old, -1)
            self.until.setdefault(new, float("inf"))
            self.until[old] = self.after[new] = int(size)
            self.roots.append((int(size), b64decode(root, validate=True)))
        return True


@dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes
    text: str
    signed: bool = False
    """By the key that was the log's at this size."""
    seen: dict[str, datetime] = field(default_factory=dict)
    """Trusted witnesses, and when each signed."""
    bad: list[str] = field(default_factory=list)
    """Witnesses whose signature is there and wrong."""


def checkpoint_of(note: str, keys: Keys) -> Checkpoint:
    text, gap, _ = note.partition("\n\n")
    origin, size, root = text.split("\n")
    if not gap or not size.isdigit() or str(int(size)) != size:
        raise ValueError("not a checkpoint")
    found = Checkpoint(origin, int(size), b64decode(root, validate=True), text)
    for key, at, good in signatures(note, [*keys.after, *keys.witnesses]):
        if key.type == 1:
            found.signed |= good and origin == key.name and keys.after[key] < found.size <= keys.until[key]
        elif good and at:
            found.seen[key.name] = at
        else:
            found.bad.append(key.name)
    return found


# -- The tree: RFC 6962, proofs by RFC 9162 ---------------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows by many leaves at a time. It keeps the complete subtrees that have no right neighbour yet, by height."""

    def __init__(self) -> None:
        self.size = 0
        self.alone: list[bytes | None] = []

    def grow(self, row: list[bytes]) -> None:
        self.size += len(row)
        for height in count():
            if not row:
                return
            if height == len(self.alone):
                self.alone.append(None)
            if left := self.alone[height]:
                row = [left, *row]
            self.alone[height] = row.pop() if len(row) & 1 else None
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]

    def root(self) -> bytes:
        found = b""
        for left in filter(None, self.alone):
            found = node(left, found) if found else left
        return found or sha256().digest()


def root_by_inclusion(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """RFC 9162, 2.1.3.2."""
    at, last = index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            leaf = node(sibling, leaf)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = node(leaf, sibling)
        at, last = at >> 1, last >> 1
    return leaf if last == 0 and 0 <= index < size else None


def consistent(old: int, size: int, old_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 < old < size:
        return old == size and not path and old_root == root
    path = [old_root, *path] if old & (old - 1) == 0 else path
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, root)


# -- The bundle -------------------------------------------------------------------------------------------------------


class Bundle:
    """A folder or a zip of files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = zipfile.ZipFile(path) if path.is_file() else None
        if self.zip:
            self.names = {each for each in self.zip.namelist() if not each.endswith("/")}
        else:
            self.names = {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}
        self.manifest: dict[str, Any] = json.loads(self.read("MANIFEST.json"))

    def open(self, name: str) -> Any:
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return bytes(file.read())

    def objects(self, name: str) -> Iterator[dict[str, Any]]:
        if name in self.names:
            with io.TextIOWrapper(self.open(name), "utf-8", newline="\n") as lines:
                yield from map(json.loads, lines)

    def batches(self) -> Iterator["Batch"]:
        """All events in order, some at a time; of a long bundle each core reads and hashes some."""
        with self.open("events") as file:
            pieces = iter(lambda: file.read(BATCH) + file.readline(), b"")
            first = next(pieces, b"")
            if first:
                yield Batch(first)
            if len(first) < BATCH or os.cpu_count() == 1:
                yield from map(Batch, pieces)
                return
            waiting: deque[Future[Batch]] = deque()
            with ProcessPoolExecutor() as processes:
                for piece in pieces:
                    waiting.append(processes.submit(Batch, piece))
                    if len(waiting) > AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()


class Event(NamedTuple):
    position: int
    time: str
    stream: str
    type: str
    state: bytes

    @property
    def recorded_at(self) -> datetime:
        return datetime.fromisoformat(self.time)


class Batch:
    """Some events in their order, by columns."""

    def __init__(self, lines: bytes) -> None:
        found = LINE.findall(lines)
        leaves, places, self.times, digests, self.streams, self.types, self.states = zip(*found, strict=True)
        if sum(map(len, leaves)) + sum(map(len, self.states)) + 2 * len(found) != len(lines):
            raise ValueError("events holds a line that is none")
        self.positions = list(map(int, places))
        self.hashes = [sha256(b"\x00" + each).digest() for each in leaves]
        each = zip(self.positions, self.states, digests, strict=True)
        self.unlike = [place for place, stored, digest in each if sha256(stored).digest() != unhexlify(digest)]
        """Where the state is not the one whose hash is in the leaf."""

    def __len__(self) -> int:
        return len(self.positions)

    def event(self, at: int) -> Event:
        time, stream, kind = (each[at].decode() for each in (self.times, self.streams, self.types))
        return Event(self.positions[at], time, stream, kind, self.states[at])


# -- Who may be written to, as the events tell it ---------------------------------------------------------------------

BLOCKS = ("consent-withdrawn", "consent-refused", "unsubscribed", "objection-raised")
MERGES = ("candidate-merged", "merge-reversed")
FOLLOWS_DISPATCH = ("contact-sent", "contact-delivered", "contact-unconfirmed")
ENDS = ("not-hired", "application-withdrawn", "offer-declined", "offer-rescinded")
READ = {
    "consent-given", "consent-expired", "recorded-in-error", "contact-planned", "contact-dispatched", "contact-failed",
    "applied", "talent-pool-entered", "talent-pool-left", "candidate-erased",
    *BLOCKS, *MERGES, *FOLLOWS_DISPATCH, *ENDS,
}  # fmt: skip
"""The types whose facts are read; of all others only the hash matters."""
UNASKED = {"talent-pool", "marketing", "alumni", "permission-request"}
"""The purposes that a person did not ask for."""
PURPOSES_OF = {
    "consent": {"application", "talent-pool", "marketing", "permission-request", "onboarding", "alumni"},
    "contract": {"application", "onboarding"},
    "legal-duty": {"rights-reply"},
    "asking": {"permission-request"},
    "legitimate-interest": {"talent-pool", "marketing", "alumni", "application", "onboarding"},
    "opt-out-regime": {"talent-pool", "marketing", "alumni", "application", "onboarding"},
}


class Fact(NamedTuple):
    position: int
    type: str
    recorded_at: datetime
    happened_at: datetime
    imported: bool
    facts: dict[str, Any]

    def covers(self, contact: dict[str, Any]) -> bool:
        """Whether a consent is for just this contact."""
        return (
            self.facts["purpose"] == contact["purpose"]
            and contact["channel"] in self.facts["channels"]
            and self.facts["controller"] == contact["controller"]
            and self.facts.get("recipient") == contact.get("recipient")
        )

    def blocks(self, contact: dict[str, Any]) -> bool:
        """Whether a withdrawal, refusal, unsubscription or objection is about this contact; None is about all."""
        purposes = self.facts.get("purposes") or [self.facts.get("purpose")]
        meant = UNASKED if contact["purpose"] == "permission-request" else {contact["purpose"]}
        return (
            any(each is None or each in meant for each in purposes)
            and (not self.facts.get("channels") or contact["channel"] in self.facts["channels"])
            and self.facts.get("controller") in (None, contact["controller"])
            and self.facts.get("recipient") in (None, contact.get("recipient"))
        )

    def lifts(self, block: "Fact") -> bool:
        return not self.imported and self.position > block.position and self.happened_at >= block.recorded_at


class People:
    """What was in the clear about each stream, up to the event that is at hand."""

    def __init__(self) -> None:
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        self.joined: dict[str, set[str]] = defaultdict(set)
        self.recipients: dict[str, Any] = {}

    def take(self, event: Event) -> Fact:
        state = json.loads(event.state.decode())
        meta, facts, recorded_at = state["meta"], state["facts"], event.recorded_at
        claimed = meta.get("occurred")
        at = min(datetime.fromisoformat(claimed["at"]), recorded_at) if claimed else recorded_at
        imported = "batch" in meta or facts.get("method") == "imported"
        fact = Fact(event.position, event.type, recorded_at, at, imported, facts)
        if event.type in MERGES:
            survivor, absorbed = facts.get("survivor", event.stream), facts["absorbed"]
            change = set.discard if event.type == "merge-reversed" else set.add
            change(self.joined[survivor], absorbed)
            change(self.joined[absorbed], survivor)
        elif event.type == "recorded-in-error":
            kept = [each for each in self.facts[event.stream] if each.position != facts["position"]]
            self.facts[event.stream] = kept
        else:
            if event.type == "contact-planned":
                self.recipients[facts["contact"]] = facts.get("recipient")
            self.facts[event.stream].append(fact)
        return fact

    def of(self, stream: str) -> list[Fact]:
        """Of the person: all streams that are joined to this one by now."""
        found, waiting = {stream}, [stream]
        while waiting:
            more = self.joined.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return sorted((fact for each in found for fact in self.facts.get(each, ())), key=lambda fact: fact.position)


def why_unlawful(person: list[Fact], contact: Fact) -> str | None:
    """What is wrong with the basis of a contact that left; None where nothing is. Calendars and caps are not run."""
    wanted, basis, at = contact.facts, contact.facts["basis"], contact.recorded_at
    before = [fact for fact in person if fact.position < contact.position]
    rests_on = next((fact for fact in before if fact.position == wanted.get("basis_position")), None)
    if wanted["purpose"] not in PURPOSES_OF.get(basis, ()):
        return f"{basis} is no basis for {wanted['purpose']}"
    if wanted["checked_at"] >= contact.position:
        return "it was checked at a position that did not exist"
    if wanted.get("basis_position") and rests_on is None:
        return f"no event of this person at position {wanted['basis_position']} was in force"
    if basis == "legal-duty":
        return None
    blocks = [fact for fact in before if fact.type in BLOCKS and fact.blocks(wanted)]
    grants = [fact for fact in before if fact.type == "consent-given" and fact.covers(wanted)]
    if basis == "contract" and rests_on and not rests_on.imported:
        blocks = [each for each in blocks if each.position > rests_on.position]
    if basis == "consent":
        grants = [each for each in grants if each is rests_on]
    for block in blocks:
        if not any(grant.lifts(block) for grant in grants):
            return f"{block.type} at position {block.position} stood against it"
    return BASES[basis](before, rests_on, wanted, at)


def _consent(before: list[Fact], consent: Fact | None, wanted: dict[str, Any], at: datetime) -> str | None:
    if consent is None or consent.type != "consent-given":
        return "it cites no consent"
    if not consent.covers(wanted):
        return f"the consent at {consent.position} is for another purpose, channel, controller or recipient"
    last_day = consent.facts.get("expires_on")
    if last_day and at.date() > date.fromisoformat(last_day):
        return f"the consent at {consent.position} had run out on {last_day}"
    if any(each.type == "consent-expired" and each.facts["position"] == consent.position for each in before):
        return f"the consent at {consent.position} had run out"
    return None


def _contract(before: list[Fact], applied: Fact | None, wanted: dict[str, Any], at: datetime) -> str | None:
    if applied is None:
        return None if wanted["purpose"] == "onboarding" else "it cites no application"
    application = applied.facts.get("application")
    if application is None or applied.facts.get("controller") != wanted["controller"]:
        return f"position {applied.position} is no application to this controller"
    ended = [each.happened_at for each in before if each.type in ENDS and each.facts.get("application") == application]
    return "the application had ended more than 90 days before" if ended and at - max(ended) > AFTER_CLOSING else None


def _asking(before: list[Fact], since: Fact | None, wanted: dict[str, Any], _at: datetime) -> str | None:
    failed = {each.facts["contact"] for each in before if each.type == "contact-failed"}
    for each in before:
        again = each.type == "contact-dispatched" and each.facts["contact"] not in failed | {wanted["contact"]}
        same = each.facts.get("purpose"), each.facts.get("controller")
        if again and same == ("permission-request", wanted["controller"]) and not (since and since[0] > each[0]):
            return f"they had been asked before, at position {each.position}"
    return None


def _relation(_before: list[Fact], _on: Fact | None, _wanted: dict[str, Any], _at: datetime) -> str | None:
    return None


BASES: dict[str, Callable[[list[Fact], Fact | None, dict[str, Any], datetime], str | None]] = {
    "consent": _consent,
    "contract": _contract,
    "asking": _asking,
    "legitimate-interest": _relation,
    "opt-out-regime": _relation,
}


# -- The checks -------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What the auditor brings along."""

    keys: list[Key]
    held: list[str] = field(default_factory=list)
    """Signed notes, got elsewhere."""
    quorum: int = 0
    newest_within: float | None = None
    """Seconds."""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    told: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)


class Audit:
    """One bundle under way."""

    def __init__(self, bundle: Bundle, asked: Asked) -> None:
        self.bundle, self.asked = bundle, asked
        self.whole = bundle.manifest["scope"]["what"] == "everything"
        self.readable: set[str] = set(bundle.manifest["readable"])
        self.results: dict[str, Result] = {}
        self.now = ""
        self.keys = Keys(asked.keys, (each["note"] for each in bundle.objects("successions.jsonl")))
        self.newest = checkpoint_of(bundle.read("checkpoint").decode(), self.keys)
        self.log = [checkpoint_of(each["note"], self.keys) for each in bundle.objects("checkpoints.log")]
        self.held = [checkpoint_of(note, self.keys) for note in asked.held]
        self.signed = [self.newest, *self.log, *self.held]
        self.witnessed = [(each.size, min(each.seen.values())) for each in self.log if each.seen]
        self.coming = 0
        """Of `witnessed`: the first that holds the event at hand."""
        self.tree, self.leaves = Tree(), sha256()
        self.roots = dict.fromkeys([each.size for each in self.signed] + [size for size, _ in self.keys.roots], b"")
        self.last = 0, b""
        """Position and time of the event before the batch at hand."""
        self.people, self.erased = People(), set[str]()
        self.belongs: dict[str, str] = {}
        """Streams of messages, each with the person whose it was found to be: their erasure is its own."""
        self.fact: Fact | None = None
        """Of the event at hand."""
        self.forgotten: dict[str, int] = {}
        self.proofs = bundle.objects("proofs.jsonl")
        self.payload = bundle.objects("payload.jsonl")
        self.next_payload = next(self.payload, None)
        self.told_contacts = bundle.objects("contact_log.jsonl")

    def passed(self, many: int = 1) -> None:
        self.results[self.now].passed += many

    def failed(self, why: str, position: int = 0) -> None:
        result = self.results[self.now]
        result.failed += 1
        if result.failed <= SHOWN:
            result.told.append(why)
            result.positions += [position] if position else []

    def skipped(self, why: str, many: int = 1) -> None:
        result = self.results[self.now]
        result.skipped += many
        if why not in result.told:
            result.told.append(why)

    def judged(self, batch: Batch, wrong: list[int], why: str) -> None:
        """`wrong`: at which positions; all others are good."""
        self.passed(len(batch) - len(wrong))
        for position in wrong:
            self.failed(why, position)

    def grow(self, batch: Batch) -> None:
        """The tree over what was sealed, and its root at each size that somebody signed."""
        hashes = batch.hashes[: max(0, self.newest.size - self.tree.size)] if self.whole else ()
        self.leaves.update(b"".join(hashes))
        begun, size = 0, self.tree.size
        for end in [*sorted(each for each in self.roots if size < each <= size + len(hashes)), size + len(hashes)]:
            self.tree.grow(list(hashes[begun : end - size]))
            begun = end - size
            if end in self.roots:
                self.roots[end] = self.tree.root()

    def take(self, event: Event) -> None:
        """What the checks look back at."""
        try:
            self.fact = self.people.take(event) if event.type in READ else None
        except (ValueError, KeyError, TypeError):  # what is not as we write it; its hash says the rest
            self.fact = None
        if event.type == "candidate-erased":
            self.erased.add(event.stream)
        elif event.type == "message-assigned":
            self.belongs[event.stream] = json.loads(event.state)["facts"].get("candidate", "")


def manifest(audit: Audit) -> None:
    """Each file is the one that the manifest names, and there is no other."""
    listed: dict[str, Any] = audit.bundle.manifest["files"]
    for name in sorted(audit.bundle.names - {"MANIFEST.json"} | listed.keys()):
        if name not in listed or name not in audit.bundle.names:
            audit.failed(f"{name} is {'not in the manifest' if name not in listed else 'missing'}")
            continue
        with audit.bundle.open(name) as file:
            same = file_digest(file, "sha256").hexdigest() == listed[name]["sha256"]
        audit.passed() if same else audit.failed(f"{name} is not the file that the manifest names")


def succession(audit: Audit) -> None:
    """Each change of the log's key was agreed to by both, and leads to a key of yours."""
    audit.passed(len(audit.keys.roots))
    for why in audit.keys.bad:
        audit.failed(why)
    if not audit.keys.roots:
        audit.skipped("the log's key was never changed")


def signature(audit: Audit) -> None:
    """The log's key of its time signed each checkpoint."""
    for each in audit.signed:
        audit.passed() if each.signed else audit.failed(f"the checkpoint of {each.size} is not signed by the log's key")


def cosignature(audit: Audit) -> None:
    """No signature of a witness is wrong."""
    for each in audit.signed:
        why = f"{', '.join(each.bad)}: wrong signature of the checkpoint of {each.size}"
        audit.failed(why) if each.bad else audit.passed()


def policy(audit: Audit) -> None:
    """Enough witnesses signed the newest checkpoint, and lately."""
    seen, asked = audit.newest.seen, audit.asked
    if not audit.keys.witnesses:
        return audit.skipped("no witness was named: the log's operator could show somebody else another history")
    if len(seen) < asked.quorum:
        return audit.failed(f"{len(seen)} of the named witnesses signed, and {asked.quorum} are wanted")
    last = max(seen.values(), default=None)
    if asked.newest_within is not None and (last is None or asked.at - last > timedelta(seconds=asked.newest_within)):
        return audit.failed(f"the newest signature of a witness is of {last or 'never'}")
    return audit.passed()


def consistency(audit: Audit) -> None:
    """Each checkpoint begins with the one before it."""
    log = [*audit.log]
    if not log or log[-1].text != audit.newest.text:
        log.append(audit.newest)
    proofs = {(each["old"], each["size"]): each["hashes"] for each in audit.bundle.objects("consistency.jsonl")}
    for old, new in pairwise(log):
        path = [b64decode(each) for each in proofs.get((old.size, new.size), ())]
        if consistent(old.size, new.size, old.root, new.root, path):
            audit.passed()
        else:
            audit.failed(f"the tree of {new.size} is not shown to begin with that of {old.size}")


def known_before(audit: Audit) -> None:
    """What you held before is still the beginning."""
    shown = {each.size: each.root for each in [*audit.log, audit.newest]}
    if not audit.held:
        audit.skipped("no --held checkpoint: a history cut short, forked or exchanged would not be seen")
    for each in audit.held:
        root = audit.roots[each.size] if audit.whole and each.size <= audit.tree.size else shown.get(each.size)
        if each.size > audit.newest.size:
            audit.failed(f"you hold a checkpoint of {each.size} events, and the bundle ends at {audit.newest.size}")
        elif root is None:
            audit.skipped(f"no root of {each.size} events in this bundle: ask for one of everything")
        else:
            audit.passed() if root == each.root else audit.failed(f"you hold another tree of {each.size} events")


def root(audit: Audit) -> None:
    """The events make the trees that were signed."""
    if not audit.whole:
        return audit.skipped("a part of the ledger: each event is proven by itself")
    for size, signed in [*((each.size, each.root) for each in [audit.newest, *audit.log]), *audit.keys.roots]:
        if audit.roots[size] == signed or size == 0:
            audit.passed()
        else:
            audit.failed(f"the events do not make the tree of {size} that was signed", size)
    return None


def tile(audit: Audit) -> None:
    """The tiles of level 0 hold the hashes of the events."""
    if not audit.whole:
        return audit.skipped("a part of the ledger has no tiles")
    hashes = sha256()
    for name in sorted(audit.bundle.names, key=lambda each: (each.count("x"), each)):
        if name.startswith("tile/0/"):
            hashes.update(audit.bundle.read(name))
    same = hashes.digest() == audit.leaves.digest()
    return audit.passed() if same else audit.failed("tile/0 does not hold the hashes of the events")


def inclusion(audit: Audit, batch: Batch) -> None:
    """Each event is in the tree that was signed, at its position."""
    if audit.whole:
        return audit.skipped("shown by the root", len(batch))
    sealed = [(position, leaf) for position, leaf in zip(batch.positions, batch.hashes, strict=True)
              if position <= audit.newest.size]  # fmt: skip
    for position, leaf in sealed:
        proof = next(audit.proofs, None) or {"position": 0, "hashes": []}
        path = [b64decode(each) for each in proof["hashes"]]
        found = root_by_inclusion(position - 1, audit.newest.size, leaf, path)
        if proof["position"] == position and found == audit.newest.root:
            audit.passed()
        else:
            audit.failed("it is not in the tree that was signed", position)
    return None


def state(audit: Audit, batch: Batch) -> None:
    """What is stored has the hash that its leaf names."""
    audit.judged(batch, batch.unlike, "its state is not the one whose hash was signed")


def place(audit: Audit, batch: Batch) -> None:
    """Positions rise; in a bundle of everything none is missing."""
    each = zip([audit.last[0], *batch.positions], batch.positions, strict=False)
    wrong = [now for last, now in each if now != last + 1 and (now <= last or audit.whole)]
    audit.judged(batch, wrong, "it does not come after the one in front of it")


def times(audit: Audit, batch: Batch) -> None:
    """recorded_at never falls."""
    each = zip(batch.positions, [audit.last[1], *batch.times], batch.times, strict=False)
    wrong = [position for position, last, now in each if now < last]
    audit.judged(batch, wrong, "recorded before the one in front of it")


def bounds(audit: Audit, batch: Batch) -> None:
    """recorded_at lies between the witnessed checkpoints around the event."""
    log, begin = audit.witnessed, 0
    if not log:
        return audit.skipped("no checkpoint bears the time of a witness that you named", len(batch))
    while begin < len(batch):
        while audit.coming < len(log) and log[audit.coming][0] < batch.positions[begin]:
            audit.coming += 1
        ended = audit.coming == len(log)
        end = len(batch) if ended else max(begin + 1, bisect_right(batch.positions, log[audit.coming][0]))
        earliest = f"{log[audit.coming - 1][1] - WITHIN:{TIME}}".encode() if audit.coming else b""
        latest = b"9" if ended else f"{log[audit.coming][1] + WITHIN:{TIME}}".encode()
        for at in range(begin, end):
            if earliest <= batch.times[at] <= latest:
                continue
            why = f"recorded at {batch.times[at].decode()}, seen from {earliest.decode()} to {latest.decode()}"
            audit.failed(why, batch.positions[at])
            audit.passed(-1)
        audit.passed(end - begin)
        begin = end
    return None


def sealed(audit: Audit, batch: Batch) -> None:
    """What was accepted is under the checkpoint a minute later."""
    size, late = audit.newest.size, f"{audit.asked.at - SEALED_WITHIN:{TIME}}".encode()
    over = [each for each in zip(batch.positions, batch.times, strict=True) if each[0] > size]
    audit.passed(len(batch) - len(over))
    for position, time in over:
        if time < late:
            audit.failed(f"recorded at {time.decode()} and never sealed", position)
        else:
            audit.skipped("recorded within the last minute, not sealed yet")


def payload(audit: Audit, batch: Batch) -> None:
    """Each sealed part that may be read is there in clear, or there is a reason; no key was lost."""
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    while audit.next_payload and audit.next_payload["position"] <= batch.positions[-1]:
        told[audit.next_payload["position"]][audit.next_payload["part"]] = audit.next_payload
        audit.next_payload = next(audit.payload, None)
    for position, stored in zip(batch.positions, batch.states, strict=True) if audit.readable or told else ():
        here = told.get(position, {})
        for subject, data_class in SEAL.findall(stored) if audit.readable or here else ():
            part = f"{subject.decode()}/{data_class.decode()}"
            if part not in here and data_class.decode() in audit.readable:
                audit.failed(f"{part} is sealed and neither shown nor explained", position)
            elif here.get(part, {}).get("unreadable") == "key-lost":
                audit.failed(f"the key of {part} was lost", position)
            elif part in here:
                audit.passed()
            if here.get(part, {}).get("unreadable") == "forgotten":
                audit.forgotten.setdefault(subject.decode(), position)


def basis(audit: Audit, event: Event) -> None:
    """The basis of each contact that left existed, covered it, and was live."""
    contact = audit.fact
    if event.type == "contact-logged":
        return audit.skipped("contact-logged: made without asking, so it cites no basis")
    if event.type != "contact-dispatched" or contact is None:
        return None
    recipient = audit.people.recipients.get(contact.facts["contact"])
    contact = contact._replace(facts={**contact.facts, "recipient": recipient})
    if why := why_unlawful(audit.people.of(event.stream), contact):
        return audit.failed(why, event.position)
    if contact.facts["basis"] in ("legitimate-interest", "opt-out-regime"):
        return audit.skipped("an interest or a regime of opting out: only what stands against it was looked at")
    return audit.passed()


def dispatched(audit: Audit, event: Event) -> None:
    """Nothing was sent that was not dispatched before."""
    fact = audit.fact
    if event.type not in FOLLOWS_DISPATCH or fact is None:
        return
    person = audit.people.of(event.stream)
    if any(each.type == "contact-dispatched" and each.facts["contact"] == fact.facts["contact"] for each in person):
        audit.passed()
    else:
        audit.failed(f"{event.type} without a contact-dispatched before it", event.position)


def contact_log(audit: Audit, event: Event) -> None:
    """The contact log says what the events say."""
    if event.type not in CONTACTS:
        return
    told = next(audit.told_contacts, {})
    facts = audit.fact.facts if audit.fact else json.loads(event.state)["facts"]
    place = event.position, event.stream, event.type, event.time
    wanted = dict(zip(CONTACT_COLUMNS, (*place, *map(facts.get, CONTACT_FIELDS)), strict=True))
    audit.passed() if told == wanted else audit.failed("the contact log differs from the event", event.position)


def erasure(audit: Audit) -> None:
    """What is forgotten was erased: there is an event that says so."""
    for subject, position in audit.forgotten.items():
        if subject in audit.erased or audit.belongs.get(subject) in audit.erased:
            audit.passed()
        else:
            audit.failed(f"data of {subject} can't be read any more, and no candidate-erased says why", position)


def contact_table(audit: Audit) -> None:
    """contact_log.csv has the rows of contact_log.jsonl."""
    with io.TextIOWrapper(audit.bundle.open("contact_log.csv"), "utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for told in audit.bundle.objects("contact_log.jsonl"):
            if next(rows, None) != [cell(told[name]) for name in CONTACT_COLUMNS]:
                return audit.failed("contact_log.csv differs from contact_log.jsonl", told["position"])
            audit.passed()
        return audit.failed("contact_log.csv has more rows") if next(rows, None) else None


CONTACTS = {"contact-" + each for each in (
    "planned", "refused", "dispatched", "sent", "failed", "unconfirmed", "delivered", "bounced", "opened", "clicked",
    "logged", "breached",
)} | {"replied"}  # fmt: skip
CONTACT_FIELDS = ("contact", "channel", "purpose", "controller", "basis", "basis_position", "checked_at", "reasons")
CONTACT_COLUMNS = ("position", "stream", "type", "recorded_at", *CONTACT_FIELDS)
MATTERS = {each.encode() for each in {*READ, *CONTACTS, "message-assigned"}}
"""The types of events that are looked at one by one."""


def cell(value: Any) -> str:
    """As a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


CHECKS: dict[str, tuple[str, Callable[..., None]]] = {
    "manifest": ("files", manifest),
    "succession": ("files", succession),
    "signature": ("files", signature),
    "cosignature": ("files", cosignature),
    "policy": ("files", policy),
    "consistency": ("files", consistency),
    "place": ("batch", place),
    "state": ("batch", state),
    "inclusion": ("batch", inclusion),
    "times": ("batch", times),
    "bounds": ("batch", bounds),
    "sealed": ("batch", sealed),
    "payload": ("batch", payload),
    "basis": ("event", basis),
    "dispatched": ("event", dispatched),
    "contact-log": ("event", contact_log),
    "root": ("end", root),
    "tile": ("end", tile),
    "held": ("end", known_before),
    "erasure": ("end", erasure),
    "contact-table": ("end", contact_table),
}
"""All there are, each with its stage. Take one out, and a fault named in our tests passes unseen."""


def verify(path: Path, asked: Asked, checks: dict[str, tuple[str, Callable[..., None]]] = CHECKS) -> dict[str, Result]:
    """What each check says. Raises ValueError, KeyError or OSError where it is no bundle at all."""
    audit = Audit(Bundle(path), asked)
    audit.results = {name: Result() for name in checks}

    stages: dict[str, list[tuple[str, Callable[..., None]]]] = defaultdict(list)
    for name, (stage, check) in checks.items():
        stages[stage].append((name, check))

    def run(stage: str, *at_hand: Batch | Event) -> None:
        for audit.now, check in stages[stage]:
            check(audit, *at_hand)

    run("files")
    for batch in audit.bundle.batches():
        audit.grow(batch)
        run("batch", batch)
        for at in [at for at, kind in enumerate(batch.types) if kind in MATTERS]:
            audit.take(event := batch.event(at))
            run("event", event)
        audit.last = batch.positions[-1], batch.times[-1]
    run("end")
    return audit.results


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence offline.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--log", action="append", required=True, metavar="KEY", help="the log's, got elsewhere")
    parser.add_argument("--witness", action="append", default=[], metavar="KEY")
    parser.add_argument("--quorum", type=int, help="witnesses that must have signed; all that are named")
    parser.add_argument("--newest-within", type=float, metavar="SECONDS")
    parser.add_argument("--held", action="append", default=[], type=Path, metavar="FILE", help="an older checkpoint")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        keys = [key_of(each) for each in (*given.log, *given.witness)]
        quorum = len(given.witness) if given.quorum is None else given.quorum
        held = [each.read_text(encoding="utf-8") for each in given.held]
        results = verify(given.bundle, Asked(keys, held, quorum, given.newest_within))
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"not a bundle, or not understood: {error}\n")
        return 2
    whole = not any(each.failed for each in results.values())
    if given.json:
        told = {"verified": whole, "checks": {name: vars(each) for name, each in results.items()}}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        for name, each in results.items():
            mark = "FAILED" if each.failed else "passed" if each.passed else "skipped"
            counts = f"{each.passed} passed, {each.failed} failed, {each.skipped} skipped"
            sys.stdout.write(f"{mark:8}{name:14}{counts}\n" + "".join(f"{'':22}{why}\n" for why in each.told))
            if each.positions:
                sys.stdout.write(f"{'':22}positions {', '.join(map(str, each.positions))}\n")
    return 0 if whole else 1


if __name__ == "__main__":
    gc.disable()  # nothing here is in cycles, and there is much of it
    sys.exit(main())
