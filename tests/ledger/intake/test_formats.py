"""Each format, read into drafts."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from domain.envelope import Precision
from domain.person import Name, PartialDate, Person, Place, PointKind
from domain.vocabulary import Confidentiality, EducationLevel, Status
from ledger.intake.normalise.dates import partial_date
from ledger.intake.normalise.education import degree_of
from tests.ledger.intake.reading import read

SHARED = Path(os.environ.get("RENMAI_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))

CHINESE = (
    "候选人编号,姓名,手机号码(必填),邮箱,所在城市,目前公司,职位,毕业院校,学历,期望薪资,参加工作时间,求职状态,性别\n"
    "P1,王小明,138 0013 8000,Wang@Example.com,深圳,云杉软件,后端工程师,东湖大学,全日制本科,15K-25K·13薪,2015年7月,"
    "在职-考虑机会,男\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_chinese_headings_in_any_encoding(encoding: str, delimiter: str) -> None:
    found = read(CHINESE.replace(",", delimiter).encode(encoding))
    draft = found.only
    assert found.format.name == "csv"
    assert found.keys == ["P1"]
    name = draft.person.name
    assert name is not None
    assert (name.full, name.family, name.given) == ("王小明", "王", "小明")
    phone, email = draft.person.points
    assert (phone.value, phone.raw) == ("+8613800138000", "138 0013 8000")
    assert (email.value, email.raw) == ("wang@example.com", "Wang@Example.com")
    (employment,), (education,) = draft.career.employments, draft.career.educations
    assert (employment.employer, employment.title, employment.current) == ("云杉软件", "后端工程师", True)
    assert (education.school, education.level, education.full_time) == ("东湖大学", EducationLevel.BACHELOR, True)
    assert draft.career.pay is not None
    assert draft.career.pay.months_a_year == 13
    assert draft.career.career_start is not None
    assert draft.career.career_start.precision is Precision.MONTH
    assert [each.kind for each in draft.happenings] == ["intent"]
    assert draft.unmapped == {"性别": "男"}
    assert ("kept_unmapped", "性别") in found.warnings


def test_latin_letters_in_an_old_western_encoding() -> None:
    found = read("name,email\nJürgen Müller,j@example.com\nFrançois Lefèvre,f@example.com\n".encode("cp1252"))
    assert [draft.person.name.full for draft in found.drafts] == ["Jürgen Müller", "François Lefèvre"]


def test_a_title_above_the_headings_is_skipped_and_said() -> None:
    found = read("人才名单 2024\n\n姓名,电话\n王小明,13800138000\n")
    assert found.header == ("姓名", "电话")
    assert ("preamble_skipped", "1") in found.warnings


def test_quoted_cells_hold_delimiters_and_line_ends() -> None:
    found = read('name,summary\n"Lee, Ann","one\ntwo, ""three"""\n')
    assert found.only.career.summary == 'one\ntwo, "three"'
    name = found.only.person.name
    assert name is not None
    assert (name.family, name.given) == ("Lee", "Ann")


def test_two_columns_with_one_heading_are_both_read() -> None:
    found = read("name,email,email,company,company\nAnn Lee,a@b.com,c@d.com,Acme,Beta\n")
    assert [point.value for point in found.only.person.points] == ["a@b.com", "c@d.com"]
    assert found.only.unmapped == {"company (2)": "Beta"}
    assert {code for code, _ in found.warnings} == {"duplicate_heading"}


def test_a_mapping_names_fields_of_columns_that_are_not_known() -> None:
    found = read("who,reach\nAnn Lee,a@b.com\n", mapping={"who": "name", "reach": "email"})
    assert [point.kind for point in found.only.person.points] == [PointKind.EMAIL]


def test_what_the_mapping_names_goes_before_what_a_heading_says_by_itself() -> None:
    text = "person_id,rec,name,alias,full,email,mail2\n1,a,Ann,A,Ann Lee,a@b.com,c@d.com\n1,b,Bob,B,Bob Ray,,\n"
    found = read(text, mapping={"rec": "id", "full": "name", "mail2": "email"})
    ann, bob = found.drafts
    assert found.keys == ["a", "b"]
    assert [each.person.name.full for each in (ann, bob)] == ["Ann Lee", "Bob Ray"]
    assert [point.value for point in ann.person.points] == ["a@b.com", "c@d.com"]
    assert bob.unmapped == {"person_id": "1", "name": "Bob"}


def test_a_family_name_may_be_headed_family() -> None:
    found = read("given,family,other\nAnn,Lee,left-handed\n")
    assert found.only.person.name == Name(full="Ann Lee", family="Lee", given="Ann")
    assert (found.only.unmapped, found.only.quarantined) == ({"other": "left-handed"}, {})


def test_linkedin_connections_with_notes_above() -> None:
    found = read(
        'Notes:\n"When exporting your connection data, some e-mail addresses are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ann,Lee,https://www.linkedin.com/in/annlee,,Acme,CTO,15 Mar 2024\n",
        "Connections.csv",
    )
    assert found.format.name == "linkedin"
    assert found.keys == ["https://www.linkedin.com/in/annlee"]
    assert found.only.unmapped == {"Connected On": "15 Mar 2024"}
    assert found.only.career.employments[0].employer == "Acme"


CARD_4 = """BEGIN:VCARD
VERSION:4.0
UID:urn:uuid:1
FN:王小明
N:王;小明;;;
TEL;VALUE=uri;TYPE="voice,home":tel:+86-138-0013-8000
EMAIL;TYPE=work:wang@example.com
ORG:云杉软件;研发部
TITLE:工程师
BDAY:19900102
GENDER:M
CATEGORIES:java,golang
NOTE:很好\\, 很
 强
END:VCARD
"""
CARD_3 = """BEGIN:VCARD\r
VERSION:3.0\r
N;CHARSET=UTF-8:Lee;Ann;;Dr.;\r
FN:Ann Lee\r
TEL;TYPE=CELL:+1 650 253 0000\r
PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r
X-RELIGION:none of yours\r
END:VCARD\r
"""


def test_many_cards_of_both_versions_in_one_file() -> None:
    found = read(CARD_4 + CARD_3, "people.vcf")
    chinese, latin = found.drafts
    assert found.keys == ["urn:uuid:1", None]
    assert [point.label for point in chinese.person.points] == ["voice,home", "work"]
    assert chinese.unmapped == {"ORG.unit": "研发部", "GENDER": "M"}
    assert [(each.kind, *each.values.values()) for each in chinese.happenings] == [
        ("tag", "java"),
        ("tag", "golang"),
        ("note", "很好, 很强"),
    ]
    assert (latin.person.name.family, latin.person.name.given) == ("Lee", "Ann")
    assert latin.unmapped == {"N.prefix": "Dr.", "PHOTO": "AAAA"}
    assert latin.quarantined == {"X-RELIGION": "none of yours"}


def test_json_resume_as_one_object_an_array_and_lines() -> None:
    resume = {
        "basics": {"name": "Ann Lee", "email": "ann@example.com", "location": {"city": "Boston", "countryCode": "US"}},
        "work": [{"name": "Acme", "position": "CTO", "startDate": "2020-03", "highlights": ["a", "b"], "url": "x"}],
        "education": [{"institution": "MIT", "studyType": "BSc", "area": "CS", "score": "4.0"}],
        "skills": [{"name": "Web", "keywords": ["HTML", "CSS"], "level": "Master"}],
        "meta": {"canonical": "https://example.org/ann.json"},
    }
    texts = (json.dumps(resume, indent=1), json.dumps([resume, resume]), json.dumps(resume) + "\n" + json.dumps(resume))
    for text in texts:
        found = read(text, "resume.json")
        assert found.format.name == "json-resume"
        assert set(found.keys) == {"https://example.org/ann.json"}
        draft = found.drafts[0]
        assert draft.career.employments[0].summary == "a\nb"
        assert draft.career.educations[0].level is EducationLevel.BACHELOR
        assert draft.career.skills == ("Web", "HTML", "CSS")
        kept = {"work[0].url": "x", "education[0].studyType": "BSc", "education[0].score": "4.0"}
        kept |= {"skills[0].level": "Master", "meta.canonical": "https://example.org/ann.json"}
        assert draft.unmapped == kept


@pytest.mark.parametrize("nothing", ["\u200b", "\u3000\u200d", "\u202e" * 20])
def test_a_cell_that_shows_nothing_is_empty(nothing: str) -> None:
    draft = read(f"name,email,city\n{nothing},ann@example.com,{nothing}Lyon\n").only
    assert draft.person.name is None
    assert draft.person.place is not None
    assert [each.value for each in draft.person.points] == ["ann@example.com"]


UNREADABLE = ["0000-00-00", "2020-13-45", "03/04/2021"]


@pytest.mark.parametrize(
    ("written", "current"), [("", True), ("Present", True), *[(each, False) for each in UNREADABLE]]
)
def test_an_end_that_nobody_can_read_is_an_end(written: str, current: bool) -> None:
    resume = {"basics": {"name": "Ann Lee"}, "work": [{"name": "Acme", "endDate": written}]}
    jobs = [{"company_name": "Acme", "title": "Clerk", "end_date": written}]
    table = f"name,company,end date\nAnn Lee,Acme,{written}\n"
    drafts = [
        read(json.dumps(resume), "resume.json").only,
        read(json.dumps([greenhouse(company=None, title=None, employments=jobs)]), "candidates.json").only,
        read(table).only,
    ]
    for draft in drafts:
        [job] = draft.career.employments
        assert (job.employer, job.end, job.current) == ("Acme", None, current)
        assert ("bad_date" in [code for code, _ in draft.warnings]) is not current
        assert (written in draft.unmapped.values()) is not current


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("name", ["sample", "new-grad", "career-changer", "senior-engineer"])
def test_published_resumes_are_read_whole(name: str) -> None:
    """Every text of the file is in a field or kept beside: only dates and exact degrees change their form."""
    text = (SHARED / "jsonresume" / f"{name}.resume.json").read_text(encoding="utf-8")
    draft = read(text, f"{name}.resume.json").only
    assert not draft.quarantined
    held = "\n".join(
        _leaves([draft.person.model_dump(mode="json"), draft.career.model_dump(mode="json"), draft.unmapped])
    )
    lists = "\n".join(", ".join(json.loads(kept)) for kept in draft.unmapped.values() if kept.startswith('["'))
    for leaf in _leaves(json.loads(text)):
        degree = degree_of(leaf)
        assert leaf in held or leaf in lists or partial_date(leaf) or (degree and degree.exact), leaf


def _leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value] if isinstance(value, str) and value else []


def greenhouse(**more: object) -> dict[str, object]:
    return {
        "id": 53883394,
        "first_name": "John",
        "last_name": "Locke",
        "company": "The Tustin Box Company",
        "title": "Manager",
        "is_private": True,
        "can_email": False,
        "tags": ["Python", "Cloud Native"],
        "phone_numbers": [{"value": "650-253-0000", "type": "mobile"}],
        "email_addresses": [{"value": "test@work.com", "type": "work"}],
        "applications": [
            {
                "id": 69102626,
                "prospect": False,
                "applied_at": "2017-09-27T12:03:02.728Z",
                "rejected_at": "2017-09-28T12:11:40.877Z",
                "status": "rejected",
                "source": {"id": 16, "public_name": "LinkedIn (Prospecting)"},
                "rejection_reason": {"id": 1, "name": "Hired another candidate", "type": {"name": "We rejected them"}},
                "jobs": [{"id": 149995, "name": "DevOps Engineer"}],
                "answers": [{"question": "Do you have a disability?", "answer": "no"}],
            },
            {
                "id": 2,
                "prospect": True,
                "applied_at": "2017-10-01T00:00:00Z",
                "prospect_detail": {"prospect_pool": {"name": "Cold Outreach: Sourced"}},
            },
        ],
        "custom_fields": {"desired_salary": "25K", "ethnicity": "x", "shoe_size": 44},
        "keyed_custom_fields": {"f1": {"name": "Religion", "type": "short_text", "value": "y"}},
    } | more


def test_greenhouse_candidates_bring_their_history() -> None:
    found = read(json.dumps([greenhouse()]), "candidates.json")
    draft = found.only
    assert found.format.name == "greenhouse"
    assert found.keys == ["53883394"]
    assert draft.confidentiality is Confidentiality.RESTRICTED
    assert [each.kind for each in draft.happenings] == [
        "tag",
        "tag",
        "consent-withdrawn",
        "applied",
        "not-hired",
        "pool-entered",
    ]
    applied, outcome, pool = draft.happenings[3:]
    assert (applied.values["application"], applied.values["job"], applied.values["via"]) == (
        "69102626",
        "149995",
        "linkedin-prospecting",
    )
    assert outcome.values["why"] == "Hired another candidate"
    assert pool.values == {"pool": "cold-outreach-sourced"}
    assert draft.unmapped["custom_fields.shoe_size"] == "44"
    assert draft.unmapped["applications[0].source.public_name"] == "LinkedIn (Prospecting)"
    assert set(draft.quarantined.values()) == {"x", "Religion", "short_text", "y", "Do you have a disability?", "no"}
    assert draft.career.pay is not None


def test_history_as_csv_and_lines() -> None:
    table = read(
        "person id,kind,date,channel,result,text,weather\nA1,contact,2023-05-10 10:00,phone,reached,hello,sunny\n"
    )
    draft = table.event
    assert table.format.name == "history-csv"
    assert (draft.person.external_id, draft.happening.kind) == ("A1", "contact")
    assert draft.happening.values == {"channel": "phone", "outcome": "reached", "text": "hello"}
    assert draft.happening.remainder == {"weather": "sunny"}
    line = {"candidate id": "A1", "event": "退订", "when": "2023年5月", "身份证号": "110101199001011234"}
    lines = read(json.dumps(line, ensure_ascii=False) + "\n", "history.jsonl")
    assert lines.format.name == "history-jsonl"
    assert lines.event.happening.kind == "consent-withdrawn"
    assert lines.event.quarantined == {"身份证号": "110101199001011234"}


def test_a_status_column_means_where_somebody_stands() -> None:
    found = read("name,状态\n王小明,前员工\n李四,观望\n赵六,火星人\n")
    former, open_, unknown = found.drafts
    assert former.status is Status.FORMER_EMPLOYEE
    assert [each.values["intent"] for each in open_.happenings] == ["open"]
    assert unknown.unmapped == {"状态": "火星人"}
    assert ("bad_status", "状态") in unknown.warnings


def test_a_mapping_names_a_field_by_any_of_its_headings() -> None:
    mapping = {"first": "given_name", "last": "surname", "dob8": "dob", "suburb": "city", "nr": "street number"}
    row = "nr,addr,postcode,suburb,dob8,first,last\n12,main street,2612,,19151111,Ann,Lee\n"
    person = read(row, mapping={**mapping, "addr": "street"}).only.person
    assert person == Person(
        name=Name(full="Ann Lee", family="Lee", given="Ann"),
        born=PartialDate(on=date(1915, 11, 11)),
        place=Place(text="12, main street, 2612"),
    )


def test_a_postcode_comes_last_in_the_address_and_a_chinese_one_still_tells_the_city() -> None:
    place = read("姓名,邮编,地址\n王小明,200120,上海市浦东新区世纪大道1号\n").only.person.place
    assert place == Place(text="上海市浦东新区世纪大道1号, 200120", city="上海市", country="CN")
