"""Two records were compared: what follows, and how a human puts the pair off."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.decisions import ApproveErasure, AssessMatch, DeferMatch, MergeCandidates, RequestErasure
from domain.decisions.matching import settled
from domain.events import CandidateMerged, MatchAssessed, MatchDeferred, MatchFinding, MatchZone
from domain.identity import Evidence, Joined, Match, Zone
from domain.identity.weights import Finding
from tests.domain.acts import ingest
from tests.domain.story import A, B, C, Story, some_id

DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def assess(candidate: UUID, other: UUID, **more: Any) -> AssessMatch:
    said = {"zone": MatchZone.LIKELY, "model": "identity-1", "prior": -10_000, "weight": 5_000, "posterior": 900_000}
    return AssessMatch(candidate=candidate, other=other, **said | more)


def defer(candidate: UUID, other: UUID) -> DeferMatch:
    return DeferMatch(candidate=candidate, other=other, until=DAY)


def put_off(other: UUID) -> MatchDeferred:
    return MatchDeferred(other=other, until=DAY)


def test_a_delay_stands_beside_the_assessment_whichever_is_named_first() -> None:
    story = Story().given(ingest(A), ingest(B), assess(B, A))
    story.when(defer(A, B)).then((B, put_off(A)))
    story.when(defer(B, A)).then((B, put_off(A)))


def test_two_people_are_put_off_by_all_their_records() -> None:
    story = Story().given(ingest(A), ingest(B), ingest(C), assess(B, A), assess(C, B))
    story.given(MergeCandidates(candidate=A, absorbed=C))
    story.when(defer(A, B)).then((C, put_off(B)), (B, put_off(A)))


def test_what_nobody_compared_can_be_put_off_too() -> None:
    Story().given(ingest(A), ingest(B)).when(defer(A, B)).then((A, put_off(B)))


def test_one_person_is_not_put_off_against_themselves() -> None:
    story = Story().given(ingest(A), ingest(B), MergeCandidates(candidate=A, absorbed=B))
    story.when(defer(A, B)).then_refused("already_merged")
    story.when(defer(A, A)).then_refused("same_candidate")


def seen(record: UUID, zone: Zone, bits: float) -> Match[UUID]:
    """Compared with this one, and it weighs so much."""
    city = Finding("city", "same", 0.5, 0.25, 0.25, bits)
    return Match(record, Evidence("identity-1", -10.0, (city,), 0.75, ("email",), True, ("birth",)), zone)


def test_of_each_other_dossier_the_strongest_pair_is_recorded_as_the_engine_saw_it() -> None:
    story = Story().given(ingest(A), ingest(B), ingest(C), MergeCandidates(candidate=A, absorbed=B))
    matches = (seen(B, Zone.LIKELY, 20.0), seen(A, Zone.LIKELY, 15.0))
    (on,) = settled(story.dossier(C), [story.dossier(A)], C, Joined((), matches, conflicts=(0,)), NOW)
    assert on.stream == C
    assert on.event == MatchAssessed(
        other=B,
        zone=MatchZone.LIKELY,
        model="identity-1",
        prior=-10_000,
        weight=10_000,
        posterior=750_000,
        findings=(
            MatchFinding(
                field="city",
                level="same",
                m=500_000_000_000,
                u=250_000_000_000,
                term_frequency=250_000_000_000,
                weight=20_000,
            ),
        ),
        strong=("email",),
        name_compatible=True,
        vetoes=("birth",),
        conflict=True,
    )


def test_who_is_certain_becomes_one_under_the_oldest() -> None:
    story = Story().given(ingest(A), ingest(B), ingest(C))
    joined = Joined((1, 0), (seen(B, Zone.CERTAIN, 40.0), seen(A, Zone.CERTAIN, 30.0)))
    happened = settled(story.dossier(C), [story.dossier(B), story.dossier(A)], C, joined, NOW)
    assert [on.event.other for on in happened if isinstance(on.event, MatchAssessed)] == [B, A]
    merged = [on for on in happened if isinstance(on.event, CandidateMerged)]
    assert {on.stream for on in merged} == {A}
    assert {on.event.absorbed for on in merged if isinstance(on.event, CandidateMerged)} == {B, C}


def test_of_whoever_was_erased_nothing_is_recorded() -> None:
    erasure = some_id("erasure")
    story = Story().given(ingest(A), ingest(B), RequestErasure(candidate=A, erasure=erasure))
    story.given(ApproveErasure(candidate=A, erasure=erasure, by="user:dpo"))
    assert story.dossier(A).erased
    joined = Joined((0,), (seen(A, Zone.CERTAIN, 40.0),))
    assert settled(story.dossier(B), [story.dossier(A)], B, joined, NOW) == []
