"""Whoever is new is written straight from the draft: to the same bytes as through the models and the rules."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Rules
from domain.decisions.ingest import ingest
from domain.vocabulary import Confidentiality
from ledger.canonical import canonical
from ledger.codec import Draft as EventDraft
from ledger.codec import encode, take_apart
from ledger.envelope import new_id, numbered
from ledger.first_keys import NewKey
from ledger.intake.arrivals import Arrival, command_of
from ledger.intake.batch import Assignment
from ledger.intake.codes import BadRow
from ledger.intake.columns import columns_of, person_drafter
from ledger.intake.draft import Draft, SourceRow
from ledger.intake.headings import PEOPLE
from ledger.intake.instructions import Instructions
from ledger.intake.newcomers import ingested, is_plain
from ledger.keyring import KeyName

HEADER = tuple(sorted(PEOPLE))
INSTRUCTIONS = Instructions().checked()
COLUMNS = columns_of((*HEADER, "Horoscope"), {name: name for name in HEADER})
DRAFTED = person_drafter(COLUMNS, INSTRUCTIONS)
AT = datetime(2026, 3, 4, tzinfo=UTC)
ASSIGNMENT = Assignment(new_id(), "csv", "csv-1", "user:anna", AT, HEADER, INSTRUCTIONS, "cn.sales")
WRITTEN = st.sampled_from(
    [
        *("", "王小明", "Anna Lee", "Dr. Ann van der Berg", "anna@example.org", "A <A@Example.org>; b@c.de", "no mail"),
        *(
            "138 0013 8000",
            "+8613800138000",
            "010-12345678/9",
            "上海",
            "Berlin",
            "China",
            "硕士",
            "本科(全日制)",
            "PhD",
        ),
        *("java, go; sap", "15k-25k", "20-30万/年", "60000 EUR/year", "1990-01-02", "2020年3月", "yes", "英语:C1"),
        *(
            "example.org/anna",
            "see my page",
            "5 years",
            "积极",
            "employee",
            "N/A",
            "=1+1",
            "PhD",
            '"\\\t\u2028',
            "x" * 501,
        ),
    ]
)
CELLS = st.lists(WRITTEN | st.text(max_size=40), min_size=len(COLUMNS.names), max_size=len(COLUMNS.names))


def through_the_rules(draft: Draft, stream: UUID, external_id: str | None) -> EventDraft:
    command = command_of(ASSIGNMENT, Arrival(draft, b"", external_id, None, draft.unmapped, {}), stream, AT.date())
    [new] = numbered(
        ingest(None, {}, command, AT, Rules(claimed=True)),
        {},
        ASSIGNMENT.origin(draft.confidentiality),
        command,
        new_id(),
    )
    return take_apart(new)


def written(event: EventDraft) -> list[bytes]:
    meta = orjson.loads(canonical(event.meta))
    for name in ("event_id", "command_id"):
        assert UUID(meta.pop(name)).version == 7
    parts = [canonical([subject, data_class, part]) for (subject, data_class), part in event.parts.items()]
    return [canonical([event.stream, event.version, event.type, event.facts, meta]), *sorted(parts)]


@given(CELLS, st.none() | st.text("abc1", min_size=1), st.sampled_from(Confidentiality))
def test_a_newcomer_is_written_as_the_rules_would_write_them(
    cells: list[str], external_id: str | None, confidentiality: Confidentiality
) -> None:
    try:
        draft = DRAFTED(SourceRow(7, cells))
    except BadRow:
        return
    draft.confidentiality = confidentiality
    if is_plain(draft):
        stream = new_id()
        quick = ingested(draft, stream, external_id, ASSIGNMENT.origin(confidentiality))
        assert written(quick) == written(through_the_rules(draft, stream, external_id))
        state = encode(quick, {pair: (KeyName(*pair), NewKey(bytes(32))) for pair in quick.parts}).state
        assert state == canonical(orjson.loads(state))


@given(CELLS)
def test_what_has_to_be_derived_or_checked_is_no_plain_draft(cells: list[str]) -> None:
    try:
        draft = DRAFTED(SourceRow(7, cells))
    except BadRow:
        return
    if draft.person.born or draft.career.career_start or draft.years:
        assert not is_plain(draft)
