"""Verify a bundle of evidence, or a live log. One file: it needs Python 3.11 and `cryptography`, and nothing of Renmai.

    python verify.py BUNDLE --log KEY [--witness KEY …] [--quorum 1] [--newest-within 3600] [--held FILE …] [--json]
    python verify.py https://HOST/v1/log --access FILE --log KEY …

BUNDLE is a folder or a zip. The keys come from you: what the bundle says of keys proves nothing, but that a key you
trust agreed to the one after it, or the one after it to yours. `--held` names checkpoints that you got elsewhere: from
a witness, from an earlier bundle, from another auditor. Without them nobody can see that the whole history was cut
short or exchanged. Of a live log the tiles of hashes are fetched and, with an auditor's access key, the leaves below
them. Exit code 0: nothing failed; 1: something did; 2: not understood.

How it goes: three read the same bundle beside one another. Bundle sees who signed what, Log grows the tree over the
events, People follows what the events tell of consents and contacts. CHECKS, near the end, lists what they judge.
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
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from hashlib import file_digest, sha256
from itertools import compress, pairwise, starmap, zip_longest
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
TILE = 256  # hashes
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"  # all as long as one another, so they compare as they are


@dataclass
class Asked:
    """What the auditor brings along."""

    keys: list["Key"]
    held: list[str] = field(default_factory=list)  # signed notes, got elsewhere
    quorum: int = 0
    newest_within: float | None = None  # seconds
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Result:
    """What one check says."""

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

    def all_but(self, wrong: dict[int, str], looked_at: int) -> None:
        """`wrong`: at which positions, and why."""
        self.passed += looked_at - len(wrong)
        for position, why in wrong.items():
            self.judge(False, why, position)

    def skip(self, why: str, many: int = 1) -> None:
        self.skipped += many
        if why not in self.told:
            self.told.append(why)


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


# -- What is read: a bundle is a folder, and a live log becomes one ----------------------------------------------------

LINE = (  # of `events`: the leaf, a tab, the state
    rb'\n(\{"position":([1-9]\d*),"recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)",'
    rb'"state_sha256":"(.{64})","stream":"(.{36})","type":"(%b)","v":1,"version":[1-9]\d*\})\t(.*)'
)
Line = tuple[bytes, ...]  # leaf, position, recorded_at, hash of the state, stream, type, state
ANY = re.compile(LINE % b"[a-z0-9-]+")
PART = re.compile(rb'"([0-9a-f-]{36}/[a-z-]+)":\{"c":')
SEALED, NOTHING = b'"sealed":{', b"{}}"  # at the end of a state: no name comes after it


class Bundle:
    """The files, and what was signed."""

    def __init__(self, path: Path, asked: Asked) -> None:
        self.path, self.asked = path, asked
        self.about: dict[str, Any] = json.loads((path / "MANIFEST.json").read_bytes())
        self.whole = self.about["scope"]["what"] in ("everything", "log")
        self.shows = self.about.get("shows", [])  # a live log: tiles, leaves
        self.keys = Keys(asked.keys, (each["note"] for each in self.objects("successions.jsonl")))
        self.newest = Checkpoint((path / "checkpoint").read_bytes().decode(), self.keys)
        self.log = [Checkpoint(each["note"], self.keys) for each in self.objects("checkpoints.log")]
        self.known = [Checkpoint(note, self.keys) for note in asked.held]
        self.signed = [self.newest, *self.log, *self.known]

    def names(self) -> set[str]:
        return {each.relative_to(self.path).as_posix() for each in self.path.rglob("*") if each.is_file()}

    def lines(self, name: str) -> Iterator[str]:
        if (self.path / name).exists():
            with (self.path / name).open(encoding="utf-8", newline="") as file:
                yield from file

    def objects(self, name: str) -> Iterator[dict[str, Any]]:
        return map(json.loads, self.lines(name))

    def tiles(self) -> Iterator[bytes]:
        """Of level 0, in order."""
        level_0 = (each for each in self.names() if each.startswith("tile/0/"))
        for name in sorted(level_0, key=lambda each: (each.count("x"), each)):
            yield (self.path / name).read_bytes()

    def events(self) -> Iterator[bytes]:
        """Whole lines, each after its line break. Raises ValueError where the last one has no end."""
        rest = b"\n"
        with (self.path / "events").open("rb", buffering=0) as file:
            while piece := file.read(BATCH):
                text = rest + piece
                end = text.rindex(b"\n")
                rest = text[end:]
                yield text[:end]
        if rest != b"\n":
            raise ValueError("events ends within a line")

    def manifest(self, result: Result) -> None:
        listed, there = self.about["files"], self.names()
        for name in sorted(there - {"MANIFEST.json"} | listed.keys()):
            if name not in listed or name not in there:
                result.judge(False, f"{name} is {'missing' if name in listed else 'not in the manifest'}")
                continue
            with (self.path / name).open("rb") as file:
                same = file_digest(file, "sha256").hexdigest() == listed[name]["sha256"]
            result.judge(same, f"{name} is not the file that the manifest names")

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
        proofs = {(each["old"], each["size"]): each["hashes"] for each in self.objects("consistency.jsonl")}
        for old, new in pairwise([*self.log, self.newest]):
            path = [b64decode(each) for each in proofs.get((old.size, new.size), ())]
            why = f"the tree of {new.size} is not shown to begin with that of {old.size}"
            result.judge(consistent(old, new, path), why)

    def stamp(self, result: Result) -> None:
        known, stamps = {(each.size, each.root) for each in self.signed if each.signed}, self.path / "stamps"
        for path in sorted(stamps.glob("*.tsr")):
            size, *_ = path.name.split(".")
            note = Checkpoint((stamps / f"{size}.note").read_bytes().decode(), self.keys)
            same = str(note.size) == size and (note.size, note.root) in known
            result.judge(same, f"what was stamped is no checkpoint of {size} events here")
            result.skip("the stamps themselves: openssl ts -verify, as VERIFY.md says")


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
TOLD = {
    *("consent-given", "consent-expired", "recorded-in-error", "applied", "talent-pool-entered", "talent-pool-left"),
    *("candidate-erased", "message-assigned", *MERGES, *BLOCKS, *ENDS, *CONTACTS),
}
MATTERS = re.compile(LINE % "|".join(sorted(TOLD)).encode())
LEFT = {"contact-dispatched", "contact-sent", "contact-delivered", "contact-unconfirmed", "contact-logged"}
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
    """An event that matters, as far as it is in the clear."""

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


def fact_of(_: bytes, position: bytes, at: bytes, __: bytes, stream: bytes, kind: bytes, stored: bytes) -> Fact | None:
    """Of a Line. None where it is not as we write it: its hash says the rest."""
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


# -- Those who read the events ----------------------------------------------------------------------------------------


class Log:
    """The tree over the events, and what their order and their times say."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.lines, self.hashes = list[Line](), list[bytes]()  # those at hand, and the hashes of their leaves
        self.positions, self.recorded = [0], [b""]  # theirs, after those of the one in front of them
        self.size, self.leaves = 0, sha256()  # of the tree; the hashes of its leaves
        self.alone: dict[int, bytes] = {}  # its complete subtrees that have no right neighbour yet, by height
        self.roots = dict.fromkeys([*(each.size for each in bundle.signed), *dict(bundle.keys.roots)], b"")
        seen = [(each.size, min(each.seen.values())) for each in bundle.log if each.seen]
        self.sizes = [size for size, _ in seen]
        self.earliest = [b"", *(f"{at - WITHIN:{TIME}}".encode() for _, at in seen)]  # after a size that a witness saw
        self.latest = [*(f"{at + WITHIN:{TIME}}".encode() for _, at in seen), b"9"]  # up to it
        self.proofs, self.payloads = bundle.objects("proofs.jsonl"), bundle.objects("payload.jsonl")
        self.told: dict[str, Any] = next(self.payloads, {})
        for tile in bundle.tiles() if bundle.shows == ["tiles"] else ():
            self.plant([tile[begin : begin + 32] for begin in range(0, len(tile), 32)])

    def take(self, text: bytes) -> None:
        self.lines = lines = ANY.findall(text)
        if sum(len(line[0]) + len(line[6]) + 2 for line in lines) != len(text):
            raise ValueError("events holds a line that is none")
        self.hashes = [sha256(b"\x00" + line[0]).digest() for line in lines]
        self.positions = self.positions[-1:] + [int(line[1]) for line in lines]
        self.recorded = self.recorded[-1:] + [line[2] for line in lines]
        if self.bundle.whole:
            self.plant(self.hashes)

    def plant(self, hashes: list[bytes]) -> None:
        """The tree over what was sealed, and its root at each size that somebody signed."""
        begun, end = self.size, min(self.size + len(hashes), self.bundle.newest.size)
        for size in sorted({end, *(each for each in self.roots if begun < each < end)}):
            self.grow(hashes[self.size - begun : size - begun])
            self.size = size
            if self.alone:
                alone = (self.alone[height] for height in sorted(self.alone))
                self.roots[size] = reduce(lambda right, left: node(left, right), alone)
        self.leaves.update(b"".join(hashes[: end - begun]))

    def grow(self, row: list[bytes], height: int = 0) -> None:
        """Roots of subtrees of this height go beside those that the tree ends with."""
        if row:
            row = [self.alone.pop(height), *row] if height in self.alone else row
            if len(row) & 1:
                self.alone[height] = row.pop()
            pairs = zip(row[::2], row[1::2], strict=True)
            self.grow([sha256(b"\x01" + left + right).digest() for left, right in pairs], height + 1)

    def place(self, result: Result) -> None:
        steps = map(sub, self.positions[1:], self.positions)
        wrong = compress(self.positions[1:], map((1).__ne__ if self.bundle.whole else (1).__gt__, steps))
        result.all_but(dict.fromkeys(wrong, "it does not come after the one in front of it"), len(self.lines))

    def times(self, result: Result) -> None:
        wrong = compress(self.positions[1:], map(lt, self.recorded[1:], self.recorded))
        result.all_but(dict.fromkeys(wrong, "recorded before the one in front of it"), len(self.lines))

    def state(self, result: Result) -> None:
        wrong = [int(line[1]) for line in self.lines if sha256(line[6]).hexdigest().encode() != line[3]]
        result.all_but(dict.fromkeys(wrong, "its state is not the one whose hash was signed"), len(self.lines))

    def bounds(self, result: Result) -> None:
        if not self.sizes:
            return result.skip("no checkpoint bears the time of a witness that you named", len(self.lines))
        wrong = {}
        for position, at in zip(self.positions[1:], self.recorded[1:], strict=True):
            span = bisect_left(self.sizes, position)
            earliest, latest = self.earliest[span], self.latest[span]
            if not earliest <= at <= latest:
                wrong[position] = f"recorded at {at.decode()}, seen from {earliest.decode()} to {latest.decode()}"
        return result.all_but(wrong, len(self.lines))

    def sealed(self, result: Result) -> None:
        late = f"{self.bundle.asked.at - SEALED_WITHIN:{TIME}}".encode()
        beyond = {
            int(line[1]): line[2] for line in self.lines[bisect_right(self.positions[1:], self.bundle.newest.size) :]
        }
        wrong = {
            position: f"recorded at {at.decode()} and never sealed" for position, at in beyond.items() if at < late
        }
        result.all_but(wrong, len(self.lines) - len(beyond) + len(wrong))
        if len(beyond) > len(wrong):
            result.skip("recorded within the last minute, not sealed yet", len(beyond) - len(wrong))

    def inclusion(self, result: Result) -> None:
        if self.bundle.whole:
            return result.skip("shown by the root", len(self.lines))
        newest, nothing = self.bundle.newest, dict[str, Any](position=0, hashes=[])
        for position, leaf in zip(self.positions[1:], self.hashes, strict=True):
            if position <= newest.size:
                proof = next(self.proofs, nothing)
                found = climb(position - 1, newest.size - 1, leaf, map(b64decode, proof["hashes"]))
                same = proof["position"] == position and found is not None and found[1] == newest.root
                result.judge(same, "it is not in the tree that was signed", position)
        return None

    def payload(self, result: Result) -> None:
        sealed = ((int(line[1]), line[6]) for line in self.lines if not line[6].endswith(NOTHING))
        for place in ((at, part.decode()) for at, state in sealed for part in PART.findall(state, state.rfind(SEALED))):
            while self.told and (self.told["position"], self.told["part"]) < place:
                self.told = next(self.payloads, {})
            position, part = place
            if (self.told.get("position"), self.told.get("part")) == place:
                result.judge(self.told.get("unreadable") != "key-lost", f"the key of {part} was lost", position)
            elif part.partition("/")[2] in self.bundle.about["readable"]:
                result.judge(False, f"{part} is sealed and neither shown nor explained", position)

    def root(self, result: Result) -> None:
        signed = [(each.size, each.root) for each in [self.bundle.newest, *self.bundle.log]]
        for size, root in [*signed, *self.bundle.keys.roots] if self.bundle.whole else ():
            same = self.roots[size] == root or size == 0
            result.judge(same, f"the events do not make the tree of {size} that was signed", size)
        if not self.bundle.whole:
            result.skip("a part of the ledger: each event is proven by itself")

    def tile(self, result: Result) -> None:
        if self.bundle.whole:
            same = sha256(b"".join(self.bundle.tiles())).digest() == self.leaves.digest()
            result.judge(same, "tile/0 does not hold the hashes of the events")
        else:
            result.skip("a part of the ledger has no tiles")

    def held(self, result: Result) -> None:
        listed = {each.size: each.root for each in [*self.bundle.log, self.bundle.newest]}
        shown = self.roots if self.bundle.whole else listed
        if not self.bundle.known:
            result.skip("no --held checkpoint: a history cut short, forked or exchanged would not be seen")
        for size, root in ((each.size, each.root) for each in self.bundle.known):
            if size > (ends := self.bundle.newest.size):
                result.judge(False, f"you hold a checkpoint of {size} events, and what is shown ends at {ends}")
            elif size in shown:
                result.judge(shown[size] == root, f"you hold another tree of {size} events")
            else:
                result.skip(f"no root of {size} events in this bundle: ask for one of everything")


class People:
    """What the events tell of consents and contacts, and whether what is told beside them agrees."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.known: dict[str, list[Fact]] = defaultdict(list)  # of each stream
        self.joined: dict[str, set[str]] = defaultdict(set)
        self.contacts: list[tuple[Any, ...]] = []  # the columns of their log
        self.left: list[tuple[Fact, list[Fact]]] = []  # what left us, and what was known of the person then

    def take(self, text: bytes) -> None:
        for fact in filter(None, starmap(fact_of, MATTERS.findall(text))):
            self.learn(fact)

    def learn(self, fact: Fact) -> None:
        here, facts = self.known[fact.stream], fact.facts
        if fact.type in LEFT:
            self.left.append((fact, self.before(fact)))
        if fact.type in CONTACTS:
            self.contacts.append((fact.position, fact.stream, fact.type, fact.time, *map(facts.get, CONTACT_FIELDS)))
        if fact.type in MERGES:
            change = set.add if fact.type == "candidate-merged" else set.discard
            change(self.joined[facts.get("survivor", fact.stream)], facts["absorbed"])
            change(self.joined[facts["absorbed"]], facts.get("survivor", fact.stream))
        elif fact.type == "recorded-in-error":
            here[:] = [each for each in here if each.position != facts["position"]]
        else:
            here.append(fact)

    def before(self, fact: Fact) -> list[Fact]:
        """What is known of the person, in all streams that are joined to this one by now."""
        found, waiting = {fact.stream}, [fact.stream]
        while waiting:
            more = self.joined[waiting.pop()] - found
            found |= more
            waiting += more
        facts = (each for stream in found for each in self.known[stream] if each.position < fact.position)
        return sorted(facts, key=lambda each: each.position)

    def erasure(self, result: Result) -> None:
        lost = [each for each in self.bundle.objects("payload.jsonl") if each.get("unreadable") == "forgotten"]
        for subject, position in {each["part"].partition("/")[0]: each["position"] for each in reversed(lost)}.items():
            of_messages = [each.facts.get("candidate", "") for each in self.known[subject]]
            facts = [fact for stream in (subject, *of_messages) for fact in self.known.get(stream, ())]
            why = f"data of {subject} can't be read any more, and no candidate-erased says why"
            result.judge(any(each.type == "candidate-erased" for each in facts), why, position)

    def basis(self, result: Result) -> None:
        for fact, before in self.left:
            if fact.type == "contact-logged":
                result.skip("contact-logged: made without asking, so it cites no basis")
            elif fact.type == "contact-dispatched":
                why = why_unlawful(before, fact)
                if not why and fact.facts["basis"] in ("legitimate-interest", "opt-out-regime"):
                    result.skip("an interest or a regime of opting out: only what stands against it was looked at")
                else:
                    result.judge(not why, why or "", fact.position)

    def dispatched(self, result: Result) -> None:
        for fact, before in self.left:
            if fact.type in ("contact-sent", "contact-delivered", "contact-unconfirmed"):
                earlier = {each.facts["contact"] for each in before if each.type == "contact-dispatched"}
                why = f"{fact.type} without a contact-dispatched before it"
                result.judge(fact.facts["contact"] in earlier, why, fact.position)

    def contact_log(self, result: Result) -> None:
        for columns, row in zip_longest(self.contacts, self.bundle.objects("contact_log.jsonl")):
            same = columns and row == dict(zip(CONTACT_COLUMNS, columns, strict=True))
            result.judge(bool(same), "contact_log.jsonl differs from the events", columns[0] if columns else 0)

    def contact_table(self, result: Result) -> None:
        rows = csv.reader(self.bundle.lines("contact_log.csv"))
        next(rows, None)
        for columns, row in zip_longest(self.contacts, rows):
            same = columns and row == [*map(cell, columns)]
            result.judge(bool(same), "contact_log.csv differs from the events", columns[0] if columns else 0)


def cell(value: Any) -> str:
    """As a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


# -- All checks there are ----------------------------------------------------------------------------------------------

CHECKS = {  # each is the method of its name: of whom, when, by which part of a live log, and what it shows
    "manifest": (Bundle, "end", "", "each file is the one that the manifest names, and there is no other"),
    "succession": (Bundle, "end", "", "each change of the log's key is agreed to by both, and leads to yours"),
    "signature": (Bundle, "end", "tiles", "the log's key of its time signed each checkpoint"),
    "cosignature": (Bundle, "end", "tiles", "no signature of a witness is wrong"),
    "policy": (Bundle, "end", "tiles", "enough witnesses signed the newest checkpoint, and lately"),
    "consistency": (Bundle, "end", "", "each checkpoint begins with the one before it"),
    "stamp": (Bundle, "end", "", "what was stamped with the time is a checkpoint of this log"),
    "place": (Log, "batch", "leaves", "positions rise; in a bundle of everything none is missing"),
    "times": (Log, "batch", "leaves", "recorded_at never falls"),
    "state": (Log, "batch", "", "what is stored has the hash that its leaf names"),
    "bounds": (Log, "batch", "", "recorded_at lies between the witnessed checkpoints around the event"),
    "sealed": (Log, "batch", "", "what was accepted is under the checkpoint a minute later"),
    "payload": (Log, "batch", "", "each part that may be read is in clear, or there is a reason; no key is lost"),
    "inclusion": (Log, "batch", "", "each event of a part is in the tree that was signed, at its position"),
    "root": (Log, "end", "tiles", "the events make the trees that were signed"),
    "tile": (Log, "end", "leaves", "the tiles of level 0 hold the hashes of the events"),
    "held": (Log, "end", "tiles", "what you held before is still the beginning"),
    "erasure": (People, "end", "", "what is forgotten was erased: there is an event that says so"),
    "basis": (People, "end", "", "the basis of each contact that left existed, covered it, and was live"),
    "dispatched": (People, "end", "", "nothing was sent that was not dispatched before"),
    "contact-log": (People, "end", "", "contact_log.jsonl has a row for each contact, and no other"),
    "contact-table": (People, "end", "", "contact_log.csv has the same rows"),
}
"""Take one out, and a fault named in our tests passes unseen."""


def read(reader: type[Any], bundle: Bundle, names: Collection[str]) -> dict[str, Result]:
    """What those of the checks say that are this reader's."""
    results = {name: Result() for name in names if CHECKS[name][0] is reader}
    by: Any = bundle if reader is Bundle else reader(bundle)
    judging = [(CHECKS[name][1], getattr(by, name.replace("-", "_")), result) for name, result in results.items()]
    for text in bundle.events() if results and reader is not Bundle else ():
        by.take(text)
        for when, check, result in judging:
            if when == "batch":
                check(result)
    for when, check, result in judging:
        if when == "end":
            check(result)
    return results


def verify(path: Path, asked: Asked, checks: Collection[str] = CHECKS) -> dict[str, Result]:
    """What each check says. Raises ValueError, KeyError or OSError where it is no bundle at all."""
    if path.is_file():
        with TemporaryDirectory() as unpacked:
            zipfile.ZipFile(path).extractall(unpacked)
            return verify(Path(unpacked), asked, checks)
    bundle, results = Bundle(path, asked), {name: Result() for name in checks}
    shown = [name for name in checks if not bundle.shows or CHECKS[name][2] in bundle.shows]
    for name in results.keys() - shown:
        results[name].skip("a live log does not show it, or not to this access key: ask for a bundle")
    with ProcessPoolExecutor() if (path / "events").stat().st_size > BATCH else ThreadPoolExecutor(1) as others:
        for each in [others.submit(read, reader, bundle, shown) for reader in (Log, People, Bundle)]:
            results |= each.result()
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
    shows = ["tiles", "leaves"]
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
            shows = ["tiles"]
    (folder / "MANIFEST.json").write_text(json.dumps({"scope": {"what": "log"}, "shows": shows}))
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
