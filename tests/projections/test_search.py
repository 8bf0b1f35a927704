"""People are found by what is known of them, whatever the script, and by nothing that is forgotten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from domain.events import (
    Applied,
    CandidateIngested,
    CandidateTagged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactLogged,
    ContactPointVerified,
    FitAssessed,
    Hired,
    IntentRecorded,
    NotHired,
    OwnerAssigned,
    ProfileUpdated,
    Replied,
    TagTermAdded,
    TierAssigned,
)
from domain.events.tag_vocabulary import TermName
from domain.person import Career, ContactPoint, Education, Employment, Name, PartialDate, Person, Place, PointKind
from domain.search.conditions import Said
from domain.search.parse import parse
from domain.tag_vocabulary import STREAM as VOCABULARY
from domain.vocabulary import (
    Channel,
    DataClass,
    Degree,
    EducationLevel,
    Intent,
    NotHiredReason,
    Party,
    Purpose,
    TagFacet,
    Tier,
)
from ledger.envelope import new_id
from projections.facets import counts
from projections.measured import measured
from projections.misspelt import latin_words, meant
from projections.rebuild import rebuild
from projections.retry import retry
from projections.search_query import where
from projections.searching import Page, search
from projections.tiering import tier_of
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers


class Pool:
    """People by the names that tests give them, and who of them a filter finds."""

    def __init__(self, scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
        self.scribe = scribe
        self.following = following
        self.reader = reader
        self.people: dict[str, UUID] = {}

    def add(self, name: str, *events: Any, claimed: datetime | None = None, **said: Any) -> UUID:
        stream = self.people[name] = new_id()
        place = Place(city=said.pop("city")) if "city" in said else None
        facts = {key: said.pop(key) for key in ("region", "education_level", "career_start_year") if key in said}
        described = CandidateIngested(person=Person(name=Name(full=name), place=place), career=Career(**said), **facts)
        self.scribe.say(stream, described, *events, claimed=claimed)
        return stream

    def find(self, asked: str, at: datetime | None = None, **more: Any) -> Page:
        self.following()
        return search(self.reader, parse(asked), at or datetime.now(UTC), **more)

    def named(self, asked: str, at: datetime | None = None) -> set[str]:
        names = {stream: name for name, stream in self.people.items()}
        return {names[hit.candidate] for hit in self.find(asked, at).items}


@pytest.fixture
def pool(scribe: Scribe, following: Following, reader: Connection[Any]) -> Pool:
    return Pool(scribe, following, reader)


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def applied_and(*ending: Any) -> tuple[Any, ...]:
    return Applied(application=ending[0].application), *ending


def replied() -> Replied:
    return Replied(contact=new_id(), channel=Channel.EMAIL)


def since(years: int) -> dict[str, Any]:
    return {"career_start": PartialDate(on=datetime.now(UTC).date() - timedelta(days=366 * years))}


def test_the_pools_and_searches_of_the_field_are_found(pool: Pool) -> None:
    """Rows 47 and 50 of the feature list, as they are said there."""
    engineer = {"headline": "算法工程师", **since(3)}
    pool.add("南方新人", region="cn-gd", city="深圳", **engineer)
    pool.add("广西新人", region="cn-gx", city="南宁", **engineer)
    pool.add("北方新人", region="cn-bj", city="北京", **engineer)
    pool.add("南方老将", region="cn-gd", headline="算法工程师", **since(12))
    assert pool.named("地区:华南 年限<=5 职位:算法工程师") == {"南方新人", "广西新人"}

    marketing = CandidateTagged(tag="营销", facet="industry")
    hired = Hired(application=new_id(), employment=new_id(), controller="main")
    pool.add("积极的", marketing, replied())
    pool.add("入职的", marketing, replied(), *applied_and(hired))
    pool.add("沉默的", marketing)
    pool.add("从前的", marketing, replied(), claimed=ago(500))
    assert pool.named("行业:营销 互动:12个月 非 阶段:已入职") == {"积极的"}

    product = {"headline": "SaaS产品经理", "skills": ("B端设计",), **since(4)}
    pool.add("观望的产品", IntentRecorded(intent=Intent.OPEN), replied(), **product)
    pool.add("不看的产品", IntentRecorded(intent=Intent.CLOSED), replied(), **product)
    pool.add("没消息的产品", IntentRecorded(intent=Intent.OPEN), **product)
    assert pool.named("年限>=3 SaaS产品 擅长:B端设计 意向:观望 互动:6个月") == {"观望的产品"}

    internet = CandidateTagged(tag="互联网", facet="industry")
    java = {"skills": ("Java",), **since(6)}
    pool.add("想动的", internet, IntentRecorded(intent=Intent.ACTIVE), **java)
    pool.add("从前想动的", internet, IntentRecorded(intent=Intent.ACTIVE), claimed=ago(700), **java)
    assert pool.named("年限>=5 技能:java 行业:互联网 意向:积极,观望 意向时间:1年") == {"想动的"}


def test_a_chinese_person_is_found_by_any_part_in_either_script_and_by_sound(pool: Pool) -> None:
    pool.add("歐陽小明", headline="負責供應鏈管理", city="西安市")
    pool.add("Müller Zoë", headline="supply chain")
    for asked in ("欧阳", "小明", "明", "歐陽小", "ouyang", "xiaoming", "ouyangxiaoming", "oyxm", "供应链", "應鏈管"):
        assert pool.named(asked) == {"歐陽小明"}, asked
    for asked in ("city:西安", "城市:西安市", "city:xian", "name:oyxm", "title:供应链", "-muller"):
        assert pool.named(asked) == {"歐陽小明"}, asked
    for asked in ("muller", "zoe", '"supply chain"', "Zoë", "supp*"):
        assert pool.named(asked) == {"Müller Zoë"}, asked
    assert pool.named("employer:供应链") == pool.named("name:供应链") == set()


def test_a_city_is_one_in_either_script_and_another_that_sounds_alike_is_not(pool: Pool) -> None:
    for name, city in {"a": "北京市", "b": "Beijing", "c": "Peking", "d": "抚州", "e": "福州", "f": "Fuzhou"}.items():
        pool.add(name, city=city)
    for asked in ("city:北京", "city:beijing", "city:Peking", "城市:北京市"):
        assert pool.named(asked) == {"a", "b", "c"}, asked
    assert pool.named("city:抚州") == {"d"}
    assert pool.named("city:福州") == {"e", "f"}
    assert pool.named("city:fuzhou") == {"d", "e", "f"}
    assert pool.named("-city:北京") == {"d", "e", "f"}


def test_every_field_is_answered_from_what_happened(pool: Pool) -> None:
    application = new_id()
    refused = NotHired(application=application, why=NotHiredReason.PAY_MISMATCH, decided_by=Party.EMPLOYER)
    pool.add(
        "Whole",
        CandidateTagged(tag="java", facet="skill"),
        OwnerAssigned(owner="user:zoe"),
        ContactLogged(contact=new_id(), channel=Channel.PHONE),
        replied(),
        *applied_and(refused),
        employments=(Employment(employer="华为技术有限公司", title="Engineer", current=True),),
        educations=(Education(level=EducationLevel.MASTER),),
    )
    pool.add("Bare")
    fields = "tag:java skill:java owner:zoe has:owner contacted:1d active:1d updated:1d added:1d stage:not-hired"
    fields += (
        " why:薪资不符 employer:华为 education>=本科 education:master score>=80 band:high source:direct status:候选人"
    )
    for asked in fields.split():
        assert pool.named(asked) == ({"Whole", "Bare"} if asked.split(":")[0] in _BOTH else {"Whole"}), asked
        opposite = pool.named(f"not {asked}")
        assert opposite == {"Whole", "Bare"} - pool.named(asked), asked
    assert pool.named("score<50") == {"Bare"}


_BOTH = {"updated", "added", "source", "status"}


def test_a_consent_is_found_until_its_last_day_and_no_longer_once_withdrawn(pool: Pool) -> None:
    day = date(2097, 5, 31)
    given: dict[str, Any] = {"purpose": Purpose.MARKETING, "channels": (Channel.EMAIL,), "controller": "main"}
    pool.add("until May", ConsentGiven(**given, expires_on=day))
    pool.add("for good", ConsentGiven(**given))
    pool.add("withdrawn", ConsentGiven(**given), ConsentWithdrawn(purpose=Purpose.MARKETING))
    may, june = (datetime(2097, month, 1, 12, tzinfo=UTC) for month in (5, 6))
    for asked in ("consent:marketing/email", "同意:营销"):
        assert pool.named(asked, may) == {"until May", "for good"}
        assert pool.named(asked, june) == {"for good"}
        assert pool.named(f"not {asked}", june) == {"until May", "withdrawn"}
    assert pool.named("consent:marketing/sms", may) == set()


def test_a_tier_is_found_as_assigned_and_as_proposed_while_activity_lasts(pool: Pool) -> None:
    able = FitAssessed(aspect="ability", degree=Degree.HIGH)
    keen = IntentRecorded(intent=Intent.ACTIVE)
    pool.add("Star", able, keen, replied(), replied(), TierAssigned(tier=Tier.B, why="no-vacancy"))
    pool.add("Far", FitAssessed(aspect="ability", degree=Degree.LOW), replied(), TierAssigned(tier=Tier.D))
    pool.add("New", CandidateTagged(tag="java"))
    assert pool.named("tier:b") == {"Star"}
    assert pool.named("proposed:a") == {"Star"}
    assert pool.named("tier:b -proposed:b 等级:潜力人才") == {"Star"}
    later = datetime.now(UTC) + timedelta(days=400)
    assert pool.named("proposed:a", later) == set()
    assert pool.named("建议等级:b", later) == {"Star"}
    assert pool.named("proposed:c") == {"New"}
    assert pool.named("not proposed:c,d") == {"Star"}
    told = tier_of(pool.reader, pool.people["Star"], later)
    assert told is not None
    assert told.proposed is not None
    assert (told.assigned and told.assigned["tier"], told.proposed.tier) == ("b", "b")
    assert [each.dimension for each in told.proposed.lacking] == ["activity"]


def test_freshness_and_effectiveness_are_found_until_time_ends_them(pool: Pool) -> None:
    stream = pool.add("Reached", IntentRecorded(intent=Intent.OPEN))
    point = ContactPoint(kind=PointKind.EMAIL, value="a@example.com")
    mail = ContactPointVerified(kind=PointKind.EMAIL, method="replied", point=point)
    pool.scribe.say(stream, ProfileUpdated(person=Person(name=Name(full="Reached"), points=(point,))), mail)
    pool.add("Unknown")
    pool.add("Old", IntentRecorded(intent=Intent.OPEN), claimed=ago(500))
    assert pool.named("effective:yes") == pool.named("有效:是") == {"Reached"}
    assert pool.named("effective:no") == pool.named("not effective:yes") == {"Unknown", "Old"}
    assert pool.named("freshness:fresh") == pool.named("not 新鲜度:陈旧") == {"Reached", "Unknown"}
    later = datetime.now(UTC) + timedelta(days=366)
    assert pool.named("effective:yes or freshness:fresh", later) == set()
    assert pool.named("has:reach", later) == {"Reached"}
    told = measured(pool.reader, stream, later)
    assert told is not None
    assert (told.freshness.fresh, told.effective.lacking, told.freshness.days) == (False, ("recent-intent",), 366)


def test_merged_people_are_found_once_by_what_any_record_says(pool: Pool) -> None:
    one, other = pool.add("王小明", skills=("Java",)), pool.add("Wang Xiaoming", skills=("Go",))
    pool.scribe.merge(one, other)
    assert [hit.candidate for hit in pool.find("skill:java skill:go xiaoming").items] == [one]
    pool.scribe.reverse(one, other)
    assert pool.find("skill:java skill:go").items == []
    assert len(pool.find("xiaoming").items) == 2


def test_nobody_is_found_who_was_forgotten(pool: Pool, built: Database) -> None:
    gone = pool.add("Wharfinger", skills=("canaries",))
    pool.add("Warfarin")
    assert pool.named("wharfinger") == {"Wharfinger"}
    pool.scribe.ledger.keyring.destroy(gone, DataClass.IDENTITY)
    assert retry(built.settings, [gone]) == []
    assert pool.named("wharfinger or skill:canaries") == set()
    assert pool.named("") == {"Warfarin"}
    with psycopg.connect(built.admin, autocommit=True) as connection:
        held = connection.execute("SELECT count(*) FROM read.search WHERE words::text LIKE '%wharf%'").fetchone()
        assert held == (0,)
    rebuild(built.settings, shards=0)
    assert pool.named("") == {"Warfarin"}


def test_a_slip_in_a_latin_word_is_answered_with_what_may_be_meant(pool: Pool) -> None:
    pool.add("Anna Novak", headline="Kubernetes engineer", skills=("logistics",))
    pool.following()

    def near(asked: str) -> dict[str, list[str]]:
        return meant(pool.reader, latin_words(parse(asked)))

    assert near("kuberntes") == {"kuberntes": ["kubernetes"]}
    assert near("enginere") == {"enginere": ["engineer"]}
    assert near("lgistics lgoistics") == {"lgistics": ["logistics"], "lgoistics": ["logistics"]}
    assert near("novk") == {"novk": ["novak"]}
    assert near("nivak mubernetes") == {"nivak": ["novak"], "mubernetes": ["kubernetes"]}
    assert near("enjineer ogistics") == {"enjineer": ["engineer"], "ogistics": ["logistics"]}
    assert near("kubernetes 供应链 xyzzyq") == {}
    assert near("skill:logistcs or title:enginer") == {"logistcs": ["logistics"], "enginer": ["engineer"]}
    assert near("-kuberntes not (skill:logistcs -city:enginer)") == {"enginer": ["engineer"]}
    assert near("owner:user:novk source:novk list:novk") == {}


def test_relevance_puts_a_name_before_a_mention(pool: Pool) -> None:
    pool.add("Somebody", replied(), summary="worked with novak")
    pool.add("Novak")
    page = pool.find("novak")
    assert (page.sort, [hit.candidate for hit in page.items]) == (
        "relevance",
        [pool.people["Novak"], pool.people["Somebody"]],
    )
    by_score = pool.find("novak", sort="score")
    assert [hit.candidate for hit in by_score.items] == [pool.people["Somebody"], pool.people["Novak"]]
    assert all(isinstance(each, Said) for each in where(parse("novak -x"), datetime.now(UTC)).said)


def test_counts_are_exact_for_a_few_and_by_field(pool: Pool) -> None:
    for number in range(5):
        pool.add(f"Person {number}", skills=("Java", "Go") if number else ("Java",), city="深圳")
    pool.following()
    found = counts(pool.reader, where(parse("skill:java"), datetime.now(UTC)), ("skill", "city", "tier"))
    assert (found.total, found.exact, found.margin) == (5, True, 0)
    told = {name: [(each.value, each.count) for each in values] for name, values in found.facets.items()}
    assert told == {"skill": [("java", 5), ("go", 4)], "city": [("深圳", 5)], "tier": []}


def test_a_facet_counts_a_city_once_under_its_commonest_name(pool: Pool) -> None:
    for number, city in enumerate(("上海", "Shanghai", "上海市", "Xi'an", "xian", "西安", "Vilnius")):
        pool.add(f"Person {number}", city=city)
    pool.following()
    found = counts(pool.reader, where(None, datetime.now(UTC)), ("city",))
    assert [(each.value, each.count) for each in found.facets["city"]] == [("xian", 3), ("上海", 3), ("vilnius", 1)]


def test_a_facet_counts_people_by_a_term_in_whatever_spelling(pool: Pool) -> None:
    names = (TermName(language="zh", text="云原生"),)
    pool.scribe.say(VOCABULARY, TagTermAdded(facet=TagFacet.SKILL, term="cloud-native", names=names))
    for number, skills in enumerate((("云原生", "cloud native"), ("云原生",), ("cloud native", "go"))):
        pool.add(f"Person {number}", skills=skills)
    pool.following()
    found = counts(pool.reader, where(None, datetime.now(UTC)), ("skill", "tag"))
    assert [(each.value, each.count) for each in found.facets["skill"]] == [("cloud-native", 3), ("go", 1)]
