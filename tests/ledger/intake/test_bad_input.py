"""What is wrong gets a stable code, stops nothing else, and is not lost."""

import gc
import io
import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from ledger.intake.codes import FILE_FAULTS, ROW_REASONS, WARNINGS, CannotImport
from ledger.intake.formats import json_objects, workbook
from ledger.intake.formats.catalogue import detect, format_named
from ledger.intake.instructions import read_mapping, sensitive_grant
from ledger.intake.sources import open_source
from tests.ledger.intake.reading import read, source_of


def fault_of(content: str | bytes, name: str = "people.csv", **told: object) -> str:
    with pytest.raises(CannotImport) as caught:
        read(content, name, **told)
    return caught.value.code


def test_every_code_has_its_meaning_and_they_do_not_clash() -> None:
    for table in (FILE_FAULTS, ROW_REASONS, WARNINGS):
        assert all(code.replace("_", "").isalpha() and meaning for code, meaning in table.items())


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx", "people.json", "people.vcf"])
def test_an_empty_file_is_named_as_one(name: str) -> None:
    assert fault_of(b"", name) == "empty_file"


def test_headings_without_rows_are_read_as_nobody() -> None:
    assert read("name,email\n").drafts == []


def test_a_table_with_no_known_heading_asks_for_a_mapping() -> None:
    assert fault_of("alpha,beta\n1,2\n") == "no_known_column"
    assert fault_of("\n\n\n") == "no_heading"


def test_a_mapping_that_names_what_is_not_there() -> None:
    assert fault_of("name,x\nA,1\n", mapping={"y": "email"}) == "unknown_column"
    assert fault_of("name,x\nA,1\n", mapping={"x": "shoe_size"}) == "unknown_field"
    for written in ("x", "x=", "=name"):
        with pytest.raises(CannotImport) as caught:
            read_mapping(written)
        assert caught.value.code == "broken_mapping"


def test_a_sensitive_column_needs_purpose_and_consent_together() -> None:
    for purpose, consent in (("onboarding", None), (None, "HR-7"), ("curiosity", "HR-7")):
        with pytest.raises(CannotImport) as caught:
            sensitive_grant(purpose, consent)
        assert caught.value.code == "sensitive_needs_consent"


def test_no_file_and_no_format() -> None:
    with pytest.raises(CannotImport) as caught:
        open_source("there/is/no/such.csv")
    assert caught.value.code == "no_such_file"
    with pytest.raises(CannotImport) as caught:
        format_named("parquet")
    assert caught.value.code == "unknown_format"
    with pytest.raises(CannotImport) as caught:
        detect(source_of(b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 40, "program"))
    assert caught.value.code == "unknown_format"


@pytest.mark.parametrize("content", ["{broken", '{"basics": ', '[{"basics": {"name": "Ann"}', "[", '{"basics": {}} {'])
def test_json_that_is_none_is_named_as_broken(content: str) -> None:
    if content.endswith("} {"):
        assert read(f"{content}\n", "resume.json").rejected == [(1, "broken_json")]
    else:
        assert fault_of(content, "resume.json") == "broken_json"
    assert fault_of('{"a": 1}', "other.json") == fault_of("[1]", "other.json") == "unknown_format"


@pytest.mark.parametrize("around", ["{}", "[{}]", "{}\n{}\n"])
def test_a_name_that_comes_twice_in_an_object_loses_nothing(around: str) -> None:
    resume = '{"basics": {"name": "Ann Lee", "email": "a@b.com", "email": "c@d.com"}, "x": 1, "x": 2, "x": 3}'
    for draft in read(around.replace("{}", resume), "resume.json").drafts:
        assert [point.value for point in draft.person.points] == ["a@b.com"]
        assert draft.unmapped == {"basics.email (2)": "c@d.com", "x": "1", "x (2)": "2", "x (3)": "3"}


def test_bad_rows_stop_nobody_else() -> None:
    rows = [
        "name,email",
        "Ann Lee,ann@example.com",
        "N\0l,nul@example.com",
        "Too,many,cells,here",
        ",",
        "-,-",
        f"{'n' * 10_000_000},long@example.com",
        "Bob Ray,bob@example.com",
    ]
    found = read("\n".join(rows))
    assert [draft.person.name.full for draft in found.drafts] == ["Ann Lee", "-", "Bob Ray"]
    assert found.rejected == [(2, "nul_byte"), (3, "too_many_cells"), (6, "cell_too_large")]


def test_a_quotation_that_never_closes_costs_one_row() -> None:
    found = read('name,email\nA One,"a@b.com\nC Two,c@d.com\nE Three,e@f.com\n')
    assert found.rejected == [(1, "unclosed_quote")]
    assert [draft.row for draft in found.drafts] == [2, 3]


def test_bytes_that_are_no_letters_cost_one_row() -> None:
    text = ("name,email\n" + "王小明,a@b.com\n" * 20).encode()
    found = read(text + b"\xff\xfe,broken@b.com\n" + "李四,c@d.com\n".encode())
    assert found.rejected == [(21, "undecodable_text")]
    assert len(found.drafts) == 21


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_half_a_character_costs_one_row(encoding: str) -> None:
    text = "name,email\nA\ud800B,a@b.com\nC Two,c@d.com\n"
    bom = b"\xff\xfe" if encoding == "utf-16-le" else b""
    found = read(bom + text.encode(encoding, "surrogatepass"))
    assert found.rejected == [(1, "lone_surrogate")]
    assert len(found.drafts) == 1


def test_broken_json_in_lines_costs_one_line_and_in_an_array_the_rest() -> None:
    good = json.dumps({"basics": {"name": "Ann"}})
    lines = read(f'{good}\n{{"basics": \n"text"\n{good}\n', "resumes.jsonl")
    assert lines.rejected == [(2, "broken_json"), (3, "not_an_object")]
    assert len(lines.drafts) == 2
    array = read(f'[{good}, {good}, {{"basics": ', "resumes.json")
    assert array.rejected == [(3, "broken_json")]
    assert len(array.drafts) == 2


def test_wrong_types_and_half_characters_in_json() -> None:
    rows: list[object] = [
        {"basics": {"name": ["Ann"]}},
        {"basics": {"name": "Ann"}, "work": {}},
        {"basics": {"name": "A\ud800"}},
        {"basics": {"name": "A\0"}},
        {"basics": {}},
        5,
        {"basics": {"name": "Ann"}},
    ]
    found = read(json.dumps(rows), "resumes.json")
    codes = ["wrong_type", "wrong_type", "lone_surrogate", "nul_byte", "no_person", "not_an_object"]
    assert found.rejected == list(enumerate(codes, start=1))
    assert len(found.drafts) == 1


def test_an_object_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_objects, "LARGEST_OBJECT", 1 << 16)
    endless = '[{"basics": {"name": "A"}}, {"basics": {"name": "' + "x" * (1 << 20)
    assert fault_of(endless, "resumes.json") == "too_long_document"


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    deep = '{"basics": {"name": "A"}, "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    gc.collect()  # what other tests left behind: at that depth its finalizers would fail, and this test with them
    found = read('{"basics": {"name": "A"}}\n' + deep + "\n", "resume.jsonl")
    assert [code for _, code in found.rejected] in (["broken_json"], ["wrong_type"])


def test_broken_cards() -> None:
    good = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n"
    broken = "BEGIN:VCARD\ngarbage\nEND:VCARD\n"
    nobody = "BEGIN:VCARD\nVERSION:3.0\nTITLE:CTO\nEND:VCARD\n"
    found = read(good + broken + nobody + "BEGIN:VCARD\nFN:x\n" + good + "BEGIN:VCARD\nFN:y\n", "a.vcf")
    assert found.rejected == [(2, "broken_card"), (3, "no_person"), (4, "broken_card"), (6, "broken_card")]
    assert len(found.drafts) == 2


def xlsx(*rows: list[Any], title: str = "people") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_xlsx_numbers_dates_and_formulas_are_values() -> None:
    rows: list[list[Any]] = [
        ["名单"],
        ["姓名", "手机", "出生日期", "奖金"],
        ["王小明", 13800138000, date(1990, 1, 2), "=1+1"],
    ]
    found = read(xlsx(*rows), "people.xlsx")
    draft = found.only
    assert draft.person.points[0].value == "+8613800138000"
    assert draft.person.born is not None
    assert draft.person.born.on.isoformat() == "1990-01-02"
    assert draft.unmapped == {"奖金": "=1+1"}
    assert ("formula_without_value", "") in found.warnings


def test_a_file_that_is_no_workbook() -> None:
    assert fault_of(b"PK\x03\x04 and nothing more", "people.xlsx") == "broken_workbook"
    raw = bytearray(xlsx(["name"], ["Ann"]))
    raw[60:400] = bytes(340)
    assert fault_of(bytes(raw), "people.xlsx") == "broken_workbook"


def bomb(size: int, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    raw = io.BytesIO(xlsx(["name"], ["Ann"]))
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in made.namelist():
            if name != part:
                changed.writestr(name, made.read(name))
        changed.writestr(part, b" " * size)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    assert fault_of(bomb(64 << 20), "people.xlsx") == "workbook_bomb"


def test_a_bomb_that_lies_about_its_size_unpacks_no_further_than_it_says() -> None:
    raw = bytearray(bomb(64 << 20))
    real, small = (64 << 20).to_bytes(4, "little"), (1 << 10).to_bytes(4, "little")
    assert raw.count(real) == 2
    lying = bytes(raw.replace(real, small))
    assert fault_of(lying, "people.xlsx") in ("broken_workbook", "no_heading")


def test_shared_strings_that_would_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_STRINGS", 10)
    assert fault_of(bomb(20, "xl/sharedStrings.xml"), "people.xlsx") == "workbook_too_large"


def test_entities_in_a_workbook_are_not_expanded() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    raw = io.BytesIO(xlsx(["name"], ["Ann"]))
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w") as changed:
        for name in made.namelist():
            changed.writestr(name, laughs if name == "xl/worksheets/sheet1.xml" else made.read(name))
    assert fault_of(out.getvalue(), "people.xlsx") == "broken_workbook"


def test_values_that_no_field_understands_are_kept_and_said() -> None:
    found = read(
        "name,email,phone,date of birth,degree,expected salary,years of experience,tags\n"
        "Ann Lee,not an address,12,0000-00-00,wizardry,lots,many,13800138000\n"
    )
    draft = found.only
    assert [(point.value, point.valid) for point in draft.person.points] == [("not an address", False), ("12", False)]
    assert draft.unmapped == {
        "date of birth": "0000-00-00",
        "degree": "wizardry",
        "expected salary": "lots",
        "years of experience": "many",
        "tags": "13800138000",
    }
    assert {code for code, _ in draft.warnings} == {
        "bad_email",
        "bad_phone",
        "bad_date",
        "bad_degree",
        "bad_pay",
        "bad_years",
        "bad_tag",
    }


def test_a_long_value_is_kept_in_pieces() -> None:
    found = read(f"name,job title,story\nAnn Lee,{'t' * 600},{'s' * 45_000}\n")
    kept = found.only.unmapped
    assert kept["job title"] == "t" * 600
    assert "".join(kept[name] for name in kept if name.startswith("story")) == "s" * 45_000
    assert ("too_long_for_field", "job title") in found.only.warnings


def test_sensitive_columns_are_left_out_whatever_the_mapping_says() -> None:
    text = "姓名,身份证号,民族,婚育情况,政治面貌,健康状况,religion,union\n"
    text += "王小明,110101199001011234,汉,已婚,群众,良好,x,y\n"
    draft = read(text, mapping={"身份证号": "id", "民族": "keep"}).only
    assert not draft.unmapped
    assert not draft.sensitive
    assert set(draft.quarantined) == {"身份证号", "民族", "婚育情况", "政治面貌", "健康状况", "religion", "union"}


def test_sensitive_columns_are_kept_apart_with_purpose_and_consent() -> None:
    text = "姓名,身份证号\n王小明,110101199001011234\n"
    draft = read(text, sensitive=sensitive_grant("onboarding", "HR-7")).only
    assert draft.sensitive == {"身份证号": "110101199001011234"}
    assert not draft.quarantined


def test_history_rows_that_do_not_say_enough() -> None:
    found = read(
        "person id,kind,date\n,contact,2023-01-01\nA1,teleported,2023-01-01\nA1,,2023-01-01\n"
        "A1,contact,0000-00-00\nA1,note,\n"
    )
    codes = ["missing_value", "unknown_kind", "missing_value", "bad_value"]
    assert found.rejected == list(enumerate(codes, start=1))
    assert len(found.drafts) == 1


def test_files_of_history_and_of_people_are_not_taken_for_each_other() -> None:
    with pytest.raises(CannotImport) as caught:
        detect(source_of("name,email\nA,b@c.com\n"), "history")
    assert caught.value.code == "wrong_kind"
    assert detect(source_of("编号,姓名,类型\n1,王小明,全职\n")).name == "csv"
