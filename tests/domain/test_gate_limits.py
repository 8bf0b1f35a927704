"""How often is too often; and that a contact leaves once, whatever comes between its plan and its dispatch."""

from datetime import timedelta
from typing import Any

from domain.decisions import AssignTier, ReportBounced, ReportFailed, ReportSent, SetContactPreference
from domain.vocabulary import Channel, Purpose, Rhythm, Tier
from tests.domain.acts import apply, consent, ingest, merge, open_job, reverse
from tests.domain.outreach_acts import OUTREACH, PHONE, dispatch, known, plan, reasons
from tests.domain.story import A, B, Story, some_id
from tests.domain.test_gate_table import NO, TUESDAY, asked

P, C = Purpose, Channel
TIER_D = AssignTier(candidate=A, by="user:li", tier=Tier.D, why="far-away")


def sent_on(*days: int, **more: Any) -> Story:
    """Marketing sent on these days before TUESDAY's week is over, to somebody of tier C."""
    story = Story().given(*known("CN"), consent())
    for day in days:
        contact = some_id(f"sent {day}")
        story.when(plan(contact=contact, **more), at=TUESDAY + timedelta(days=day)).then_types("contact-planned")
        story.given(dispatch(contact=contact))
    return story


def test_a_newsletter_eats_no_interview_reminder() -> None:
    story = sent_on(0, 1).given(open_job(), apply())
    story.when(plan(contact=some_id("third")), at=TUESDAY + timedelta(days=2))
    assert reasons(story) == ("cap_channel",)
    story.when(plan(contact=some_id("interview"), purpose=P.APPLICATION), at=TUESDAY + timedelta(days=2))
    assert reasons(story) == ()
    story.when(plan(contact=some_id("next week")), at=TUESDAY + timedelta(days=9))
    assert reasons(story) == ()


def test_the_cadence_of_a_tier_has_a_ceiling_in_both_presets() -> None:
    story = sent_on(0).given(TIER_D)
    month = TUESDAY + timedelta(days=42)
    assert reasons(story.when(plan(contact=some_id("d")), at=month)) == ("cadence",)
    assert reasons(story.when(plan(contact=some_id("c"), policy="agency-1"), at=month)) == ("cadence",)
    story = sent_on(0)
    assert reasons(story.when(plan(contact=some_id("e")), at=month)) == ()
    assert reasons(story.when(plan(contact=some_id("f"), policy="agency-1"), at=TUESDAY + timedelta(days=20))) == (
        "cadence",
    )


def test_who_is_not_to_be_disturbed_is_not_rung_up() -> None:
    given = consent(channels=(C.PHONE,)), TIER_D
    assert reasons(asked("CN", *given, channel=C.PHONE, address=PHONE)) == ("cadence",)


def test_the_persons_own_rhythm_goes_before_the_policys() -> None:
    story = sent_on(0).given(SetContactPreference(candidate=A, rhythm=Rhythm.QUARTERLY))
    assert "rhythm" in reasons(story.when(plan(contact=some_id("2")), at=TUESDAY + timedelta(days=42)))


def test_a_sender_who_sent_enough_sends_no_more() -> None:
    story = Story().given(*known("CN"), consent())
    story.sent_by_sender = 2_000
    assert reasons(story.when(plan(), at=TUESDAY)) == ("cap_sender",)


def test_campaigns_fill_a_month_of_a_platform_and_no_two_of_them_go_over_it() -> None:
    story = Story().given(*known("CN"), consent(channels=(C.WECOM,)))
    of: dict[str, Any] = {"channel": C.WECOM, "purpose": P.RIGHTS_REPLY, "address": None}
    for name, campaign in (("first", some_id("news")), ("second", some_id("more news")), ("by hand", None)):
        story.when(plan(contact=some_id(name), campaign=campaign, **of), at=TUESDAY).then_types("contact-planned")
    goes = dispatch(contact=some_id("first"), monthly=1)
    story.given(goes)
    also = dispatch(contact=some_id("second"), monthly=1)
    story.when(also, at=TUESDAY).then_refused("month_full")
    story.when(dispatch(contact=some_id("by hand"), monthly=1)).then_types("contact-dispatched")
    story.when(also, at=TUESDAY + timedelta(days=31)).then_types("contact-dispatched")


def test_what_failed_without_leaving_counts_for_no_cap() -> None:
    story = sent_on(0)
    story.given(ReportFailed(candidate=A, contact=some_id("sent 0"), code="refused"))
    story.given(SetContactPreference(candidate=A, rhythm=Rhythm.QUARTERLY))
    assert reasons(story.when(plan(contact=some_id("2")), at=TUESDAY + timedelta(days=1))) == ()


def test_a_contact_leaves_once() -> None:
    story = asked("CN", consent()).given(dispatch())
    story.when(dispatch()).then_refused("not_planned", "dispatched")
    story.given(ReportFailed(candidate=A, contact=OUTREACH, code="try-again", final=False)).given(dispatch())
    story.given(ReportSent(candidate=A, contact=OUTREACH)).when(ReportSent(candidate=A, contact=OUTREACH)).then()
    story.when(ReportFailed(candidate=A, contact=OUTREACH, code="late")).then_refused("wrong_contact_state", "sent")
    story.when(dispatch()).then_refused("not_planned", "sent")


def test_what_comes_between_the_plan_and_the_dispatch_counts() -> None:
    for reason, given in NO:
        story = asked("CN", consent()).given(*given).when(dispatch(), at=TUESDAY)
        assert reasons(story) == (reason,)
        story.when(dispatch()).then_refused("not_planned", "refused")


def test_what_one_record_said_holds_for_all_that_are_merged() -> None:
    for reason, given in NO[:8]:
        theirs = [each.model_copy(update={"candidate": B}) for each in given]
        story = asked("CN", consent()).given(ingest(B), *theirs, merge(A, B)).when(dispatch(), at=TUESDAY)
        assert reasons(story) == (reason,)


def test_what_was_planned_on_a_record_that_was_merged_away_leaves_under_any_id() -> None:
    story = Story().given(*known("CN"), ingest(B), consent())
    story.when(plan(), at=TUESDAY).given(merge(B, A))
    assert reasons(story.when(dispatch(A), at=TUESDAY)) == ()
    assert story.given(reverse(B, A)).dossier(A).contacts.attempts[OUTREACH].left


def test_a_hard_bounce_ends_the_address_for_whoever_has_it() -> None:
    story = asked("CN", consent()).given(dispatch(), *known("CN", candidate=B), consent(B))
    bounce = ReportBounced(candidate=A, contact=OUTREACH, hard=True, status="5.1.1")
    story.when(bounce).then_types("contact-bounced", "contact-point-invalid", "address-suppressed")
    assert reasons(story.when(plan(B, contact=some_id("b")))) == ("bounced",)


def test_soft_bounces_count_until_they_are_enough() -> None:
    story = Story().given(*known("CN"), open_job(), apply())
    for number in range(5):
        contact = some_id(f"soft {number}")
        story.given(plan(contact=contact, purpose=P.APPLICATION), dispatch(contact=contact))
        story.when(ReportBounced(candidate=A, contact=contact, hard=False))
    story.then_types("contact-bounced", "contact-point-invalid", "address-suppressed")
