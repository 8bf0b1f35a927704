"""The layout of sealed files: permanent, and nothing of it can be cut, moved or changed unnoticed."""

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.vocabulary import DataClass
from ledger.keyring import KeyName
from ledger.sealed_file import CHUNK, SEALED_CHUNK, Place, SealedFile, TamperedBlob, chunks, head, sealed

GOLDEN = Path(__file__).parent / "golden" / "sealed_file.hex"
SUBJECT = UUID("01990000-0000-7000-8000-000000000001")
DOCUMENT = UUID("01990000-0000-7000-8000-000000000002")
PLACE = Place(KeyName(SUBJECT, DataClass.DOCUMENT, 3), DOCUMENT)
CIPHER = AESGCM(bytes(range(32)))


def plain_of(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


def stored_of(plain: bytes, name: str = "简历.pdf") -> bytes:
    return b"".join(sealed([plain], name, PLACE, CIPHER))


def opened(stored: bytes, place: Place = PLACE) -> SealedFile:
    return SealedFile(lambda start, end: stored[start:end], len(stored), place, CIPHER)


def test_the_stored_layout_never_changes() -> None:
    file_key, nonce = bytes(range(100, 132)), bytes(range(12))
    stored = head(file_key, "简历.pdf", PLACE, CIPHER, nonce)
    stored += b"".join(chunks([plain_of(CHUNK), b"the last chunk"], AESGCM(file_key)))
    edges = stored[:120] + stored[-60:]
    assert GOLDEN.read_text().split() == [str(len(stored)), edges.hex()]
    file = opened(stored)
    assert (file.file_name, file.read()) == ("简历.pdf", plain_of(CHUNK) + b"the last chunk")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 40 * CHUNK + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    plain = plain_of(size)
    file = opened(stored_of(plain))
    assert file.size == size
    assert file.read() == plain


def test_plain_bytes_may_come_in_any_pieces() -> None:
    plain = plain_of(3 * CHUNK + 5)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(plain), 1_000):
            yield plain[start : start + 1_000]

    assert opened(b"".join(sealed(pieces(), "a", PLACE, CIPHER))).read() == plain


def test_any_part_can_be_read_without_the_rest() -> None:
    plain, asked = plain_of(40 * CHUNK), []
    stored = stored_of(plain)

    def fetch(start: int, end: int) -> bytes:
        asked.append(end - start)
        return stored[start:end]

    file = io.BufferedReader(SealedFile(fetch, len(stored), PLACE, CIPHER))
    file.seek(-5, io.SEEK_END)
    assert file.read() == plain[-5:]
    file.seek(20 * CHUNK - 1)
    assert file.read(3) == plain[20 * CHUNK - 1 : 20 * CHUNK + 2]
    assert max(asked) <= 16 * SEALED_CHUNK


def test_two_files_of_the_same_bytes_share_nothing() -> None:
    first, second = stored_of(plain_of(1_000)), stored_of(plain_of(1_000))
    assert first[-1_016:] != second[-1_016:]


def damaged() -> Iterator[tuple[str, bytes]]:
    stored = stored_of(plain_of(3 * CHUNK))
    body = len(stored) - 3 * SEALED_CHUNK
    one, two, three = (stored[body + n * SEALED_CHUNK : body + (n + 1) * SEALED_CHUNK] for n in range(3))
    for place in (0, 4, 8, 10, 15, 40, body + 5, body + SEALED_CHUNK, len(stored) - 1):
        yield f"byte {place} flipped", stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
    yield "last chunk cut off", stored[:-SEALED_CHUNK]
    yield "a chunk taken out", stored[:body] + one + three
    yield "chunks swapped", stored[:body] + two + one + three
    yield "a chunk doubled", stored[:body] + one + one + two + three
    yield "something added", stored + b"x"
    yield "a chunk added", stored + three
    yield "end cut off", stored[:-1]
    yield "cut within the head", stored[:30]
    yield "no chunk at all", stored[:body]
    yield "nothing", b""
    other = stored_of(plain_of(3 * CHUNK))
    yield "another file's chunk", stored[:-SEALED_CHUNK] + other[-SEALED_CHUNK:]


DAMAGED = list(damaged())


@pytest.mark.parametrize(("what", "stored"), DAMAGED, ids=[what for what, _ in DAMAGED])
def test_damage_is_noticed(what: str, stored: bytes) -> None:
    with pytest.raises(TamperedBlob):
        opened(stored).read()


@pytest.mark.parametrize(
    "place",
    [
        Place(KeyName(DOCUMENT, DataClass.DOCUMENT, 3), DOCUMENT),
        Place(KeyName(SUBJECT, DataClass.DOCUMENT, 3), SUBJECT),
        Place(KeyName(SUBJECT, DataClass.DOCUMENT, 2), DOCUMENT),
        Place(KeyName(SUBJECT, DataClass.CAREER, 3), DOCUMENT),
    ],
)
def test_a_file_can_not_take_the_place_of_another(place: Place) -> None:
    with pytest.raises(TamperedBlob):
        opened(stored_of(b"plain"), place)
