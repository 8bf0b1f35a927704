"""One dossier as a card of vCard 4.0 (RFC 6350)."""

import re
from typing import Any
from urllib.parse import quote

from vobject.base import Component, backslashEscape
from vobject.behavior import Behavior

from api.export.flat import Document, points, present


class VCard4(Behavior):
    """vobject knows 3.0; of 4.0 it has to know that the version comes first."""

    name = "VCARD"
    isComponent = True  # noqa: N815 - vobject's name
    sortFirst = ("version", "uid", "fn", "n")  # noqa: N815 - as above


def card(said: Document) -> str:
    profile = said["profile"]
    name, place, job = profile.get("name") or {}, profile.get("place") or {}, present(said)
    whole = Component("VCARD")
    whole.behavior = VCard4
    _put(whole, "version", "4.0")
    _put(whole, "uid", f"urn:uuid:{said['candidate']}")
    _put(whole, "fn", _text(name.get("full") or said["candidate"]))
    _put(whole, "n", _list((name.get("family"), name.get("given"), None, None, None), ";"))
    for other in name.get("other") or ():
        _put(whole, "nickname", _text(other))
    for each in points(said, "email"):
        _put(whole, "email", _text(each["value"]))
    for each in points(said, "phone"):
        _put(whole, "tel", _text(each["value"]), TYPE="voice")
    for each in points(said, "url"):
        _put(whole, "url", _address(each["value"]))
    if place:
        parts = (None, None, place.get("text"), place.get("city"), place.get("region"), None, place.get("country"))
        _put(whole, "adr", _list(parts, ";"))
    if job.get("employer"):
        _put(whole, "org", _text(job["employer"]))
    if title := job.get("title") or profile.get("headline"):
        _put(whole, "title", _text(title))
    if words := [*(profile.get("skills") or ()), *(said.get("tags") or ())]:
        _put(whole, "categories", _list(dict.fromkeys(words), ","))
    for each in profile.get("languages") or ():
        _put(whole, "note", _text(" ".join(filter(None, (each["name"], each.get("level"))))))
    text: str = whole.serialize(validate=False)
    return text


def _put(whole: Any, name: str, value: str, **parameters: str) -> None:
    line = whole.add(name)
    line.value = value
    for key, each in parameters.items():
        setattr(line, f"{key.lower()}_param", each)


def _text(value: str) -> str:
    text: str = backslashEscape(" ".join(value.split("\r")))
    return text


def _address(value: str) -> str:
    """An address knows no backslashes (RFC 6350, 4.2): what would end its line or spoil it is %-encoded."""
    return re.sub(r"[\s\x00-\x1f\x7f]", lambda found: quote(found[0]), value)


def _list(values: Any, mark: str) -> str:
    return mark.join(_text(each) if each else "" for each in values)
