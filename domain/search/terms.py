"""A filter with every tag in all its spellings: what the vocabulary says is one term is looked for as one."""

from collections.abc import Iterator

from domain.search.fields import BY_NAME
from domain.search.filter import All, Any_, Node, Not, Term
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
            words = tuple(dict.fromkeys(word for each in node.values for word in _spellings(node.field, each, terms)))
            return Term.model_construct(field=node.field, op=node.op, value=words[:MOST_SPELLINGS])
        case _:
            return node


def _spellings(field: str, word: str, terms: TagVocabulary) -> Iterator[str]:
    facets = TagFacet if field == "tag" else (TagFacet(field),)
    for facet in facets:
        yield from terms.spellings(facet, word)
