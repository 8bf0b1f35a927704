"""Verify a bundle of evidence offline. One file: it needs Python 3.11 and `cryptography`, and nothing of Renmai.

    python verify.py BUNDLE --log KEY [--witness KEY …] [--quorum 1] [--newest-within 3600] [--held FILE …] [--json]

BUNDLE is a folder or a zip. The keys come from you: what the bundle says of keys proves nothing, but that a key you
trust agreed to the one after it, or the one after it to yours. `--held` names checkpoints that you got elsewhere: from
a witness, from an earlier bundle, from another auditor. Without them nobody can see that the whole history was cut
short or exchanged. Exit code 0: nothing failed; 1: something did; 2: not understood. How it goes: the checks of CHECKS,
on the files, on each batch of events, on each event that tells of consents or contacts, and at the end.
"""

import argparse
import csv
import gc
import json
import re
import sys
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
from itertools import pairwise, starmap, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WITHIN = timedelta(seconds=5)  # how far clocks may lie apart: ours and a witness's
SEALED_WITHIN = timedelta(seconds=60)
AFTER_CLOSING = timedelta(days=90)  # for so long after its end an application is still a ground to write
SHOWN = 20  # failures of one check that are written out; the others are counted
BATCH = 1 << 20  # bytes of events that are looked at together
AHEAD = 16  # batches that are read and hashed before their turn
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
            seconds, signature, begins = 0, raw[4:], ""
            if key.type == 4:
                seconds, signature = int.from_bytes(raw[4:12], "big"), raw[12:]
                begins = f"cosignature/v1\ntime {seconds}\n"
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
        chain: dict[Key, tuple[float, float]] = {}
        for note in successions:
            head, old_key, new_key, size, root = note.partition("\n\n")[0].split("\n")
            old, new = both = key_of(old_key), key_of(new_key)
            if head != "renmai log key succession/v1" or {key for key, at in signatures(note, both) if at} != {*both}:
                self.bad.append(f"the change of keys at {size} is not signed by both")
            elif new in chain or (chain and old != [*chain][-1]):
                self.bad.append(f"the change of keys at {size} is not the only one of its key")
            else:
                chain |= {old: (chain.get(old, (-1, 0))[0], int(size)), new: (int(size), float("inf"))}
                self.roots.append((int(size), b64decode(root, validate=True)))
        if chain.keys() & self.spans.keys():
            self.spans |= chain
        else:
            self.bad += ["a change of keys that no key of yours agreed to" for _ in self.roots]
            self.roots = []


class Checkpoint:
    def __init__(self, note: str, keys: Keys) -> None:
        self.text = note.partition("\n\n")[0]
        origin, size, root = self.text.split("\n")
        if not re.fullmatch(r"0|[1-9]\d{0,18}", size):
            raise ValueError("not a checkpoint")
        self.size, self.root = int(size), b64decode(root, validate=True)
        logs = signatures(note, keys.spans)
        spans = [keys.spans[key] for key, at in logs if at and key.name == origin]
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


def fact_of(position: bytes, time: bytes, stream: bytes, kind: bytes, stored: bytes) -> Fact | None:
    """None where it is not as we write it: its hash says the rest."""
    try:
        state, at = json.loads(stored.decode()), datetime.fromisoformat(time.decode())
        facts, meta, claimed = state["facts"], state["meta"], state["meta"].get("occurred")
        happened_at = min(at, datetime.fromisoformat(claimed["at"])) if claimed else at
        imported = "batch" in meta or facts.get("method") == "imported"
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Fact(int(position), time.decode(), stream.decode(), kind.decode(), facts, at, happened_at, imported)


class Batch(NamedTuple):
    """Some events in their order, by columns, and what more is known of some."""

    positions: list[int]
    times: list[bytes]
    hashes: list[bytes]
    unlike: list[int]  # where the state is not the one whose hash is in the leaf
    parts: list[tuple[int, str]]  # what is sealed: position, subject/class
    matter: list[tuple[bytes, ...]]  # of MATTERS: what fact_of takes


def batch_of(path: Path, begin: int) -> Batch:
    """The lines that begin in the BATCH bytes after this one."""
    with path.open("rb") as file:
        file.seek(begin)
        before = len(file.readline()) if begin else 0  # the end of a line that is another batch's
        text = file.read(BATCH - before) + file.readline() if before <= BATCH else b""
    lines = LINE.findall(text)
    if len(lines) != text.count(b"\n") or text[-1:] not in (b"", b"\n"):
        raise ValueError("events holds a line that is none")
    return Batch(
        [int(line[1]) for line in lines],
        [line[2] for line in lines],
        [sha256(b"\x00" + line[0]).digest() for line in lines],
        [int(line[1]) for line in lines if sha256(line[6]).hexdigest().encode() != line[3]],
        [(int(line[1]), each.decode()) for line in lines for each in PART.findall(line[6], line[6].rfind(SEALED))],
        [(*line[1:3], *line[4:]) for line in lines if line[5] in MATTERS],
    )


def batches(path: Path, others: Executor) -> Iterator[Batch]:
    """All events in order, read and hashed by others."""
    waiting: deque[Future[Batch]] = deque()
    for begin in range(0, path.stat().st_size, BATCH):
        waiting.append(others.submit(batch_of, path, begin))
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
    return BASES[basis](before, rests_on, contact, wanted) if basis in BASES else None


def _consent(before: list[Fact], consent: Fact | None, contact: Fact, wanted: dict[str, Any]) -> str | None:
    if consent is None or consent.type != "consent-given":
        return "it cites no consent"
    if not consent.covers(wanted):
        return f"the consent at {consent.position} is for another purpose, channel, controller or recipient"
    last_day = consent.facts.get("expires_on")
    if last_day and contact.recorded_at.date() > date.fromisoformat(last_day):
        return f"the consent at {consent.position} had run out on {last_day}"
    if any(each.type == "consent-expired" and each.facts["position"] == consent.position for each in before):
        return f"the consent at {consent.position} had run out"
    return None


def _contract(before: list[Fact], applied: Fact | None, contact: Fact, wanted: dict[str, Any]) -> str | None:
    if applied is None:
        return None if wanted["purpose"] == "onboarding" else "it cites no application"
    application = applied.facts.get("application")
    if application is None or applied.facts.get("controller") != wanted["controller"]:
        return f"position {applied.position} is no application to this controller"
    ended = [each.happened_at for each in before if each.type in ENDS and each.facts.get("application") == application]
    late = ended and contact.recorded_at - max(ended) > AFTER_CLOSING
    return "the application had ended more than 90 days before" if late else None


def _proof(_before: list[Fact], given: Fact | None, _contact: Fact, wanted: dict[str, Any]) -> str | None:
    if given is None or given.type != "consent-given" or given.imported:
        return "it cites no consent that was given here"
    return None if given.facts["controller"] == wanted["controller"] else "the consent is another controller's"


def _asking(before: list[Fact], since: Fact | None, _contact: Fact, wanted: dict[str, Any]) -> str | None:
    failed = {each.facts["contact"] for each in before if each.type == "contact-failed"}
    for each in before:
        again = each.type == "contact-dispatched" and each.facts["contact"] not in failed | {wanted["contact"]}
        same = each.facts.get("purpose"), each.facts.get("controller")
        if again and same == ("permission-request", wanted["controller"]) and not (since and since[0] > each[0]):
            return f"they had been asked before, at position {each.position}"
    return None


BASES = {"consent": _consent, "contract": _contract, "legal-duty": _proof, "asking": _asking}


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


def contact_table(path: Path) -> Result:
    result = Result()
    with (path / "contact_log.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for row, told in zip_longest(rows, objects(path / "contact_log.jsonl")):
            same = told is not None and row == [cell(told[name]) for name in CONTACT_COLUMNS]
            position = told["position"] if told else 0
            result.judge(same, "contact_log.csv differs from contact_log.jsonl", position)
    return result


def cell(value: Any) -> str:
    """As a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def names(path: Path) -> set[str]:
    return {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}


def objects(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from map(json.loads, lines)


class Audit:
    """One bundle under way, and the checks."""

    def __init__(self, path: Path, asked: Asked) -> None:
        self.path, self.asked = path, asked
        self.about: dict[str, Any] = json.loads((path / "MANIFEST.json").read_bytes())
        self.whole: bool = self.about["scope"]["what"] == "everything"
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
                result.judge(False, f"you hold a checkpoint of {size} events, and the bundle ends at {ends}")
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
        for name in sorted(names(self.path), key=lambda each: (each.count("x"), each)):
            hashes.update((self.path / name).read_bytes() if name.startswith("tile/0/") else b"")
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

    def place(self, result: Result, batch: Batch) -> None:
        each = pairwise([self.last[0], *batch.positions])
        wrong = [now for last, now in each if now != last + 1 and (now <= last or self.whole)]
        result.all_but(wrong, len(batch.positions), "it does not come after the one in front of it")

    def times(self, result: Result, batch: Batch) -> None:
        each = zip(batch.positions, pairwise([self.last[1], *batch.times]), strict=True)
        wrong = [position for position, (last, now) in each if now < last]
        result.all_but(wrong, len(batch.positions), "recorded before the one in front of it")

    def bounds(self, result: Result, batch: Batch) -> None:
        if not self.sizes:
            return result.skip("no checkpoint bears the time of a witness that you named", len(batch.positions))
        for position, time in zip(batch.positions, batch.times, strict=True):
            at = bisect_left(self.sizes, position)
            if self.earliest[at] <= time <= self.latest[at]:
                result.passed += 1
            else:
                why = b"recorded at %b, seen from %b to %b" % (time, self.earliest[at], self.latest[at])
                result.judge(False, why.decode(), position)
        return None

    def sealed(self, result: Result, batch: Batch) -> None:
        size, late = self.newest.size, f"{self.asked.at - SEALED_WITHIN:{TIME}}".encode()
        beyond = [at for at, position in enumerate(batch.positions) if position > size]
        result.passed += len(batch.positions) - len(beyond)
        for position, time in ((batch.positions[at], batch.times[at]) for at in beyond):
            if time < late:
                result.judge(False, f"recorded at {time.decode()} and never sealed", position)
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

    def contact_log(self, result: Result, fact: Fact) -> None:
        if fact.type in CONTACTS:
            place = fact.position, fact.stream, fact.type, fact.time
            wanted = dict(zip(CONTACT_COLUMNS, (*place, *map(fact.facts.get, CONTACT_FIELDS)), strict=True))
            result.judge(next(self.contacts, {}) == wanted, "the contact log differs from the event", fact.position)

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
    "place": ("batch", Audit.place, "positions rise; in a bundle of everything none is missing"),
    "state": ("batch", Audit.state, "what is stored has the hash that its leaf names"),
    "inclusion": ("batch", Audit.inclusion, "each event of a part is in the tree that was signed, at its position"),
    "times": ("batch", Audit.times, "recorded_at never falls"),
    "bounds": ("batch", Audit.bounds, "recorded_at lies between the witnessed checkpoints around the event"),
    "sealed": ("batch", Audit.sealed, "what was accepted is under the checkpoint a minute later"),
    "payload": ("batch", Audit.payload, "each part that may be read is in clear, or there is a reason; no key is lost"),
    "basis": ("event", Audit.basis, "the basis of each contact that left existed, covered it, and was live"),
    "dispatched": ("event", Audit.dispatched, "nothing was sent that was not dispatched before"),
    "contact-log": ("event", Audit.contact_log, "the contact log says what the events say"),
    "root": ("end", Audit.root, "the events make the trees that were signed"),
    "tile": ("end", Audit.tile, "the tiles of level 0 hold the hashes of the events"),
    "held": ("end", Audit.held, "what you held before is still the beginning"),
    "erasure": ("end", Audit.erasure, "what is forgotten was erased: there is an event that says so"),
    "contact-table": ("beside", contact_table, "contact_log.csv has the rows of contact_log.jsonl"),
}
"""All there are: when, how, and what it shows. Take one out, and a fault named in our tests passes unseen."""


def verify(path: Path, asked: Asked, checks: dict[str, Check] = CHECKS) -> dict[str, Result]:
    """What each check says. Raises ValueError, KeyError or OSError where it is no bundle at all."""
    with TemporaryDirectory() as unpacked:
        if path.is_file():
            zipfile.ZipFile(path).extractall(unpacked)
            path = Path(unpacked)
        audit, results = Audit(path, asked), {name: Result() for name in checks}

        def at(stage: str) -> list[tuple[str, Callable[..., Any]]]:
            return [(name, check) for name, (when, check, _) in checks.items() if when == stage]

        long = (path / "events").stat().st_size > BATCH
        with ProcessPoolExecutor() if long else ThreadPoolExecutor() as others:
            beside = {name: others.submit(check, path) for name, check in at("beside")}
            for name, check in at("files"):
                check(audit, results[name])
            on_batch, on_event = at("batch"), at("event")
            for batch in (each for each in batches(path / "events", others) if each.positions):
                audit.plant(batch.hashes if audit.whole else [])
                for name, check in on_batch:
                    check(audit, results[name], batch)
                for fact in filter(None, starmap(fact_of, batch.matter)):
                    audit.take(fact)
                    for name, check in on_event:
                        check(audit, results[name], fact)
                audit.last = batch.positions[-1], batch.times[-1]
            for name, check in at("end"):
                check(audit, results[name])
            return results | {name: each.result() for name, each in beside.items()}


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
