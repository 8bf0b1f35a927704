"""Verify a bundle of evidence offline. One file: it needs Python 3.11 and `cryptography`, and nothing of Renmai.

    python verify.py BUNDLE --log KEY [--witness KEY …] [--quorum 1] [--newest-within 3600] [--held FILE …] [--json]

BUNDLE is a folder or a zip. The keys come from you: what the bundle says of keys proves nothing. `--held` names
checkpoints that you got elsewhere: from a witness, from an earlier bundle, from another auditor. Without them nobody
can see that the whole history was cut short or exchanged. Exit code 0: nothing failed; 1: something did; 2: not
understood. How it goes: the checks of CHECKS, in three stages: on the files, on each event as it passes, at the end.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
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
LEAF = re.compile(
    rb'\{"position":([1-9]\d*),"recorded_at":"([^"\\]+)","state_sha256":"([0-9a-f]{64})","stream":"([0-9a-f-]{36})",'
    rb'"type":"([a-z0-9-]+)","v":1,"version":([1-9]\d*)\}'
)
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
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if key_id.hex() != said or len(raw) != 33 or raw[0] not in (1, 4):
        raise ValueError("not a verifier key: " + text)
    return Key(name, key_id, raw[0], raw[1:])


@dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes
    text: str
    lines: list[str]
    signed: bool = False
    """By the log's key."""
    seen: dict[str, datetime] = field(default_factory=dict)
    """Trusted witnesses, and when each signed."""
    bad: list[str] = field(default_factory=list)
    """Trusted keys whose signature is there and wrong."""

    @property
    def at(self) -> datetime | None:
        return min(self.seen.values(), default=None)


def checkpoint_of(note: str, keys: list[Key]) -> Checkpoint:
    text, gap, signatures = note.partition("\n\n")
    origin, size, root = text.split("\n")
    if not gap or not size.isdigit() or str(int(size)) != size:
        raise ValueError("not a checkpoint")
    found = Checkpoint(origin, int(size), b64decode(root, validate=True), text + "\n", signatures.splitlines())
    for line in found.lines:
        name, _, encoded = line.removeprefix("— ").partition(" ")
        raw = b64decode(encoded, validate=True)
        for key in keys:
            if (key.name, key.id) == (name, raw[:4]):
                _check_signature(found, key, raw[4:])
    return found


def _check_signature(found: Checkpoint, key: Key, raw: bytes) -> None:
    text, seconds = found.text, 0
    if key.type == 4:
        seconds, raw = int.from_bytes(raw[:8], "big"), raw[8:]
        text = f"cosignature/v1\ntime {seconds}\n{text}"
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw, text.encode())
    except InvalidSignature:
        found.bad.append(key.name)
        return
    if key.type == 4:
        found.seen[key.name] = datetime.fromtimestamp(seconds, UTC)
    else:
        found.signed = found.origin == key.name


# -- The tree: RFC 6962, proofs by RFC 9162 ---------------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf, and keeps one hash for each complete subtree, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.size += 1
        rest = self.size
        while not rest & 1:
            leaf = node(self.stack.pop(), leaf)
            rest >>= 1
        self.stack.append(leaf)

    def root(self) -> bytes:
        if not self.stack:
            return hashlib.sha256().digest()
        found = self.stack[-1]
        for left in self.stack[-2::-1]:
            found = node(left, found)
        return found


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
        self.names = self._names()
        self.manifest: dict[str, Any] = json.loads(self.read("MANIFEST.json"))

    def _names(self) -> set[str]:
        if self.zip:
            return {each for each in self.zip.namelist() if not each.endswith("/")}
        return {each.relative_to(self.path).as_posix() for each in self.path.rglob("*") if each.is_file()}

    def open(self, name: str) -> Any:
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return bytes(file.read())

    def lines(self, name: str) -> Iterator[bytes]:
        if name in self.names:
            with self.open(name) as file:
                yield from file

    def objects(self, name: str) -> Iterator[dict[str, Any]]:
        return (json.loads(line) for line in self.lines(name))


class Event(NamedTuple):
    position: int
    recorded_at: datetime
    state_sha256: str
    stream: str
    type: str
    leaf: bytes
    """The bytes that are hashed."""
    state: bytes


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
        state = json.loads(event.state)
        meta, facts = state["meta"], state["facts"]
        claimed = meta.get("occurred")
        at = min(datetime.fromisoformat(claimed["at"]), event.recorded_at) if claimed else event.recorded_at
        imported = "batch" in meta or facts.get("method") == "imported"
        fact = Fact(event.position, event.type, event.recorded_at, at, imported, facts)
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
        self.newest = checkpoint_of(bundle.read("checkpoint").decode(), asked.keys)
        self.log = [checkpoint_of(each["note"], asked.keys) for each in bundle.objects("checkpoints.log")]
        self.held = [checkpoint_of(note, asked.keys) for note in asked.held]
        self.witnessed = [(each.size, each.at) for each in self.log if each.at]
        self.coming = 0
        """Of `witnessed`: the first that holds the event at hand."""
        self.tree, self.roots = Tree(), {each.size: b"" for each in [*self.log, self.newest, *self.held]}
        self.last: Event | None = None
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

    def passed(self, count: int = 1) -> None:
        self.results[self.now].passed += count

    def failed(self, why: str, position: int = 0) -> None:
        result = self.results[self.now]
        result.failed += 1
        if result.failed <= SHOWN:
            result.told.append(why)
            result.positions += [position] if position else []

    def skipped(self, why: str) -> None:
        result = self.results[self.now]
        result.skipped += 1
        if why not in result.told:
            result.told.append(why)

    def take(self, event: Event, leaf: bytes) -> None:
        """What the checks look back at."""
        if self.whole and event.position <= self.newest.size:
            self.tree.add(leaf)
            if self.tree.size in self.roots:
                self.roots[self.tree.size] = self.tree.root()
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
            same = hashlib.file_digest(file, "sha256").hexdigest() == listed[name]["sha256"]
        audit.passed() if same else audit.failed(f"{name} is not the file that the manifest names")


def signature(audit: Audit) -> None:
    """The log's key signed each checkpoint."""
    for each in [audit.newest, *audit.log, *audit.held]:
        audit.passed() if each.signed else audit.failed(f"the checkpoint of {each.size} is not signed by the log's key")


def cosignature(audit: Audit) -> None:
    """No signature of a witness is wrong."""
    for each in [audit.newest, *audit.log, *audit.held]:
        wrong = [name for name in each.bad if any(key.name == name and key.type == 4 for key in audit.asked.keys)]
        audit.failed(
            f"{', '.join(wrong)}: wrong signature of the checkpoint of {each.size}"
        ) if wrong else audit.passed()


def policy(audit: Audit) -> None:
    """Enough witnesses signed the newest checkpoint, and lately."""
    seen, asked = audit.newest.seen, audit.asked
    if not any(key.type == 4 for key in asked.keys):
        return audit.skipped("no witness was named: the log's operator could show somebody else another history")
    if len(seen) < asked.quorum:
        return audit.failed(f"{len(seen)} of the named witnesses signed, and {asked.quorum} are wanted")
    if asked.newest_within is not None and not any(
        asked.at - at <= timedelta(seconds=asked.newest_within) for at in seen.values()
    ):
        return audit.failed(f"the newest signature of a witness is of {max(seen.values(), default='never')}")
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
    for each in [audit.newest, *audit.log]:
        if audit.roots[each.size] == each.root:
            audit.passed()
        else:
            audit.failed(f"the events do not make the tree of {each.size} that was signed", each.size)
    return None


def tile(audit: Audit) -> None:
    """The tiles of level 0 hold the hashes of the events."""
    if not audit.whole:
        return audit.skipped("a part of the ledger has no tiles")
    hashes = hashlib.sha256()
    leaves = (hashlib.sha256(b"\x00" + line.partition(b"\t")[0]).digest() for line in audit.bundle.lines("events"))
    for name in sorted(audit.bundle.names):
        if name.startswith("tile/0/"):
            hashes.update(audit.bundle.read(name))
    wanted = hashlib.sha256()
    for _, leaf in zip(range(audit.newest.size), leaves, strict=False):
        wanted.update(leaf)
    same = hashes.digest() == wanted.digest()
    return audit.passed() if same else audit.failed("tile/0 does not hold the hashes of the events")


def inclusion(audit: Audit, event: Event) -> None:
    """Each event is in the tree that was signed, at its position."""
    if audit.whole or event.position > audit.newest.size:
        return audit.skipped("shown by the root") if audit.whole else None
    proof = next(audit.proofs, None) or {"position": 0, "hashes": []}
    path = [b64decode(each) for each in proof["hashes"]]
    leaf = hashlib.sha256(b"\x00" + event.leaf).digest()
    found = root_by_inclusion(event.position - 1, audit.newest.size, leaf, path)
    if proof["position"] == event.position and found == audit.newest.root:
        return audit.passed()
    return audit.failed("it is not in the tree that was signed", event.position)


def state(audit: Audit, event: Event) -> None:
    """What is stored has the hash that its leaf names."""
    if hashlib.sha256(event.state).hexdigest() == event.state_sha256:
        audit.passed()
    else:
        audit.failed("its state is not the one whose hash was signed", event.position)


def place(audit: Audit, event: Event) -> None:
    """Positions rise; in a bundle of everything none is missing."""
    last = audit.last.position if audit.last else 0
    if event.position == last + 1 or (event.position > last and not audit.whole):
        audit.passed()
    else:
        audit.failed(f"it comes after position {last}", event.position)


def times(audit: Audit, event: Event) -> None:
    """recorded_at never falls."""
    if audit.last and event.recorded_at < audit.last.recorded_at:
        audit.failed(f"recorded at {event.recorded_at}, before the one in front of it", event.position)
    else:
        audit.passed()


def bounds(audit: Audit, event: Event) -> None:
    """recorded_at lies between the witnessed checkpoints around the event."""
    log = audit.witnessed
    if not log:
        return audit.skipped("no checkpoint bears the time of a witness that you named")
    while audit.coming < len(log) and log[audit.coming][0] < event.position:
        audit.coming += 1
    earliest = log[audit.coming - 1][1] if audit.coming else None
    latest = log[audit.coming][1] if audit.coming < len(log) else None
    if (earliest and event.recorded_at < earliest - WITHIN) or (latest and event.recorded_at > latest + WITHIN):
        return audit.failed(f"recorded at {event.recorded_at}, seen from {earliest} to {latest}", event.position)
    return audit.passed()


def sealed(audit: Audit, event: Event) -> None:
    """What was accepted is under the checkpoint a minute later."""
    if event.position <= audit.newest.size:
        audit.passed()
    elif audit.asked.at - event.recorded_at > SEALED_WITHIN:
        audit.failed(f"recorded at {event.recorded_at} and never sealed", event.position)
    else:
        audit.skipped("recorded within the last minute, not sealed yet")


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


def payload(audit: Audit, event: Event) -> None:
    """Each sealed part that may be read is there in clear, or there is a reason; no key was lost."""
    told: dict[str, Any] = {}
    while audit.next_payload and audit.next_payload["position"] <= event.position:
        if audit.next_payload["position"] == event.position:
            told[audit.next_payload["part"]] = audit.next_payload
        audit.next_payload = next(audit.payload, None)
    for subject, data_class in SEAL.findall(event.state) if audit.readable or told else ():
        part = f"{subject.decode()}/{data_class.decode()}"
        if part not in told and data_class.decode() in audit.readable:
            audit.failed(f"{part} is sealed and neither shown nor explained", event.position)
        elif told.get(part, {}).get("unreadable") == "key-lost":
            audit.failed(f"the key of {part} was lost", event.position)
        elif part in told:
            audit.passed()
        if told.get(part, {}).get("unreadable") == "forgotten":
            audit.forgotten.setdefault(subject.decode(), event.position)


def erasure(audit: Audit) -> None:
    """What is forgotten was erased: there is an event that says so."""
    for subject, position in audit.forgotten.items():
        if subject in audit.erased or audit.belongs.get(subject) in audit.erased:
            audit.passed()
        else:
            audit.failed(f"data of {subject} can't be read any more, and no candidate-erased says why", position)


def contact_log(audit: Audit, event: Event) -> None:
    """The contact log says what the events say."""
    if event.type not in CONTACTS:
        return
    told = next(audit.told_contacts, {})
    facts = json.loads(event.state)["facts"]
    wanted = {
        "position": event.position,
        "stream": event.stream,
        "type": event.type,
        "recorded_at": event.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        **{name: facts.get(name) for name in CONTACT_FIELDS},
    }
    audit.passed() if told == wanted else audit.failed("the contact log differs from the event", event.position)


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


def cell(value: Any) -> str:
    """As a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


CHECKS: dict[str, tuple[str, Callable[..., None]]] = {
    "manifest": ("files", manifest),
    "signature": ("files", signature),
    "cosignature": ("files", cosignature),
    "policy": ("files", policy),
    "consistency": ("files", consistency),
    "place": ("event", place),
    "state": ("event", state),
    "inclusion": ("event", inclusion),
    "times": ("event", times),
    "bounds": ("event", bounds),
    "sealed": ("event", sealed),
    "basis": ("event", basis),
    "dispatched": ("event", dispatched),
    "payload": ("event", payload),
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
    run(audit, [(name, check) for name, (stage, check) in checks.items() if stage == "files"])
    each_time = [(name, check) for name, (stage, check) in checks.items() if stage == "event"]
    for line in audit.bundle.lines("events"):
        event, leaf = read(line)
        audit.take(event, leaf)
        run(audit, each_time, event)
        audit.last = event
    run(audit, [(name, check) for name, (stage, check) in checks.items() if stage == "end"])
    return audit.results


def run(audit: Audit, checks: list[tuple[str, Callable[..., None]]], *event: Event) -> None:
    for name, check in checks:
        audit.now = name
        check(audit, *event)


def read(line: bytes) -> tuple[Event, bytes]:
    """A line of `events`: the leaf, a tab, the state; and the leaf's hash."""
    leaf, _, stored = line.rstrip(b"\n").partition(b"\t")
    found = LEAF.fullmatch(leaf)
    if found is None:
        raise ValueError("not a leaf: " + leaf[:200].decode(errors="replace"))
    position, at, digest, stream, kind, _ = found.groups()
    recorded_at = datetime.fromisoformat(at.decode())
    event = Event(int(position), recorded_at, digest.decode(), stream.decode(), kind.decode(), leaf, stored)
    return event, hashlib.sha256(b"\x00" + leaf).digest()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence offline.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--log", required=True, metavar="KEY", help="the verifier key of the log, got from elsewhere")
    parser.add_argument("--witness", action="append", default=[], metavar="KEY")
    parser.add_argument("--quorum", type=int, help="witnesses that must have signed; all that are named")
    parser.add_argument("--newest-within", type=float, metavar="SECONDS")
    parser.add_argument("--held", action="append", default=[], type=Path, metavar="FILE", help="an older checkpoint")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        keys = [key_of(each) for each in (given.log, *given.witness)]
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
    sys.exit(main())
