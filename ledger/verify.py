"""Verify a bundle of evidence, or a live log. One file: it needs Python 3.11 and `cryptography`, and nothing of Renmai.

    python verify.py BUNDLE --log KEY [--witness KEY …] [--quorum 1] [--newest-within 3600] [--held FILE …] [--json]
    python verify.py https://HOST/v1/log --access FILE --log KEY …

BUNDLE is a folder or a zip. The keys come from you: what the bundle says of keys proves nothing, but that a key you
trust agreed to the one after it, or the one after it to yours. `--held` names checkpoints that you got elsewhere: from
a witness, from an earlier bundle, from another auditor. Without them nobody can see that the whole history was cut
short or exchanged. Of a live log the tiles of hashes are fetched and, with an auditor's access key, the leaves below
them. Exit code 0: nothing failed; 1: something did; 2: not understood. How it goes: the checks of CHECKS, on the files,
on each batch of events, on each event that tells of consents or contacts, and at the end.
"""

import argparse
import csv
import gc
import json
import re
import sys
import time
import zipfile
from base64 import b64decode
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from hashlib import file_digest, sha256
from itertools import compress, pairwise, starmap
from operator import lt, sub
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WITHIN = timedelta(seconds=5)  # how far clocks may lie apart: ours and a witness's
SEALED_WITHIN = timedelta(seconds=60)
AFTER_CLOSING = timedelta(days=90)  # for so long after its end an application is still a ground to write
SHOWN = 20  # failures of one check that are written out; the others are counted
BATCH = 1 << 20  # bytes of events that are looked at together
AHEAD = 16  # batches that are read and hashed before their turn
TILE = 256  # hashes
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"  # all as long as one another, so they compare as they are
LINE = re.compile(  # of `events`: the leaf, a tab, the state
    rb'(?m)^(\{"position":([1-9]\d*),"recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)",'
    rb'"state_sha256":"(.{64})","stream":"(.{36})","type":"([a-z0-9-]+)","v":1,"version":[1-9]\d*\})\t(.*)\n'
)
SEALED, PART = b'"sealed":{', re.compile(rb'"([0-9a-f-]{36}/[a-z-]+)":\{"c":')


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


def signatures(note: str, keys: Iterable[Key]) -> Iterator[tuple[Key, datetime | None]]:
    """Who of these signed a note, and when they say; None where the signature is not theirs."""
    text, _, lines = note.partition("\n\n")
    known = {(key.name, key.id): key for key in keys}
    for line in lines.splitlines():
        name, _, encoded = line.removeprefix("— ").partition(" ")
        raw = b64decode(encoded, validate=True)
        if key := known.get((name, raw[:4])):
            seconds = int.from_bytes(raw[4:12]) if key.type == 4 else 0
            begins, signature = (f"cosignature/v1\ntime {seconds}\n", raw[12:]) if key.type == 4 else ("", raw[4:])
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature, f"{begins}{text}\n".encode())
                yield key, datetime.fromtimestamp(seconds, UTC)
            except InvalidSignature:
                yield key, None


class Keys:
    """Those that you named, and the log's own that followed or went before them, each for the sizes that it signed."""

    def __init__(self, named: list[Key], successions: Iterable[str]) -> None:
        self.witnesses = [key for key in named if key.type == 4]
        self.spans: dict[Key, tuple[float, float]] = {key: (-1, float("inf")) for key in named if key.type == 1}
        self.roots: list[tuple[int, bytes]] = []
        self.bad: list[str] = []
        chained: dict[Key, tuple[float, float]] = {}
        for note in successions:
            head, old_key, new_key, size, root = note.partition("\n\n")[0].split("\n")
            old, new = both = key_of(old_key), key_of(new_key)
            if head != "renmai log key succession/v1" or {key for key, at in signatures(note, both) if at} != {*both}:
                self.bad.append(f"the change of keys at {size} is not signed by both")
            elif new in chained or (chained and old != [*chained][-1]):
                self.bad.append(f"the change of keys at {size} is not the only one of its key")
            else:
                chained |= {old: (chained.get(old, (-1, 0))[0], int(size)), new: (int(size), float("inf"))}
                self.roots.append((int(size), b64decode(root, validate=True)))
        if chained.keys() & self.spans.keys():
            self.spans |= chained
        else:
            self.bad += ["a change of keys that no key of yours agreed to" for _ in self.roots]
            self.roots = []


class Checkpoint:
    def __init__(self, note: str, keys: Keys) -> None:
        origin, size, root = note.partition("\n\n")[0].split("\n")
        if not re.fullmatch(r"0|[1-9]\d{0,18}", size):
            raise ValueError("not a checkpoint")
        self.size, self.root = int(size), b64decode(root, validate=True)
        spans = [keys.spans[key] for key, at in signatures(note, keys.spans) if at and key.name == origin]
        self.signed = any(after < self.size <= until for after, until in spans)  # by the log's key at this size
        seen = list(signatures(note, keys.witnesses))
        self.seen = {key.name: at for key, at in seen if at}
        self.bad = [key.name for key, at in seen if not at]  # the signature is there, and wrong


# -- The tree: RFC 6962, proofs by RFC 9162 ---------------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def climb(at: int, last: int, start: bytes, path: Iterable[bytes]) -> tuple[bytes, bytes] | None:
    """From a node of a row that ends at `last`: the root of the tree that ends with it, and of the whole tree.

    2.1.3.2 from a leaf, 2.1.4.2 from the subtree that an older tree ended with. None where the path has another length.
    """
    first = second = start
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return (first, second) if last == 0 else None


def consistent(old: Checkpoint, new: Checkpoint, path: list[bytes]) -> bool:
    if not 0 < old.size < new.size:
        return (old.size, old.root, []) == (new.size, new.root, path)
    height = (old.size & -old.size).bit_length() - 1  # of the subtree that the old tree ended with
    start, *path = [old.root, *path] if old.size == 1 << height else path or [b""]
    return climb(old.size - 1 >> height, new.size - 1 >> height, start, path) == (old.root, new.root)


# -- Events -----------------------------------------------------------------------------------------------------------


class Batch(NamedTuple):
    """Some events in their order, by columns, and what more is known of some."""

    positions: list[int]
    times: list[bytes]
    hashes: list[bytes]
    unlike: list[int]  # where the state is not the one whose hash is in the leaf
    parts: list[tuple[int, str]]  # what is sealed: position, subject/class
    matter: list[tuple[bytes, ...]]  # of MATTERS: what fact_of takes


def batch_of(path: Path, begin: int, end: int) -> Batch:
    """Of the lines that lie between."""
    with path.open("rb", buffering=0) as file:
        file.seek(begin)
        text = file.read(end - begin)
    lines = LINE.findall(text)
    if sum(len(line[0]) + len(line[6]) + 2 for line in lines) != end - begin:
        raise ValueError("events holds a line that is none")
    return Batch(
        [int(line[1]) for line in lines],
        [line[2] for line in lines],
        [sha256(b"\x00" + line[0]).digest() for line in lines],
        [int(line[1]) for line in lines if sha256(line[6]).hexdigest().encode() != line[3]],
        [
            (int(line[1]), each.decode())
            for line in lines
            if b'":{"c":' in line[6]
            for each in PART.findall(line[6], line[6].rfind(SEALED))
        ],
        [(*line[1:3], *line[4:]) for line in lines if line[5] in MATTERS],
    )


def batches(path: Path, others: Executor) -> Iterator[Batch]:
    """All events in order, read and hashed by others."""
    waiting: deque[Future[Batch]] = deque()
    begin, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while begin < size:
            file.seek(begin + BATCH)
            file.readline()
            end = min(file.tell(), size)
            waiting.append(others.submit(batch_of, path, begin, end))
            begin = end
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
    yield from (each.result() for each in waiting)


# -- Who may be written to, as the events tell it ---------------------------------------------------------------------

MERGES = ("candidate-merged", "merge-reversed")
BLOCKS = ("consent-withdrawn", "consent-refused", "unsubscribed", "objection-raised")
ENDS = ("not-hired", "application-withdrawn", "offer-declined", "offer-rescinded")
CONTACTS = {"contact-" + each for each in (
    "planned", "refused", "dispatched", "sent", "failed", "unconfirmed", "delivered", "bounced", "opened", "clicked",
    "logged", "breached",
)} | {"replied"}  # fmt: skip
CONTACT_FIELDS = ("contact", "channel", "purpose", "controller", "basis", "basis_position", "checked_at", "reasons")
CONTACT_COLUMNS = ("position", "stream", "type", "recorded_at", *CONTACT_FIELDS)
MATTERS = {each.encode() for each in (
    "consent-given", "consent-expired", "recorded-in-error", "applied", "talent-pool-entered", "talent-pool-left",
    "candidate-erased", "message-assigned", *MERGES, *BLOCKS, *ENDS, *CONTACTS,
)}  # fmt: skip
UNASKED = {"talent-pool", "marketing", "alumni", "permission-request"}  # what a person did not ask for
INTEREST = {"talent-pool", "marketing", "alumni", "application", "onboarding"}
PURPOSES_OF = {
    "consent": INTEREST | {"permission-request"},
    "contract": {"application", "onboarding"},
    "legal-duty": {"rights-reply", "consent-record"},
    "asking": {"permission-request"},
    "legitimate-interest": INTEREST,
    "opt-out-regime": INTEREST,
}


class Fact(NamedTuple):
    """An event of MATTERS, as far as it is in the clear."""

    position: int
    time: str
    stream: str
    type: str
    facts: dict[str, Any]
    recorded_at: datetime
    happened_at: datetime  # as it is claimed, and not later than it was recorded
    imported: bool

    def columns(self) -> tuple[Any, ...]:
        return self.position, self.stream, self.type, self.time, *map(self.facts.get, CONTACT_FIELDS)

    def covers(self, contact: dict[str, Any]) -> bool:
        """Whether a consent is for just this contact."""
        same = all(self.facts.get(each) == contact.get(each) for each in ("purpose", "controller", "recipient"))
        return same and contact["channel"] in self.facts["channels"]

    def blocks(self, contact: dict[str, Any]) -> bool:
        """Whether a withdrawal, refusal, unsubscription or objection is about this contact; None is about all."""
        purposes = self.facts.get("purposes") or [self.facts.get("purpose")]
        meant = UNASKED if contact["purpose"] == "permission-request" else {contact["purpose"]}
        return (
            any(each is None or each in meant for each in purposes)
            and contact["channel"] in (self.facts.get("channels") or [contact["channel"]])
            and self.facts.get("controller") in (None, contact["controller"])
            and self.facts.get("recipient") in (None, contact.get("recipient"))
        )

    def lifts(self, block: "Fact") -> bool:
        return not self.imported and self.position > block.position and self.happened_at >= block.recorded_at


def fact_of(position: bytes, at: bytes, stream: bytes, kind: bytes, stored: bytes) -> Fact | None:
    """None where it is not as we write it: its hash says the rest."""
    try:
        state, recorded_at = json.loads(stored.decode()), datetime.fromisoformat(at.decode())
        facts, meta, claimed = state["facts"], state["meta"], state["meta"].get("occurred")
        happened_at = min(recorded_at, datetime.fromisoformat(claimed["at"])) if claimed else recorded_at
        imported = "batch" in meta or facts.get("method") == "imported"
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    said = int(position), at.decode(), stream.decode(), kind.decode()
    return Fact(*said, facts, recorded_at, happened_at, imported)


def age(consent: Fact) -> tuple[datetime, int]:
    return consent.happened_at, consent.position


def why_unlawful(before: list[Fact], contact: Fact) -> str | None:
    """What is wrong with the basis of a contact that left; None where nothing is. Calendars and caps are not run."""
    wanted, basis, cited = contact.facts, contact.facts["basis"], contact.facts.get("basis_position")
    planned = (each for each in before if each.type == "contact-planned")
    recipients = (each.facts.get("recipient") for each in planned if each.facts["contact"] == wanted["contact"])
    wanted = wanted | {"recipient": next(recipients, None)}
    rests_on = next((each for each in before if each.position == cited and each.type not in CONTACTS), None)
    if wanted["purpose"] not in PURPOSES_OF.get(basis, ()):
        return f"{basis} is no basis for {wanted['purpose']}"
    if wanted["checked_at"] >= contact.position:
        return "it was checked at a position that did not exist"
    if cited and rests_on is None:
        return f"no event of this person at position {cited} was in force"
    if wanted["purpose"] == "rights-reply":
        return None
    against = [each for each in before if each.type in BLOCKS and each.blocks(wanted)]
    grants = [each for each in before if each.type == "consent-given" and each.covers(wanted)]
    if basis in ("contract", "legal-duty") and rests_on and not rests_on.imported:
        against = [each for each in against if each.position > rests_on.position]
    if basis == "consent":
        newest = max((each for each in grants if all(map(each.lifts, against))), key=age, default=None)
        if newest and rests_on and age(newest) > age(rests_on):
            return f"the consent at {rests_on.position} was followed by another, at {newest.position}"
        grants = [each for each in grants if each is rests_on]
    for block in against:
        if not any(grant.lifts(block) for grant in grants):
            return f"{block.type} at position {block.position} stood against it"
    return why_unfit(before, rests_on, contact, wanted)


def why_unfit(before: list[Fact], rests_on: Fact | None, contact: Fact, wanted: dict[str, Any]) -> str | None:
    """What is wrong with the event that a basis rests on, or with its having none."""
    at, facts = (rests_on.position, rests_on.facts) if rests_on else (0, dict[str, Any]())
    consent = rests_on if rests_on and rests_on.type == "consent-given" else None
    match wanted["basis"]:
        case "consent":
            last_day = facts.get("expires_on")
            ended = (each.facts["position"] for each in before if each.type == "consent-expired")
            if consent is None:
                return "it cites no consent"
            if not consent.covers(wanted):
                return f"the consent at {at} is for another purpose, channel, controller or recipient"
            if at in ended or (last_day and contact.recorded_at.date() > date.fromisoformat(last_day)):
                return f"the consent at {at} had run out" + f" on {last_day}" * bool(last_day)
        case "contract":
            if rests_on is None:
                return None if wanted["purpose"] == "onboarding" else "it cites no application"
            application = facts.get("application")
            if application is None or facts.get("controller") != wanted["controller"]:
                return f"position {at} is no application to this controller"
            ends = (each for each in before if each.type in ENDS and each.facts.get("application") == application)
            ended_at = max((each.happened_at for each in ends), default=contact.recorded_at)
            if contact.recorded_at - ended_at > AFTER_CLOSING:
                return "the application had ended more than 90 days before"
        case "legal-duty":
            if consent is None or consent.imported:
                return "it cites no consent that was given here"
            if facts["controller"] != wanted["controller"]:
                return "the consent is another controller's"
        case "asking":
            failed = {each.facts["contact"] for each in before if each.type == "contact-failed"}
            for each in before:
                again = each.type == "contact-dispatched" and each.facts["contact"] not in failed | {wanted["contact"]}
                same = each.facts.get("purpose"), each.facts.get("controller")
                if again and same == ("permission-request", wanted["controller"]) and at <= each.position:
                    return f"they had been asked before, at position {each.position}"
    return None


# -- The checks -------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What the auditor brings along."""

    keys: list[Key]
    held: list[str] = field(default_factory=list)  # signed notes, got elsewhere
    quorum: int = 0
    newest_within: float | None = None  # seconds
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    told: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def judge(self, good: bool, why: str, position: int = 0) -> None:
        self.passed += good
        self.failed += not good
        if not good and self.failed <= SHOWN:
            self.told.append(why)
            self.positions += [position] if position else []

    def all_but(self, wrong: list[int], looked_at: int, why: str) -> None:
        """`wrong`: at which positions."""
        self.passed += looked_at - len(wrong)
        for position in wrong:
            self.judge(False, why, position)

    def skip(self, why: str, many: int = 1) -> None:
        self.skipped += many
        if why not in self.told:
            self.told.append(why)


def manifest(path: Path) -> Result:
    result, there = Result(), names(path)
    listed: dict[str, Any] = json.loads((path / "MANIFEST.json").read_bytes())["files"]
    for name in sorted(there - {"MANIFEST.json"} | listed.keys()):
        if name not in listed or name not in there:
            result.judge(False, f"{name} is {'missing' if name in listed else 'not in the manifest'}")
            continue
        with (path / name).open("rb") as file:
            same = file_digest(file, "sha256").hexdigest() == listed[name]["sha256"]
        result.judge(same, f"{name} is not the file that the manifest names")
    return result


def cell(value: Any) -> str:
    """As a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def names(path: Path) -> set[str]:
    return {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}


def lines(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from file


def objects(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, lines(path))


class Audit:
    """One bundle under way, and the checks."""

    def __init__(self, path: Path, asked: Asked) -> None:
        self.path, self.asked = path, asked
        self.about: dict[str, Any] = json.loads((path / "MANIFEST.json").read_bytes())
        self.whole = self.about["scope"]["what"] in ("everything", "log")
        self.keys = Keys(asked.keys, (each["note"] for each in objects(path / "successions.jsonl")))
        self.newest = Checkpoint((path / "checkpoint").read_bytes().decode(), self.keys)
        self.log = [Checkpoint(each["note"], self.keys) for each in objects(path / "checkpoints.log")]
        self.known = [Checkpoint(note, self.keys) for note in asked.held]
        self.signed = [self.newest, *self.log, *self.known]
        seen = [(each.size, min(each.seen.values())) for each in self.log if each.seen]
        self.sizes = [size for size, _ in seen]
        self.earliest = [b"", *(f"{at - WITHIN:{TIME}}".encode() for _, at in seen)]  # after a size that a witness saw
        self.latest = [*(f"{at + WITHIN:{TIME}}".encode() for _, at in seen), b"9"]  # up to it
        self.size, self.leaves = 0, sha256()  # of the tree; the hashes of its leaves
        self.alone: dict[int, bytes] = {}  # its complete subtrees that have no right neighbour yet, by height
        self.roots = dict.fromkeys([*(each.size for each in self.signed), *dict(self.keys.roots)], b"")
        self.last = 0, b""  # position and time of the event before the batch at hand
        self.people: dict[str, list[Fact]] = defaultdict(list)
        self.joined: dict[str, set[str]] = defaultdict(set)
        self.forgotten: dict[str, int] = {}
        self.proofs, self.contacts = objects(path / "proofs.jsonl"), objects(path / "contact_log.jsonl")
        self.table = csv.reader(lines(path / "contact_log.csv"))
        next(self.table, None)
        self.payloads = objects(path / "payload.jsonl")
        self.told: dict[str, Any] = next(self.payloads, {})

    def grow(self, row: list[bytes], height: int = 0) -> None:
        """Roots of subtrees of this height go beside those that the tree ends with."""
        if row:
            row = [self.alone.pop(height), *row] if height in self.alone else row
            if len(row) & 1:
                self.alone[height] = row.pop()
            pairs = zip(row[::2], row[1::2], strict=True)
            self.grow([sha256(b"\x01" + left + right).digest() for left, right in pairs], height + 1)

    def plant(self, hashes: list[bytes]) -> None:
        """The tree over what was sealed, and its root at each size that somebody signed."""
        begun, end = self.size, min(self.size + len(hashes), self.newest.size)
        for size in sorted({end, *(each for each in self.roots if begun < each < end)}):
            self.grow(hashes[self.size - begun : size - begun])
            self.size = size
            if self.alone:
                alone = (self.alone[height] for height in sorted(self.alone))
                self.roots[size] = reduce(lambda right, left: node(left, right), alone)
        self.leaves.update(b"".join(hashes[: end - begun]))

    def tiles(self) -> Iterator[bytes]:
        """Of level 0, in order."""
        level_0 = (each for each in names(self.path) if each.startswith("tile/0/"))
        for name in sorted(level_0, key=lambda each: (each.count("x"), each)):
            yield (self.path / name).read_bytes()

    def take(self, fact: Fact) -> None:
        here, facts = self.people[fact.stream], fact.facts
        if fact.type in MERGES:
            change = set.add if fact.type == "candidate-merged" else set.discard
            change(self.joined[facts.get("survivor", fact.stream)], facts["absorbed"])
            change(self.joined[facts["absorbed"]], facts.get("survivor", fact.stream))
        elif fact.type == "recorded-in-error":
            here[:] = [each for each in here if each.position != facts["position"]]
        else:
            here.append(fact)

    def before(self, fact: Fact) -> list[Fact]:
        """What was known of the person, in all streams that are joined to this one by now."""
        found, waiting = {fact.stream}, [fact.stream]
        while waiting:
            more = self.joined[waiting.pop()] - found
            found |= more
            waiting += more
        facts = (each for stream in found for each in self.people[stream] if each.position < fact.position)
        return sorted(facts, key=lambda each: each.position)

    def succession(self, result: Result) -> None:
        result.passed += len(self.keys.roots)
        for why in self.keys.bad:
            result.judge(False, why)
        if not self.keys.roots:
            result.skip("the log's key was never changed")

    def signature(self, result: Result) -> None:
        for each in self.signed:
            result.judge(each.signed, f"the checkpoint of {each.size} is not signed by the log's key")

    def cosignature(self, result: Result) -> None:
        for each in self.signed:
            result.judge(not each.bad, f"{', '.join(each.bad)}: wrong signature of the checkpoint of {each.size}")

    def policy(self, result: Result) -> None:
        seen, asked = self.newest.seen, self.asked
        last, within = max(seen.values(), default=None), asked.newest_within
        if not self.keys.witnesses:
            result.skip("no witness was named: the log's operator could show somebody else another history")
        elif len(seen) < asked.quorum:
            result.judge(False, f"{len(seen)} of the named witnesses signed, and {asked.quorum} are wanted")
        else:
            lately = within is None or (last is not None and asked.at - last <= timedelta(seconds=within))
            result.judge(lately, f"the newest signature of a witness is of {last or 'never'}")

    def consistency(self, result: Result) -> None:
        proofs = {(each["old"], each["size"]): each["hashes"] for each in objects(self.path / "consistency.jsonl")}
        for old, new in pairwise([*self.log, self.newest]):
            path = [b64decode(each) for each in proofs.get((old.size, new.size), ())]
            why = f"the tree of {new.size} is not shown to begin with that of {old.size}"
            result.judge(consistent(old, new, path), why)

    def held(self, result: Result) -> None:
        shown = self.roots if self.whole else {each.size: each.root for each in [*self.log, self.newest]}
        if not self.known:
            result.skip("no --held checkpoint: a history cut short, forked or exchanged would not be seen")
        for size, root in ((each.size, each.root) for each in self.known):
            if size > (ends := self.newest.size):
                result.judge(False, f"you hold a checkpoint of {size} events, and what is shown ends at {ends}")
            elif size in shown:
                result.judge(shown[size] == root, f"you hold another tree of {size} events")
            else:
                result.skip(f"no root of {size} events in this bundle: ask for one of everything")

    def root(self, result: Result) -> None:
        signed = [*((each.size, each.root) for each in [self.newest, *self.log]), *self.keys.roots]
        for size, root in signed if self.whole else ():
            same = self.roots[size] == root or size == 0
            result.judge(same, f"the events do not make the tree of {size} that was signed", size)
        if not self.whole:
            result.skip("a part of the ledger: each event is proven by itself")

    def tile(self, result: Result) -> None:
        if not self.whole:
            return result.skip("a part of the ledger has no tiles")
        hashes = sha256()
        for each in self.tiles():
            hashes.update(each)
        return result.judge(hashes.digest() == self.leaves.digest(), "tile/0 does not hold the hashes of the events")

    def inclusion(self, result: Result, batch: Batch) -> None:
        if self.whole:
            return result.skip("shown by the root", len(batch.positions))
        newest, nothing = self.newest, dict[str, Any](position=0, hashes=[])
        for position, leaf in zip(batch.positions, batch.hashes, strict=True):
            if position <= newest.size:
                proof = next(self.proofs, nothing)
                found = climb(position - 1, newest.size - 1, leaf, map(b64decode, proof["hashes"]))
                same = proof["position"] == position and found is not None and found[1] == newest.root
                result.judge(same, "it is not in the tree that was signed", position)
        return None

    def state(self, result: Result, batch: Batch) -> None:
        result.all_but(batch.unlike, len(batch.positions), "its state is not the one whose hash was signed")

    def stamp(self, result: Result) -> None:
        known, stamps = {(each.size, each.root) for each in self.signed if each.signed}, self.path / "stamps"
        for path in sorted(stamps.glob("*.tsr")):
            size, *_ = path.name.split(".")
            note = Checkpoint((stamps / f"{size}.note").read_bytes().decode(), self.keys)
            same = str(note.size) == size and (note.size, note.root) in known
            result.judge(same, f"what was stamped is no checkpoint of {size} events here")
            result.skip("the stamps themselves: openssl ts -verify, as VERIFY.md says")

    def place(self, result: Result, batch: Batch) -> None:
        steps = map(sub, batch.positions, [self.last[0], *batch.positions])
        wrong = compress(batch.positions, map((1).__ne__ if self.whole else (1).__gt__, steps))
        result.all_but([*wrong], len(batch.positions), "it does not come after the one in front of it")

    def times(self, result: Result, batch: Batch) -> None:
        wrong = compress(batch.positions, map(lt, batch.times, [self.last[1], *batch.times]))
        result.all_but([*wrong], len(batch.positions), "recorded before the one in front of it")

    def bounds(self, result: Result, batch: Batch) -> None:
        if not self.sizes:
            return result.skip("no checkpoint bears the time of a witness that you named", len(batch.positions))
        for position, at in zip(batch.positions, batch.times, strict=True):
            span = bisect_left(self.sizes, position)
            earliest, latest = self.earliest[span], self.latest[span]
            if earliest <= at <= latest:
                result.passed += 1
            else:
                why = f"recorded at {at.decode()}, seen from {earliest.decode()} to {latest.decode()}"
                result.judge(False, why, position)
        return None

    def sealed(self, result: Result, batch: Batch) -> None:
        size, late = self.newest.size, f"{self.asked.at - SEALED_WITHIN:{TIME}}".encode()
        beyond = [*compress(zip(batch.positions, batch.times, strict=True), map(size.__lt__, batch.positions))]
        result.passed += len(batch.positions) - len(beyond)
        for position, at in beyond:
            if at < late:
                result.judge(False, f"recorded at {at.decode()} and never sealed", position)
            else:
                result.skip("recorded within the last minute, not sealed yet")

    def payload(self, result: Result, batch: Batch) -> None:
        for position, part in batch.parts:
            while self.told and (self.told["position"], self.told["part"]) < (position, part):
                self.told = next(self.payloads, {})
            shown = (self.told.get("position"), self.told.get("part")) == (position, part)
            subject, data_class = part.split("/")
            if shown:
                result.judge(self.told.get("unreadable") != "key-lost", f"the key of {part} was lost", position)
            elif data_class in self.about["readable"]:
                result.judge(False, f"{part} is sealed and neither shown nor explained", position)
            if shown and self.told.get("unreadable") == "forgotten":
                self.forgotten.setdefault(subject, position)

    def basis(self, result: Result, fact: Fact) -> None:
        if fact.type == "contact-logged":
            result.skip("contact-logged: made without asking, so it cites no basis")
        elif fact.type == "contact-dispatched":
            why = why_unlawful(self.before(fact), fact)
            if not why and fact.facts["basis"] in ("legitimate-interest", "opt-out-regime"):
                result.skip("an interest or a regime of opting out: only what stands against it was looked at")
            else:
                result.judge(not why, why or "", fact.position)

    def dispatched(self, result: Result, fact: Fact) -> None:
        if fact.type in ("contact-sent", "contact-delivered", "contact-unconfirmed"):
            before = {each.facts["contact"] for each in self.before(fact) if each.type == "contact-dispatched"}
            why = f"{fact.type} without a contact-dispatched before it"
            result.judge(fact.facts["contact"] in before, why, fact.position)

    def contact_log(self, result: Result, fact: Fact | None = None) -> None:
        if fact is None or fact.type in CONTACTS:  # after the last one there is nothing more
            wanted = dict(zip(CONTACT_COLUMNS, fact.columns(), strict=True)) if fact else None
            same = next(self.contacts, None) == wanted
            result.judge(same, "contact_log.jsonl differs from the events", fact.position if fact else 0)

    def contact_table(self, result: Result, fact: Fact | None = None) -> None:
        if fact is None or fact.type in CONTACTS:
            same = next(self.table, None) == ([*map(cell, fact.columns())] if fact else None)
            result.judge(same, "contact_log.csv differs from the events", fact.position if fact else 0)

    def erasure(self, result: Result) -> None:
        for subject, position in self.forgotten.items():
            of_messages = [each.facts.get("candidate", "") for each in self.people[subject]]
            facts = [fact for stream in (subject, *of_messages) for fact in self.people.get(stream, ())]
            why = f"data of {subject} can't be read any more, and no candidate-erased says why"
            result.judge(any(each.type == "candidate-erased" for each in facts), why, position)


Check = tuple[str, Callable[..., Any], str]
CHECKS: dict[str, Check] = {
    "manifest": ("beside", manifest, "each file is the one that the manifest names, and there is no other"),
    "succession": ("files", Audit.succession, "each change of the log's key is agreed to by both, and leads to yours"),
    "signature": ("files", Audit.signature, "the log's key of its time signed each checkpoint"),
    "cosignature": ("files", Audit.cosignature, "no signature of a witness is wrong"),
    "policy": ("files", Audit.policy, "enough witnesses signed the newest checkpoint, and lately"),
    "consistency": ("files", Audit.consistency, "each checkpoint begins with the one before it"),
    "stamp": ("files", Audit.stamp, "what was stamped with the time is a checkpoint of this log"),
    "place": ("batch", Audit.place, "positions rise; in a bundle of everything none is missing"),
    "state": ("batch", Audit.state, "what is stored has the hash that its leaf names"),
    "inclusion": ("batch", Audit.inclusion, "each event of a part is in the tree that was signed, at its position"),
    "times": ("batch", Audit.times, "recorded_at never falls"),
    "bounds": ("batch", Audit.bounds, "recorded_at lies between the witnessed checkpoints around the event"),
    "sealed": ("batch", Audit.sealed, "what was accepted is under the checkpoint a minute later"),
    "payload": ("batch", Audit.payload, "each part that may be read is in clear, or there is a reason; no key is lost"),
    "basis": ("event", Audit.basis, "the basis of each contact that left existed, covered it, and was live"),
    "dispatched": ("event", Audit.dispatched, "nothing was sent that was not dispatched before"),
    "contact-log": ("event end", Audit.contact_log, "contact_log.jsonl has a row for each contact, and no other"),
    "contact-table": ("event end", Audit.contact_table, "contact_log.csv has the same rows"),
    "root": ("end", Audit.root, "the events make the trees that were signed"),
    "tile": ("end", Audit.tile, "the tiles of level 0 hold the hashes of the events"),
    "held": ("end", Audit.held, "what you held before is still the beginning"),
    "erasure": ("end", Audit.erasure, "what is forgotten was erased: there is an event that says so"),
}
"""All there are: when, how, and what it shows. Take one out, and a fault named in our tests passes unseen."""
OF_LEAVES = {"place", "times", "tile"}
LIVE = {"signature", "cosignature", "policy", "root", "held"} | OF_LEAVES  # what a live log can show


def verify(path: Path, asked: Asked, checks: dict[str, Check] = CHECKS) -> dict[str, Result]:
    """What each check says. Raises ValueError, KeyError or OSError where it is no bundle at all."""
    if path.is_file():
        with TemporaryDirectory() as unpacked:
            zipfile.ZipFile(path).extractall(unpacked)
            return verify(Path(unpacked), asked, checks)
    audit, results, events = Audit(path, asked), {name: Result() for name in checks}, path / "events"
    live = audit.about["scope"]["what"] == "log"
    leaves = not live or events.exists()
    shown = checks.keys() & (LIVE - (set() if leaves else OF_LEAVES)) if live else checks.keys()
    for name in checks.keys() - shown:
        results[name].skip("a live log does not show it, or not to this access key: ask for a bundle")

    def at(stage: str) -> list[tuple[Callable[..., Any], Result]]:
        return [(check, results[name]) for name, (when, check, _) in checks.items() if name in shown and stage in when]

    with ProcessPoolExecutor() if leaves and events.stat().st_size > BATCH else ThreadPoolExecutor() as others:
        beside = [(others.submit(check, path), result) for check, result in at("beside")]
        for check, result in at("files"):
            check(audit, result)
        on_batch, on_event = at("batch"), at("event")
        for batch in batches(events, others) if leaves else ():
            audit.plant(batch.hashes if audit.whole else [])
            for check, result in on_batch:
                check(audit, result, batch)
            for fact in filter(None, starmap(fact_of, batch.matter)):
                audit.take(fact)
                for check, result in on_event:
                    check(audit, result, fact)
            audit.last = batch.positions[-1], batch.times[-1]
        for tile in () if leaves else audit.tiles():
            audit.plant([tile[begin : begin + 32] for begin in range(0, len(tile), 32)])
        for check, result in at("end"):
            check(audit, result)
        for each, result in beside:
            vars(result).update(vars(each.result()))
    return results


def fetched(url: str, access: str, folder: Path) -> Path:
    """Of a live log its checkpoint, the tiles of level 0 and, where this key may read them, the leaves; as a bundle."""

    def get(name: str) -> bytes:
        request = Request(f"{url.rstrip('/')}/{name}", headers={"Authorization": f"Bearer {access}"})  # noqa: S310
        while True:
            try:
                with urlopen(request, timeout=60) as answer:  # noqa: S310  # nosec B310 - the auditor's own address
                    return bytes(answer.read())
            except HTTPError as error:
                if error.code != 429:
                    raise
                time.sleep(float(error.headers.get("Retry-After", 1)))

    note = get("checkpoint")
    (folder / "checkpoint").write_bytes(note)
    (folder / "MANIFEST.json").write_text('{"scope": {"what": "log"}}')
    full, width = divmod(int(note.split(b"\n")[1]), TILE)
    numbers = [str(number) for number in range(full + bool(width))]
    places = [re.sub(r"(\d{3})(?=\d)", r"x/", each.zfill(len(each) + -len(each) % 3)) for each in numbers]
    places[full:] = [f"{each}.p/{width}" for each in places[full:]]
    with ThreadPoolExecutor() as asking:
        for name, hashes in zip(places, asking.map(get, [f"tile/0/{each}" for each in places]), strict=True):
            (folder / "tile/0" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "tile/0" / name).write_bytes(hashes)
        try:
            with (folder / "events").open("wb") as events:
                for entries in asking.map(get, [f"tile/entries/{each}" for each in places]):
                    while entries:
                        end = 2 + int.from_bytes(entries[:2])
                        events.write(entries[2:end] + b"\t\n")
                        entries = entries[end:]
        except HTTPError as error:
            if error.code != 403:
                raise
            (folder / "events").unlink()
    return folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence offline, or a live log.")
    parser.add_argument("bundle", help="a folder, a zip, or the address of a live log")
    parser.add_argument("--access", type=Path, metavar="FILE", help="an access key of the live log")
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
        asked = Asked(keys, [each.read_text(encoding="utf-8") for each in given.held], quorum, given.newest_within)
        with TemporaryDirectory() as folder:
            live = given.bundle.startswith(("https://", "http://"))
            access = given.access.read_text().strip() if given.access else ""
            results = verify(fetched(given.bundle, access, Path(folder)) if live else Path(given.bundle), asked)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"not a bundle, or not understood: {error}\n")
        return 2
    failed = any(each.failed for each in results.values())
    if given.json:
        told = {"verified": not failed, "checks": {name: vars(each) for name, each in results.items()}}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    for name, each in () if given.json else results.items():
        mark = "FAILED" if each.failed else "passed" if each.passed else "skipped"
        sys.stdout.write(f"{mark:8}{name:14}{each.passed} passed, {each.failed} failed, {each.skipped} skipped\n")
        at = [f"positions {', '.join(map(str, each.positions))}"] if each.positions else []
        sys.stdout.writelines(f"{'':22}{why}\n" for why in [*each.told, *at])
    return int(failed)


if __name__ == "__main__":
    gc.disable()  # nothing here is in cycles, and there is much of it
    sys.exit(main())
