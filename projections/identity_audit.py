"""Splink, beside our own engine: where it disagrees with the dossiers. It reads, proposes, and changes nothing.

The records' normalised features go to a folder that only this user can read, and that is gone afterwards.
Splink and DuckDB come with the extra `identity-audit`.
"""

import csv
import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from psycopg import Connection

from domain.identity import Features
from domain.value import value
from ledger.identity.known import Known
from projections.audited_fields import FieldWeights, Weights, field_by_field, weights_of

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

JOINED, APART = 0.9, 0.5
"""Match probability from which on Splink would join two people, and below which it would have left a record out."""
FIELDS = ("given", "surname", "born", "email", "phone", "postcode", "city")
RULES = (("email",), ("phone",), ("given", "surname"), ("born", "surname"), ("born", "given"), ("postcode", "surname"))
"""Two records that agree on all fields of one of these are compared."""
TRAINED_BY = (("given", "surname"), ("born",), ("email",))
LEAST = 10
"""Records, and those that have a field, below which nothing can be learnt of it."""
AT_ONCE = 1_000
FIRST = UUID(int=0)


class ExtraMissing(Exception):
    """Splink is not installed."""

    code = "extra_missing"


class TooFewRecords(Exception):
    """There is nothing that it could learn from."""

    code = "too_few_records"


@value
class Disagreement:
    kind: Literal["would-join", "would-part"]
    records: tuple[UUID, UUID]
    """The pair that Splink is surest of; of people who are apart only the strongest pair."""
    dossiers: tuple[UUID, UUID]
    posterior: float
    """Splink's own, 0 where it found no reason to compare them."""
    fields: tuple[FieldWeights, ...] = ()
    """What each field weighs for both, where that was asked for."""


@dataclass(frozen=True, slots=True)
class Audit:
    records: int
    dossiers: int
    compared: int
    """Pairs that Splink compared."""
    found: list[Disagreement]
    """Would-join first, the surest first; then would-part, the least likely first."""


def audit(engine: "Engine", dossier_of: dict[UUID, UUID], *, fields: bool = False) -> Audit:
    """`dossier_of`: whose each record is; `fields`: also what each field weighs. Raises ExtraMissing, TooFewRecords."""
    if find_spec("splink") is None:
        raise ExtraMissing
    with tempfile.TemporaryDirectory(prefix="renmai-audit-") as name:  # made for this user alone
        folder = Path(name)
        records, filled = _exported(engine, dossier_of, folder / "records.csv")
        if len(records) < LEAST:
            raise TooFewRecords
        scores = list(_scored(folder, [field for field in FIELDS if filled[field] >= LEAST], explained=fields))
    pairs = {(records[one], records[other]): score for one, other, score, _ in scores}
    found = [*_would_join(pairs, dossier_of), *_would_part(pairs, records, dossier_of)]
    if fields:
        weights = {(records[one], records[other]): each for one, other, _, each in scores}
        of_each = field_by_field(engine, [each.records for each in found], weights)
        found = [replace(each, fields=these) for each, these in zip(found, of_each, strict=True)]
    return Audit(len(records), len({dossier_of[each] for each in records}), len(pairs), found)


def dossier_of_each(connection: Connection[Any]) -> dict[UUID, UUID]:
    """Whose each record is, of all people who are somebody."""
    query = "SELECT dossier, coalesce(merged_into, dossier) FROM read.dossiers WHERE NOT void AND NOT erased"
    return dict(connection.execute(query).fetchall())


def _exported(engine: "Engine", dossier_of: dict[UUID, UUID], file: Path) -> tuple[list[UUID], dict[str, int]]:
    """The records in the order of the file, and how many have each field."""
    records: list[UUID] = []
    filled = dict.fromkeys(FIELDS, 0)
    file.touch(mode=0o600)
    with file.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(("unique_id", *FIELDS))
        after = FIRST
        while streams := engine.walks.indexed(after, AT_ONCE):
            after = streams[-1]
            for stream, features in Known(engine, streams).features.items():
                if stream in dossier_of:
                    cells = _cells(features)
                    out.writerow((len(records), *cells))
                    records.append(stream)
                    for field, cell in zip(FIELDS, cells, strict=True):
                        filled[field] += bool(cell)
    return records, filled


def _cells(record: Features) -> tuple[str, ...]:
    called = record.names[0] if record.names else None
    given = (called.given_sounds or (called.given,))[0] if called else ""
    surname = (called.surname_sounds or (called.surname,))[0] if called else ""
    born = f"{record.born[:4]}-{record.born[4:6]}-{record.born[6:]}" if len(record.born) == 8 else ""
    points = ((each or ("",))[0] for each in (record.emails, record.phones))
    return (given, surname, born, *points, record.home.postcode, record.home.city)


def _scored(folder: Path, fields: Sequence[str], *, explained: bool) -> Iterator[tuple[int, int, float, Weights]]:
    """Every pair that Splink compared, by their places in the file."""
    import duckdb  # the extra brings them
    import pandas
    import splink.comparison_library as library
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    table = pandas.read_csv(folder / "records.csv", dtype=str).astype({"unique_id": int})
    table = table[["unique_id", *fields]].astype(object).where(table.notna(), None)
    usable = [rule for rule in RULES if set(rule) <= set(fields)]
    if not usable:
        raise TooFewRecords
    rules: Any = [block_on(*rule) for rule in usable]
    settings: Any = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(library, field) for field in fields],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=explained,
    )
    with duckdb.connect(str(folder / "work.duckdb"), config={"temp_directory": str(folder)}) as connection:
        api: Any = DuckDBAPI(connection=connection)
        linker: Any = Linker(api.register(table), settings)
        logging.getLogger("splink").setLevel(logging.CRITICAL)  # it warns of each level that it did not see
        linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.8)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in TRAINED_BY:
            if set(rule) <= set(fields) and len(fields) > len(rule):
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        predicted = linker.inference.predict().as_pandas_dataframe()
    for row in predicted.to_dict("records"):
        weights = weights_of(row, fields) if explained else {}
        yield int(row["unique_id_l"]), int(row["unique_id_r"]), float(row["match_probability"]), weights


def _comparison(library: Any, field: str) -> Any:
    if field == "born":
        return library.DamerauLevenshteinAtThresholds(field, [1, 2])
    if field == "email":
        return library.EmailComparison(field)
    if field in ("given", "surname"):
        return library.JaroWinklerAtThresholds(field, [0.9, 0.8]).configure(term_frequency_adjustments=True)
    return library.ExactMatch(field).configure(term_frequency_adjustments=True)


def _would_join(pairs: dict[tuple[UUID, UUID], float], dossier_of: dict[UUID, UUID]) -> Iterable[Disagreement]:
    best: dict[tuple[UUID, UUID], Disagreement] = {}
    for (one, other), score in sorted(pairs.items(), key=lambda each: -each[1]):
        people = dossier_of[one], dossier_of[other]
        if score >= JOINED and people[0] != people[1] and tuple(sorted(people)) not in best:
            low, high = sorted(people)
            best[low, high] = Disagreement("would-join", (one, other), people, score)
    return best.values()


def _would_part(
    pairs: dict[tuple[UUID, UUID], float], records: Sequence[UUID], dossier_of: dict[UUID, UUID]
) -> Iterator[Disagreement]:
    """Records that no other record of their dossier is likely to be, by Splink."""
    members: dict[UUID, list[UUID]] = {}
    for each in records:
        members.setdefault(dossier_of[each], []).append(each)
    found = []
    for dossier, held in members.items():
        for each in held if len(held) > 1 else ():
            scores = [(_score(pairs, each, other), other) for other in held if other != each]
            score, closest = max(scores)
            if score < APART:
                found.append(Disagreement("would-part", (each, closest), (dossier, dossier), score))
    yield from sorted(found, key=lambda each: each.posterior)


def _score(pairs: dict[tuple[UUID, UUID], float], one: UUID, other: UUID) -> float:
    return pairs.get((one, other), pairs.get((other, one), 0.0))
