"""Splink on the same records in the same run, where it is installed (extra `identity-audit`), as its tutorials do."""

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from benchmarks.labelled import Labelled

THRESHOLD = 0.9
"""Of the match probability from which on its pairs are joined."""
FIELDS = {
    "febrl": ("given_name", "surname", "date_of_birth", "postcode", "address_1", "suburb"),
    "fake": ("first_name", "surname", "dob", "city", "email"),
}
BLOCKS = {
    "febrl": (
        *(("given_name", "surname"), ("date_of_birth",), ("postcode", "surname"), ("postcode", "given_name")),
        *(("address_1", "postcode"), ("suburb", "surname"), ("suburb", "given_name"), ("given_name", "date_of_birth")),
    ),
    "fake": (
        ("first_name", "surname"),
        ("dob",),
        ("email",),
        ("surname", "city"),
        ("first_name", "city"),
        ("surname",),
    ),
}


def installed() -> bool:
    return find_spec("splink") is not None


def clusters(rows: Sequence[Labelled], kind: str) -> list[list[int]]:
    """Its connected components, by place in the list. `kind` is one of FIELDS."""
    import pandas  # the extra brings them; the benchmark runs without
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    table = pandas.DataFrame(
        [
            {"unique_id": number, **{field: row.row[field] or None for field in FIELDS[kind]}}
            for number, row in enumerate(rows)
        ]
    )
    made = _comparisons(comparisons, kind)
    rules: Any = [block_on(*fields) for fields in BLOCKS[kind]]
    settings = SettingsCreator(link_type="dedupe_only", comparisons=made, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI()
    linker: Any = Linker(api.register(table), settings)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in rules[:2]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD).as_pandas_dataframe()
    return [list(each["unique_id"]) for _, each in found.groupby("cluster_id")]


def _comparisons(library: Any, kind: str) -> list[Any]:
    if kind == "fake":
        return [
            library.ForenameSurnameComparison("first_name", "surname"),
            library.DateOfBirthComparison("dob", input_is_string=True),
            library.ExactMatch("city").configure(term_frequency_adjustments=True),
            library.EmailComparison("email"),
        ]
    names, codes = ("given_name", "surname", "address_1", "suburb"), ("date_of_birth", "postcode")
    return [
        *(
            library.JaroWinklerAtThresholds(field, [0.9, 0.8]).configure(term_frequency_adjustments=True)
            for field in names
        ),
        *(library.DamerauLevenshteinAtThresholds(field, [1, 2]) for field in codes),
    ]


def _by_jaro_winkler(library: Any, field: str) -> Any:
    return library.JaroWinklerAtThresholds(field, [0.9, 0.8]).configure(term_frequency_adjustments=True)
