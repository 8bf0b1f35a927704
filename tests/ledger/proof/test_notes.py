"""Checkpoints in the form that others read, and every way in which one can be wrong."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest

from ledger.proof.notes import BadNote, BadSignature, Checkpoint, KeyType, SignerKey, VerifierKey, opened

LOG = SignerKey("example.org/log", KeyType.LOG, b"\x01" * 32)
WITNESS = SignerKey("example.org/witness", KeyType.WITNESS, b"\x02" * 32)
CHECKPOINT = Checkpoint("example.org/log", 12, b"\x03" * 32)
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
KEYS = LOG.verifier, WITNESS.verifier


def note() -> str:
    text = CHECKPOINT.text()
    return f"{text}\n{LOG.sign(text)}{WITNESS.sign(text, AT)}"


def test_a_note_says_who_signed_it_and_a_witness_when() -> None:
    text, signed = opened(note(), KEYS)
    assert Checkpoint.parse(text) == CHECKPOINT
    assert [(each.key, each.at) for each in signed] == [(LOG.verifier, None), (WITNESS.verifier, AT)]


def test_signatures_of_strangers_are_passed_over() -> None:
    assert opened(note(), [WITNESS.verifier])[1][0].key == WITNESS.verifier
    assert opened(note(), [])[1] == []


@pytest.mark.parametrize(("old", "new"), [("12\n", "13\n"), ("example.org/log\n12", "example.org/fork\n12")])
def test_another_text_bears_no_signature(old: str, new: str) -> None:
    with pytest.raises(BadSignature):
        opened(note().replace(old, new, 1), KEYS)


def test_a_witness_moved_in_time_is_found() -> None:
    text = CHECKPOINT.text()
    later = WITNESS.sign(text, datetime(2026, 11, 27, tzinfo=UTC))
    earlier = WITNESS.sign(text, AT)
    raw, other = (b64decode(line.split(" ")[2]) for line in (earlier, later))
    swapped = b64encode(raw[:4] + other[4:12] + raw[12:]).decode()
    with pytest.raises(BadSignature):
        opened(f"{text}\n— {WITNESS.name} {swapped}\n", KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signature\n",
        CHECKPOINT.text() + "\n",
        CHECKPOINT.text() + "\n— name !!!\n",
        CHECKPOINT.text() + "\n- name AAAAAAAA\n",
        CHECKPOINT.text() + "\n— name AAAA\n",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        opened(text, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n12\n",
        "log\n012\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n",
        "log\n-1\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n",
        "log\n12\nAwM=\n",
        "log\n12\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\nextension\n",
        "log\n99999999999999999999\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n",
        "\n12\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_a_key_is_written_as_others_write_it_and_read_again() -> None:
    assert VerifierKey.parse(str(WITNESS.verifier)) == WITNESS.verifier
    written = str(LOG.verifier)
    for wrong in ("", "name", written.replace("+", "-"), "x" + written, written[:-4], written.replace("org", "net")):
        with pytest.raises(BadNote):
            VerifierKey.parse(wrong)


def test_a_secret_key_is_never_shown() -> None:
    assert repr(LOG) == "SignerKey(example.org/log)"
