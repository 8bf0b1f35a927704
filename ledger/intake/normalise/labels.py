"""Tags, skills, languages, and the addresses of pages."""

import re
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from domain.person import Language, PointKind
from domain.vocabulary import Tag
from ledger.intake.normalise.text import narrow, pieces, squeeze

_TAG: TypeAdapter[str] = TypeAdapter(Tag)
_LANGUAGE = re.compile(r"^(?P<name>[^(（:：]+?)\s*(?:[(（:：]\s*(?P<level>[^)）]+?)\s*[)）]?)?$")
_LIST = r"[;；、,，|\n]"
_URL = re.compile(r"^(?:https?://)?(?P<rest>(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?)$", re.IGNORECASE)
_LONGEST = 500


@lru_cache(maxsize=20_000)
def tag_of(written: str) -> str | None:
    """A tag's id (`Cloud Native` -> `cloud-native`), or None where it can't be one."""
    name = re.sub(r"\s+", "-", narrow(written).lower())
    try:
        return _TAG.validate_python(name)
    except ValidationError:
        return None


@lru_cache(maxsize=50_000)
def skills_of(cell: str) -> tuple[str, ...] | None:
    """Each skill once, in order; None where one is too long to be a skill."""
    found = tuple(dict.fromkeys(pieces(cell, _LIST)))
    return found if all(len(skill) <= _LONGEST for skill in found) else None


@lru_cache(maxsize=20_000)
def languages_of(cell: str) -> tuple[Language, ...] | None:
    """`English (C1), 日语: N2`; None where a part can't be read so."""
    found = []
    for piece in pieces(cell, _LIST):
        shape = _LANGUAGE.match(piece)
        if shape is None or len(piece) > _LONGEST:
            return None
        found.append(Language(name=squeeze(shape["name"]), level=shape["level"]))
    return tuple(found)


def point(
    kind: PointKind, value: str, *, raw: str | None = None, label: str | None = None, valid: bool = True
) -> dict[str, Any]:
    """The JSON form of a `ContactPoint`; `raw` only where it differs."""
    made = {"kind": kind, "value": value, "valid": valid}
    if raw is not None and raw != value:
        made["raw"] = raw
    if label is not None:
        made["label"] = label
    return made


def web_point(raw: str, label: str | None = None) -> dict[str, Any]:
    """A page: `https://` and host in lower case, no slash at the end."""
    text = raw.strip()
    shape = _URL.match(text) if len(text) < _LONGEST - 8 else None
    if shape is None:
        return point(PointKind.URL, text[:_LONGEST], label=label, valid=False)
    host, slash, path = shape["rest"].partition("/")
    value = f"https://{host.lower()}{slash}{path}".rstrip("/")
    return point(PointKind.URL, value, raw=text, label=label)
