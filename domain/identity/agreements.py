"""Two records field by field, names apart: on which level each agrees."""

from domain.identity import levels
from domain.identity.features import Features
from domain.identity.handles import handles_agree

_NO_TERM = ("",)
_OTHER = "other", _NO_TERM


def agreements(one: Features, other: Features, names_agree: bool) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By field: the level (empty where there is nothing to compare), and the terms that both share."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for field, a, b in (
        ("email", one.emails, other.emails),
        ("phone", one.phones, other.phones),
        ("url", one.urls, other.urls),
    ):
        if a and b:
            found[field] = ("same", both) if (both := levels.shared(a, b)) else _OTHER
    if found.get("email") is _OTHER and levels.emails_close(one.emails, other.emails):
        found["email"] = "close", _NO_TERM
    if found.get("email", _OTHER) is _OTHER:
        found["handle"] = handles_agree(one, other, names_agree)
    if levels.meet(one.ids, other.ids):
        found["id"] = "same", _NO_TERM
    for field, (level, term) in (
        ("born", levels.births_agree(one.born, other.born)),
        ("street", levels.streets_agree(one.home, other.home)),
        ("postcode", levels.postcodes_agree(one.home, other.home)),
        ("city", levels.cities_agree(one.home, other.home)),
        ("region", levels.regions_agree(one.home, other.home)),
    ):
        if level:
            found[field] = level, (term,)
    for field, a, b in (("employer", one.employers, other.employers), ("school", one.schools, other.schools)):
        if a and b:
            level, both = levels.lists_agree(a, b)
            found[field] = level, both or _NO_TERM
    return found
