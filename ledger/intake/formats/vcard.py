"""vCard 3.0 and 4.0 (and the 2.1 of old telephones): any number of cards in one file, one at a time."""

import base64
from collections.abc import Iterator
from typing import Any

import vobject
from vobject.base import VObjectError

from ledger.intake.cells.fields import takers
from ledger.intake.cells.taking import Taker, put
from ledger.intake.codes import BadRow, CannotImport
from ledger.intake.columns import check_text, hints_of
from ledger.intake.draft import Draft, RejectedRow, SourceRow
from ledger.intake.encoding import encoding_of
from ledger.intake.formats.format import Drafting, Format, Header, Reading
from ledger.intake.gathered import Gathered
from ledger.intake.headings import is_sensitive
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.text import HAN
from ledger.intake.sources import SourceFile, text_of

LARGEST_CARD = 16 << 20
"""Letters; a photograph is inside."""
REASON = "X-RENMAI-REASON"

_FIELDS = {
    "FN": "name",
    "NICKNAME": "other_name",
    "EMAIL": "email",
    "TEL": "phone",
    "URL": "url",
    "X-SOCIALPROFILE": "url",
    "BDAY": "birth_date",
    "TITLE": "title",
    "CATEGORIES": "tags",
    "NOTE": "note",
    "IMPP": "other_contact",
}
_SILENT = frozenset({"VERSION", "UID", REASON, "X-ABLABEL"})


def recognises(source: SourceFile) -> bool:
    return source.head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n").replace(b"\0", b"")[:11].upper() == b"BEGIN:VCARD"


def read(source: SourceFile, instructions: Instructions) -> Reading:
    codec, errors = encoding_of(source, instructions.encoding)
    return Reading((), _cards(text_of(source, codec, errors)))


def _cards(lines: Any) -> Iterator[SourceRow | RejectedRow]:
    """Each card as text. What lies between cards, and a card that never ends, is rejected."""
    number, card, length = 0, list[str](), 0
    while line := lines.readline(LARGEST_CARD):
        length += len(line)
        if length > LARGEST_CARD:
            raise CannotImport("too_long_document")
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD" and card:
            number += 1
            yield RejectedRow(number, "broken_card", "it never ends", "".join(card))
            card, length = [], 0
        if mark or card:
            card.append(line)
        if mark == "END:VCARD":
            number += 1
            yield SourceRow(number, "".join(card))
            card, length = [], 0
    if card:
        yield RejectedRow(number + 1, "broken_card", "it never ends", "".join(card))


def drafting(_: Header, instructions: Instructions) -> Drafting:
    allowed = instructions.sensitive is not None

    def draft(row: SourceRow) -> Draft:
        check_text(row.content)
        lines = _parsed(row.content)
        chinese = any(line.name == "FN" and HAN.search(str(line.value)) for line in lines)
        table = takers(hints_of(("姓名",) if chinese else (), instructions))
        gathered = Gathered()
        for line in lines:
            _take(gathered, table, line, allowed=allowed)
        return gathered.draft(row.number)

    return Drafting(draft, _key)


def _parsed(card: str) -> list[Any]:
    try:
        return list(vobject.readOne(card, allowQP=True).getChildren())
    except (VObjectError, ValueError, AttributeError, KeyError, IndexError, StopIteration) as error:
        raise BadRow("broken_card", type(error).__name__) from error


def _key(card: str) -> tuple[str | None, str]:
    uid = next((line for line in card.splitlines() if line[:4].upper() in ("UID:", "UID;")), "")
    said = "\n".join(line.rstrip() for line in card.splitlines() if line.strip() and not line.startswith(REASON))
    return uid.partition(":")[2].strip() or None, said


def _take(gathered: Gathered, table: dict[str, Taker], line: Any, *, allowed: bool) -> None:
    name = line.name.upper()
    if name in _SILENT:
        return
    if name == "N":
        gathered.family, gathered.given = (
            _joined(line.value.family),
            _joined(line.value.given, line.value.additional),
        )
        for part in ("prefix", "suffix"):
            if said := _joined(getattr(line.value, part)):
                gathered.keep(f"N.{part}", said)
    elif name == "ORG":
        organisation, *units = line.value if isinstance(line.value, list) else [str(line.value)]
        _put(gathered, table, "company", organisation, name)
        for unit in filter(None, units):
            gathered.keep("ORG.unit", unit)
    elif name == "ADR":
        _address(gathered, table, line.value)
    elif name in _FIELDS:
        value = ",".join(line.value) if isinstance(line.value, list) else str(line.value)
        before, kind = len(gathered.points), ", ".join(line.params.get("TYPE", []))[:100].lower()
        _put(gathered, table, _FIELDS[name], value.removeprefix("tel:").removeprefix("mailto:"), name)
        gathered.label(before, kind or None)
    elif is_sensitive(name.removeprefix("X-")):
        gathered.keep_sensitive(name, _text(line.value), allowed=allowed)
    else:
        gathered.keep(name, _text(line.value))


def _put(gathered: Gathered, table: dict[str, Taker], field: str, value: str, column: str) -> None:
    if value.strip():
        put(gathered, table[field], field, value.strip(), column)


def _address(gathered: Gathered, table: dict[str, Taker], address: Any) -> None:
    for field, part in (("city", "city"), ("region", "region"), ("country", "country")):
        _put(gathered, table, field, _joined(getattr(address, part)), f"ADR.{part}")
    for part in ("box", "extended", "street", "code"):
        _put(gathered, table, "address", _joined(getattr(address, part)), f"ADR.{part}")


def _joined(*values: Any) -> str:
    """A part of a structured value is a text or a list of them."""
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    words = [str(each).strip() for each in flat if each and str(each).strip()]
    return "".join(word if HAN.search(word) else f" {word}" for word in words).strip()


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


VCARD = Format("vcard", "people", recognises, read, drafting, "vcf", mapped=False)
