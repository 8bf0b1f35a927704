"""What comes in: an answer, a STOP word, a machine's answer, and what nobody is found for."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decisions import (
    AssignMessage,
    DismissMessage,
    HoldMessage,
    ReceiveMessage,
    ReportBounced,
    ReportClicked,
    ReportOpened,
    ReportSent,
    SetContactPreference,
)
from domain.stop_words import CHINESE, LATIN, SHORT, stop_word
from domain.vocabulary import AutoReply, Channel, Purpose, Rhythm, StopWord
from tests.domain.acts import consent, ingest, merge
from tests.domain.outreach_acts import MAIL, OUTREACH, dispatch, known, plan, reasons
from tests.domain.story import A, B, Story, some_id

MESSAGE = some_id("message")
WHOLE, HELD = StopWord.WHOLE, StopWord.HELD


def heard(said: str | None = "可以，下周聊", **more: Any) -> ReceiveMessage:
    given = {"candidate": A, "message": MESSAGE, "channel": Channel.EMAIL, "contact": OUTREACH, "address": MAIL}
    return ReceiveMessage(**{**given, "said": said, **more})


def sent(jurisdiction: str = "CN") -> Story:
    story = Story().given(*known(jurisdiction), consent(purpose=Purpose.MARKETING), plan(), dispatch())
    return story.given(ReportSent(candidate=A, contact=OUTREACH))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("STOP", WHOLE),
        ("stop.", WHOLE),
        ("“Stop!”", WHOLE),
        ("ＳＴＯＰ", WHOLE),
        ("Stop stop", WHOLE),
        ("End", WHOLE),
        ("opt-out", WHOLE),
        ("Opt  Out !!", WHOLE),
        ("td", WHOLE),
        ("Ｔ", WHOLE),
        ("t。", WHOLE),
        ("退订", WHOLE),
        ("【退订】。", WHOLE),
        ("拒收！", WHOLE),
        ("取消订阅", WHOLE),
        ("unsubscribe\n> please read this\n> yes", WHOLE),
        ("please cancel Thursday's interview", HELD),
        ("Stop writing to me, but keep my application", HELD),
        ("请帮我退订，谢谢", HELD),
        ("回复T退订吗", HELD),
        ("I answer TD as you asked", HELD),
        ("I don't know yet", None),
        ("a weekend would suit me, I am not stoppable", None),
        ("> STOP to end\n\nYes, gladly", None),
        ("好的，周四见", None),
        ("", None),
        (None, None),
    ],
)
def test_a_stop_word_is_the_whole_message_or_held_in_it(said: str | None, meant: StopWord | None) -> None:
    assert stop_word(said) is meant


@given(
    st.sampled_from((*LATIN, *SHORT, *CHINESE)),
    st.sampled_from((str.upper, str.title, str.lower)),
    st.text(alphabet=" .,!?\n\t'\"“”（）。！-—…", max_size=6),
    st.text(alphabet=" .,!?\n\t'\"“”（）。！-—…", max_size=6),
)
def test_case_and_punctuation_around_a_stop_word_change_nothing(word: str, case: Any, before: str, after: str) -> None:
    assert stop_word(before + case(word) + after) is WHOLE


def test_an_answer_stands_beside_its_contact() -> None:
    story = sent().when(heard()).then_types("replied")
    assert story.dossier(A).contacts.replies == 1


def test_a_word_that_answers_nothing_known_is_a_contact_that_the_person_began() -> None:
    story = sent().when(heard(contact=some_id("nothing"))).then_types("contact-logged")
    assert story.dossier(A).contacts.inbound == 1


def test_stop_ends_what_nobody_asked_for_and_suppresses_its_address() -> None:
    story = sent().when(heard("STOP"))
    story.then_types("replied", "unsubscribed", "consent-withdrawn", "address-suppressed")
    after = story.when(plan(contact=some_id("next")))
    assert {"consent_withdrawn", "suppressed"} <= set(reasons(after))


def test_stop_leaves_alone_what_the_person_asked_for() -> None:
    story = sent().given(heard("退订")).when(plan(purpose=Purpose.RIGHTS_REPLY, contact=some_id("answer")))
    story.then_types("contact-planned")


def test_stop_reaches_every_record_of_a_merged_person() -> None:
    story = sent().given(ingest(B), merge(A, B)).when(heard("TD"))
    assert {on.stream for on in story.made or () if on.event.type == "unsubscribed"} == {A, B}


def test_a_text_that_holds_a_stop_word_pauses_and_keeps_what_else_was_wanted() -> None:
    wish = SetContactPreference(candidate=A, rhythm=Rhythm.MONTHLY)
    story = sent().given(wish).when(heard("please cancel Thursday's interview"))
    story.then_types("replied", "contact-preference-set")
    preference = story.dossier(A).boundaries.preference
    assert preference is not None
    assert preference.rhythm is Rhythm.MONTHLY
    assert preference.paused_until is not None
    assert "paused" in reasons(story.when(plan(contact=some_id("next"))))


@pytest.mark.parametrize("said", ["STOP", "退订", "I am away; stop by after Monday"])
def test_a_machine_that_answers_ends_nothing_and_is_no_answer(said: str) -> None:
    story = sent().when(heard(said, automatic=AutoReply.OUT_OF_OFFICE)).then_types("auto-reply-received")
    assert story.dossier(A).contacts.replies == 0


def test_nobody_known_is_held_and_a_human_says_whose_it_is() -> None:
    held = HoldMessage(message=MESSAGE, channel=Channel.EMAIL, point=MAIL, said="stop")
    story = sent().when(held).then_types("message-unmatched", "address-suppressed")
    assign = AssignMessage(candidate=A, message=MESSAGE, contact=OUTREACH, by="policy:guess")
    story.when(assign).then_refused("human_required")
    by_hand = assign.model_copy(update={"by": "user:li"})
    story.when(by_hand).then_types("replied", "unsubscribed", "consent-withdrawn", "message-assigned")
    story.when(by_hand).then_refused("message_settled")
    story.when(DismissMessage(message=some_id("none"), why="spam")).then_refused("no_such_message")


def test_soft_bounces_end_an_address_only_within_their_window() -> None:
    def bounced(apart: timedelta) -> Story:
        story = Story().given(*known())
        for number in range(5):
            contact = some_id(f"soft {number}")
            story.given(plan(purpose=Purpose.RIGHTS_REPLY, contact=contact), dispatch(contact=contact))
            story.when(ReportBounced(candidate=A, contact=contact, hard=False, status="4.2.2"))
            story.now += apart
        return story

    assert bounced(timedelta(days=2)).of_type("contact-point-invalid")
    assert not bounced(timedelta(days=20)).of_type("contact-point-invalid")


def test_what_looks_right_after_it_left_is_a_machine_and_ends_nothing() -> None:
    story = Story().given(*known(), consent(purpose=Purpose.MARKETING), plan(), dispatch())
    soon = story.now
    for report in (ReportOpened, ReportClicked):
        made = story.when(report(candidate=A, contact=OUTREACH), at=soon).made
        assert [on.event.type for on in made or ()] == [
            report.model_fields["type"].default.replace("report", "contact")
        ]
        assert [getattr(on.event, "by_machine", None) for on in made or ()] == [True]
    story.when(ReportClicked(candidate=A, contact=OUTREACH), at=soon + timedelta(minutes=5))
    assert [getattr(on.event, "by_machine", None) for on in story.made or ()] == [False]
    assert story.dossier(A).consents.withdrawals == ()
