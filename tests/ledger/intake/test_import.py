"""An import from file to ledger, on the real server."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.events import BatchFinished, BatchStarted, CandidateIngested, CandidateTagged, ProfileUpdated
from domain.record import fold
from domain.vocabulary import Confidentiality, DataClass
from ledger.intake import lane
from ledger.intake.batch import standing
from ledger.intake.codes import CannotImport
from ledger.intake.instructions import Instructions, sensitive_grant
from ledger.intake.lane_process import LaneDied, LaneProcess
from ledger.intake.run import import_file, import_history, import_people
from ledger.intake.sources import open_source
from ledger.ledger import Ledger
from ledger.tag_vocabulary import install_defaults
from tests.ledger.intake.reading import Import, events_of, record_of, stream_of, types_of
from tests.servers import Database

pytestmark = pytest.mark.servers

PEOPLE = (
    "id,name,email,phone,city,degree,years of experience,tags,note,hobby\n"
    "1,Ann Lee,ann@example.com,+1 650 253 0000,Boston,Bachelor,5,leader; remote,met at a fair,chess\n"
    "2,王小明,wang@example.com,13800138000,上海,全日制硕士,8,,,\n"
)


def test_a_file_becomes_people_with_sealed_records(ledger: Ledger, bring: Import) -> None:
    began = datetime.now(UTC)
    report = bring(PEOPLE)
    assert (report.read, report.added, report.rejected, report.events) == (2, 2, 0, 5)
    assert types_of(ledger, "1") == ["candidate-ingested", "candidate-tagged", "candidate-tagged", "note-recorded"]
    ingested = events_of(ledger, "1")[0]
    assert isinstance(ingested, CandidateIngested)
    assert (ingested.row, ingested.external_id, ingested.unmapped) == (1, "1", {"hobby": "chess"})
    assert ingested.career_start_year in {began.year - 5, datetime.now(UTC).year - 5}
    chinese = events_of(ledger, "2")[0]
    assert isinstance(chinese, CandidateIngested)
    assert (chinese.region, chinese.education_level) == ("cn-sh", "master")
    batch = ledger.history(report.batch)
    assert [type(recorded.event) for recorded in batch] == [BatchStarted, BatchFinished]
    assert report.first_position == batch[0].position
    assert report.last_position == batch[1].position
    meta = ledger.history(stream_of(ledger, "1"))[0].meta
    assert (meta.batch, meta.source, meta.actor) == (report.batch, "ats", "user:tester")


def test_tags_are_put_as_their_terms_and_others_as_they_came(ledger: Ledger, bring: Import) -> None:
    install_defaults(ledger)
    bring("id,name,email,tags\n1,Ann Lee,ann@example.com,高潛; Golang; rain maker\n")
    tagged = [each for each in events_of(ledger, "1") if isinstance(each, CandidateTagged)]
    assert [(each.tag, each.facet, each.written) for each in tagged] == [
        ("high-potential", "relation", "高潛"),
        ("go", "skill", "golang"),
        ("rain-maker", "other", None),
    ]


def test_nothing_personal_is_readable_in_what_is_stored(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    stored = b"".join(row.state for row in ledger.store.page(0, 100))
    for canary in ("Ann", "ann@example.com", "6502530000", "chess", "王", "wang@", "13800138000", "people.csv"):
        assert canary.encode() not in stored
        assert json.dumps(canary)[1:-1].encode() not in stored


def test_the_same_file_again_adds_nothing(ledger: Ledger, bring: Import) -> None:
    first, head = bring(PEOPLE), ledger.store.head()
    again = bring(PEOPLE)
    assert again.batch == first.batch
    assert again.already
    assert (again.added, again.updated, again.unchanged, again.events) == (0, 0, 2, 0)
    assert ledger.store.head() == head


def test_the_same_people_in_another_file_add_nothing_but_their_batch(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    again = bring(PEOPLE + "3,Bob Ray,bob@example.com,,,,,,,\n")
    assert (again.added, again.updated, again.unchanged) == (1, 0, 2)
    assert types_of(ledger, "1").count("note-recorded") == 1


def test_rows_without_an_id_are_known_again_by_what_they_say(ledger: Ledger, bring: Import) -> None:
    text = "name,email\nAnn Lee,ann@example.com\nAnn Lee,ann@example.com\nBob Ray,bob@example.com\n"
    assert bring(text).added == 3
    swapped = "email,name\nann@example.com,Ann Lee\nann@example.com,Ann Lee\nbob@example.com,Bob Ray\n"
    again = bring(swapped)
    assert (again.added, again.unchanged) == (0, 3)
    assert not again.already


def test_new_content_for_a_known_id_updates_the_person(ledger: Ledger, bring: Import) -> None:
    bring("id,name,city\n1,Ann Lee,Boston\n2,Bob Ray,Austin\n")
    changed = bring("id,name,city\n1,Ann Lee,New York\n2,Bob Ray,Austin\n")
    assert (changed.added, changed.updated, changed.unchanged) == (0, 1, 1)
    assert types_of(ledger, "1") == ["candidate-ingested", "profile-updated"]
    updated = events_of(ledger, "1")[1]
    assert isinstance(updated, ProfileUpdated)
    assert updated.person is not None
    assert updated.person.place is not None
    assert updated.person.place.city == "New York"


def test_one_id_twice_in_a_file_is_one_person_and_the_last_row_stands(ledger: Ledger, bring: Import) -> None:
    report = bring("id,name,city\n1,Ann Lee,Boston\n1,Ann Lee,Austin\n1,Ann Lee,Austin\n")
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    person = record_of(ledger, "1").described.sources["ats"].person
    assert person is not None
    assert person.place is not None
    assert person.place.city == "Austin"


def test_two_sources_with_one_id_are_two_people(ledger: Ledger, bring: Import) -> None:
    bring("id,name\n1,Ann Lee\n")
    bring("id,name\n1,Bob Ray\n", source="other")
    assert stream_of(ledger, "1") != stream_of(ledger, "1", "other")


def test_years_of_experience_do_not_change_with_the_calendar(ledger: Ledger, bring: Import) -> None:
    bring("id,name,years of experience\n1,Ann Lee,5\n")
    ledger.clock = lambda: datetime(2040, 1, 1, tzinfo=UTC)
    later = bring("id,name,years of experience\n1,Ann Lee,5\n2,Bob Ray,5\n")
    assert (later.added, later.updated, later.unchanged) == (1, 0, 1)


def test_rejected_rows_come_out_and_can_go_in_again(ledger: Ledger, bring: Import, tmp_path: Path) -> None:
    report = bring(
        'id,name,email\n1,Ann Lee,ann@example.com\n2,B\0b,"=bob@example.com"\n,,\n4,Dan Oh,dan@example.com\n'
    )
    assert (report.added, report.rejected) == (2, 1)
    rejects = report.rejects_file
    assert rejects is not None
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    text = rejects.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0] == "id,name,email,renmai_row,renmai_reason"
    assert "2,B\0b,'=bob@example.com,2,nul_byte" in text
    fixed = bring(text.replace("\0", "o"), rejects=tmp_path / "second.csv")
    assert (fixed.added, fixed.rejected) == (1, 0)
    ingested = events_of(ledger, "2")[0]
    assert isinstance(ingested, CandidateIngested)
    assert ingested.unmapped is None
    assert ingested.person is not None
    assert ingested.person.points[0].value == "=bob@example.com"


def test_a_run_with_rejects_says_them_again_and_still_adds_nothing(ledger: Ledger, bring: Import) -> None:
    text = "id,name\n1,Ann Lee\n2,B\0b\n"
    bring(text)
    head = ledger.store.head()
    again = bring(text)
    assert not again.already
    assert (again.added, again.unchanged, again.rejected, again.events) == (0, 1, 1, 0)
    assert again.rejects_file is not None
    assert ledger.store.head() == head


def test_sensitive_cells_go_to_the_reject_file_and_nowhere_else(ledger: Ledger, bring: Import) -> None:
    report = bring("编号,姓名,身份证号\n7,王小明,110101199001011234\n")
    assert (report.added, report.rejected, report.quarantined) == (1, 0, 1)
    assert report.rejects_file is not None
    lines = report.rejects_file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "7,,110101199001011234,1,sensitive_quarantined: 身份证号"
    ingested = events_of(ledger, "7")[0]
    assert isinstance(ingested, CandidateIngested)
    assert ingested.sensitive is None
    assert ingested.unmapped is None
    back = bring(report.rejects_file.read_bytes())
    assert (back.added, back.updated, dict(back.reasons)) == (0, 0, {"no_person": 1})


def test_sensitive_cells_are_kept_apart_when_purpose_and_consent_are_named(ledger: Ledger, bring: Import) -> None:
    told = Instructions(sensitive=sensitive_grant("onboarding", "HR-7"))
    bring("编号,姓名,身份证号\n7,王小明,110101199001011234\n", instructions=told)
    ingested = events_of(ledger, "7")[0]
    assert isinstance(ingested, CandidateIngested)
    assert ingested.sensitive == {"身份证号": "110101199001011234", "renmai:consent": "HR-7"}
    (row,) = ledger.store.stream(stream_of(ledger, "7"))
    assert f'/{DataClass.SENSITIVE}"'.encode() in row.state


HISTORY = (
    "event id,person id,kind,date,channel,purpose,job,job title,verdict,why,interviewer,text,round\n"
    "h1,1,applied,2023-01-02,,,R1,Engineer,,,,,\n"
    "h2,1,interview-attended,2023-01-10,,,R1,,,,,,1\n"
    "h3,1,interview-evaluated,2023-01-10,,,R1,,fail,薪资预期不符,Mr Wu,polite,1\n"
    "h4,1,contact,2023-02-01 09:00,phone,,,,,,,rang twice,\n"
    "h5,1,reply,2023-02-02,email,,,,,,,thanks,\n"
    "h6,1,consent-given,2023-02-03,\"email,wechat\",talent-pool,,,,,,ticked the box,\n"
    "h7,nobody,note,2023-02-03,,,,,,,,x,\n"
)  # fmt: skip


def test_history_becomes_claimed_events(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    report = bring(HISTORY, "history.csv")
    assert (report.kind, report.added, report.rejected) == ("history", 6, 1)
    assert dict(report.reasons) == {"unknown_person": 1}
    record = record_of(ledger, "1")
    (application,) = record.journey.applications.values()
    assert [interview.state for interview in application.interviews.values()] == ["attended"]
    assert record.contacts.outbound == 1
    assert record.contacts.replies == 1
    assert len(record.consents.grants) == 1
    contact = next(each for each in ledger.history(stream_of(ledger, "1")) if each.event.type == "contact-logged")
    assert contact.meta.occurred is not None
    assert contact.meta.occurred.at == datetime(2023, 2, 1, 9, tzinfo=UTC)
    again = bring(HISTORY, "history.csv")
    assert (again.added, again.unchanged, again.events) == (0, 6, 0)


def test_history_that_breaks_a_rule_is_taken_and_flagged(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    bring("person id,kind,date,job\n1,hired,2023-01-02,R9\n", "history.csv")
    hired = next(event for event in events_of(ledger, "1") if event.type == "hired")
    assert set(hired.breaks) == {"no_such_application", "no_accepted_offer"}


def test_what_no_event_takes_is_kept_in_a_note(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    bring("person id,kind,date,pool,weather,score\n1,pool-entered,2023-01-02,校招池,sunny,7\n", "history.csv")
    notes = [event.text for event in events_of(ledger, "1") if event.type == "note-recorded"]
    assert notes[1:] == ["score: 7\nweather: sunny\npool: 校招池"]


def test_an_import_never_lowers_an_opt_out(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    bring("person id,kind,date\n1,consent-withdrawn,2023-01-01\n", "history.csv")
    for day in ("2022-01-01", "2024-01-01", "2099-01-01"):
        row = f'1,consent-given,{day},"email",talent-pool\n'
        bring(f"person id,kind,date,channel,purpose\n{row}", "history.csv")
    consents = record_of(ledger, "1").consents
    assert len(consents.grants) == 3
    assert not consents.covers("talent-pool", "email", "main", datetime.now(UTC))  # type: ignore[arg-type]
    breaks = [event.breaks for event in events_of(ledger, "1") if event.type == "consent-given"]
    assert all("opt_out_stands" in each for each in breaks)


def test_a_column_that_says_opted_out_is_one(ledger: Ledger, bring: Import) -> None:
    bring("id,name,unsubscribed\n1,Ann Lee,yes\n2,Bob Ray,no\n")
    assert len(record_of(ledger, "1").consents.withdrawals) == 1
    assert not record_of(ledger, "2").consents.withdrawals


def test_a_private_candidate_of_greenhouse_stays_private(ledger: Ledger, bring: Import) -> None:
    candidate = {"id": 7, "first_name": "Ann", "last_name": "Lee", "is_private": True, "can_email": False}
    candidate |= {"email_addresses": [{"value": "a@b.com"}], "phone_numbers": [], "tags": []}
    bring(json.dumps([candidate]), "candidates.json", source="greenhouse")
    metas = [recorded.meta for recorded in ledger.history(stream_of(ledger, "7", "greenhouse"))]
    assert {meta.confidentiality for meta in metas} == {Confidentiality.RESTRICTED}
    (withdrawal,) = record_of(ledger, "7", "greenhouse").consents.withdrawals
    assert withdrawal.channels == ("email",)


def test_a_file_that_breaks_off_keeps_what_stood_before_and_is_no_finished_batch(ledger: Ledger, bring: Import) -> None:
    resume = json.dumps({"basics": {"name": "Ann Lee"}})
    report = bring(f'[{resume}, {{"basics": ', "resumes.json")
    assert (report.added, report.failed) == (1, "broken_json")
    assert standing(ledger.history(report.batch)).finished is None
    again = bring(f'[{resume}, {{"basics": ', "resumes.json")
    assert (again.added, again.unchanged, again.failed) == (0, 1, "broken_json")


def test_an_interrupted_run_goes_on_where_it_was(
    ledger: Ledger, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.intake.lanes.CHUNK", 2)
    text = "id,name\n" + "".join(f"{number},Person {number}x\n" for number in range(1, 8))

    class Stop(Exception):
        pass

    def stop(done: int, _: int | None) -> None:
        if done >= 4:
            raise Stop

    with pytest.raises(Stop):
        bring(text, progress=stop)
    report = bring(text)
    assert (report.added, report.unchanged) == (3, 4)
    assert [recorded.event.type for recorded in ledger.history(report.batch)] == ["batch-started", "batch-finished"]


def test_several_processes_import_what_one_does(database: Database, tmp_path: Path) -> None:
    rows = [f"{number % 1500},Person {number}x,p{number}@example.com\n" for number in range(4000)]
    path = tmp_path / "people.csv"
    path.write_text("id,name,email\n" + "".join(rows) + "bad,N\0l,x\n", encoding="utf-8")
    with Ledger.open(database.settings) as ledger:
        report = import_file(
            ledger, path, actor="user:tester", source="ats", settings=database.settings, processes=2, rejects=tmp_path
        )
        assert (report.read, report.added, report.updated, report.rejected) == (4001, 1500, 2500, 1)
        for number in (0, 700, 1499):
            last = max(each for each in range(4000) if each % 1500 == number)
            person = record_of(ledger, str(number)).described.sources["ats"].person
            assert person is not None
            assert person.points[0].value == f"p{last}@example.com"


def test_another_arrival_of_the_same_person_is_found_on_the_second_try(
    ledger: Ledger, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "FIRST_PAUSE", 0.0)
    bring("id,name\n1,Ann Lee\n")
    lookup, calls = ledger.store.source_keys, []

    def stale(digests: list[bytes]) -> dict[bytes, object]:
        calls.append(digests)
        return {} if len(calls) == 1 else lookup(digests)  # type: ignore[return-value]

    monkeypatch.setattr(ledger.store, "source_keys", stale)
    report = bring("id,name\n1,Ann Lee\n2,Bob Ray\n")
    assert (report.added, report.unchanged) == (1, 1)
    assert len(calls) == 2


def test_an_event_that_is_too_large_costs_its_row_only(
    ledger: Ledger, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.codec.LARGEST_STATE", 5_000)
    report = bring(f"id,name,story\n1,Ann Lee,short\n2,Bob Ray,{'s' * 9000}\n3,Dan Oh,short\n")
    assert (report.added, dict(report.reasons)) == (2, {"event_too_large": 1})


def test_kinds_and_names_are_checked_before_anything_is_written(
    ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    by: dict[str, Any] = {"actor": "user:tester", "settings": database.settings}
    path = tmp_path / "people.csv"
    path.write_text("id,name\n1,Ann Lee\n", encoding="utf-8")
    with pytest.raises(CannotImport) as caught:
        import_history(ledger, path, **by)
    assert caught.value.code == "wrong_kind"
    with pytest.raises(CannotImport) as caught:
        import_people(ledger, path, source="Not A Code", **by)
    assert caught.value.code == "bad_source"
    with pytest.raises(CannotImport) as caught:
        import_people(ledger, path, instructions=Instructions(zone="Mars/Olympus"), **by)
    assert caught.value.code == "unknown_zone"
    assert ledger.store.head() == 0


def test_without_a_name_the_source_is_told_by_the_headings(ledger: Ledger, database: Database, tmp_path: Path) -> None:
    how: dict[str, Any] = {"actor": "user:tester", "settings": database.settings, "rejects": tmp_path}
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("id,name\n1,Ann Lee\n", encoding="utf-8")
    two.write_text("id,name,city\n1,Bob Ray,Austin\n", encoding="utf-8")
    sources = {import_file(ledger, path, **how).source for path in (one, two)}
    assert len(sources) == 2


def test_a_process_that_dies_is_a_clear_fault_and_the_next_run_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,name\n" + "".join(f"{number},P{number} X\n" for number in range(6000)), encoding="utf-8")
    start = LaneProcess.__init__

    def doomed(self: LaneProcess, *args: object) -> None:
        start(self, *args)  # type: ignore[arg-type]
        self.process.kill()

    how = {"actor": "user:tester", "source": "ats", "settings": database.settings, "rejects": tmp_path}
    with Ledger.open(database.settings) as ledger:
        monkeypatch.setattr(LaneProcess, "__init__", doomed)
        with pytest.raises(LaneDied) as caught:
            import_file(ledger, path, processes=2, **how)  # type: ignore[arg-type]
        monkeypatch.undo()
        assert caught.value.code == "import_lane_died"
        report = import_file(ledger, path, processes=2, **how)  # type: ignore[arg-type]
    assert report.added + report.unchanged == 6000


def test_reading_a_file_again_needs_no_second_open(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,name\n1,Ann Lee\n", encoding="utf-8")
    with open_source(path) as source:
        assert source.rewound().read() == source.rewound().read()
        assert fold([]) is None
