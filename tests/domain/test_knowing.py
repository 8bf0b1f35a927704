from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.decision import Command
from domain.decisions import (
    AssignOwner,
    EnterTalentPool,
    LeaveTalentPool,
    RecordIntent,
    RecordInterest,
    RecordNote,
    RecordPay,
    UntagCandidate,
)
from domain.events import CandidateTagged, CandidateUntagged
from domain.person import PayExpectation
from domain.vocabulary import Intent
from tests.domain.acts import ingest, merge, reverse, tag
from tests.domain.story import BEGAN, A, B, Story, claim


def test_a_tag_is_held_once() -> None:
    story = Story().given(ingest()).when(tag(facet="skill"))
    story.then((A, CandidateTagged(tag="python", facet="skill"))).when(tag()).then()


def test_untagging_what_is_not_held_adds_nothing() -> None:
    Story().given(ingest()).when(UntagCandidate(candidate=A, tag="python")).then()


def test_untagging_reaches_every_record_and_survives_a_reversal() -> None:
    story = Story().given(ingest(A), tag(A), ingest(B), tag(B), merge(A, B))
    gone = CandidateUntagged(tag="python")
    story.when(UntagCandidate(candidate=A, tag="python")).then((A, gone), (B, gone))
    assert "python" not in story.given(reverse(A, B)).dossier(B).knowing.tags


def test_what_happened_later_stands_whatever_was_recorded_last() -> None:
    old = RecordIntent(candidate=A, intent=Intent.CLOSED, occurred=claim(BEGAN - timedelta(days=900)))
    story = Story().given(ingest(), RecordIntent(candidate=A, intent=Intent.OPEN), old)
    assert story.dossier(A).profile.intent is Intent.OPEN


def test_that_an_intent_still_holds_is_news() -> None:
    same = RecordIntent(candidate=A, intent=Intent.OPEN)
    Story().given(ingest(), same).when(same).then_types("intent-recorded")


def test_interests_pay_and_notes_are_kept() -> None:
    pay = PayExpectation(minimum=Decimal(30000), maximum=Decimal(40000), months_a_year=16)
    story = Story().given(
        ingest(),
        RecordInterest(candidate=A, area="ai", degree="high"),
        RecordPay(candidate=A, pay=pay),
        RecordNote(candidate=A, text="逻辑清晰"),
    )
    knowing = story.dossier(A).knowing
    assert (knowing.interests["ai"].degree, knowing.notes) == ("high", 1)
    assert story.dossier(A).profile.pay == pay


def test_a_role_has_one_owner_and_can_be_taken_away() -> None:
    mentor = AssignOwner(candidate=A, owner="user:chen", role="business-mentor")
    nobody = AssignOwner(candidate=A, owner=None, role="business-mentor")
    story = Story().given(ingest()).when(nobody).then().when(mentor).then_types("owner-assigned")
    story.when(mentor).then().when(nobody).then_types("owner-assigned")
    assert story.dossier(A).knowing.owners["business-mentor"].owner is None


def test_a_pool_is_entered_once_left_once_and_every_stay_is_kept() -> None:
    enter, leave = EnterTalentPool(candidate=A), LeaveTalentPool(candidate=A)
    story = Story().given(ingest()).when(leave).then_refused("not_in_pool")
    story.when(enter).then_types("talent-pool-entered").when(enter).then()
    assert story.dossier(A).pools == ("main",)
    story.when(leave).then_types("talent-pool-left").given(enter)
    assert [stay.left_at is None for stay in story.dossier(A).stays] == [False, True]


def test_leaving_a_pool_reaches_every_record() -> None:
    enter = (EnterTalentPool(candidate=A), EnterTalentPool(candidate=B))
    story = Story().given(ingest(A), ingest(B), *enter, merge(A, B), LeaveTalentPool(candidate=A))
    assert story.dossier(A).pools == ()
    assert story.given(reverse(A, B)).dossier(B).pools == ()


@pytest.mark.parametrize(
    "command",
    [
        tag(B),
        UntagCandidate(candidate=B, tag="python"),
        RecordIntent(candidate=B, intent=Intent.OPEN),
        RecordInterest(candidate=B, area="ai"),
        RecordPay(candidate=B, pay=PayExpectation()),
        AssignOwner(candidate=B, owner=None),
        RecordNote(candidate=B, text="…"),
        EnterTalentPool(candidate=B),
        LeaveTalentPool(candidate=B),
    ],
)
def test_nothing_is_known_of_nobody_and_an_old_id_names_the_survivor(command: Command) -> None:
    Story().when(command).then_refused("no_such_candidate")
    Story().given(ingest(A), ingest(B), merge(A, B)).when(command).then_refused("merged_away", str(A))


def test_a_note_says_something() -> None:
    with pytest.raises(ValidationError, match="a text or a document"):
        RecordNote(candidate=A)
