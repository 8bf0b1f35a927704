"""How WeCom signs and seals what it calls back with, as its developers' pages describe it (加解密方案说明).

The signature is SHA-1 over token, timestamp, nonce and ciphertext, sorted; the ciphertext is AES-256-CBC of 16 random
bytes, a length, the message and whom it is for. The padding goes up to 32 bytes.
"""

import hashlib
import hmac
from base64 import b64decode
from binascii import Error

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY, RANDOM, LENGTH, BLOCK = 32, 16, 4, 32


class NotSealed(Exception):
    """It is not from WeCom, or not for us."""


def opened(token: str, aes_key: str, receiver: str, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
    """What WeCom says. Raises NotSealed; nothing is opened before the signature was seen to hold."""
    signed = hashlib.sha1("".join(sorted((token, timestamp, nonce, sealed))).encode(), usedforsecurity=False)
    if not hmac.compare_digest(signed.hexdigest().encode(), signature.encode()):
        raise NotSealed
    try:
        key, ciphertext = b64decode(f"{aes_key}="), b64decode(sealed, validate=True)
    except (Error, ValueError):
        raise NotSealed from None
    if len(key) != KEY or not ciphertext or len(ciphertext) % BLOCK:
        raise NotSealed
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = cipher.update(ciphertext) + cipher.finalize()
    plain = padded[RANDOM : len(padded) - padded[-1]]
    end = LENGTH + int.from_bytes(plain[:LENGTH])
    if plain[end:] != receiver.encode():
        raise NotSealed
    return plain[LENGTH:end]
