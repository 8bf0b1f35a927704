"""The gate case by case: which ground each place admits for which purpose, and every reason at least once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.decision import Command
from domain.decisions import (
    ConfirmConsent,
    EnterTalentPool,
    InvalidateContactPoint,
    LeaveTalentPool,
    LiftSuppression,
    RaiseObjection,
    ReportSent,
    RestrictProcessing,
    SetContactPreference,
    SuppressAddress,
    Unsubscribe,
)
from domain.gate.reasons import REASONS
from domain.vocabulary import Basis, Channel, DataClass, Purpose, WhyNot
from tests.domain.acts import accept as accept_offer
from tests.domain.acts import apply, consent, hire, leave, offer, open_job, opt_out
from tests.domain.outreach_acts import MAIL, OUTREACH, PHONE, dispatch, known, notice, plan, reasons
from tests.domain.story import A, B, Story, some_id
from tests.domain.test_properties import forgetting

P, C = Purpose, Channel
TUESDAY = datetime(2024, 5, 7, 3, 0, tzinfo=UTC)
"""11:00 in Shanghai, a working day there and in Europe; 20:00 of the day before in Los Angeles."""


def asked(jurisdiction: str | None, *given: Command, at: datetime = TUESDAY, **contact: Any) -> Story:
    """A plan at 11 o'clock local time, of somebody who is known and of whom this is given."""
    story = Story().given(*known(jurisdiction), *given)
    return story.when(plan(**contact), at=at)


LAW = [
    ("CN", P.APPLICATION, (open_job(), apply()), Basis.CONTRACT),
    ("DE", P.APPLICATION, (open_job(), apply()), Basis.CONTRACT),
    ("US", P.APPLICATION, (open_job(), apply()), Basis.CONTRACT),
    (None, P.APPLICATION, (open_job(), apply()), Basis.CONTRACT),
    ("CN", P.APPLICATION, (), None),
    ("CN", P.TALENT_POOL, (), None),
    ("DE", P.TALENT_POOL, (), Basis.LEGITIMATE_INTEREST),
    ("GB", P.TALENT_POOL, (), Basis.LEGITIMATE_INTEREST),
    ("US", P.TALENT_POOL, (), Basis.OPT_OUT_REGIME),
    ("BR", P.TALENT_POOL, (), None),
    (None, P.TALENT_POOL, (), None),
    ("CN", P.TALENT_POOL, (consent(purpose=P.TALENT_POOL),), Basis.CONSENT),
    ("DE", P.TALENT_POOL, (consent(purpose=P.TALENT_POOL),), Basis.CONSENT),
    ("CN", P.MARKETING, (), None),
    ("FR", P.MARKETING, (), None),
    ("US-CA", P.MARKETING, (), Basis.OPT_OUT_REGIME),
    ("FR", P.MARKETING, (consent(),), Basis.CONSENT),
    ("CN", P.MARKETING, (consent(),), Basis.CONSENT),
    ("CN", P.PERMISSION_REQUEST, (), Basis.ASKING),
    ("DE", P.PERMISSION_REQUEST, (), Basis.ASKING),
    (None, P.PERMISSION_REQUEST, (), Basis.ASKING),
    ("CN", P.RIGHTS_REPLY, (), Basis.LEGAL_DUTY),
    (None, P.RIGHTS_REPLY, (), Basis.LEGAL_DUTY),
    ("CN", P.ALUMNI, (), None),
    ("DE", P.ALUMNI, (), None),
    ("CN", P.ONBOARDING, (), None),
]


@pytest.mark.parametrize(("jurisdiction", "purpose", "given", "basis"), LAW)
def test_each_place_admits_its_own_grounds(
    jurisdiction: str | None, purpose: Purpose, given: tuple[Command, ...], basis: Basis | None
) -> None:
    story = asked(jurisdiction, *given, purpose=purpose)
    if basis is None:
        assert reasons(story) == ("no_lawful_basis",)
    else:
        story.then_types("contact-planned")
        assert story.dossier(A).contacts.attempts[OUTREACH].basis is basis


def test_a_former_colleague_is_written_to_by_interest_where_there_is_such_a_ground() -> None:
    employed = (open_job(), apply(), offer(), accept_offer(), hire())
    assert reasons(asked("DE", *employed, leave(), purpose=P.ALUMNI)) == ()
    assert reasons(asked("CN", *employed, leave(), purpose=P.ALUMNI)) == ("no_lawful_basis",)
    assert reasons(asked("CN", *employed, purpose=P.ONBOARDING)) == ()


NO = [
    ("restricted", (RestrictProcessing(candidate=A),)),
    ("consent_withdrawn", (opt_out(),)),
    ("consent_withdrawn", (opt_out(purpose=P.MARKETING, channels=(C.EMAIL,)),)),
    ("unsubscribed", (Unsubscribe(candidate=A),)),
    ("stopped", (SetContactPreference(candidate=A, stopped=True),)),
    ("paused", (SetContactPreference(candidate=A, paused_until=date(2024, 6, 1)),)),
    ("channel_not_wanted", (SetContactPreference(candidate=A, channels=(C.PHONE,)),)),
    ("bounced", (InvalidateContactPoint(candidate=A, point=MAIL, why="bounced"),)),
    ("bounced", (SuppressAddress(point=MAIL, why="wrong-person"),)),
    ("suppressed", (SuppressAddress(point=MAIL, why="complaint"),)),
]


@pytest.mark.parametrize(("reason", "given"), NO)
def test_a_no_stands_against_a_consent(reason: str, given: tuple[Command, ...]) -> None:
    assert reasons(asked("CN", consent(), *given)) == (reason,)


@pytest.mark.parametrize(("reason", "given"), NO)
def test_nothing_but_a_dead_address_stops_the_answer_to_a_rights_request(
    reason: str, given: tuple[Command, ...]
) -> None:
    night = TUESDAY.replace(hour=16)
    expected = ("bounced",) if reason == "bounced" else ()
    assert reasons(asked("CN", *given, purpose=P.RIGHTS_REPLY, at=night)) == expected


def test_an_objection_is_lifted_by_a_later_consent_and_not_by_an_import() -> None:
    objection = RaiseObjection(candidate=A, purposes=(P.MARKETING,))
    assert reasons(asked("CN", consent(), objection)) == ("suppressed", "objection")
    assert reasons(asked("CN", consent(), objection, consent())) == ()
    story = Story().given(*known("CN"), objection).given(consent(), batch=some_id("batch"))
    assert reasons(story.when(plan(), at=TUESDAY)) == ("suppressed", "objection")


def test_an_objection_outlives_the_person_at_their_address() -> None:
    story = Story().given(*known("CN"), RaiseObjection(candidate=A))
    story.given(*known("CN", candidate=B)).given(consent(B), batch=some_id("batch"))
    assert reasons(story.when(plan(B), at=TUESDAY)) == ("suppressed",)
    story.given(LiftSuppression(point=MAIL, why="theirs-no-more"))
    assert reasons(story.when(plan(B, contact=some_id("2")), at=TUESDAY)) == ()


def test_a_new_application_is_a_later_act_of_the_person() -> None:
    story = asked("CN", opt_out(), open_job(), apply(), purpose=P.APPLICATION)
    assert reasons(story) == ()
    before = asked("CN", open_job(), apply(), opt_out(), purpose=P.APPLICATION)
    assert reasons(before) == ("consent_withdrawn",)


def test_leaving_the_pool_ends_what_the_pool_was_for_and_nothing_else() -> None:
    pool = EnterTalentPool(candidate=A), LeaveTalentPool(candidate=A)
    assert reasons(asked("CN", consent(purpose=P.TALENT_POOL), *pool, purpose=P.TALENT_POOL)) == ("left_pool",)
    assert reasons(asked("CN", open_job(), apply(), *pool, purpose=P.APPLICATION)) == ()
    assert reasons(asked("CN", *pool, purpose=P.RIGHTS_REPLY)) == ()


def test_permission_is_asked_for_once() -> None:
    story = asked("CN", purpose=P.PERMISSION_REQUEST).given(dispatch(), ReportSent(candidate=A, contact=OUTREACH))
    again = plan(purpose=P.PERMISSION_REQUEST, contact=some_id("again"))
    assert reasons(story.when(again, at=TUESDAY + timedelta(days=700))) == ("asked_before",)
    assert reasons(asked("CN", opt_out(purpose=P.MARKETING), purpose=P.PERMISSION_REQUEST)) == ("consent_withdrawn",)


def test_where_a_second_yes_is_wanted_the_first_is_none() -> None:
    request = some_id("request")
    assert reasons(asked("DE", consent())) == ("consent_unconfirmed",)
    confirmed = consent(request=request), ConfirmConsent(candidate=A, request=request)
    assert reasons(asked("DE", *confirmed)) == ()
    story = Story().given(*known("DE"), consent(request=request), opt_out())
    story.when(ConfirmConsent(candidate=A, request=request)).then_refused("consent_over")
    assert reasons(asked("FR", consent())) == ()


def test_a_consent_counts_until_its_last_day() -> None:
    may_7 = consent(expires_on=date(2024, 5, 7))
    assert reasons(asked("CN", may_7)) == ()
    assert reasons(asked("CN", may_7, at=TUESDAY + timedelta(days=1))) == ("consent_expired",)
    later = asked("CN", may_7, not_before=TUESDAY + timedelta(days=2))
    assert reasons(later) == ("consent_expired",)


def test_who_was_never_told_is_told_by_the_first_message() -> None:
    untold = [each for each in known("CN") if each.type != "record-notice-shown"]
    story = Story().given(*untold, consent())
    assert reasons(story.when(plan(), at=TUESDAY)) == ("notice_not_shown",)
    unknown = plan(contact=some_id("2"), notice="privacy", notice_version=9)
    assert reasons(story.when(unknown, at=TUESDAY)) == ("notice_unknown",)
    story.when(plan(contact=some_id("3"), notice="privacy", notice_version=1), at=TUESDAY)
    assert reasons(story) == ()
    story.given(dispatch(contact=some_id("3")), ReportSent(candidate=A, contact=some_id("3")))
    assert reasons(story.when(plan(contact=some_id("4")), at=TUESDAY + timedelta(days=70))) == ()


def test_the_address_is_one_that_a_source_gives_for_this_person_and_of_the_right_kind() -> None:
    other = MAIL.model_copy(update={"value": "other@example.com"})
    assert reasons(asked("CN", consent(), address=other)) == ("address_unknown",)
    assert reasons(asked("CN", consent(), address=None)) == ("address_missing",)
    assert reasons(asked("CN", consent(), address=PHONE)) == ("address_missing",)


def test_a_consent_for_ourselves_is_none_for_a_recipient() -> None:
    assert reasons(asked("CN", consent(), recipient="client")) == ("no_lawful_basis",)
    assert reasons(asked("CN", consent(recipient="client"), recipient="client")) == ()
    assert reasons(asked("CN", open_job(), apply(), purpose=P.APPLICATION, recipient="client")) == ("no_lawful_basis",)


def test_topics_hold_where_a_message_has_one() -> None:
    jobs = SetContactPreference(candidate=A, topics=("jobs",))
    assert reasons(asked("CN", consent(), jobs, topic="events")) == ("topic_not_wanted",)
    assert reasons(asked("CN", consent(), jobs, topic="jobs")) == ()


def test_a_notice_is_never_changed_once_it_is_published() -> None:
    story = Story().given(notice())
    story.when(notice()).then()
    story.when(notice(text="另一个文本")).then_refused("notice_published")
    story.when(notice(version=3)).then_refused("notice_version_skipped")
    story.when(notice(version=2, text="另一个文本")).then_types("notice-published")


def test_nothing_leaves_for_whoever_was_erased_since_the_plan() -> None:
    story = asked("CN", consent())
    story.history = [forgetting(recorded, {DataClass.IDENTITY}) for recorded in story.history]
    assert "erased" in reasons(story.when(dispatch(), at=TUESDAY))


def test_every_reason_says_what_it_means() -> None:
    assert set(REASONS) == set(WhyNot)
