"""A tsvector that we make ourselves, in PostgreSQL's own binary form: words with their places and weights."""

import struct
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

from domain.search.tokens import Phrase, Step
from domain.search.words import Words

WEIGHTS = "DCBA"
"""By the number of `domain.search.words`."""


_one_place = struct.Struct("!xHH").pack


class _Tsvector(Dumper):
    """Count, then each word in UTF-8 ended by a zero, its count of places, and these in 16 bits."""

    format = Format.BINARY
    oid = 3614

    def dump(self, words: Any) -> bytes:
        parts = [struct.pack("!I", len(words))]
        for lexeme, places in words.items():
            if len(places) == 1:  # as most words, and a form that is known beforehand packs twice as fast
                parts.append(lexeme.encode() + _one_place(1, places[0]))
            else:
                parts.append(lexeme.encode() + struct.pack(f"!xH{len(places)}H", len(places), *places))
        return b"".join(parts)


class AsTsvector(dict[str, tuple[int, ...]]):
    """Words on their way into a column."""


psycopg.adapters.register_dumper(AsTsvector, _Tsvector)


def as_tsvector(words: Words) -> AsTsvector:
    return AsTsvector(words)


def tsquery(wanted: Phrase, weight: int | None = None) -> str:
    """The text form of a tsquery that finds the phrase: `'供应':B <1> '应链':B`."""
    said, before = _quoted(wanted[0], weight), wanted[0].offset
    for step in wanted[1:]:
        said += f" <{step.offset - before}> {_quoted(step, weight)}"
        before = step.offset
    return said


def tsquery_of_ends(wanted: Phrase) -> str:
    """Of whatever has the first word of the phrase and the last, wherever they stand."""
    return f"{_quoted(wanted[0], None)} & {_quoted(wanted[-1], None)}"


def _quoted(step: Step, weight: int | None) -> str:
    lexeme = step.lexeme.replace("\\", "\\\\").replace("'", "''")
    marks = ("*" if step.prefix else "") + ("" if weight is None else WEIGHTS[weight])
    return f"'{lexeme}'" + (f":{marks}" if marks else "")
