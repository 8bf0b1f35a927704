"""The vocabulary of tags as it is told, ready for JSON."""

from typing import Any

from domain.tag_vocabulary import TagVocabulary
from domain.vocabulary import TagFacet


def as_told(known: TagVocabulary, facets: tuple[TagFacet, ...] = tuple(TagFacet)) -> dict[str, Any]:
    return {
        "items": [
            {
                "facet": facet.value,
                "entrusted_to": known.role(facet),
                "terms": [
                    {
                        "term": each.term,
                        "names": {
                            language: [name.text for name in each.names if name.language == language]
                            for language in ("zh", "en")
                        },
                        "retired": each.retired,
                        "merged_into": each.into,
                    }
                    for each in known.of(facet)
                ],
            }
            for facet in facets
        ]
    }
