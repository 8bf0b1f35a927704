"""What is new in a partial description, and what the whole is once it is believed."""

from collections.abc import Iterable
from typing import Any

from domain.person import Career, Education, Employment, Person
from domain.profile import Profile
from domain.reviews import unverified

ONE_OF_PERSON = ("name", "born", "place")
ONE_OF_CAREER = ("headline", "summary", "career_start", "pay", "intent")


def attributes(person: Person | None, career: Career | None) -> tuple[str, ...]:
    """Of which it says anything, by name."""
    said = [part for part in (person, career) if part is not None]
    return tuple(name for part in said for name, value in part.__dict__.items() if value not in (None, ()))


def news(profile: Profile, person: Person | None, career: Career | None) -> tuple[str, ...]:
    """The attributes that say something else than what is believed."""
    return tuple(name for name in attributes(person, career) if _is_new(profile, name, person, career))


def taken_up(profile: Profile, career: Career) -> Career:
    """With the employments and educations that stand: a new post never costs the history before it."""
    employments = _employments(profile.employments, career.employments) if career.employments else ()
    standing = tuple(map(unverified, profile.educations))
    educations = _added(tuple(map(unverified, career.educations)), standing) if career.educations else ()
    return career.model_copy(update={"employments": employments, "educations": educations})


def _employments(standing: tuple[Employment, ...], new: tuple[Employment, ...]) -> tuple[Employment, ...]:
    """A current post ends the currency of those before it; when they ended, nobody said."""
    if any(each.current for each in new):
        standing = tuple(each.model_copy(update={"current": False}) for each in standing if each not in new)
    return _added(new, standing)


def _added(new: tuple[Any, ...], standing: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*new, *(each for each in standing if each not in new))


def _is_new(profile: Profile, name: str, person: Person | None, career: Career | None) -> bool:
    if name in ONE_OF_PERSON:
        return bool(getattr(person, name) != getattr(profile, name))
    if name in ONE_OF_CAREER:
        return bool(getattr(career, name) != getattr(profile, name))
    said = getattr(person, name) if name == "points" else getattr(career, name)
    return not set(_keys(name, said)) <= set(_keys(name, _held(profile, name)))


def _held(profile: Profile, name: str) -> Iterable[Any]:
    held: Iterable[Any] = getattr(profile, name)
    return held


def _keys(name: str, values: Iterable[Any]) -> Iterable[Any]:
    """By what two of them are the same."""
    for each in values:
        match each:
            case str():
                yield each.casefold()
            case Education():
                yield unverified(each)
            case _ if name == "points":
                yield each.kind, each.value
            case _ if name == "languages":
                yield each.name.casefold(), each.level
            case _:
                yield each
