"""Freshness and effectiveness: what each rests on, and that time alone ends them."""

from datetime import timedelta

from domain import measures
from domain.decisions import ConfirmProfile, InvalidateContactPoint, RecordIntent, VerifyContactPoint
from domain.measures import Source
from domain.vocabulary import Intent
from tests.domain.acts import ingest, merge, person, tag
from tests.domain.story import A, B, Story

KEEN = RecordIntent(candidate=A, intent=Intent.CLOSED)
MAIL = person("王小明", "wang@example.com").points[0]


def test_freshness_is_the_age_of_the_last_word_and_names_it() -> None:
    story = Story().given(ingest())
    (said,) = story.of_type("candidate-ingested")
    story.given(tag())
    year = said.happened_at + timedelta(days=365)
    known = measures.grounds(story.dossier(A))
    assert measures.freshness(known, year) == measures.Freshness(True, 365, Source(said.position, said.happened_at))
    assert not measures.freshness(known, year + timedelta(seconds=1)).fresh
    story.given(ConfirmProfile(candidate=A, by_candidate=True))
    (confirmed,) = story.of_type("profile-confirmed")
    assert measures.grounds(story.dossier(A)).said == Source(confirmed.position, confirmed.happened_at)


def test_effective_is_an_address_that_works_and_an_intent_that_is_clear() -> None:
    story = Story().given(ingest(person=person("王小明")))
    assert measures.effective(measures.grounds(story.dossier(A)), story.now).lacking == ("contact", "intent")
    story = Story().given(ingest(), KEEN)
    found = measures.effective(measures.grounds(story.dossier(A)), story.now)
    assert (found.effective, found.intent, found.lacking) == (True, Intent.CLOSED, ())
    assert found.point is not None
    assert not found.point.verified
    later = measures.effective(measures.grounds(story.dossier(A)), story.now + timedelta(days=366))
    assert (later.effective, later.lacking) == (False, ("recent-intent",))
    story.given(VerifyContactPoint(candidate=A, point=MAIL))
    known = measures.grounds(story.dossier(A))
    assert known.point is not None
    assert known.point.verified
    story.given(InvalidateContactPoint(candidate=A, point=MAIL, why="bounced"))
    assert measures.effective(measures.grounds(story.dossier(A)), story.now).lacking == ("contact",)


def test_of_merged_records_either_may_give_the_address_and_the_intent() -> None:
    story = Story().given(ingest(person=person("王小明")), KEEN, ingest(B), merge(A, B))
    assert measures.effective(measures.grounds(story.dossier(A)), story.now).effective
