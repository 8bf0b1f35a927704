"""What a text suggests, with the phrase that says so; and that a human's no is heard once and for all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decisions import (
    AttachDocument,
    ConfirmTagSuggestion,
    MergeTagTerm,
    RecordDocumentText,
    RefuseTagSuggestion,
)
from domain.default_tags import default_terms
from domain.events import Document
from domain.tag_suggestions import found_in
from domain.tag_vocabulary import STREAM, fold_tag_vocabulary
from domain.vocabulary import TagFacet
from tests.domain.acts import ingest, tag
from tests.domain.story import A, Story, some_id

TERMS = fold_tag_vocabulary(Story().given(*default_terms()).of(STREAM))
FILE = Document(
    document=some_id("file"), kind="resume", media_type="application.pdf", size=9, ciphertext_sha256="0" * 64
)
RESUME = "五年經驗，負責微服務架構與雲原生平台。Worked with Kubernetes and k8s, wrote Go and Java; let's go to C."


def read(text: str | None = RESUME, document: UUID = FILE.document, **more: Any) -> RecordDocumentText:
    return RecordDocumentText(candidate=A, document=document, extractor="pypdf", text=text, **more)


def attached(story: Story | None = None) -> Story:
    story = story or Story().given(*default_terms())
    return story.given(ingest(), AttachDocument(candidate=A, document=FILE))


def test_terms_are_found_in_both_languages_and_scripts_with_the_phrase() -> None:
    found = {each.term: each for each in found_in(RESUME, TERMS)}
    assert set(found) == {"microservices", "cloud-native", "kubernetes", "go", "java"}
    assert (found["kubernetes"].confidence, found["kubernetes"].mentions) == (75, 2)
    assert (found["java"].confidence, found["go"].confidence) == (60, 40)
    assert "雲原生" in found["cloud-native"].evidence
    assert found_in("let's go, sap c. javascripter", TERMS) == ()
    assert [each.term for each in found_in("javascript JAVA c++ Java Java", TERMS)] == ["java", "c++", "javascript"]


NAMES = st.sampled_from(["云原生", "Kubernetes", "供应链管理", "A/B tests"])


@given(st.text(max_size=200), NAMES, st.text(max_size=200))
def test_whatever_stands_around_it_evidence_is_of_the_text(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    for each in found_in(text, TERMS):
        assert all(word in text for word in each.evidence.split())
        assert 0 < each.confidence <= 90
    wanted = TERMS.meant(TagFacet.SKILL, name)
    assert wanted is not None
    assert wanted.term in {each.term for each in found_in(text, TERMS)}


def test_what_was_read_is_recorded_once_with_what_it_suggests() -> None:
    story = attached().when(read()).then_types("document-text-extracted", "tags-suggested")
    seen = story.dossier(A).reading.seen
    assert seen["kubernetes"].document == FILE.document
    assert "Kubernetes" in (seen["kubernetes"].evidence or "")
    story.when(read("other")).then()
    story.when(read(document=some_id("unknown"))).then_refused("no_such_file")
    attached().when(read(None, code="encrypted")).then_types("document-text-failed")
    attached(Story()).when(read()).then_types("document-text-extracted")


def test_a_human_confirms_or_refuses_and_is_not_asked_twice() -> None:
    story = attached().given(read())
    yes = ConfirmTagSuggestion(candidate=A, by="user:li", tag="kubernetes")
    no = RefuseTagSuggestion(candidate=A, by="user:li", tag="go", why="wrong")
    story.when(yes.model_copy(update={"by": "policy:auto"})).then_refused("human_required")
    story.when(yes).then_types("candidate-tagged").when(yes).then()
    held = story.dossier(A).knowing.tags["kubernetes"]
    assert (held.asserted_by, held.confidence, held.facet) == ("extraction", 75, "skill")
    story.when(no).then_types("tag-suggestion-refused").when(no).then()
    story.when(yes.model_copy(update={"tag": "fpga"})).then_refused("no_such_tag_suggestion")
    again = Document.model_validate(FILE.model_dump() | {"document": some_id("again")})
    story.given(AttachDocument(candidate=A, document=again), read(document=again.document))
    suggested = {each.tag for each in story.of_type("tags-suggested")[-1].event.tags}  # type: ignore[union-attr]
    assert suggested == {"microservices", "cloud-native", "java"}


def test_what_is_held_or_retired_is_not_suggested() -> None:
    story = Story().given(*default_terms(), MergeTagTerm(facet="skill", role="admin", term="java", into="kotlin"))
    story = attached(story).given(tag(name="kubernetes", facet="skill")).given(read())
    assert not {"java", "kubernetes"} & set(story.dossier(A).reading.seen)


@pytest.mark.parametrize("texts", [[""], ["a" * 5, "云"]])
def test_nothing_in_particular_suggests_nothing(texts: Sequence[str]) -> None:
    assert all(found_in(text, TERMS) == () for text in texts)
