"""History: what happened to people whom another file described, a row each, as CSV, XLSX or JSON Lines."""

from collections.abc import Callable
from typing import Any

from ledger.intake.codes import BadRow, CannotImport
from ledger.intake.columns import check_cells, columns_of
from ledger.intake.draft import Happening, HistoryDraft, PersonRef, SourceRow
from ledger.intake.formats import delimited, workbook
from ledger.intake.formats.format import Drafting, Format, Header, Kind, Reading
from ledger.intake.formats.json_objects import first_object, read
from ledger.intake.formats.json_parts import check_object, object_key
from ledger.intake.formats.table import RowKey
from ledger.intake.gathered import LONGEST_CELL, LONGEST_PIECE
from ledger.intake.headings import KEEP, REASON_COLUMN, ROW_COLUMN, SENSITIVE, is_chinese, is_sensitive
from ledger.intake.history_headings import HISTORY, history_field_of, is_history, kind_of
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.dates import claim
from ledger.intake.sources import SourceFile

HISTORY_KIND: Kind = "history"
FIELDS = frozenset(HISTORY)


def table_drafting(header: Header, instructions: Instructions) -> Drafting:
    columns = columns_of(header, dict(instructions.mapping), history_field_of, FIELDS)
    plan = [
        (at, field, name) for at, (field, name) in enumerate(zip(columns.fields, columns.names, strict=True)) if field
    ]
    zone = zone_of(header, instructions)
    key_at = columns.fields.index("key") if "key" in columns.fields else None

    def draft(row: SourceRow) -> HistoryDraft:
        cells: list[str] = row.content
        check_cells(cells, columns)
        said = [(field, name, cells[at].strip()) for at, field, name in plan if at < len(cells)]
        return drafted(row.number, said, zone, instructions)

    by_row = RowKey(columns)

    def key(cells: list[str]) -> tuple[str | None, str]:
        own = cells[key_at].strip() if key_at is not None and key_at < len(cells) else ""
        return own or None, by_row(cells)[1]

    person_at = columns.fields.index("person") if "person" in columns.fields else None

    def whose(cells: list[str]) -> str:
        return cells[person_at].strip() if person_at is not None and person_at < len(cells) else ""

    return Drafting(draft, key, whose, columns.warnings)


def object_drafting(_: Header, instructions: Instructions) -> Drafting:
    def draft(row: SourceRow) -> HistoryDraft:
        check_object(row.content)
        said = []
        for name, value in row.content.items():
            if name in (REASON_COLUMN, ROW_COLUMN) or value is None:
                continue
            if isinstance(value, dict) or (
                isinstance(value, list) and not all(isinstance(each, str) for each in value)
            ):
                raise BadRow("wrong_type", name)
            text = (
                ", ".join(value)
                if isinstance(value, list)
                else str(value).lower()
                if isinstance(value, bool)
                else str(value)
            )
            field = instructions.mapping.get(name) or history_field_of(name)
            said.append((SENSITIVE if is_sensitive(name) else field or KEEP, name, text.strip()))
        return drafted(row.number, said, zone_of(tuple(row.content), instructions), instructions)

    return Drafting(draft, _object_key, _object_person)


def drafted(row: int, said: list[tuple[str, str, str]], zone: str, instructions: Instructions) -> HistoryDraft:
    """From (field, column, value). Raises BadRow."""
    values: dict[str, str] = {}
    remainder: dict[str, str] = {}
    warnings: list[tuple[str, str]] = []
    quarantined: dict[str, str] = {}
    for field, column, value in said:
        if not value:
            continue
        if field == SENSITIVE and instructions.sensitive is None:
            quarantined[column] = value
            warnings.append(("sensitive_quarantined", column))
        elif len(value) > LONGEST_CELL:
            raise BadRow("cell_too_large", column)
        elif field in (KEEP, SENSITIVE) or field in values or len(value) > LONGEST_PIECE:
            remainder[column] = value
        else:
            values[field] = value
    person, written = values.pop("person", ""), values.pop("kind", "")
    if not person:
        raise BadRow("missing_value", "person")
    kind = kind_of(written)
    if kind is None:
        raise BadRow("unknown_kind" if written else "missing_value", "kind")
    occurred = None
    if when := values.pop("occurred", ""):
        occurred = claim(when, zone)
        if occurred is None:
            raise BadRow("bad_value", "occurred")
    key, source = values.pop("key", None), values.pop("source", None)
    happening = Happening(kind, occurred, values, remainder)
    return HistoryDraft(row, PersonRef(person, source), happening, key, tuple(warnings), quarantined)


def zone_of(header: Header, instructions: Instructions) -> str:
    """Chinese headings mean Chinese time, unless the zone or the country is named."""
    if instructions.zone:
        return instructions.zone
    chinese = instructions.country == "CN" or (not instructions.country and is_chinese(header))
    return "Asia/Shanghai" if chinese else "UTC"


def _object_key(content: dict[str, Any]) -> tuple[str | None, str]:
    own = next((value for name, value in content.items() if history_field_of(name) == "key"), None)
    return (str(own) if own else None), object_key(content)


def _object_person(content: dict[str, Any]) -> str:
    return next((str(value) for name, value in content.items() if history_field_of(name) == "person"), "")


def _is_history(read_table: Callable[[SourceFile, Instructions], Reading], source: SourceFile) -> bool:
    """By its headings, and by a first row that names a kind: a list of people may have such columns too."""
    try:
        reading = read_table(source, Instructions())
    except CannotImport:
        return False
    if not is_history(reading.header):
        return False
    kind_at = [history_field_of(heading) for heading in reading.header].index("kind")
    first: list[str] = next((row.content for row in reading.rows if isinstance(row, SourceRow)), [])
    return not first or (kind_at < len(first) and kind_of(first[kind_at].strip()) is not None)


def _csv(source: SourceFile, instructions: Instructions) -> Reading:
    return delimited.read(source, instructions, history_field_of)


def _xlsx(source: SourceFile, instructions: Instructions) -> Reading:
    return workbook.read(source, instructions, history_field_of)


def _recognises_csv(source: SourceFile) -> bool:
    return delimited.recognises(source) and _is_history(_csv, source)


def _recognises_xlsx(source: SourceFile) -> bool:
    return workbook.is_workbook(source) and _is_history(_xlsx, source)


HISTORY_CSV = Format("history-csv", HISTORY_KIND, _recognises_csv, _csv, table_drafting, "csv")
HISTORY_XLSX = Format("history-xlsx", HISTORY_KIND, _recognises_xlsx, _xlsx, table_drafting, "xlsx")
HISTORY_JSONL = Format(
    "history-jsonl",
    HISTORY_KIND,
    lambda source: is_history(tuple(first_object(source))),
    read,
    object_drafting,
    "jsonl",
)
