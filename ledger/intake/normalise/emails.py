"""E-mail addresses: syntax by `email-validator` (no look-up in the DNS), in lower case."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
_PLAIN = re.compile(rf"({_PLAIN_LOCAL.pattern})@([a-z0-9.-]+)")
_BRACKETED = re.compile(r"<([^<>]+)>\s*$")
_LONGEST_LOCAL = 64


def canonical_email(raw: str) -> str | None:
    """The address in lower case, or None where it is none.

    Tags (`+news`) and dots stay: two such addresses are two addresses, though they may be one person's.
    """
    plain = _PLAIN.fullmatch(raw)
    if plain and len(plain[1]) <= _LONGEST_LOCAL and len(raw) < 254:
        known = _domain(plain[2])
        return f"{plain[1]}@{known}" if known else None
    address = raw.strip()
    if not address.isascii():
        address = unicodedata.normalize("NFKC", address).strip()
    bracketed = _BRACKETED.search(address)
    if bracketed:
        address = bracketed[1].strip()
    address = address.lower().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    if not at or len(address) > 254:
        return None
    if len(local) <= _LONGEST_LOCAL and _PLAIN_LOCAL.fullmatch(local):
        known = _domain(domain)
        return f"{local}@{known}" if known and len(local) + len(known) < 254 else None
    return _by_library(address)


@lru_cache(maxsize=20_000)
def _domain(domain: str) -> str | None:
    found = _by_library(f"a@{domain}")
    return found[2:] if found else None


def _by_library(address: str) -> str | None:
    """`.test` is let through: a reserved name can't reach anyone, and trial data is full of it."""
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


def split_emails(cell: str) -> list[str]:
    """Several addresses in one cell."""
    if cell.isascii() and cell.count("@") < 2:
        return [cell.strip()]
    if cell.count("@") + cell.count("＠") < 2:
        return [cell.strip()]
    return [part for part in re.split(r"[;；、,，|/\s]+", cell) if part]
