"""Every code that an import can answer with. They are stable: programs read them.

A fault of the file stops the run before or where it stands; what was accepted until then stays. A reason
rejects one row, which comes out in the reject file. A warning rejects nothing: the value is kept as it came.
"""

from pydantic import ValidationError

from ledger.faults import LedgerFault

FILE_FAULTS: dict[str, str] = {
    "no_such_file": "there is nothing at that path",
    "unreadable_file": "the file can't be opened: check who may read it",
    "empty_file": "the file is empty",
    "nothing_to_import": "the folder holds no file that can be imported",
    "unknown_format": "neither name nor content tells the format: name it with --format",
    "unknown_encoding": "no such encoding of letters",
    "wrong_kind": "the file holds history where people were asked for, or the other way round",
    "no_heading": "no row of headings was found",
    "no_known_column": "no heading is known: name the fields with --map COLUMN=field",
    "unknown_field": "a mapping names a field that there is not",
    "unknown_column": "a mapping names a column that the file has not",
    "broken_mapping": "the mapping can't be read: COLUMN=field,… or a TOML or JSON file",
    "sensitive_needs_consent": "sensitive columns need both a purpose and a separate consent",
    "broken_json": "the JSON ends too early or is not JSON; what stood before it was read",
    "broken_workbook": "this is not an XLSX file, or it is damaged",
    "workbook_bomb": "the XLSX file unpacks to far more than its size: refused",
    "workbook_too_large": "the XLSX file is too large to be read in bounded memory: save it as CSV",
    "too_long_document": "one document of the file is longer than any résumé: refused",
    "unknown_zone": "the time zone is not an IANA name such as Asia/Shanghai",
    "unknown_batch": "there is no such import batch",
    "bad_source": "the source system's name: lower case letters, digits, dots and dashes, at most 64",
}

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
        super().__init__(f"{FILE_FAULTS[code]}{f' ({detail})' if detail else ''}")
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
