"""Whose last ground is gone, or who was not heard of for too long, is to be deleted: on a day that no clock changes."""

from datetime import date, timedelta

import pytest

from domain.decision import Command
from domain.decisions import RecordNotHired, RefuseErasure, RequestErasure
from domain.deletion import deletion, to_propose
from domain.vocabulary import NotHiredReason, Party, Purpose
from tests.domain.acts import (
    OF_APPLICATION,
    accept,
    apply,
    consent,
    hire,
    ingest,
    leave,
    merge,
    offer,
    open_job,
    opt_out,
)
from tests.domain.outreach_acts import living_in
from tests.domain.story import BEGAN, RECRUITER, A, B, Story, some_id

TODAY = BEGAN.date()
TURNED_DOWN = RecordNotHired(**OF_APPLICATION, why=NotHiredReason.JOB_FIT, decided_by=Party.EMPLOYER, by=RECRUITER)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("place", "lived", "why", "due_on"),
    [
        ("CN", [consent(), opt_out()], "basis-ended", days(15)),
        ("CN", [consent(expires_on=days(30))], "basis-ended", days(46)),
        ("CN", [consent(expires_on=days(30)), consent(purpose=Purpose.TALENT_POOL)], "retention", days(730)),
        ("CN", [], "never-a-basis", days(90)),
        ("CN", [open_job(), apply(), TURNED_DOWN], "basis-ended", days(105)),
        ("CN", [open_job(), apply()], "retention", days(730)),
        ("FR", [], "retention", days(730)),
        ("FR", [opt_out()], "basis-ended", days(30)),
        ("US", [consent(), opt_out()], "retention", days(1460)),
        (None, [consent(), opt_out()], "basis-ended", days(15)),
    ],
)
def test_the_day_follows_from_the_law_of_the_place(
    place: str | None, lived: list[Command], why: str, due_on: date
) -> None:
    story = Story().given(ingest(), *([living_in(place)] if place else []), *lived)
    found = deletion(story.dossier(A))
    assert found is not None
    assert (found.why, found.due_on, found.jurisdiction) == (why, due_on, place)


def test_a_consent_on_one_record_keeps_the_whole_person() -> None:
    story = Story().given(ingest(A), living_in("CN"), ingest(B), merge(A, B), consent(A))
    found = deletion(story.dossier(B))
    assert found is not None
    assert found.why == "retention"


def test_it_is_proposed_once_and_again_thirty_days_after_a_human_refused() -> None:
    story = Story().given(ingest(), living_in("CN"), consent(), opt_out())
    erasure, other = some_id("erasure"), some_id("other")

    def proposed(on: int) -> bool:
        return to_propose(story.dossier(A), BEGAN + timedelta(days=on)) is not None

    assert [proposed(on) for on in (14, 15, 400)] == [False, True, True]
    story.given(RequestErasure(candidate=A, erasure=erasure, why="basis-ended"), actor="policy:retention")
    assert not proposed(400)
    story.given(RefuseErasure(candidate=A, erasure=erasure, ground="legal-claims", by=RECRUITER))
    assert [proposed(on) for on in (29, 31)] == [False, True]
    story.given(RequestErasure(candidate=A, erasure=other, why="basis-ended"), actor="policy:retention")
    assert not proposed(31)


def test_nobody_who_works_here_is_to_be_deleted_until_they_have_left() -> None:
    story = Story().given(ingest(), living_in("CN"), open_job(), apply(), offer(), accept(), hire())
    assert deletion(story.dossier(A)) is None
    story.given(leave())
    assert deletion(story.dossier(A)) is not None
