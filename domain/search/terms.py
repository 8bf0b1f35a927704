"""A filter with every tag in all its spellings: what the vocabulary says is one term is looked for as one."""

from collections.abc import Iterator

from domain.search.fields import BY_NAME
from domain.search.filter import All, Any_, Node, Not, Term
from domain.search.filter import terms as all_terms
from domain.tag_vocabulary import TagVocabulary
from domain.vocabulary import TagFacet

MOST_SPELLINGS = 500
"""Of one condition."""


def in_all_spellings(node: Node, terms: TagVocabulary) -> Node:
    """The same people, and those who have the same tag by another word. Not to be kept: names change."""
    match node:
        case All():
            return All.model_construct(all=tuple(in_all_spellings(each, terms) for each in node.all))
        case Any_():
            return Any_.model_construct(any=tuple(in_all_spellings(each, terms) for each in node.any))
        case Not():
            return Not.model_construct(none=in_all_spellings(node.none, terms))
        case Term() if BY_NAME[node.field].kind == "key":
            meant = (word for facet, each in _words(node) for word in terms.spellings(facet, each))
            words = tuple(dict.fromkeys(meant))
            return Term.model_construct(field=node.field, op=node.op, value=words[:MOST_SPELLINGS])
        case _:
            return node


def words_of(node: Node) -> tuple[tuple[TagFacet, str], ...]:
    """Every tag that is asked for, in each facet that it may be of."""
    return tuple(word for term in all_terms(node) if BY_NAME[term.field].kind == "key" for word in _words(term))


def _words(term: Term) -> Iterator[tuple[TagFacet, str]]:
    facets = TagFacet if term.field == "tag" else (TagFacet(term.field),)
    yield from ((facet, each) for each in term.values for facet in facets)
