"""What others wrote verifies our log, and refuses what was changed in it."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import metamorphic_log
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.leaf import leaf_bytes
from ledger.proof import kept
from ledger.proof.tree import consistency, inclusion, leaf_hash
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
