"""Where somebody stands, and what is known beside their record: these become events of their own."""

from ledger.intake.draft import Happening
from ledger.intake.gathered import LONGEST_PIECE, Gathered
from ledger.intake.normalise.labels import tag_of
from ledger.intake.normalise.stances import intent_of, status_of, yes_or_no
from ledger.intake.normalise.text import pieces


def intent(gathered: Gathered, cell: str, column: str) -> None:
    found = intent_of(cell)
    if found is None or gathered.intent is not None:
        gathered.keep(column, cell, "bad_intent" if found is None else "second_value")
        return
    gathered.intent = found
    gathered.happenings += (Happening("intent", values={"intent": found.value, "text": cell}),)


def status(gathered: Gathered, cell: str, column: str) -> None:
    found = status_of(cell)
    if found is not None:
        gathered.status = found
    elif intent_of(cell) is not None:
        intent(gathered, cell, column)
    else:
        gathered.keep(column, cell, "bad_status")


def tags(gathered: Gathered, cell: str, column: str) -> None:
    refused = []
    for written in pieces(cell):
        tag = tag_of(written)
        if tag is None:
            refused.append(written)
        else:
            gathered.happenings += (Happening("tag", values={"tag": tag}),)
    if refused:
        gathered.keep(column, cell, "bad_tag")


def note(gathered: Gathered, cell: str, column: str) -> None:
    """One that is too long for a text becomes a document."""
    short = len(cell) <= LONGEST_PIECE
    said = Happening("note", values={"text": cell}) if short else Happening("note", remainder={column: cell})
    gathered.happenings += (said,)


def opted_out(gathered: Gathered, cell: str, column: str) -> None:
    said = yes_or_no(cell)
    if said:
        gathered.happenings += (Happening("consent-withdrawn", values={"text": f"{column}: {cell}"}),)
    elif said is None:
        gathered.keep(column, cell, "bad_value")
