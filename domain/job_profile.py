"""Whom a job asks for: what its description gives at first, and the filter that finds them."""

from domain.events import JobProfileSet
from domain.search.filter import All, Filter, Term
from domain.search.write import write
from domain.tag_suggestions import Found, found_in
from domain.tag_vocabulary import TagVocabulary


def proposed(title: str, description: str, terms: TagVocabulary) -> tuple[Found, ...]:
    """The terms that a job's title and description name, the surest first: a recruiter has the last word."""
    return found_in(f"{title}\n{description}", terms)


def wanted_filter(profile: JobProfileSet) -> str:
    """In the language of searches and pools, of what is needed; empty where nothing is."""
    asked: list[Filter] = [Term(field=each.facet, value=each.tag) for each in profile.wanted if each.needed]
    if profile.years is not None:
        asked.append(Term(field="years", op=">=", value=profile.years))
    if profile.education is not None:
        asked.append(Term(field="education", op=">=", value=profile.education.value))
    return write(All(all=tuple(asked))) if asked else ""
