"""Every format that can be read, in the order in which they are asked whether a file is theirs."""

from ledger.intake.codes import CannotImport
from ledger.intake.formats.delimited import CSV
from ledger.intake.formats.format import Format, Kind
from ledger.intake.formats.greenhouse import GREENHOUSE
from ledger.intake.formats.history import HISTORY_CSV, HISTORY_JSONL, HISTORY_XLSX
from ledger.intake.formats.json_objects import is_broken
from ledger.intake.formats.json_resume import JSON_RESUME
from ledger.intake.formats.linkedin import LINKEDIN
from ledger.intake.formats.vcard import VCARD
from ledger.intake.formats.workbook import XLSX
from ledger.intake.sources import SourceFile

FORMATS: tuple[Format, ...] = (
    HISTORY_XLSX,
    XLSX,
    VCARD,
    JSON_RESUME,
    GREENHOUSE,
    HISTORY_JSONL,
    LINKEDIN,
    HISTORY_CSV,
    CSV,
)


def format_named(name: str) -> Format:
    """Raises CannotImport."""
    for each in FORMATS:
        if each.name == name:
            return each
    raise CannotImport("unknown_format", f"{name}; known: {', '.join(each.name for each in FORMATS)}")


def detect(source: SourceFile, kind: Kind | None = None) -> Format:
    """By content and name. Raises CannotImport where no format of that kind fits."""
    for each in FORMATS:
        if (kind is None or each.kind == kind) and each.recognises(source):
            return each
    other = next((each for each in FORMATS if each.recognises(source)), None)
    if other is not None:
        raise CannotImport("wrong_kind", other.name)
    raise CannotImport("broken_json" if is_broken(source) else "unknown_format", source.name)
