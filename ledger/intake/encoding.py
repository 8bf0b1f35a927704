"""Which letters the bytes of a text file mean: UTF-8 with and without BOM, UTF-16, GB18030, Windows-1252."""

import codecs
import re

from ledger.intake.codes import CannotImport
from ledger.intake.sources import BLOCK, SourceFile

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_COMMON_FROM, _COMMON_TO = 0xA1, 0xD7
"""Lead bytes of GB 2312's signs and of its everyday characters; accented letters of Latin-1 lie above."""


def encoding_of(source: SourceFile, named: str | None = None) -> tuple[str, str]:
    """(codec, how errors are handled). A byte that has no letter marks its row, and stops nothing."""
    if named is not None:
        try:
            return codecs.lookup(named).name, "surrogateescape"
        except LookupError as error:
            raise CannotImport("unknown_encoding", named) from error
    for bom, codec in _BOMS:
        if source.head.startswith(bom):
            return codec, "surrogatepass" if codec == "utf-16" else "surrogateescape"
    if source.utf8:
        return "utf-8", "strict"
    block = _first_high_block(source)
    if _mostly_utf8(block):
        return "utf-8", "surrogateescape"
    if not _looks_chinese(block):
        return "cp1252", "surrogateescape"
    return "gb18030", "strict" if _decodes(source, "gb18030") else "surrogateescape"


def _looks_chinese(block: bytes) -> bool:
    """Most two-byte characters are everyday ones."""
    leads: list[int] = [pair[0] for pair in _PAIR.findall(block)]
    return sum(_COMMON_FROM <= lead <= _COMMON_TO for lead in leads) * 2 > len(leads)


def _mostly_utf8(block: bytes) -> bool:
    """Few letters are out of place, halves of UTF-16 characters that were written as UTF-8 left aside."""
    text = _HALF.sub(b"", block).decode("utf-8", "replace")
    high = sum(letter > "\x7f" for letter in text)
    return text.count("\ufffd") * 4 <= high


def _first_high_block(source: SourceFile) -> bytes:
    """The first block with a byte above ASCII."""
    stream = source.rewound()
    while block := stream.read(BLOCK):
        if not block.isascii():
            return block
    return b""


def _decodes(source: SourceFile, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    stream = source.rewound()
    try:
        while block := stream.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
