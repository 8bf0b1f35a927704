"""One vocabulary: a word means one term of a facet, in either language, and only those entrusted with it change it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Command, Refused
from domain.decisions import (
    AddTagTerm,
    EntrustTagFacet,
    MergeTagTerm,
    NameTagTerm,
    RetireTagTerm,
    UntagCandidate,
)
from domain.default_tags import default_terms
from domain.events import CandidateTagged, CandidateUntagged
from domain.events.tag_vocabulary import TermName
from domain.tag_vocabulary import STREAM, TagVocabulary, fold_tag_vocabulary
from domain.vocabulary import TagFacet
from tests.domain.acts import ingest, tag
from tests.domain.story import A, Story

SKILL, INDUSTRY = TagFacet.SKILL, TagFacet.INDUSTRY


def names(*texts: str) -> tuple[TermName, ...]:
    return tuple(TermName(language="en" if text.isascii() else "zh", text=text) for text in texts)


def add(term: str, *called: str, facet: TagFacet = SKILL, role: str = "admin") -> AddTagTerm:
    return AddTagTerm.model_validate({"facet": facet, "term": term, "role": role, "names": names(*called)})


def merge(term: str, into: str) -> MergeTagTerm:
    return MergeTagTerm(facet=SKILL, role="admin", term=term, into=into)


def retire(term: str) -> RetireTagTerm:
    return RetireTagTerm(facet=SKILL, role="admin", term=term)


def known(story: Story) -> TagVocabulary:
    return fold_tag_vocabulary(story.of(STREAM))


CLOUD = add("cloud-native", "Cloud Native", "云原生", "雲原生架構")


def test_a_word_in_either_language_and_script_is_put_as_its_term() -> None:
    story = Story().given(ingest(), CLOUD)
    for word in ("云原生", "雲原生", "云原生架构", "cloud-native"):
        expected = CandidateTagged(tag="cloud-native", facet="skill", written=None if "-" in word else word)
        story.when(tag(name=word, facet="skill")).then((A, expected))
        story.when(UntagCandidate(candidate=A, tag=word)).then((A, CandidateUntagged(tag="cloud-native")))


def test_an_import_that_names_no_facet_finds_the_term_where_only_one_is_meant() -> None:
    story = Story().given(ingest(), add("finance", "金融", facet=INDUSTRY))
    story.when(tag(name="金融", asserted_by="import"))
    story.then((A, CandidateTagged(tag="finance", facet="industry", asserted_by="import", written="金融")))
    story = Story().given(ingest(), add("finance", "金融", facet=INDUSTRY), add("accounting", "金融"))
    story.when(tag(name="金融")).then((A, CandidateTagged(tag="金融")))


def test_what_nobody_governs_is_kept_as_it_came() -> None:
    Story().given(ingest(), CLOUD).when(tag(name="落地能力", facet="skill")).then(
        (A, CandidateTagged(tag="落地能力", facet="skill"))
    )


def test_a_merged_term_leads_to_the_other_and_means_all_that_either_is_called() -> None:
    story = Story().given(ingest(), CLOUD, add("cncf", "CNCF生态"), add("paas", "平台云"), merge("paas", "cncf"))
    story.given(merge("cncf", "cloud-native"))
    story.when(tag(name="平台云", facet="skill")).then_types("candidate-tagged")
    assert set(story.dossier(A).knowing.tags) == {"cloud-native"}
    spellings = set(known(story).spellings(SKILL, "PaaS"))
    assert spellings == {"cloud-native", "云原生", "云原生架构", "cncf", "cncf生态", "paas", "平台云"}
    assert known(story).spellings(SKILL, "rust") == ("rust",)
    story.when(merge("cloud-native", "paas")).then_refused("same_term")
    story.when(add("paas")).then_refused("term_merged", "cncf")


def test_a_retired_term_is_put_on_nobody_and_still_found_and_may_come_back() -> None:
    story = Story().given(ingest(), CLOUD, retire("cloud-native"))
    story.when(tag(name="云原生", facet="skill")).then_refused("term_retired", "cloud-native")
    story.when(tag(name="云原生", facet="skill"), claimed=True).then_breaks("term_retired")
    assert "云原生" in known(story).spellings(SKILL, "cloud native")
    story.given(CLOUD).when(retire("cloud-native")).then_types("tag-term-retired")


def test_a_word_means_one_term_of_a_facet() -> None:
    story = Story().given(CLOUD)
    story.when(add("cloud", "雲原生")).then_refused("term_name_taken", "cloud-native")
    story.when(add("云原生")).then_refused("term_exists", "cloud-native")
    story.when(add("cloud", "云原生", facet=INDUSTRY)).then_types("tag-term-added")
    story.when(CLOUD).then().when(add("cloud-native")).then_refused("term_exists")
    story.when(NameTagTerm(facet=SKILL, role="admin", term="rust", names=())).then_refused("no_such_term", "rust")
    story.given(NameTagTerm(facet=SKILL, role="admin", term="cloud-native", names=names("云")))
    assert known(story).meant(SKILL, "云原生") is None


def test_only_whoever_is_entrusted_with_a_facet_changes_it() -> None:
    ours = add("rust", role="recruiter")
    story = Story().when(ours).then_refused("facet_not_entrusted", "admin")
    entrust = {"facet": SKILL, "to": "recruiter"}
    story.when(EntrustTagFacet.model_validate({**entrust, "role": "recruiter"})).then_refused("facet_not_entrusted")
    story.given(EntrustTagFacet.model_validate({**entrust, "role": "admin"}))
    story.when(ours).then_types("tag-term-added").given(CLOUD)
    story.when(add("banks", facet=INDUSTRY, role="recruiter")).then_refused("facet_not_entrusted", "admin")


ACTS: tuple[Command, ...] = (
    *(add(term, *called) for term in ("a", "b", "c") for called in ((), ("甲",), ("b", "乙"), ("甲", "丙"))),
    *(merge(one, other) for one in "abc" for other in "abc"),
    *(retire(term) for term in "abc"),
    *(NameTagTerm(facet=SKILL, role="admin", term=term, names=names("甲", "丁")) for term in "abc"),
)


@given(st.lists(st.sampled_from(ACTS), max_size=15))
def test_whatever_is_decided_a_word_means_one_term_and_every_merge_ends(acts: Sequence[Command]) -> None:
    story = Story()
    for act in acts:
        story.when(act)
        assert isinstance(story.refused, Refused) or story.made is not None
    vocabulary = known(story)
    for term in vocabulary.terms.values():
        last = vocabulary.meant(SKILL, term.term)
        assert last is not None
        assert last.into is None
        for word in term.words:
            assert vocabulary.meant(SKILL, word) == last
            assert word in vocabulary.spellings(SKILL, last.term)
    half = len(story.of(STREAM)) // 2
    carried = fold_tag_vocabulary(story.of(STREAM)[half:], fold_tag_vocabulary(story.of(STREAM)[:half]))
    assert carried == vocabulary


def test_the_vocabulary_that_comes_with_the_product_is_whole() -> None:
    story = Story().given(*default_terms())
    vocabulary = known(story)
    assert {term.facet for term in vocabulary.terms.values()} == set(TagFacet)
    for term in vocabulary.terms.values():
        assert {name.language for name in term.names} == {"zh", "en"}, term.term
    for word in ("Golang", "k8s", "微服务", "A/B测试", "大客户销售", "B端设计"):
        assert vocabulary.meant(SKILL, word), word
    assert vocabulary.meant_anywhere("高潜") == vocabulary.meant(TagFacet.RELATION, "high-potential")


@pytest.mark.parametrize("word", ["wang@example.com", "13800138000", " 云", ""])
def test_no_name_of_a_term_is_an_address_or_a_number(word: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        TermName(language="zh", text=word)
