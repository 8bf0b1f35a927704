"""A bundle proves itself. Each way to spoil it or the ledger is found, by the check that is named for it."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger import verify
from ledger.proof import evidence
from ledger.proof.succession import Succession
from tests.ledger.proof.faulty import (
    DISPATCH,
    INSERT,
    PERSON,
    STRANGER,
    Faulty,
    later,
    replaced,
    stored,
)
from tests.servers import Servers, fresh_database


@pytest.fixture(scope="module")
def faulty(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    folder = tmp_path_factory.mktemp("evidence")
    with fresh_database(servers, migrated, folder / "data") as database:
        opened = Faulty(database, folder)
        yield opened
        opened.close()


Made = tuple[Path, dict[str, Any]]
EDIT = """
    UPDATE ledger.event SET state = convert_to(replace(convert_from(state, 'UTF8'), %s, %s), 'UTF8')
    WHERE position = %s
"""
MOVE = "UPDATE ledger.event SET recorded_at = recorded_at + %s::interval WHERE position BETWEEN %s AND %s"


def files(what: str, name: str, old: bytes, new: bytes) -> Callable[[Faulty], Made]:
    return lambda f: (f.spoilt(getattr(f, what), replaced(name, old, new)), {})


def operator(*statements: tuple[str, tuple[Any, ...]], seen: bool = False) -> Callable[[Faulty], Made]:
    """A superuser who has the log's key, too."""
    return lambda f: (f.tampered(*statements, key=f.log.key, seen=seen), {})


def event(kind: str, **facts: Any) -> tuple[str, tuple[Any, ...]]:
    return INSERT, (PERSON, kind, stored(facts))


def dispatch(**changes: Any) -> tuple[str, tuple[Any, ...]]:
    return event("contact-dispatched", **{**DISPATCH, "contact": "c2", "basis_position": 1, "checked_at": 4, **changes})


def edited_leaf(f: Faulty) -> Made:
    """One event with another tag, its leaf and its tile made to fit; only the signed root does not."""

    def spoil(folder: Path) -> None:
        lines = (folder / "events").read_bytes().splitlines(keepends=True)
        state = lines[9].partition(b"\t")[2].rstrip(b"\n").replace(b"tag-5", b"tag-6")
        at = lines[9].index(b'"state_sha256":"') + 16
        leaf = lines[9][:at] + hashlib.sha256(state).hexdigest().encode() + lines[9].partition(b"\t")[0][at + 64 :]
        lines[9] = leaf + b"\t" + state + b"\n"
        (folder / "events").write_bytes(b"".join(lines))
        tile = folder / "tile/0/000"
        hashes = tile.read_bytes()
        tile.write_bytes(hashes[: 9 * 32] + hashlib.sha256(b"\0" + leaf).digest() + hashes[10 * 32 :])

    return f.spoilt(f.whole, spoil), {}


def shown_twice(f: Faulty) -> Made:
    def spoil(folder: Path) -> None:
        for name in ("events", "proofs.jsonl"):
            lines = (folder / name).read_bytes().splitlines(keepends=True)
            (folder / name).write_bytes(b"".join([lines[0], *lines]))

    return f.spoilt(f.person, spoil), {}


def changed_hash(f: Faulty) -> Made:
    def spoil(folder: Path) -> None:
        path = folder / "consistency.jsonl"
        proof = json.loads(path.read_text())
        path.write_text(json.dumps({**proof, "hashes": proof["hashes"][::-1]}) + "\n")

    return f.spoilt(f.person, spoil), {}


def without_a_signature(f: Faulty) -> Made:
    def spoil(folder: Path) -> None:
        lines = (folder / "checkpoint").read_text().splitlines(keepends=True)
        (folder / "checkpoint").write_text("".join(lines[:-1]))

    return f.spoilt(f.whole, spoil), {"quorum": 2}


def wrong_witness(f: Faulty) -> Made:
    def spoil(folder: Path) -> None:
        text = (folder / "checkpoint").read_text()
        (folder / "checkpoint").write_text(text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:])

    return f.spoilt(f.whole, spoil), {"quorum": 1}


def forged_succession(f: Faulty) -> Made:
    note = Succession(f.log.key.verifier, STRANGER.verifier, 304, bytes(32)).signed(STRANGER, STRANGER)
    line = json.dumps({"note": note}, ensure_ascii=False) + "\n"
    return f.spoilt(f.whole, lambda folder: (folder / "successions.jsonl").write_text(line)), {}


def manifest_left(f: Faulty) -> Made:
    target = f.folder / "manifest-left"
    shutil.copytree(f.whole, target)
    replaced("VERIFY.md", b"Verify", b"Verity")(target)
    return target, {}


def without_payload(f: Faulty) -> Made:
    return f.spoilt(f.whole, lambda folder: (folder / "payload.jsonl").write_text("")), {}


def row_more(name: str) -> Callable[[Faulty], Made]:
    """The last one twice."""

    def spoil(folder: Path) -> None:
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join([*lines, lines[-1]]))

    return lambda f: (f.spoilt(f.whole, spoil), {})


def key_taken(statement: str) -> Callable[[Faulty], Made]:
    """In the keys' database; it is put back."""

    def made(f: Faulty) -> Made:
        with psycopg.connect(f.database.keys_admin, autocommit=True) as keys, keys.transaction():
            keys.execute("CREATE TABLE public.aside AS SELECT * FROM keys.data_key")
            keys.execute("ALTER TABLE keys.data_key DISABLE TRIGGER ALL")
            keys.execute(statement)
        try:
            return f.write("keyless", evidence.Scope()), {}
        finally:
            with psycopg.connect(f.database.keys_admin, autocommit=True) as keys, keys.transaction():
                keys.execute("DELETE FROM keys.data_key")
                keys.execute("INSERT INTO keys.data_key SELECT * FROM public.aside")
                keys.execute("DROP TABLE public.aside")
                for trigger in ("tombstone", "never_removed"):
                    keys.execute(f"ALTER TABLE keys.data_key ENABLE ALWAYS TRIGGER {trigger}")

    return made


FAULTS: dict[str, tuple[str, Callable[[Faulty], Made]]] = {
    "row edited": ("root", edited_leaf),
    "one field of what is stored changed": ("state", files("whole", "events", b"tag-7", b"tag-8")),
    "one hash of a tile changed": ("tile", files("whole", "tile/0/001.p/48", b"", b"x")),
    "one file changed": ("manifest", manifest_left),
    "a time stamp of another checkpoint": ("stamp", files("whole", "stamps/304.note", b"304", b"303")),
    "an event shown twice": ("place", shown_twice),
    "a leaf exchanged": ("inclusion", files("person", "events", b'"version":3', b'"version":7')),
    "history exchanged between checkpoints": ("consistency", changed_hash),
    "key swapped": ("signature", lambda f: (f.tampered(("SELECT 1", ()), key=STRANGER), {})),
    "a change of the log's key that the old one did not sign": ("succession", forged_succession),
    "a witness forged": ("cosignature", wrong_witness),
    "too few witnesses": ("policy", without_a_signature),
    "witnessed too long ago": ("policy", lambda f: (f.whole, {"newest_within": 60, "at": later(5)})),
    "tail cut off, or an old backup restored": (
        "held", lambda f: (f.whole, {"held": [f.signed(f.newest.size + 1, b"\1" * 32)]})),
    "history forked for two auditors": ("held", lambda f: (f.whole, {"held": [f.signed(200, b"\1" * 32)]})),
    "clock turned back": ("times", operator((MOVE, ("-1 day", 100, 100)))),
    "clock turned forward": ("bounds", operator((MOVE, ("1 day", 5, 999)), seen=True)),
    "row back-dated": ("bounds", operator((MOVE, ("-1 day", 1, 999)), (MOVE, ("-1 day", 1, 4)), seen=True)),
    "accepted and never sealed": (
        "sealed", lambda f: (f.tampered((INSERT, (PERSON, "profile-confirmed", stored({})))), {"at": later(5)})),
    "a consent that was not there": ("basis", operator(dispatch(basis_position=77))),
    "a consent for another purpose": ("basis", operator(dispatch(purpose="talent-pool"))),
    "a consent for another channel": ("basis", operator(dispatch(channel="sms"))),
    "a consent to another controller": ("basis", operator(dispatch(controller="other"))),
    "a consent that was withdrawn": ("basis", operator(event("consent-withdrawn"), dispatch())),
    "a consent that had run out": ("basis", operator((EDIT, ("2099", "2020", 1)))),
    "a consent recorded in error": (
        "basis", operator(event("recorded-in-error", position=1, why="typo"), dispatch())),
    "checked at a position to come": ("basis", operator(dispatch(checked_at=9_999))),
    "a basis that the purpose does not know": ("basis", operator(dispatch(basis="legal-duty"))),
    "a receipt of no consent": (
        "basis", operator(dispatch(basis="legal-duty", purpose="consent-record", basis_position=None))),
    "a receipt after everything was withdrawn": (
        "basis", operator(event("consent-withdrawn"), dispatch(basis="legal-duty", purpose="consent-record"))),
    "asked twice": (
        "basis",
        operator(
            dispatch(basis="asking", purpose="permission-request", basis_position=None),
            dispatch(basis="asking", purpose="permission-request", basis_position=None, contact="c3"),
        ),
    ),
    "sent without being dispatched": ("dispatched", operator(event("contact-sent", contact="c9", channel="email"))),
    "a sealed part neither shown nor explained": ("payload", without_payload),
    "a key lost": ("payload", key_taken("DELETE FROM keys.data_key")),
    "a sealed payload removed without an erasure": (
        "erasure", key_taken("UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now()")),
    "one field of the contact log changed": ("contact-log", files("whole", "contact_log.jsonl", b"email", b"phone")),
    "a row more in the contact log": ("contact-log", row_more("contact_log.jsonl")),
    "one field of the contact table changed": ("contact-table", files("whole", "contact_log.csv", b"email", b"phone")),
    "a row more in the contact table": ("contact-table", row_more("contact_log.csv")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_check_and_passes_unseen_without_it(faulty: Faulty, fault: str) -> None:
    check, make = FAULTS[fault]
    bundle, asked = make(faulty)
    assert faulty.verified(bundle, **asked) == {check}
    assert faulty.verified(bundle, leaving_out=check, **asked) == set()


def test_each_check_has_a_fault_of_its_own() -> None:
    assert {check for check, _ in FAULTS.values()} == verify.CHECKS.keys()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.event SET state = convert_to(replace(convert_from(state, 'UTF8'), 'tag-9', 'tag-8'), 'UTF8') "
        "WHERE position = 14",
        "DELETE FROM ledger.event WHERE position = 14",
        "UPDATE ledger.event SET recorded_at = recorded_at - interval '1 ms' WHERE position = 14",
        "UPDATE ledger.event SET position = CASE position WHEN 14 THEN -15 ELSE -14 END WHERE position IN (14, 15); "
        "UPDATE ledger.event SET position = -position WHERE position < 0",
    ],
    ids=["edited", "deleted", "back-dated", "swapped"],
)
def test_what_a_superuser_changes_in_place_is_no_longer_what_was_signed(faulty: Faulty, statement: str) -> None:
    failed = faulty.verified(faulty.tampered(*((each, ()) for each in statement.split("; "))))
    assert "root" in failed


def test_a_bundle_proves_itself_and_is_the_same_each_time(faulty: Faulty) -> None:
    for what, scope in (("whole", evidence.Scope()), ("person", evidence.Scope((PERSON,)))):
        bundle = getattr(faulty, what)
        assert faulty.verified(bundle, quorum=2, newest_within=600, held=[(bundle / "checkpoint").read_text()]) == set()
        again = faulty.write(what, scope)
        for path in (bundle, again):
            evidence.zipped(path, path.with_suffix(".zip"))
        assert bundle.with_suffix(".zip").read_bytes() == again.with_suffix(".zip").read_bytes()
        assert faulty.verified(bundle.with_suffix(".zip"), quorum=2) == set()
    assert verify.cell("=1+1") == "'=1+1"


def test_a_period_brings_what_its_contacts_rest_on(faulty: Faulty) -> None:
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), later(5)
    assert faulty.verified(faulty.write("period", evidence.Scope(begin=begin, end=end)), quorum=2) == set()


def test_a_writer_whose_files_take_longer_than_a_session_may_idle_is_not_cut_off(faulty: Faulty) -> None:
    with psycopg.connect(faulty.database.writer) as connection:
        evidence.write(connection, faulty.folder / "patient", evidence.Scope(), [])
        assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("0",)
    with psycopg.connect(faulty.database.writer) as connection:
        assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("5s",)


IN_PIECES = """
import sys, verify
verify.BATCH = int(sys.argv.pop(1))
sys.exit(verify.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("size", [300, 20_000], ids=["less than a line", "some lines"])
def test_a_long_bundle_is_verified_in_pieces_by_several_processes(faulty: Faulty, size: int) -> None:
    spoilt = faulty.spoilt(faulty.whole, replaced("events", b"tag-7", b"tag-8"))
    for bundle, failed in ((faulty.whole, set()), (spoilt, {"state"})):
        asked = [
            sys.executable,
            "-c",
            IN_PIECES,
            str(size),
            str(bundle),
            "--json",
            "--log",
            str(faulty.log.key.verifier),
        ]
        alone = {"PYTHONPATH": str(Path(verify.__file__).parent)}
        told = json.loads(subprocess.run(asked, capture_output=True, check=False, env=alone).stdout)["checks"]
        assert {name for name, each in told.items() if each["failed"]} == failed
        assert told["place"]["passed"] == told["state"]["passed"] + told["state"]["failed"] == 304


def test_it_runs_alone_and_says_what_it_found(faulty: Faulty, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(faulty.log.key.verifier)
    assert verify.main([str(faulty.whole), "--log", key]) == 0
    assert verify.main([str(faulty.whole), "--log", key, "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["verified"]
    assert told["checks"]["bounds"]["skipped"] == 304
    assert verify.main([str(faulty.folder), "--log", key]) == 2
    lines = Path(verify.__file__).read_text().splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert not imported & {"ledger", "domain", "projections", "api", "workers"}
