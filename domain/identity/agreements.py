"""Two records field by field, names apart: on which level each agrees."""

from domain.identity import levels
from domain.identity.features import Features
from domain.identity.handles import handles_agree


def agreements(one: Features, other: Features, names_agree: bool) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By field: the level (empty where there is nothing to compare), and the terms that both share."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for field, a, b in (
        ("email", one.emails, other.emails),
        ("phone", one.phones, other.phones),
        ("url", one.urls, other.urls),
    ):
        if a and b:
            found[field] = ("same", both) if (both := levels.shared(a, b)) else ("other", ("",))
    if found.get("email", ("",))[0] == "other" and levels.emails_close(one.emails, other.emails):
        found["email"] = ("close", ("",))
    if found.get("email", ("",))[0] not in ("same", "close"):
        found["handle"] = handles_agree(one, other, names_agree)
    if any(each in other.ids for each in one.ids):
        found["id"] = ("same", ("",))
    for field, agreement in (
        ("born", levels.births_agree(one.born, other.born)),
        ("street", levels.streets_agree(one.home, other.home)),
        ("postcode", levels.postcodes_agree(one.home, other.home)),
        ("city", levels.cities_agree(one.home, other.home)),
        ("region", levels.regions_agree(one.home, other.home)),
    ):
        found[field] = (agreement[0], (agreement[1],))
    for field, a, b in (("employer", one.employers, other.employers), ("school", one.schools, other.schools)):
        level, both = levels.lists_agree(a, b)
        found[field] = (level, both or ("",))
    return found
