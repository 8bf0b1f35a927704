"""Who is who: how well records of one person are found, on sets whose truth is known, and how fast two are compared.

Found are the pairs of the dossiers there would be if every review were answered "same" (posterior .80 and up); what
is merged without a human is a row of its own. The model's weights were looked at on one half of each set's people
only (`labelled.half`); the figure is of the whole set, and the other half is in the notes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks import exact_rules, many_addresses, splink_beside
from benchmarks.chinese_people import people
from benchmarks.ground import Ground
from benchmarks.labelled import Labelled, NoSet, fake_1000, febrl, half, true_pairs
from benchmarks.row import Figure, Row
from domain.identity import DEFAULT, Features, compare, counted, resolve, suggested

SETS: dict[str, Callable[[], list[Labelled]]] = {
    "febrl3": lambda: febrl("febrl3"),
    "febrl4": lambda: febrl("febrl4"),
    "fake-1000": fake_1000,
    "chinese": people,
    "unseen": many_addresses.people,
}
SPLINK = {"febrl3": "febrl", "febrl4": "febrl", "fake-1000": "fake"}
"""Sets that Splink is run on too, and by which of its settings."""
PAIRS = 20_000
"""Compared to tell how long one comparison takes."""


@dataclass(frozen=True, slots=True)
class Score:
    true: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """None where no pair was found: nothing can be said."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 1.0

    def told(self) -> str:
        precision = "no pairs" if self.precision is None else f"precision {self.precision:.4f}"
        return f"F1 {self.f1:.4f}, {precision}, recall {self.recall:.4f}"


@dataclass(frozen=True, slots=True)
class Scores:
    certain: Score
    suggested: Score


def scored(rows: Sequence[Labelled]) -> Scores:
    records = [Features.of(row.person, row.career) for row in rows]
    frequencies = counted(records)
    resolution = resolve(records, DEFAULT, frequencies)
    dossiers = suggested(resolution, records, DEFAULT, frequencies, DEFAULT.likely)
    true = true_pairs([row.entity for row in rows])
    return Scores(_score(resolution.clusters, true), _score(dossiers, true))


def _score(clusters: Sequence[Sequence[int]], true: set[tuple[int, int]]) -> Score:
    found = {pair for each in clusters for pair in combinations(sorted(each), 2)}
    return Score(len(true), len(found), len(found & true))


def accuracy(name: str) -> Callable[[Ground, float], Figure]:
    def measure(_ground: Ground, _seconds: float) -> Figure:
        try:
            rows = SETS[name]()
        except NoSet as absent:
            return Figure(None, notes=(f"not measured: {absent}",))
        beside = _splink(name, rows)
        whole, test = scored(rows), scored([row for row in rows if half(row.entity) == "test"])
        return Figure(
            whole.suggested.f1,
            notes=(
                f"{len(rows):,} records, {whole.suggested.true:,} true pairs: {whole.suggested.told()}",
                f"test half alone: {test.suggested.told()}",
                f"merged without a human: {whole.certain.told()}",
                *beside,
            ),
        )

    return measure


def unseen(_ground: Ground, _seconds: float) -> Figure:
    """A set that nothing was tuned on, beside two exact rules."""
    rows = SETS["unseen"]()
    true = true_pairs([row.entity for row in rows])
    found, exact = scored(rows), _score(exact_rules.clusters(rows), true)
    return Figure(
        found.suggested.f1,
        exact.f1,
        notes=(
            f"{len(rows):,} records, {found.suggested.true:,} true pairs: {found.suggested.told()}",
            f"merged without a human: {found.certain.told()}",
            f"the two rules: {exact.told()}",
        ),
    )


def _splink(name: str, rows: Sequence[Labelled]) -> tuple[str, ...]:
    if name not in SPLINK:
        return ()
    if not splink_beside.installed():
        return ("Splink is not installed (extra identity-audit)",)
    found = _score(splink_beside.clusters(rows, SPLINK[name]), true_pairs([row.entity for row in rows]))
    return (f"Splink beside it, as its tutorials do: {found.told()}",)


def certain(_ground: Ground, _seconds: float) -> Figure:
    """The lowest precision of what is merged at once, over all sets that are here and in which anything is."""
    precisions, notes = [], []
    for name, load in SETS.items():
        try:
            score = scored(load()).certain
        except NoSet as absent:
            notes.append(f"{name} not measured: {absent}")
            continue
        if score.precision is not None:
            precisions.append(score.precision)
        notes.append(f"{name}: {score.found:,} pairs merged, {score.found - score.right} wrong")
    return Figure(min(precisions, default=None), notes=tuple(notes))


def comparing(_ground: Ground, _seconds: float) -> Figure:
    rows = people()
    records = [Features.of(row.person, row.career) for row in rows]
    frequencies = counted(records)
    pairs = [(records[number], records[(number * 7 + 1) % len(records)]) for number in range(len(records))]
    alike = [(records[pair.one], records[pair.other]) for pair in resolve(records[:2_000], DEFAULT, frequencies).pairs]
    sample = (pairs + alike)[:PAIRS]
    begun = time.process_time()
    for one, other in sample:
        compare(one, other, DEFAULT, frequencies)
    return Figure((time.process_time() - begun) / len(sample) * 1e6, notes=(f"{len(sample):,} pairs",))


def _row(name: str, what: str, bound: float) -> Row:
    return Row(f"identity-{name}", what, "", "F1", bound, "higher", 20, accuracy(name))


ROWS = (
    _row("febrl3", "5,000 records of 2,000 people with slips in names, births and addresses", 0.9959),
    _row("febrl4", "5,000 people, each in two lists, likewise", 0.9967),
    _row("fake-1000", "Splink's 1,000 records with e-mail", 0.976),
    _row("chinese", "invented Chinese people in two scripts and five romanisations", 0.95),
    Row(
        "identity-unseen",
        "invented people of many addresses and few fields, on which nothing was tuned",
        "an exact e-mail or name, and what follows from those",
        "F1",
        1.0,
        "higher",
        20,
        unseen,
    ),
    Row(
        "identity-certain",
        "the lowest precision of what is merged at once",
        "",
        "precision",
        0.999,
        "higher",
        40,
        certain,
    ),
    Row("identity-compare", "one comparison of two records, in processor time", "", "us", 100, "lower", 10, comparing),
)
