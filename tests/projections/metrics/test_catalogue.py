"""The catalogue is whole: every definition says what it means, and its page is the one that is in docs/."""

import pytest

from projections.metrics.catalogue import metric, metrics
from projections.metrics.faults import UnknownMetric
from projections.metrics.page import page
from tests.projections.metrics.write_docs import PAGE


def test_every_definition_is_documented() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.projections.metrics.write_docs"


def test_every_row_that_can_be_measured_is() -> None:
    measured = {row for each in metrics().values() for row in each.rows}
    assert set(range(133, 156)) - measured == {152}, "dashboards are made of the others"


def test_parameters_that_are_named_are_used_and_the_other_way_round() -> None:
    for each in metrics().values():
        for parameter in ("since", "channel"):
            assert (f":{parameter}" in each.sql) == (parameter in each.parameters), each.name


def test_a_metric_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownMetric, match="pool-size"):
        metric("pool-colour")
