"""The terms that come with the product, in Chinese and English: `terms.txt`, a line each."""

from functools import cache
from importlib.resources import files

from domain.decisions.tag_vocabulary import AddTagTerm
from domain.events.tag_vocabulary import TermName
from domain.vocabulary import TagFacet


@cache
def default_terms() -> tuple[AddTagTerm, ...]:
    lines = files(__package__).joinpath("terms.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_term(line) for line in lines if line and not line.startswith("#"))


def _term(line: str) -> AddTagTerm:
    facet, term, chinese, english = (part.strip() for part in line.split("|"))
    names = [
        TermName.model_validate({"language": language, "text": text.strip()})
        for language, texts in (("zh", chinese), ("en", english))
        for text in texts.split(",")
    ]
    return AddTagTerm(facet=TagFacet(facet), role="admin", term=term, names=tuple(names))
