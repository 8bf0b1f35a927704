"""Every code that an import can answer with. They are stable: programs read them.

A fault of the file stops the run before or where it stands; what was accepted until then stays. A reason
rejects one row, which comes out in the reject file. A warning rejects nothing: the value is kept as it came.
"""

from pydantic import ValidationError

from ledger.faults import LedgerFault

FILE_FAULTS: dict[str, tuple[str, str]] = {
    "no_such_file": ("There is nothing at that path", "Check the path."),
    "unreadable_file": ("The file can't be opened", "Give this user the right to read it."),
    "empty_file": ("The file is empty", "Name another, or write it anew."),
    "nothing_to_import": (
        "The folder holds no file that can be imported",
        "Name a folder with CSV, XLSX, JSON or vCard files; docs/importing.md has all formats.",
    ),
    "unknown_format": (
        "Neither name nor content tells the format",
        "Name it with --format, or save the file in one of those in docs/importing.md.",
    ),
    "unknown_encoding": ("There is no such encoding of letters", "Name another, such as utf-8."),
    "wrong_kind": (
        "The file holds history where people were asked for, or the other way round",
        "Leave --format out, or name the other one.",
    ),
    "no_heading": ("No row of headings was found", "Put one above the rows."),
    "no_known_column": ("No heading is known", "Name the fields with --map COLUMN=field,…"),
    "unknown_field": ("A mapping names a field that there is not", "docs/importing.md has all fields."),
    "unknown_column": ("A mapping names a column that the file has not", "Write the heading as it stands in the file."),
    "broken_mapping": ("The mapping can't be read", "Write COLUMN=field,… or name a TOML or JSON file of the same."),
    "sensitive_needs_consent": (
        "Sensitive columns need both a purpose and a separate consent",
        "Name both with --sensitive-purpose and --sensitive-consent, or neither.",
    ),
    "broken_json": (
        "The JSON ends too early or is not JSON",
        "Put it right and import it again: what stood before was read, and comes in once.",
    ),
    "broken_workbook": ("This is not an XLSX file, or it is damaged", "Save it as XLSX or CSV once more."),
    "workbook_bomb": (
        "The XLSX file unpacks to far more than its size",
        "Save it as CSV, if it comes from somebody whom you trust.",
    ),
    "workbook_too_large": ("The XLSX file is too large to be read in bounded memory", "Save it as CSV."),
    "too_long_document": (
        "One document of the file is longer than any résumé",
        "Check that the file is what it should be, or split it.",
    ),
    "unknown_zone": ("There is no such time zone", "Name one such as Asia/Shanghai."),
    "unknown_batch": ("There is no such import batch", "`renmai import FILE` tells it, and so does GET /v1/batches."),
    "bad_source": (
        "That can't be the name of a source system",
        "Use lower case letters, digits, dots and dashes, at most 64.",
    ),
}
"""What is wrong with the file, without its full stop, and what to do."""

ROW_REASONS: dict[str, str] = {
    "nul_byte": "the row holds a NUL byte",
    "lone_surrogate": "the row holds half of a character (a lone surrogate)",
    "undecodable_text": "the row holds bytes that the file's encoding has no letter for",
    "too_many_cells": "the row has more cells than there are headings",
    "row_too_large": "the row is longer than can be read",
    "cell_too_large": "a cell is longer than 200,000 letters",
    "unclosed_quote": "a quotation mark is opened and never closed",
    "broken_json": "this is not JSON",
    "not_an_object": "a JSON object was expected",
    "wrong_type": "a value has another type than the format says",
    "broken_card": "this vCard can't be read",
    "no_person": "the row describes nobody: no name, no way to reach one, no place",
    "event_too_large": "the row is larger than one event may be",
    "sensitive_quarantined": "sensitive columns were left out; the rest of the row was imported",
    "unknown_person": "nobody is known by that id in that source system",
    "unknown_kind": "the kind of happening is not known",
    "missing_value": "a value that this kind of happening needs is missing",
    "bad_value": "a value can't be understood, and nothing can be recorded without it",
    "refused": "the rules do not allow it; the detail says which",
    "forgotten": "whoever this is was erased: nothing of the row is kept, here neither",
}

FORGOTTEN = "forgotten"

WARNINGS: dict[str, str] = {
    "duplicate_heading": "two columns have one heading: the second is read with a number behind it",
    "blank_heading": "a column without a heading is kept as it came",
    "preamble_skipped": "lines above the headings were left out",
    "sheet_not_read": "the workbook has further sheets, which were not read",
    "kept_unmapped": "no field takes this column: kept as it came, sealed",
    "bad_phone": "not a valid telephone number: kept as it came",
    "bad_email": "not an e-mail address: kept as it came",
    "bad_url": "not the address of a page: kept as it came",
    "bad_date": "not a date, or day and month can't be told apart: kept as it came",
    "bad_pay": "not an amount: kept as it came",
    "bad_degree": "not a known level of education: kept as it came",
    "bad_years": "not a number of years: kept as it came",
    "bad_intent": "not a known intent: kept as it came",
    "bad_status": "not a known status: kept as it came",
    "bad_tag": "can't be a tag: kept as it came",
    "bad_value": "not a value of this field: kept as it came",
    "second_value": "the field takes one value and has one already: kept as it came",
    "too_long_for_field": "longer than the field may be: kept as it came",
    "formula_without_value": "a formula whose result the file does not hold: the formula was kept",
    "sensitive_quarantined": "a sensitive column was left out and written to the reject file",
    "reasons_not_governed": "a reason that is not on the governed list was recorded as other, with its words",
}


class CannotImport(LedgerFault):
    """The file as a whole can't be read, or not further. `code` is one of `FILE_FAULTS`."""

    def __init__(self, code: str, detail: str = "") -> None:
        what, _remedy = FILE_FAULTS[code]
        super().__init__(f"{what} ({detail})" if detail else what)
        self.code = code
        self.detail = detail


class BadRow(Exception):
    """One row can't be taken. `code` is one of `ROW_REASONS`; `detail` holds no personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def fields_of(error: ValidationError) -> str:
    """Which fields are wrong, and not what they hold."""
    return ", ".join(sorted({".".join(map(str, each["loc"][:2])) for each in error.errors(include_input=False)}))
