"""What was left out of a row because the law calls it sensitive, in the row's own shape."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ledger.intake.columns import distinct
from ledger.intake.draft import RejectedRow
from ledger.intake.formats.format import Format, Header
from ledger.intake.headings import field_of
from ledger.intake.history_headings import history_field_of

if TYPE_CHECKING:
    from ledger.intake.lane import Row

CODE = "sensitive_quarantined"
_WHO = {"people": (field_of, "id"), "history": (history_field_of, "person")}


def left_out(shape: Format, header: Header, row: "Row", quarantined: Mapping[str, str]) -> RejectedRow:
    """The sensitive cells, beside the id that says whose they are where the row has one."""
    known, who = _WHO[shape.kind]
    content: object
    if shape.rejects in ("csv", "xlsx"):
        names, _ = distinct(header)
        told = [
            cell if name in quarantined or known(name) == who else ""
            for name, cell in zip(names, row.content, strict=False)
        ]
        content = told
    elif shape.rejects == "vcf":
        uid = [line for line in row.content.splitlines() if line[:4].upper() in ("UID:", "UID;")]
        content = "\r\n".join(
            ["BEGIN:VCARD", *uid, *(f"{name}:{value}" for name, value in quarantined.items()), "END:VCARD"]
        )
    else:
        ids = {name: value for name, value in row.content.items() if name == "id" or known(name) == who}
        content = ids | dict(quarantined)
    return RejectedRow(row.number, CODE, ", ".join(quarantined), content)
