"""Two people side by side, and why they are taken for one."""

from math import log2
from uuid import UUID

import pytest

from domain.decisions import AssertDifferentPeople, ConfirmProfile
from domain.dossier import Dossier
from domain.events import MatchFinding
from domain.explanation import Explanation, explained
from domain.identity import DEFAULT, Usual, compare
from domain.person import Name, PartialDate, Person
from domain.side_by_side import features, side_by_side, survivor
from tests.domain.acts import ingest, merge, person
from tests.domain.story import A, B, C, Story
from tests.domain.test_matching import assess


def told(story: Story) -> Explanation:
    return explained(story.dossier(A), story.dossier(B), (A, B), 50_000, DEFAULT)


def proposed(*people: Dossier) -> UUID:
    return survivor([(each.candidate, each.profile, each.records[0].first_position) for each in people])


def test_a_waterfall_runs_from_the_prior_to_the_posterior() -> None:
    findings = (
        MatchFinding(field="email", level="same", m=6 * 10**11, u=1_000, weight=29_160),
        MatchFinding(field="born", level="different", m=6 * 10**10, u=95 * 10**10, term_frequency=5, weight=-3_985),
    )
    said = {"findings": findings, "prior": -9_966, "weight": 15_209, "posterior": 999_970, "vetoes": ("born-apart",)}
    found = told(Story().given(ingest(A), ingest(B), assess(B, A, **said)))
    assert (found.position, found.evidence.vetoes) == (3, ("born-apart",))
    assert [step.total for step in found.evidence.steps] == [19.194, 15.209]
    assert found.evidence.steps[0].m == 0.6
    assert found.evidence.steps[1].term_frequency == 5e-12
    assert found.evidence.weight == 15.209
    assert found.evidence.posterior == 0.99997


def test_without_evidence_it_is_computed_now_and_says_so() -> None:
    story = Story().given(ingest(A), ingest(B))
    found = told(story)
    assert (found.position, found.assessed_at, found.evidence.model) == (None, None, "identity-1")
    assert found.evidence.prior == pytest.approx(log2(1 / 50_000), abs=1e-3)
    one, other = story.dossier(A), story.dossier(B)
    whole = compare(features(one.profile), features(other.profile), DEFAULT, Usual(50_000))
    assert found.evidence.steps[-1].total == found.evidence.weight == pytest.approx(whole.weight, abs=1e-3)


def test_the_newest_evidence_of_just_these_two_goes_before_a_stronger_one_of_their_people() -> None:
    story = Story().given(ingest(A), ingest(B), ingest(C), assess(B, A, weight=4_000), assess(B, C, weight=9_000))
    story.given(merge(A, C))
    assert told(story).evidence.weight == 4.0
    story = Story().given(ingest(A), ingest(B), ingest(C), assess(B, C, weight=9_000), merge(A, C))
    assert (told(story).records, told(story).evidence.weight) == ((C, B), 9.0)


def test_it_says_how_things_stand() -> None:
    story = Story().given(ingest(A), ingest(B), assess(B, A))
    assert (told(story).same_person, told(story).asserted_different) == (False, False)
    story.given(AssertDifferentPeople(candidate=A, other=B))
    assert told(story).asserted_different
    story = Story().given(ingest(A), ingest(B), assess(B, A), merge(A, B))
    assert (told(story).same_person, told(story).position) == (True, 3)


def test_side_by_side_says_where_two_agree_and_where_not() -> None:
    born = PartialDate.model_validate({"on": "1990-05-01", "precision": "month"})
    other_born = PartialDate.model_validate({"on": "1984-01-01", "precision": "day"})
    one = person("王小明", "wang@example.com", "own@example.org").model_copy(update={"born": born})
    other = Person(name=Name(full="Wang Xiaoming"), points=one.points[:1], born=other_born)
    story = Story().given(ingest(A, person=one), ingest(B, person=other, external_id="7"))
    shown = side_by_side(story.dossier(A).profile, story.dossier(B).profile)
    found = {each.attribute: each for each in shown}
    assert {name: each.agree for name, each in found.items()} == {
        "name": True,
        "email": True,
        "external_id": None,
        "born": False,
    }
    assert found["email"].one == ("wang@example.com", "own@example.org")
    assert found["born"].one == ("1990-05",)
    assert found["external_id"].other == ("greenhouse: 7",)


def test_whom_most_was_confirmed_of_survives_then_the_fullest_then_the_oldest() -> None:
    story = Story().given(ingest(A), ingest(B))
    assert proposed(story.dossier(B), story.dossier(A)) == A
    fuller = person("王小明", "wang@example.com", "own@example.org")
    story = Story().given(ingest(A), ingest(B, person=fuller))
    assert proposed(story.dossier(A), story.dossier(B)) == B
    story = Story().given(ingest(A), ConfirmProfile(candidate=A, by_candidate=False), actor="key:ats")
    story.given(ingest(B, person=fuller), actor="key:ats")
    assert proposed(story.dossier(A), story.dossier(B)) == A
