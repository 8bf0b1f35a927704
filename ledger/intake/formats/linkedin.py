"""LinkedIn's Connections.csv: notes above the headings, mostly without e-mail addresses."""

from ledger.intake.columns import Columns, columns_of, person_drafter
from ledger.intake.formats import delimited
from ledger.intake.formats.format import Drafting, Format, Header
from ledger.intake.formats.table import RowKey
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile

HEADINGS: dict[str, str] = {
    "First Name": "given_name",
    "Last Name": "family_name",
    "URL": "url",
    "Email Address": "email",
    "Company": "company",
    "Position": "title",
}
"""`Connected On` says when the account's owner and the person linked up: no field of ours, so it is kept."""
_TELLING = {"First Name", "Last Name", "Connected On"}


def recognises(source: SourceFile) -> bool:
    lines = source.head.decode("utf-8", "replace").splitlines()[:20]
    return any({cell.strip(' "\ufeff') for cell in line.split(",")} >= _TELLING for line in lines)


def drafting(header: Header, instructions: Instructions) -> Drafting:
    columns = columns_of(header, dict(instructions.mapping), known=HEADINGS.get)
    key = _ByProfile(columns)
    return Drafting(person_drafter(columns, instructions), key, warnings=columns.warnings)


class _ByProfile(RowKey):
    """The address of the profile tells who it is."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._id = columns.fields.index("url") if "url" in columns.fields else None


LINKEDIN = Format(
    "linkedin",
    "people",
    recognises,
    lambda source, instructions: delimited.read(source, instructions, HEADINGS.get),
    drafting,
    "csv",
)
