"""Rows as they come in real life: what an import turns away, what it warns of, and what it leaves out."""

from samples.invented.tables import as_csv

UNCLOSED = "unclosed_quote"
PEOPLE_HEADINGS = (
    "Candidate ID", "Name", "Phone", "Email", "Date of birth", "Expected Salary", "Do Not Contact", "身份证号", "民族",
    "Shoe size",
)  # fmt: skip
PEOPLE_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bad_phone", ("M-1", "Wenzel Halbstark", "12345", "wenzel.m1@example.com")),
    ("bad_date", ("M-2", "Zero Nullmann", "+1 202 555 0198", "zero.m2@example.com", "0000-00-00")),
    ("bad_date", ("M-3", "Either Orwell", "", "either.m3@example.com", "03/04/1991")),
    ("bad_email", ("M-4", "Attila Attmark", "", "attila(at)example.com")),
    ("bad_pay", ("M-5", "Monty Marktüblich", "", "monty.m5@example.net", "", "as is usual")),
    ("bad_value", ("M-6", "Vielleicht Vage", "", "vage.m6@example.org", "", "", "perhaps")),
    ("sensitive_quarantined", ("M-7", "敏感样例", "", "sample.m7@mail.test", "", "", "", "000000190001010000",
     "虚构族")),
    ("kept_unmapped", ("M-8", "Bigfoot Sevenleague", "", "bigfoot.m8@example.com", "", "", "", "", "", "47")),
    ("too_many_cells", ("M-9", "Toomany Cells", "", "cells.m9@example.com", "", "", "", "", "", "", "one more")),
    ("no_person", ("M-10", "", "", "", "1990-05-05")),
    (UNCLOSED, ("M-11", '"Quota Tion')),
    ("", ("M-12", "Allis Well", "+1 202 555 0197", "allis.m12@example.com")),
)  # fmt: skip
"""What comes of it, and the row."""

HISTORY_HEADINGS = ("person", "kind", "date", "channel", "purpose", "verdict", "reason", "intent", "evaluator", "note")
HISTORY_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("unknown_person", ("A-99999", "note", "2025-05-05", "", "", "", "", "", "", "nobody has this id")),
    ("unknown_kind", ("M-1", "abducted", "2025-05-05")),
    ("missing_value", ("M-1", "", "2025-05-05")),
    ("bad_value", ("M-1", "note", "31.02.2025", "", "", "", "", "", "", "there is no such day")),
    ("bad_value", ("M-2", "intent", "2025-05-05", "", "", "", "", "purple")),
    ("bad_value", ("M-2", "screened", "2025-05-05", "", "", "so so")),
    ("missing_value", ("M-3", "consent", "2025-05-05", "email", "")),
    ("refused", ("M-3", "consent", "2025-05-05", "email", "talent-pool, marketing")),
    ("reasons_not_governed", ("M-4", "not-hired", "2025-05-05", "", "", "", "star sign", "", "user:robin")),
)
PEOPLE_REJECTED = ("too_many_cells", "no_person", UNCLOSED)
HISTORY_WARNED = ("reasons_not_governed",)
"""All other rows of people are taken, with a warning; all other rows of history are turned away."""


def people() -> bytes:
    """One row opens a quotation mark and never closes it: no writer of CSV does that by itself."""
    rows = [",".join(row) + "\r\n" if code == UNCLOSED else as_csv([_wide(row)]) for code, row in PEOPLE_ROWS]
    return "".join([as_csv([PEOPLE_HEADINGS]), *rows]).encode()


def history() -> bytes:
    return as_csv([HISTORY_HEADINGS, *(_wide(row, HISTORY_HEADINGS) for _, row in HISTORY_ROWS)]).encode()


def _wide(row: tuple[str, ...], headings: tuple[str, ...] = PEOPLE_HEADINGS) -> tuple[str, ...]:
    return row + ("",) * (len(headings) - len(row))
