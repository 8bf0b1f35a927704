"""Sealing: personal parts under the keys of their subjects, bound to the place of the event.

    sealed = { "<subject>/<data class>": {"k": generation, "n": nonce, "c": ciphertext} }    (base64)

AES-256-GCM over the canonical JSON of the part's fields; associated data is
`stream/version/type/subject/data class/generation`. The layout is permanent: `tests/ledger/golden`.
"""

import os
from binascii import a2b_base64, b2a_base64
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag

from ledger.canonical import canonical
from ledger.first_keys import Cipher
from ledger.key_encryption import NONCE
from ledger.keyring import KeyName

Part = dict[str, Any]
"""Field name -> value, JSON."""


def associated(stream: UUID, version: int, event_type: str, name: KeyName) -> bytes:
    return bound(f"{stream}/{version}/{event_type}", f"{name.subject}/{name.data_class}", name.generation)


def bound(place: str, label: str, generation: int) -> bytes:
    """The same, of an event's place and a part's label that were spelt out before."""
    return f"{place}/{label}/{generation}".encode()


def seal(part: Part, cipher: Cipher, bound_to: bytes, generation: int) -> bytes:
    """The sealed part as canonical JSON."""
    nonce = os.urandom(NONCE)
    ciphertext = b2a_base64(cipher.encrypt(nonce, canonical(part), bound_to), newline=False)
    return b'{"c":"%b","k":%d,"n":"%b"}' % (ciphertext, generation, b2a_base64(nonce, newline=False))


def unseal(sealed: dict[str, Any], cipher: Cipher, bound_to: bytes) -> Part:
    """Raises `TamperedSeal` when ciphertext, key and place do not belong together."""
    try:
        nonce, ciphertext = a2b_base64(sealed["n"]), a2b_base64(sealed["c"])
    except (ValueError, KeyError) as error:  # it does not even have the layout
        raise TamperedSeal(bound_to.decode()) from error
    part: Part = orjson.loads(opened_part(nonce, ciphertext, cipher, bound_to))
    return part


def opened_part(nonce: bytes, ciphertext: bytes, cipher: Cipher, bound_to: bytes) -> bytes:
    """The part's JSON. Raises as `unseal`."""
    try:
        return cipher.decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError) as error:  # the last: no nonce has that length
        raise TamperedSeal(bound_to.decode()) from error


def shut(plain: bytes, cipher: Cipher, bound_to: bytes) -> bytes:
    """Nonce and ciphertext in one piece, for what is kept beside the events. `opened_whole` opens it."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def opened_whole(shut_up: bytes, cipher: Cipher, bound_to: bytes) -> bytes:
    """Raises as `unseal`."""
    return opened_part(shut_up[:NONCE], shut_up[NONCE:], cipher, bound_to)


class TamperedSeal(Exception):
    """A sealed part was changed, or moved to another event."""

    code = "tampered_seal"
