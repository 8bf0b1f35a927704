"""The log as auditors and witnesses ask for it."""

import json
import struct
from base64 import b64decode

import psycopg
import pytest

from ledger.proof.log_keys import log_key
from ledger.proof.notes import Checkpoint, VerifierKey, opened
from ledger.proof.seal import Sealer
from ledger.proof.tiles import index_path
from ledger.proof.tree import leaf_hash, root_of_inclusion, roots_of_consistency, together
from tests.api.http.conftest import Api


@pytest.fixture(scope="module")
def sealed(api: Api) -> list[Checkpoint]:
    """Two checkpoints: the second is the newest, above 256 events."""
    with psycopg.connect(api.settings.conninfo("sealer"), autocommit=True) as connection:
        sealer = Sealer(connection, log_key(api.settings))
        person = api.ingested()
        first = sealer.seal()
        for number in range(260):
            api.stored(f"/v1/candidates/{person}/tags", {"tag": f"tag-{number}"})
        second = sealer.seal()
    assert first
    assert second
    return [first, second]


def checkpoint(api: Api) -> Checkpoint:
    note = api.get("/v1/log/checkpoint", role="auditor")
    key = VerifierKey.parse(api.get("/v1/log/key", role="auditor").text)
    text, signed = opened(note.text, [key])
    assert len(signed) == 1
    return Checkpoint.parse(text)


def test_the_newest_checkpoint_is_shown_with_the_key_that_signs(api: Api, sealed: list[Checkpoint]) -> None:
    assert checkpoint(api) == sealed[1]


def test_an_event_leads_to_the_root(api: Api, sealed: list[Checkpoint]) -> None:
    for each in sealed:
        for position in (1, each.size):
            told = api.get(f"/v1/log/inclusion/{position}?size={each.size}", role="analyst").json()
            leaf, path = told["leaf"].encode(), [bytes.fromhex(step) for step in told["path"]]
            assert json.loads(leaf)["position"] == position
            assert root_of_inclusion(told["index"], told["size"], leaf_hash(leaf), path) == each.root


def test_the_log_only_grew(api: Api, sealed: list[Checkpoint]) -> None:
    old, new = sealed
    told = api.get(f"/v1/log/consistency?old={old.size}", role="auditor").json()
    path = [bytes.fromhex(step) for step in told["path"]]
    assert roots_of_consistency(old.size, told["size"], old.root, path) == (old.root, new.root)


def test_tiles_and_the_entries_beneath_them_make_the_root(api: Api, sealed: list[Checkpoint]) -> None:
    size = sealed[1].size
    full, rest = divmod(size, 256)
    leaves: list[bytes] = []
    for number, width in [(0, 256), (full, rest)] if full == 1 else []:
        place = index_path(number) + ("" if width == 256 else f".p/{width}")
        hashes = api.get(f"/v1/log/tile/0/{place}", role="auditor").content
        bundle = api.get(f"/v1/log/tile/entries/{place}", role="auditor").content
        while bundle:
            (length,) = struct.unpack(">H", bundle[:2])
            leaves.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        assert b"".join(map(leaf_hash, leaves[number * 256 :])) == hashes
    assert len(leaves) == size
    above = api.get("/v1/log/tile/1/000.p/1", role="auditor").content
    assert above == together([leaf_hash(leaf) for leaf in leaves[:256]])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("inclusion/999999", 404, "not_sealed"),
        ("inclusion/0", 422, "unacceptable_input"),
        ("inclusion/1?size=999999", 404, "not_sealed"),
        ("consistency?old=999999", 404, "not_sealed"),
        ("tile/0/999", 404, "not_sealed"),
        ("tile/0/000.p/257", 404, "no_such_route"),
        ("tile/0/000.p/0", 404, "no_such_route"),
        ("tile/0/12", 404, "no_such_route"),
        ("tile/9/000", 422, "unacceptable_input"),
        ("tile/entries/x999/999", 404, "not_sealed"),
    ],
)
def test_what_is_not_there_is_said_so(
    api: Api,
    sealed: list[Checkpoint],
    path: str,
    status: int,
    code: str,
) -> None:
    answer = api.get(f"/v1/log/{path}", role="auditor")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_entries_are_for_auditors(api: Api, sealed: list[Checkpoint]) -> None:
    assert sealed
    assert api.get("/v1/log/tile/entries/000", role="analyst").status_code == 403
    assert api.get("/v1/log/checkpoint", role="recruiter").status_code == 403
    assert b64decode(api.get("/v1/log/checkpoint", role="analyst").text.split("\n")[2]) == sealed[1].root
