"""A whole list of records, one after the other, as the ledger would take them in: the same keys, the same join."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.identity.clusters import Member, join
from domain.identity.evidence import Evidence, compare
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies, counted
from domain.identity.keys import LARGE, Key, blocking_keys
from domain.identity.model import IdentityModel
from domain.identity.nearby import nearby
from domain.identity.zones import Zone


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, by their places in the list, the earlier first."""

    one: int
    other: int
    evidence: Evidence
    zone: Zone


@dataclass(frozen=True, slots=True)
class Resolution:
    """Records by their places in the list."""

    clusters: tuple[tuple[int, ...], ...]
    """Who was merged at once: every record is in one."""
    pairs: tuple[Pair, ...]
    """Every pair that is certain or likely, strongest first."""

    @property
    def reviews(self) -> tuple[Pair, ...]:
        """Pairs for a human: likely ones, and certain ones that a contradiction kept apart."""
        home = {record: number for number, cluster in enumerate(self.clusters) for record in cluster}
        return tuple(each for each in self.pairs if home[each.one] != home[each.other])


class Blocks:
    """Keys in memory: what the ledger keeps as inline rows."""

    def __init__(self, large: int = LARGE) -> None:
        self._held: dict[Key, list[int]] = {}
        self._large = large

    def candidates(self, record: Features, keys: Sequence[Key]) -> set[int]:
        return nearby(record, {key: self._held.get(key, ()) for key in keys}, self._large)

    def add(self, record: int, keys: Sequence[Key]) -> None:
        for key in keys:
            self._held.setdefault(key, []).append(record)


def resolve(
    records: Sequence[Features], model: IdentityModel, frequencies: Frequencies | None = None, large: int = LARGE
) -> Resolution:
    """In the order given. Without `frequencies` the list's own are taken, of the whole list from the start."""
    frequencies = frequencies or counted(records)
    blocks = Blocks(large)
    members: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    pairs: list[Pair] = []
    for number, record in enumerate(records):
        keys = blocking_keys(record)
        near = sorted({home[each] for each in blocks.candidates(record, keys)})
        dossiers = [[Member(each, records[each]) for each in members[dossier]] for dossier in near]
        joined = join(record, dossiers, model, frequencies)
        pairs += [Pair(match.record, number, match.evidence, match.zone) for match in joined.matches]
        into = [near[index] for index in joined.into]
        whole = sorted((number, *(each for dossier in into for each in members.pop(dossier))))
        members[whole[0]] = whole
        home |= dict.fromkeys(whole, whole[0])
        blocks.add(number, keys)
    pairs.sort(key=lambda pair: (-pair.evidence.weight, pair.one, pair.other))
    return Resolution(tuple(tuple(members[each]) for each in sorted(members)), tuple(pairs))


def suggested(
    resolution: Resolution,
    records: Sequence[Features],
    model: IdentityModel,
    frequencies: Frequencies,
    posterior: float,
) -> tuple[tuple[int, ...], ...]:
    """The dossiers there would be if every review from this posterior on were answered "same": strongest first,
    and never against a contradiction within the dossier to be."""
    home: dict[int, list[int]] = {}
    for cluster in resolution.clusters:
        together = list(cluster)
        home |= dict.fromkeys(cluster, together)
    for pair in resolution.reviews:
        one, other = home[pair.one], home[pair.other]
        if one is other or pair.evidence.posterior < posterior:
            continue
        if _welcome(one, other, records, model, frequencies):
            one += other
            home |= dict.fromkeys(other, one)
    return tuple(sorted({tuple(sorted(each)) for each in home.values()}))


def _welcome(
    one: Sequence[int],
    other: Sequence[int],
    records: Sequence[Features],
    model: IdentityModel,
    frequencies: Frequencies,
) -> bool:
    """Weighed by every pair across the two, none of which counts more than `_SAY` bits either way."""
    found = (compare(records[a], records[b], model, frequencies).weight for a in one for b in other)
    return sum(max(-_SAY, min(_SAY, weight)) for weight in found) > 0


_SAY = 10.0
