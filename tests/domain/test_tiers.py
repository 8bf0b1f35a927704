"""A policy proposes a tier from four SETTLED; a human decides, and says why when it is another one."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import tiers
from domain.activity import Band
from domain.decisions import AssessFit, AssignTier, RecordInError, RecordIntent
from domain.events import TierFinding
from domain.tiers import AT_LEAST, BANDS, POLICIES
from domain.vocabulary import Degree, Intent, NotHiredReason, Tier, TierDimension, Verdict
from tests.domain.acts import INTERVIEWED, evaluate, ingest, merge, opt_out, reverse
from tests.domain.story import A, B, Story

ABLE = AssessFit(candidate=A, by="user:li", aspect="ability", degree=Degree.HIGH)
KEEN = RecordIntent(candidate=A, intent=Intent.ACTIVE)


def put(tier: Tier | None, **more: object) -> AssignTier:
    return AssignTier.model_validate({"candidate": A, "by": "user:li", "tier": tier, **more})


def proposed(story: Story) -> tuple[Tier, dict[str, Degree | None]]:
    found = tiers.propose(story.dossier(A), story.now)
    return found.tier, {each.dimension: each.degree for each in found.findings}


def test_the_tiers_of_the_field_are_proposed() -> None:
    """Rows 57 to 60: A matches, wants to move and is active; B is open; C we know little of; D is far away."""
    story = Story().given(*INTERVIEWED, evaluate(), KEEN)
    assert proposed(story)[0] is Tier.A
    story.now += timedelta(days=400)
    assert proposed(story) == (Tier.B, {"match": "high", "activity": "low", "intent": "high", "fit": None})
    story.given(RecordIntent(candidate=A, intent=Intent.OPEN))
    assert proposed(story)[0] is Tier.B
    assert proposed(Story().given(ingest()))[0] is Tier.C
    far = evaluate(Verdict.NEGATIVE, why=NotHiredReason.JOB_FIT)
    assert proposed(Story().given(*INTERVIEWED, far, KEEN))[0] is Tier.D
    strange = evaluate(Verdict.NEGATIVE, why=NotHiredReason.CULTURE_FIT)
    assert proposed(Story().given(*INTERVIEWED, strange, ABLE, KEEN))[0] is Tier.C


def test_a_proposal_names_what_it_saw_and_what_is_lacking() -> None:
    story = Story().given(ingest(), ABLE, KEEN)
    found = tiers.propose(story.dossier(A), story.now)
    (able,), (keen,) = story.of_type("fit-assessed"), story.of_type("intent-recorded")
    assert {each.dimension.value: each.position for each in found.findings} == {
        "match": able.position,
        "intent": keen.position,
        "activity": None,
        "fit": None,
    }
    assert found.lacking == (tiers.Lacking(TierDimension.ACTIVITY, Degree.LOW, Degree.MEDIUM),)


def test_a_judgement_goes_before_what_interviews_say_until_it_is_taken_back() -> None:
    weak = ABLE.model_copy(update={"degree": Degree.LOW})
    story = Story().given(*INTERVIEWED, evaluate(), weak)
    assert proposed(story)[1]["match"] is Degree.LOW
    gone = ABLE.model_copy(update={"degree": None})
    story.given(gone)
    assert proposed(story)[1]["match"] is Degree.HIGH
    story.when(gone).then()


def test_no_tier_falls_for_a_no_to_contact() -> None:
    story = Story().given(ingest(), ABLE, KEEN)
    before = proposed(story)
    assert proposed(story.given(opt_out())) == before


def test_another_tier_than_proposed_needs_a_reason_and_a_human() -> None:
    story = Story().given(ingest())
    story.when(put(Tier.A)).then_refused("tier_needs_reason", "c")
    story.when(put(Tier.A, why="key-role", by="policy:auto")).then_refused("human_required")
    story.when(put(Tier.C, policy="tier-0")).then_refused("no_such_tier_policy")
    story.when(put(Tier.C)).then_types("tier-assigned").when(put(Tier.C)).then()
    story.when(put(Tier.A, why="key-role", remarks="架构师")).then_types("tier-assigned")
    held = story.dossier(A).tiering.assigned
    assert held is not None
    assert (held.tier, held.proposed, held.policy, held.why) == (Tier.A, Tier.C, "tier-1", "key-role")
    story.when(put(None, why="left-the-field")).then_types("tier-assigned")
    assert story.dossier(A).tiering.tier is None


def test_a_tier_confirmed_anew_after_something_changed_is_news() -> None:
    story = Story().given(ingest(), put(Tier.C)).given(ABLE)
    story.when(put(Tier.C)).then_types("tier-assigned").when(put(Tier.C)).then()


def test_a_tier_in_error_gives_back_the_one_before() -> None:
    story = Story().given(ingest(), put(Tier.C), put(Tier.A, why="key-role"))
    last = story.of_type("tier-assigned")[-1].position
    story.given(RecordInError(candidate=A, position=last, why="mistake"))
    assert story.dossier(A).tiering.tier is Tier.C


def test_of_two_records_the_later_word_stands_and_a_reversal_gives_each_its_own_back() -> None:
    theirs = put(Tier.A, why="key-role").model_copy(update={"candidate": B})
    story = Story().given(ingest(A), ingest(B), put(Tier.C), theirs, merge(A, B))
    assert story.dossier(A).tiering.tier is Tier.A
    story.given(reverse(A, B))
    assert (story.dossier(A).tiering.tier, story.dossier(B).tiering.tier) == (Tier.C, Tier.A)


SETTLED = (TierDimension.MATCH, TierDimension.INTENT, TierDimension.FIT)
DEGREES = st.sampled_from((None, *Degree))


@given(DEGREES, DEGREES, DEGREES)
def test_more_of_anything_never_proposes_a_lower_tier(
    match: Degree | None, intent: Degree | None, fit: Degree | None
) -> None:
    known = tuple(
        TierFinding(dimension=dimension, degree=degree)
        for dimension, degree in zip(SETTLED, (match, intent, fit), strict=True)
    )
    by_band = tiers.by_band(known)
    assert by_band[Band.HIGH] <= by_band[Band.MIDDLE] <= by_band[Band.LOW]
    for band, dimension in product(Band, range(3)):
        found = known[dimension].degree or POLICIES["tier-1"].unknown[SETTLED[dimension]]
        for better in Degree:
            if AT_LEAST[better] > AT_LEAST[found]:
                changed = list(known)
                changed[dimension] = TierFinding(dimension=SETTLED[dimension], degree=better)
                assert tiers.by_band(tuple(changed))[band] <= by_band[band]
    assert set(BANDS) == set(Band)


@pytest.mark.parametrize("command", [ABLE, put(Tier.C)])
def test_nobody_is_judged_who_is_not_there(command: AssignTier | AssessFit) -> None:
    Story().when(command).then_refused("no_such_candidate")
    Story().given(ingest(A), ingest(B), merge(B, A)).when(command).then_refused("merged_away", str(B))


def test_golden_explanations_of_the_policy() -> None:
    """By match, activity, intent, fit; `?` is unknown."""
    cases = {
        ("high", "high", "high", "?"): "a",
        ("high", "middle", "high", "medium"): "a",
        ("high", "low", "high", "?"): "b",
        ("medium", "high", "high", "high"): "b",
        ("?", "low", "medium", "?"): "b",
        ("high", "high", "high", "low"): "c",
        ("?", "low", "?", "?"): "c",
        ("low", "high", "high", "high"): "d",
    }
    for (match, band, intent, fit), tier in cases.items():
        said = zip((TierDimension.MATCH, TierDimension.INTENT, TierDimension.FIT), (match, intent, fit), strict=True)
        known = tuple(
            TierFinding(dimension=each, degree=None if degree == "?" else Degree(degree)) for each, degree in said
        )
        assert tiers.proposal(tuple(known), Band(band)).tier == tier, (match, band, intent, fit)
