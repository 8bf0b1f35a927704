"""Address books: vCard 3.0 as telephones write it, and 4.0."""

from samples.invented.dice import Dice
from samples.invented.files import Entry
from samples.invented.world import COUNTRIES, TAGS

LONGEST = 75
"""Octets of a line; what is longer goes on in the next one, behind a space."""


def cards_3(roster: list[Entry]) -> bytes:
    dice = Dice("address-book-3.vcf")
    lines: list[str] = []
    for entry in roster:
        it = entry.person
        lines += [
            "BEGIN:VCARD", "VERSION:3.0", f"UID:{entry.id}", f"N:{it.family};{it.given};;;", f"FN:{it.name}",
            f"ORG:{it.said(it.firm)};", f"TITLE:{it.said(it.title)}", f"TEL;TYPE=CELL,VOICE:{it.phone}",
            f"EMAIL;TYPE=INTERNET,HOME:{it.email}",
            f"ADR;TYPE=WORK:;;;{it.said(it.city)};;;{it.said(COUNTRIES[it.country])}", f"BDAY:{it.born.isoformat()}",
        ]  # fmt: skip
        if dice.chance(0.5):
            lines.append(f"CATEGORIES:{it.said(dice.pick(TAGS))}")
        if dice.chance(0.4):
            met = "在行业展会上认识，交换了名片，约好春天以后再详细聊一次，当时已经有换工作的想法"
            english = "Met at the trade fair\\, swapped cards and agreed to talk again in spring about a change of job."
            lines.append(f"NOTE:{met if it.chinese else english}")
        lines += [f"REV:2025-0{dice.between(1, 9)}-01T08:00:00Z", "END:VCARD"]
    return _written(lines)


def cards_4(roster: list[Entry]) -> bytes:
    dice = Dice("address-book-4.vcf")
    lines: list[str] = []
    for entry in roster:
        it = entry.person
        lines += [
            "BEGIN:VCARD", "VERSION:4.0", "KIND:individual", f"UID:{entry.id}", f"FN:{it.name}",
            f"N:{it.family};{it.given};;;", f"ORG:{it.said(it.firm)}", f"TITLE:{it.said(it.title)}",
            f'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:{it.phone}', f"EMAIL;TYPE=home:{it.email}",
            f"ADR;TYPE=home:;;;{it.said(it.city)};;;{it.said(COUNTRIES[it.country])}",
            f"BDAY:{it.born.strftime('%Y%m%d')}", f"URL:{it.page}",
        ]  # fmt: skip
        if dice.chance(0.3):
            lines.append(f"LANG;PREF=1:{'zh' if it.chinese else 'en'}")
        lines.append("END:VCARD")
    return _written(lines)


def _written(lines: list[str]) -> bytes:
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    """No letter is cut in two."""
    parts, room = [b""], LONGEST
    for letter in line:
        octets = letter.encode()
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
            room = LONGEST - 1
        parts[-1] += octets
    return b"\r\n ".join(parts)
