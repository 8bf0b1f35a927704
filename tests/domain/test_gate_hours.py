"""Night and days off by the person's own clock, and the working days that China swaps its holidays for (调休)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.gate.days import works_on
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import apply, consent, open_job
from tests.domain.outreach_acts import PHONE, dispatch, known, plan, reasons
from tests.domain.story import A, Story, some_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE_CALL = some_id("call")

SWAPPED = [
    # 国办发明电〔2024〕12号: the holidays of 2025
    ("2025-01-26", True),  # a Sunday that is worked
    ("2025-01-28", False),
    ("2025-02-03", False),
    ("2025-02-04", False),
    ("2025-02-08", True),  # a Saturday that is worked
    ("2025-04-04", False),
    ("2025-04-27", True),
    ("2025-05-05", False),
    ("2025-09-28", True),
    ("2025-10-08", False),
    ("2025-10-11", True),
    ("2025-10-12", False),
    ("2025-11-15", False),
]


@pytest.mark.parametrize(("day", "worked"), SWAPPED)
def test_a_swapped_day_is_what_the_state_council_made_of_it(day: str, worked: bool) -> None:
    assert works_on("CN", date.fromisoformat(day)) is worked


def test_holidays_are_the_countrys_own() -> None:
    unity = date(2025, 10, 3)
    assert not works_on("DE", unity)
    assert works_on("US", unity)
    assert not works_on("US", date(2025, 11, 27))
    assert works_on("XX", unity)
    assert not works_on(None, date(2025, 10, 4))


def told(local: datetime, *, zone: str | None = "Asia/Shanghai", jurisdiction: str | None = "CN") -> Story:
    given = known(jurisdiction, zone=zone or "Asia/Shanghai")
    if zone is None:
        given[1] = given[1].model_copy(update={"time_zone": None})
    story = Story().given(*given, consent())
    return story.when(plan(not_before=local), at=datetime(2024, 5, 6, 9, 30, tzinfo=UTC))


HOURS = [
    ("2025-03-04T08:59+08:00", "2025-03-04T01:00+00:00"),
    ("2025-03-04T09:00+08:00", "2025-03-04T01:00+00:00"),
    ("2025-03-04T20:59+08:00", "2025-03-04T12:59+00:00"),
    ("2025-03-04T21:00+08:00", "2025-03-05T01:00+00:00"),
    ("2025-03-07T22:00+08:00", "2025-03-10T01:00+00:00"),  # a Friday night: Monday morning
    ("2025-01-25T12:00+08:00", "2025-01-26T01:00+00:00"),  # a Saturday: the Sunday is worked
    ("2025-01-28T12:00+08:00", "2025-02-05T01:00+00:00"),  # Spring Festival
]


@pytest.mark.parametrize(("wanted", "planned"), HOURS)
def test_a_plan_for_the_wrong_hour_is_put_off_to_the_next_right_one(wanted: str, planned: str) -> None:
    story = told(datetime.fromisoformat(wanted))
    story.then_types("contact-planned")
    (attempt,) = story.dossier(A).contacts.attempts.values()
    assert attempt.not_before == datetime.fromisoformat(planned)


def test_where_nobody_knows_the_zone_the_evening_begins_sooner() -> None:
    evening = datetime(2025, 3, 4, 19, 30, tzinfo=SHANGHAI)
    for jurisdiction, zone, put_off in ((None, None, True), (None, "Asia/Shanghai", False), ("US", None, True)):
        story = told(evening, zone=zone, jurisdiction=jurisdiction)
        (attempt,) = story.dossier(A).contacts.attempts.values()
        assert (attempt.not_before != evening) is put_off


def test_a_dispatch_at_night_is_put_off_and_stays_planned() -> None:
    story = Story().given(*known("CN"), consent())
    story.when(plan(), at=datetime(2025, 3, 4, 20, 0, tzinfo=SHANGHAI))
    story.when(dispatch(), at=datetime(2025, 3, 4, 22, 0, tzinfo=SHANGHAI))
    assert reasons(story) == ("quiet_hours",)
    morning = datetime(2025, 3, 5, 9, 0, tzinfo=SHANGHAI)
    (attempt,) = story.dossier(A).contacts.attempts.values()
    assert (attempt.state, attempt.not_before) == ("planned", morning)
    assert reasons(story.when(dispatch(), at=morning)) == ()


def test_only_what_rings_heeds_the_night_for_an_interview() -> None:
    night = datetime(2025, 3, 4, 23, 0, tzinfo=SHANGHAI)
    story = Story().given(*known("CN"), open_job(), apply())
    assert reasons(story.when(plan(purpose=Purpose.APPLICATION), at=night)) == ()
    assert reasons(story.when(dispatch(), at=night)) == ()
    called = plan(A, Purpose.APPLICATION, PHONE_CALL, channel=Channel.PHONE, address=PHONE)
    assert story.when(called, at=night).dossier(A).contacts.attempts[PHONE_CALL].not_before is not None
