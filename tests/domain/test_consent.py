from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.consent_register import ConsentState, register
from domain.decisions import WithdrawConsent
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import consent, ingest, merge, opt_out, reverse
from tests.domain.story import BEGAN, A, B, Story, claim, some_id

MAIL, SMS = Channel.EMAIL, Channel.SMS
MARKETING, POOL = Purpose.MARKETING, Purpose.TALENT_POOL


def allowed(story: Story, candidate: UUID = A, purpose: Purpose = MARKETING, channel: Channel = MAIL) -> bool:
    return story.dossier(candidate).consents.covers(purpose, channel, "main", story.now)


def test_nothing_said_allows_nothing_and_blocks_nothing() -> None:
    assert not allowed(Story().given(ingest()))


def test_a_consent_is_for_what_it_names_and_no_more() -> None:
    story = Story().given(ingest(), consent())
    assert allowed(story)
    assert not allowed(story, purpose=POOL)
    assert not allowed(story, channel=SMS)
    consents = story.dossier(A).consents
    assert not consents.covers(MARKETING, MAIL, "sister", story.now)
    assert not consents.covers(MARKETING, MAIL, "main", story.now, recipient="agency")


@pytest.mark.parametrize(
    "bundle",
    [
        {"purpose": (MARKETING, POOL)},
        {"controller": ("main", "sister")},
        {"recipient": ("agency", "partner")},
        {"purpose": ()},
    ],
)
def test_a_bundle_is_refused(bundle: dict[str, Any]) -> None:
    Story().given(ingest()).when(consent(**bundle)).then_refused("bundled_consent")


def test_a_bundle_of_one_is_none() -> None:
    Story().given(ingest()).when(consent(purpose=(MARKETING,), controller=("main",))).then_types("consent-given")


def test_it_counts_through_its_last_day() -> None:
    last_day = (BEGAN + timedelta(days=1)).date()
    story = Story().given(ingest(), consent(expires_on=last_day))
    consents = story.dossier(A).consents
    assert consents.covers(MARKETING, MAIL, "main", BEGAN + timedelta(days=1, hours=14))
    assert not consents.covers(MARKETING, MAIL, "main", BEGAN + timedelta(days=2))
    assert [line.state for line in register(consents, BEGAN + timedelta(days=2))] == [ConsentState.EXPIRED]


def test_one_that_has_expired_already_is_refused() -> None:
    Story().given(ingest()).when(consent(expires_on=BEGAN.date() - timedelta(days=1))).then_refused("already_expired")


def test_it_counts_from_when_it_was_recorded() -> None:
    story = Story().given(ingest(), consent(occurred=claim(BEGAN - timedelta(days=9))))
    consents = story.dossier(A).consents
    assert not consents.covers(MARKETING, MAIL, "main", BEGAN - timedelta(days=1))


@pytest.mark.parametrize(
    "withdrawal",
    [{}, {"purpose": MARKETING}, {"channels": (MAIL, SMS)}, {"controller": "main"}],
)
def test_a_withdrawal_takes_back_whatever_it_covers(withdrawal: dict[str, Any]) -> None:
    assert not allowed(Story().given(ingest(), consent(), opt_out(**withdrawal)))


@pytest.mark.parametrize("withdrawal", [{"purpose": POOL}, {"channels": (SMS,)}, {"controller": "sister"}])
def test_a_withdrawal_leaves_the_rest(withdrawal: dict[str, Any]) -> None:
    assert allowed(Story().given(ingest(), consent(), opt_out(**withdrawal)))


def test_a_later_grant_for_the_same_lifts_a_withdrawal() -> None:
    story = Story().given(ingest(), opt_out(), consent())
    assert allowed(story)
    assert not allowed(story, channel=SMS)


def test_a_grant_that_claims_to_be_older_lifts_nothing() -> None:
    assert not allowed(Story().given(ingest(), opt_out(), consent(occurred=claim(BEGAN))))


def test_of_the_same_moment_the_order_of_positions_decides() -> None:
    story = Story().given(ingest(), consent(), opt_out())
    grant, withdrawal = story.dossier(A).consents.grants[0], story.dossier(A).consents.withdrawals[0]
    at_once = replace(withdrawal, recorded_at=grant.recorded_at)
    assert not grant.lifts(at_once)
    assert grant.lifts(replace(at_once, position=grant.position - 1))


def test_an_import_never_lowers_an_opt_out() -> None:
    story = Story().given(ingest(), opt_out())
    brought = consent(occurred=claim(BEGAN + timedelta(days=30)))
    story.when(brought, batch=some_id("batch"), claimed=True).then_breaks("opt_out_stands")
    assert not allowed(story)
    assert story.dossier(A).consents.grants[0].imported


def test_a_grant_is_not_undone_by_an_older_one_that_is_imported_later() -> None:
    story = Story().given(ingest(), opt_out(), consent())
    story.given(consent(occurred=claim(BEGAN - timedelta(days=99))), batch=some_id("batch"))
    assert allowed(story)


def test_a_withdrawal_is_written_to_every_record_of_a_merged_person() -> None:
    story = Story().given(ingest(A), ingest(B), consent(B), merge(A, B))
    assert allowed(story)
    story.when(WithdrawConsent(candidate=B)).then_types("consent-withdrawn", "consent-withdrawn")
    assert not allowed(story)
    story.given(reverse(A, B))
    assert not allowed(story, B)
    assert all(story.record(each).consents.withdrawals for each in (A, B))


def test_a_refusal_on_any_record_blocks_the_merged_person() -> None:
    story = Story().given(ingest(A), consent(A), ingest(B), opt_out(B))
    assert allowed(story)
    assert not allowed(story.given(merge(A, B)))
    assert allowed(story.given(consent(A)))
    assert not allowed(story.given(reverse(A, B)), B)


def test_the_register_has_a_line_for_each_scope_and_each_broad_withdrawal() -> None:
    story = Story().given(ingest(), consent(channels=(MAIL, SMS)), opt_out(channels=(SMS,)))
    lines = register(story.dossier(A).consents, story.now)
    assert [(line.purpose, line.channel, line.state, line.since) for line in lines] == [
        (MARKETING, MAIL, ConsentState.GIVEN, 2),
        (None, SMS, ConsentState.WITHDRAWN, 3),
        (MARKETING, SMS, ConsentState.WITHDRAWN, 3),
    ]


def test_nobody_who_is_unknown_consents() -> None:
    Story().when(opt_out()).then_refused("no_such_candidate")
