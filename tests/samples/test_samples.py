"""The sample files: made again they are the same, and an import takes everything but what it should not."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

import samples
from domain.consent_register import ConsentState, register
from domain.consents import Consents
from domain.events import ConsentGiven, ContactLogged, Hired, Replied
from domain.record import Record, fold
from domain.recorded import Recorded
from domain.vocabulary import Channel, ConsentMethod, ContactOutcome, Purpose
from ledger.intake.batch import BatchReport
from ledger.intake.folder import import_folder, parts, unread
from ledger.intake.formats.catalogue import FORMATS
from ledger.intake.happenings.kinds import KINDS
from ledger.ledger import Ledger
from samples.invented import mistakes
from samples.invented.files import entries, pairs
from samples.invented.histories import WHOSE, happened
from samples.invented.people import DOUBLES, PEOPLE, everybody
from samples.make_samples import made
from tests.servers import Database

FOLDER = Path(samples.__file__).parent
MISTAKES = ("mistakes-people.csv", "mistakes-history.csv")


def test_made_again_they_are_the_same_byte_for_byte() -> None:
    files = made()
    stale = [path for path, content in files.items() if (FOLDER / path).read_bytes() != content]
    assert not stale, "python -m samples.make_samples"
    assert sum(map(len, files.values())) < 2_000_000


def test_nothing_lies_about_that_the_script_did_not_make() -> None:
    data = {path.relative_to(FOLDER).as_posix() for part in parts(FOLDER) for path in part.paths}
    assert data | {"import.toml"} == made().keys()
    assert {path.suffix for path in unread(FOLDER)} <= {".py", ".pyc", ".md"}


def test_every_format_that_can_be_read_is_there() -> None:
    assert {part.format.name for part in parts(FOLDER)} == {each.name for each in FORMATS}


def test_a_thousand_people_half_of_them_chinese_and_one_in_twelve_known_twice() -> None:
    people, files = everybody(), entries()
    assert len(people) == PEOPLE == 1000
    assert sum(person.chinese for person in people) == 500
    assert len({person.email for person in people}) == len({person.phone for person in people}) == PEOPLE
    assert len(pairs(files)) == DOUBLES == 80
    assert all(first.file != other.file for first, other in pairs(files))
    assert sum(len(roster) for roster in files.values()) == PEOPLE + DOUBLES


def test_telephone_numbers_have_the_shape_of_real_ones_and_addresses_are_reserved() -> None:
    for file, roster in entries().items():
        for entry in roster:
            person = entry.person
            assert phonenumbers.is_valid_number(phonenumbers.parse(person.phone)), file
            domain = person.email.lower().rpartition("@")[2]
            assert domain.endswith((".test", "example.com", "example.org", "example.net")), domain


def test_history_tells_of_every_kind_channel_and_outcome() -> None:
    people = entries()
    rows = [row for file in WHOSE for _, _, row in happened(file, people)]
    assert {row["kind"] for row in rows} == KINDS.keys()
    contacts = [row for row in rows if row["kind"] == "contact"]
    assert {row["channel"] for row in contacts} == set(Channel)
    assert {row["outcome"] for row in contacts} == set(ContactOutcome)


@pytest.fixture
def imported(database: Database, tmp_path: Path) -> tuple[Ledger, list[BatchReport], Path]:
    ledger, how = Ledger.open(database.settings), {"settings": database.settings, "rejects": tmp_path}
    return ledger, import_folder(ledger, FOLDER, actor="user:tester", **how), tmp_path  # type: ignore[arg-type]


def test_an_import_takes_all_but_what_it_should_not_and_a_second_one_adds_nothing(
    imported: tuple[Ledger, list[BatchReport], Path], database: Database
) -> None:
    ledger, reports, rejects = imported
    by_name = {report.file_name: report for report in reports}
    assert [report.failed for report in reports] == [None] * len(reports)

    people = [report for report in reports if report.kind == "people" and report.file_name not in MISTAKES]
    assert sum(report.added for report in people) == PEOPLE + DOUBLES
    fine = [report for report in reports if report.file_name not in MISTAKES]
    assert {report.file_name: dict(report.reasons) for report in fine if report.rejected} == {}
    for report in fine:
        assert report.read == report.added, report.file_name
        assert report.quarantined == 0

    bad_people, bad_history = (by_name[name] for name in MISTAKES)
    wanted = Counter(mistakes.PEOPLE_REJECTED)
    assert bad_people.reasons == wanted
    assert bad_people.added == len(mistakes.PEOPLE_ROWS) - wanted.total()
    assert bad_people.quarantined == 1
    warned = {code for code, _ in mistakes.PEOPLE_ROWS if code} - wanted.keys()
    assert warned <= {code for code, _ in bad_people.warnings}
    codes = [code for code, _ in mistakes.HISTORY_ROWS]
    assert bad_history.reasons == Counter(code for code in codes if code not in mistakes.HISTORY_WARNED)
    assert bad_history.added == len(mistakes.HISTORY_WARNED)
    assert (rejects / "mistakes-people.rejected.csv").is_file()
    assert (rejects / "mistakes-history.rejected.csv").is_file()
    _consents_in_every_state(ledger)

    head = ledger.store.head()
    for report in import_folder(ledger, FOLDER, actor="user:tester", settings=database.settings, rejects=rejects):
        assert (report.added, report.updated, report.events) == (0, 0, 0), report.file_name
    assert ledger.store.head() == head
    ledger.close()


def _consents_in_every_state(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    histories = _histories(ledger)
    records = [record for history in histories if (record := fold(history))]
    assert {_told(record, now) for record in records} >= {
        "never", "given", "expired", "withdrawn", "opted out", "given again", "renewed",
    }  # fmt: skip
    given = [event for event in _events(histories) if isinstance(event, ConsentGiven)]
    assert any(event.method is ConsentMethod.IMPORTED and event.evidence for event in given)
    assert {event.purpose for event in given} >= {Purpose.TALENT_POOL, Purpose.MARKETING, Purpose.ALUMNI}
    assert any(_refused(history) for history in histories)
    assert sum(isinstance(event, Hired) for event in _events(histories)) > 20


def _told(record: Record, now: datetime) -> str:
    """Which story of consent this is, by the register alone."""
    consents: Consents = record.consents
    states = {line.state for line in register(consents, now)}
    if not consents.grants:
        return "opted out" if consents.withdrawals else "never"
    if consents.withdrawals:
        last = max(grant.position for grant in consents.grants)
        again = last > min(each.position for each in consents.withdrawals)
        return "given again" if again else "withdrawn"
    ended = any(grant.expired(now) for grant in consents.grants)
    if ended:
        return "renewed" if ConsentState.GIVEN in states else "expired"
    return "given"


def _refused(history: list[Recorded]) -> bool:
    """Asked for permission, answered no, and never gave it."""
    events = [recorded.event for recorded in history]
    asked = {
        event.contact
        for event in events
        if isinstance(event, ContactLogged) and event.purpose is Purpose.PERMISSION_REQUEST
    }
    return any(
        isinstance(event, Replied) and event.contact in asked and event.outcome is ContactOutcome.DECLINED
        for event in events
    ) and not any(isinstance(event, ConsentGiven) for event in events)


def _histories(ledger: Ledger) -> list[list[Recorded]]:
    streams = {recorded.stream for recorded in _everything(ledger) if recorded.event.type == "candidate-ingested"}
    return list(ledger.histories(list(streams)).values())


def _everything(ledger: Ledger) -> list[Recorded]:
    found: list[Recorded] = []
    while page := ledger.page(found[-1].position if found else 0, 5_000, unseal=False):
        found += page
    return found


def _events(histories: list[list[Recorded]]) -> list[Any]:
    return [recorded.event for history in histories for recorded in history]
