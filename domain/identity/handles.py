"""User names: `anna.novak` at one host and at another, and `anovak` of somebody called Anna Novak."""

from functools import lru_cache

from domain.identity.features import Features
from domain.identity.names import Called
from domain.remembered import A_FEW


def handles_agree(one: Features, other: Features, names_agree: bool) -> tuple[str, tuple[str, ...]]:
    """A handle that only spells a name out adds nothing where the names agree already."""
    if not (one.handles or other.handles):
        return "", ()
    if both := tuple([each for each in one.handles if each in other.handles]):
        own = forms(one.names) | forms(other.names) if names_agree else frozenset()
        told = tuple(each for each in both if each.rstrip("0123456789") not in own)
        return ("same", told) if told else ("", ())
    if names_agree:
        return "", ()
    named = (*spelling(one.handles, other.names), *spelling(other.handles, one.names))
    return ("named", named) if named else ("", ())


def spelling(handles: tuple[str, ...], names: tuple[Called, ...]) -> list[str]:
    """Those that somebody with these names may take. All `forms` hold the surname or the given name in full, so of most
    strangers they need not be made."""
    return [each for each in handles if _spelt_in(each, names) and each in forms(names)]


def _spelt_in(handle: str, names: tuple[Called, ...]) -> bool:
    letters = handle.isalpha()
    for called in names:
        if not letters and called.surname.isalpha() and called.given.isalpha():
            continue
        if (called.surname and called.surname in handle) or (called.given and called.given in handle):
            return True
        for part in (called.surname_sounds, called.given_sounds, called.givens):
            for each in part:
                if each in handle:
                    return True
    return False


@lru_cache(A_FEW)
def forms(names: tuple[Called, ...]) -> frozenset[str]:
    """What people with these names call themselves where they may take a name of their own."""
    found: set[str] = set()
    for called in names:
        for surname in dict.fromkeys((called.surname, *called.surname_sounds[:2])):
            for given in dict.fromkeys((called.given, *called.givens[:1], *called.given_sounds[:2])):
                if surname and given and surname.isascii() and given.isascii():
                    found |= {
                        given + surname,
                        surname + given,
                        given[0] + surname,
                        surname + given[0],
                        given + surname[0],
                    }
                elif not surname and len(given) >= 5 and given.isascii():
                    found.add(given)
    return frozenset(each for each in found if len(each) >= 5)
