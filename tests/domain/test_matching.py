"""Two records were compared, and a human puts the pair off."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.decisions import AssessMatch, DeferMatch, MergeCandidates
from domain.events import MatchDeferred, MatchZone
from tests.domain.acts import ingest
from tests.domain.story import A, B, C, Story

DAY = date(2026, 6, 1)


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
