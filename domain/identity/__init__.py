"""One person, many records: how a record is compared, and what follows.

`Features.of` makes a record comparable, `blocking_keys` say where to look for candidates, `compare` weighs two
records, `zone` says what follows, `join` whether a record joins a dossier, `resolve` does all of it for a list.
"""

from domain.identity.clusters import Joined, Match, Member, join
from domain.identity.evidence import Evidence, compare
from domain.identity.features import Features
from domain.identity.frequencies import Around, Counted, Frequencies, Usual, counted, names_of_points, terms
from domain.identity.glance import Glance
from domain.identity.keys import FINER, LARGE, Key, blocking_keys
from domain.identity.model import DEFAULT, IdentityModel, Level
from domain.identity.nearby import nearby
from domain.identity.resolution import Pair, Resolution, resolve, suggested
from domain.identity.weights import Finding
from domain.identity.zones import Zone, zone

__all__ = [
    "DEFAULT",
    "FINER",
    "LARGE",
    "Around",
    "Counted",
    "Evidence",
    "Features",
    "Finding",
    "Frequencies",
    "Glance",
    "IdentityModel",
    "Joined",
    "Key",
    "Level",
    "Match",
    "Member",
    "Pair",
    "Resolution",
    "Usual",
    "Zone",
    "blocking_keys",
    "compare",
    "counted",
    "join",
    "names_of_points",
    "nearby",
    "resolve",
    "suggested",
    "terms",
    "zone",
]
