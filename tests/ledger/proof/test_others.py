"""What others wrote verifies our log, and refuses what was changed in it."""

import json
import shutil
import subprocess
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import metamorphic_log
import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey, VkeySet
from tlog_scales.tlog import ConsistencyProof, ConsistencyProofInvalid, InclusionProof, InclusionProofInvalid

from ledger.leaf import leaf_bytes
from ledger.proof import evidence, kept
from ledger.proof.tree import consistency, inclusion, leaf_hash
from tests.ledger.proof.faulty import COSIGN, WITNESSES
from tests.ledger.proof.log import Log


def note_of(log: Log) -> str:
    newest = kept.newest(log.connection)
    assert newest
    return newest[1]


def test_metamorphic_log_verifies_checkpoint_inclusion_and_consistency(log: Log) -> None:
    log.write(260)
    old, older = log.seal(), note_of(log)
    log.write(50)
    new, newer = log.seal(), note_of(log)
    keys, tree = [str(log.key.verifier)], log.tree(new.size)
    head = metamorphic_log.checkpoint_verify(newer, keys)
    assert (head.origin, head.size, head.root) == (new.origin, new.size, new.root)
    path = consistency(old.size, new.size, tree.subtree)
    metamorphic_log.checkpoint_verify_consistency(older, newer, keys, path)
    leaf = leaf_hash(leaf_bytes(log.ledger.store.at([257])[0]))
    proof = inclusion(256, new.size, tree.subtree)
    metamorphic_log.checkpoint_verify_inclusion(newer, keys, 256, leaf, proof)
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify(newer.replace("310", "311"), keys)
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify_consistency(older, newer, keys, path[::-1])
    for index, hashed, hashes in ((255, leaf, proof), (256, bytes(32), proof), (256, leaf, proof[:-1])):
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_inclusion(newer, keys, index, hashed, hashes)


def flipped(data: bytes, at: int = 0) -> bytes:
    return bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])


def test_tlog_scales_reads_a_bundle_and_verifies_checkpoint_witness_tiles_and_proofs(log: Log, tmp_path: Path) -> None:
    log.write(300)
    old = log.seal()
    log.write(280)
    new, at = log.seal(), datetime.now(UTC)
    log.connection.execute(COSIGN, (new.size, str(WITNESSES[0].verifier), at, WITNESSES[0].sign(new.text(), at)))
    with log.superuser.transaction():
        evidence.write(log.superuser, tmp_path / "bundle", evidence.Scope(), [log.key.verifier])
    reader = TilesReader(LocalBackend(tmp_path / "bundle"))
    head = reader.get_checkpoint()
    head.verify(Vkey.from_string(str(log.key.verifier)))
    witnesses = VkeySet(*(Vkey.from_string(str(each.verifier)) for each in WITNESSES))
    assert [key.name for key, _ in witnesses.verify(head.signatures, head)] == [WITNESSES[0].name]
    assert reader.calculate_root_hash() == head.root_hash == new.root
    tree, leaf = log.tree(new.size), leaf_hash(leaf_bytes(log.ledger.store.at([257])[0]))
    path = inclusion(256, new.size, tree.subtree)
    InclusionProof(256, new.size, path).check(leaf, new.root)
    grown = consistency(old.size, new.size, tree.subtree)
    ConsistencyProof(old.size, new.size, grown).check(old.root, new.root)
    for index, hashed, hashes in ((255, leaf, path), (256, flipped(leaf), path), (256, leaf, [flipped(path[0])])):
        with pytest.raises(InclusionProofInvalid):
            InclusionProof(index, new.size, hashes).check(hashed, new.root)
    for hashes in (grown[::-1], grown[:-1], [flipped(grown[0]), *grown[1:]]):
        with pytest.raises(ConsistencyProofInvalid):
            ConsistencyProof(old.size, new.size, hashes).check(old.root, new.root)
    tile, note = tmp_path / "bundle/tile/0/002.p/68", tmp_path / "bundle/checkpoint"
    tile.write_bytes(flipped(tile.read_bytes(), 77))
    note.write_text(note.read_text().replace("\n580\n", "\n579\n"))
    spoilt = TilesReader(LocalBackend(tmp_path / "bundle"))
    with pytest.raises(InvalidSignature):
        spoilt.get_checkpoint().verify(Vkey.from_string(str(log.key.verifier)))
    spoilt.set_size(new.size)
    assert spoilt.calculate_root_hash() != new.root


def test_rfc8785_writes_the_same_leaf(log: Log) -> None:
    log.write(3)
    leaf = leaf_bytes(log.ledger.store.at([2])[0])
    assert rfc8785.dumps(json.loads(leaf)) == leaf
    assert rfc8785.dumps(json.loads(leaf) | {"position": 3}) != leaf


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl binary is not on this machine")
def test_openssl_verifies_the_signature_of_a_checkpoint(log: Log, tmp_path: Path) -> None:
    log.write(3)
    log.seal()
    text, _, line = note_of(log).partition("\n\n")
    public = Ed25519PublicKey.from_public_bytes(log.key.verifier.public)
    (tmp_path / "key").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "signature").write_bytes(b64decode(line.split(" ")[2])[4:])
    for told, good in ((text + "\n", True), (text.replace("\n3\n", "\n4\n") + "\n", False)):
        (tmp_path / "text").write_text(told)
        asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text"]
        answer = subprocess.run([*asked, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
        assert (answer.returncode == 0) == good
