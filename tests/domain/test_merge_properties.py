"""What holds of one person's records however they are merged, taken apart and merged again."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.consents import Scope
from domain.decision import Command
from domain.dossier import Dossier
from domain.links import Links
from domain.merging import preview
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import consent, ingest, merge, opt_out, reverse, same, split
from tests.domain.lives import JOINING, LIVES, PEOPLE, lived
from tests.domain.story import A, B, C, Story, claim, some_id

SHOWN = (
    *("candidate", "members", "profile", "knowing", "stays", "consents", "contacts", "journey", "activity"),
    *("settings", "status", "void", "pools"),
)
MAIL = Scope(Purpose.MARKETING, Channel.EMAIL, "main")


def shown(dossier: Dossier) -> dict[str, object]:
    """All that a dossier says, but for the links and versions of its records."""
    return {name: getattr(dossier, name) for name in SHOWN}


def apart(acts: list[Command]) -> Story:
    """Lives in which nobody was merged."""
    return lived([act for act in acts if act not in JOINING])


def links(story: Story) -> dict[UUID, Links]:
    return {stream: story.record(stream).links for stream in PEOPLE}


@given(LIVES, st.permutations([(A, B), (B, C), (A, C)]))
def test_any_order_of_merges_gives_the_same_dossier(acts: list[Command], order: list[tuple[UUID, UUID]]) -> None:
    known, story = apart(acts), apart(acts)
    known.given(same(A, B), same(A, C))
    story.given(*(same(*pair) for pair in order))
    assert shown(story.dossier(A)) == shown(known.dossier(A))


@given(LIVES, st.sampled_from(list(permutations(PEOPLE, 2))))
def test_a_preview_is_what_a_merge_makes(acts: list[Command], pair: tuple[UUID, UUID]) -> None:
    story = lived(acts)
    one, other = (story.dossier(each) for each in pair)
    found = preview(one, other, pair[0], story.now)
    if one.candidate == other.candidate:
        assert [code for code, _ in found.refusals] == ["already_merged"]
        assert found.dossier == one
        return
    story.when(merge(found.survivor, found.absorbed))
    assert [code for code, _ in found.refusals] == ([story.refused.code] if story.refused else [])
    if story.refused is None:
        assert shown(story.dossier(pair[1])) == shown(found.dossier)


@given(LIVES, st.lists(st.sampled_from(JOINING), max_size=20))
def test_merges_splits_and_reversals_give_each_record_its_content_back(
    acts: list[Command], joining: list[Command]
) -> None:
    story = apart(acts)
    before = {stream: shown(story.dossier(stream)) for stream in PEOPLE}
    for act in joining:
        story.when(act)
    for stream in PEOPLE:
        story.when(split(stream, stream))
    for stream in PEOPLE:
        assert shown(story.dossier(stream)) == before[stream]


@given(st.lists(st.sampled_from(JOINING), max_size=30))
def test_links_are_always_a_forest_that_both_sides_tell(joining: list[Command]) -> None:
    story = lived(joining)
    told = links(story)
    for stream, each in told.items():
        assert {other for other, one in told.items() if one.absorbed_into == stream} == set(each.absorbed)
        assert len(story.dossier(stream).members) == len(set(story.dossier(stream).members))
        assert told[story.dossier(stream).candidate].absorbed_into is None
        assert not set(each.different) & set(story.dossier(stream).members)
        assert all(stream in told[other].different for other in each.different)


@given(LIVES, st.lists(st.sampled_from(JOINING), max_size=20))
def test_what_is_merged_and_reversed_is_never_merged_without_a_human(
    acts: list[Command], joining: list[Command]
) -> None:
    story = lived(acts)
    for act in joining:
        story.when(act)
    for stream in PEOPLE:
        for other in story.record(stream).links.different:
            one, two = story.dossier(stream), story.dossier(other)
            story.when(merge(one.candidate, two.candidate)).then_refused("asserted_different")


OTHERS: dict[str, dict[str, Any]] = {
    "purpose": {"purpose": Purpose.TALENT_POOL},
    "channel": {"channels": (Channel.PHONE,)},
    "controller": {"controller": "other"},
    "recipient": {"recipient": "agency"},
}


def both() -> Story:
    return Story().given(ingest(A), ingest(B))


def blocked(story: Story) -> bool:
    return story.dossier(A).consents.blocked(MAIL)


def test_an_absence_is_neutral() -> None:
    story = both().given(consent(A), merge(A, B))
    assert story.dossier(B).consents.basis(MAIL, story.now)
    assert not blocked(both().given(merge(A, B)))


@pytest.mark.parametrize("withdrawal", [opt_out(B), opt_out(B, purpose=Purpose.MARKETING, channels=(Channel.EMAIL,))])
def test_a_withdrawal_on_any_member_blocks(withdrawal: Command) -> None:
    assert blocked(both().given(consent(A), withdrawal, merge(A, B)))
    assert blocked(both().given(consent(A), withdrawal, merge(B, A)))


def test_only_a_provably_later_grant_lifts_a_withdrawal() -> None:
    later = both().given(opt_out(B), consent(A), merge(A, B))
    assert not blocked(later)
    earlier = both().given(opt_out(B))
    earlier.given(consent(A, occurred=claim(earlier.history[0].recorded_at)), merge(A, B))
    assert blocked(earlier)
    imported = both().given(opt_out(B)).given(consent(A), batch=some_id("batch"))
    assert blocked(imported.given(merge(A, B)))


@pytest.mark.parametrize("other", OTHERS)
def test_a_grant_for_something_else_lifts_nothing(other: str) -> None:
    assert blocked(both().given(opt_out(B), consent(A, **OTHERS[other]), merge(A, B)))


@given(st.lists(st.sampled_from(JOINING), max_size=12), st.sampled_from(PEOPLE), st.lists(st.sampled_from(JOINING)))
def test_a_withdrawal_is_written_to_everyone_who_is_one_person_then_and_never_leaks(
    before: list[Command], who: UUID, after: list[Command]
) -> None:
    story = Story().given(*(ingest(each) for each in PEOPLE), *(consent(each) for each in PEOPLE))
    for act in before:
        story.when(act)
    withdrawn = story.given(opt_out(who)).dossier(who).members
    for act in [*after, *(reverse(*pair) for pair in permutations(PEOPLE, 2))]:
        story.when(act)
        assert all(story.dossier(each).consents.blocked(MAIL) for each in withdrawn)
