"""Every metric says of the small history what was worked out by hand; late, merged and corrected events included."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from domain.vocabulary import Channel
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metrics
from projections.metrics.difference import difference
from projections.metrics.engine import HERE, Engine, engine
from projections.metrics.report import figures, page
from projections.metrics.report_words import Language
from projections.metrics.run import answered
from tests.domain.story import some_id
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import (
    BO,
    BY_SEGMENT,
    ERASED,
    TOLD,
    WHOLE_WAY_TOLD,
    WITHOUT_BO,
    history,
    whole_way,
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("golden")
    manifest = lake(folder, history(), 16)
    with engine(HERE, Place(str(folder)), manifest) as running:
        yield running


def told(running: Engine, name: str, asked: Asked | None = None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = answered(running, name, asked or Asked()).table.to_pylist()
    return rows


def noon(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_every_metric_says_what_was_worked_out_by_hand(running: Engine) -> None:
    assert set(TOLD) == {name for name in metrics() if name != "scores"}
    assert {name: told(running, name) for name in TOLD} == TOLD
    scores = {row["dossier"]: row["score"] for row in told(running, "scores")}
    assert scores[str(some_id("bo"))] == BO
    assert str(some_id("chen")) not in scores


def test_every_column_counts_somebody_who_went_the_whole_way(tmp_path: Path) -> None:
    with engine(HERE, Place(str(tmp_path)), lake(tmp_path, whole_way(), 16)) as later:
        assert {name: told(later, name) for name in WHOLE_WAY_TOLD} == WHOLE_WAY_TOLD
        for segment, people in BY_SEGMENT.items():
            rows = told(later, "pool-size", Asked(segment=segment))
            assert {row["segment"]: row["people"] for row in rows} == people, segment
        for name in ("outreach-funnel", "messages", "response"):
            assert told(later, name, Asked(channel=Channel.EMAIL)) == WHOLE_WAY_TOLD[name]
            assert told(later, name, Asked(channel=Channel.SMS)) == []


def test_whoever_was_erased_counts_in_what_was_and_is_nowhere_else(running: Engine, tmp_path: Path) -> None:
    before = Asked(as_of=noon(2026, 6, 30, 11))
    with engine(HERE, Place(str(tmp_path)), lake(tmp_path, history(ERASED), 16)) as later:
        assert {name: told(later, name) for name in TOLD} == {**TOLD, **WITHOUT_BO}
        assert str(some_id("bo")) not in {row["dossier"] for row in told(later, "scores")}
        past = ("pool-size", "consents", "score-bands", "stock-take")
        assert {name: told(later, name, before) for name in past} == {name: TOLD[name] for name in past}


def test_as_of_a_moment_only_what_had_happened_counts(running: Engine) -> None:
    spring = Asked(as_of=noon(2025, 4, 15))
    assert told(running, "pool-size", spring) == [{"segment": "all", "people": 3}]
    assert told(running, "hires-per-year", spring) == []
    early = Asked(as_of=noon(2025, 3, 3))
    assert told(running, "pool-size", early) == [{"segment": "all", "people": 1}]


def test_a_late_event_counts_from_when_it_was_recorded_and_for_when_it_happened(running: Engine) -> None:
    at_new_year = Asked(as_of=noon(2025, 12, 31))
    before = replace(at_new_year, known_at=noon(2025, 12, 31))
    assert [row["responded"] for row in told(running, "weekly-funnel", before)] == [1, 0, 0]
    assert [row["responded"] for row in told(running, "weekly-funnel", at_new_year)] == [1, 1, 0]


def test_what_was_recorded_in_error_counted_until_it_was_said(running: Engine) -> None:
    then = Asked(as_of=noon(2026, 3, 5, 18), known_at=noon(2026, 3, 5, 18))
    assert told(running, "activation", then)[0]["people"] == 3  # Emil, Anna, and Bo who never applied
    assert told(running, "activation", replace(then, known_at=None))[0]["people"] == 2


def test_whose_a_record_is_can_be_asked_as_known_then_or_now(running: Engine) -> None:
    asked = Asked(as_of=noon(2026, 2, 1, 18), known_at=33, segment="region")
    now = told(running, "pool-size", asked)
    then = told(running, "pool-size", replace(asked, people="then"))
    assert [(row["segment"], row["people"]) for row in now] == [("cn-11", 1), ("cn-31", 1), ("cn-44", 1)]
    assert [(row["segment"], row["people"]) for row in then] == [("cn-11", 1), ("cn-31", 2), ("cn-44", 1)]


def test_a_difference_names_what_came_in_between(running: Engine) -> None:
    found = difference(running, "weekly-funnel", Asked(as_of=noon(2026, 3, 5, 18)), noon(2026, 3, 5, 18))
    assert [(before and before["applied"], after and after["applied"]) for before, after in found.changed] == [
        (2, 1),  # Bo never applied
        (0, 0),
    ]
    assert [after and after["responded"] for _, after in found.changed] == [1, 1]  # Dora answered at Christmas
    assert {each.kind: [event["position"] for event in each.events] for each in found.causes} == {
        "late": [46],
        "corrected": [41],
        "merged": [],
    }
    assert found.then.table.equals(found.rejoined.table)
    merged = difference(running, "pool-size", Asked(as_of=noon(2026, 2, 1, 18)), 33)
    assert merged.rejoined.table.equals(merged.now.table)
    assert [(before and before["people"], after and after["people"]) for before, after in merged.changed] == [(4, 3)]
    assert [(each.kind, each.count) for each in merged.causes] == [("late", 1), ("corrected", 0), ("merged", 1)]


CALL_FOR_SOMETHING = [
    {"skill": skill, "people": people, "active": active, "interviewed": interviewed, "hired": hired}
    for skill, people, active, interviewed, hired in (
        ("sap", 100, 40, 50, 10),
        ("lean", 100, 40, 30, 30),
        ("java", 100, 70, 20, 15),
    )
]
"""The samples of row 147, of groups large enough to be shown."""
ADVICE: dict[Language, tuple[str, ...]] = {
    "en": (
        "sap: Interviewed, and not joining: does the pay not match? State its range. (100 people: 40 active, 50 "
        "interviewed, 10 hired)",
        "lean: Joins well: bring in more of them",
        "java: Active, and not joining: make clearer in the job description what is paid.",
    ),
    "zh": (
        "sap: 面试多而入职少：是否薪资不匹配？请在职位描述中写明薪资范围。 (100 人：活跃 40，面试 50，入职 10)",
        "lean: 入职转化好：多收集这类人才，例如参加同类主题论坛。",
        "java: 活跃而入职少：请完善职位描述中的薪资说明。",
    ),
}


def test_the_report_is_one_page_that_hides_small_groups(running: Engine) -> None:
    found = figures(running, Asked())
    whole = page(found, "zh", groups_only=False)
    assert "人才库周报，截至 2026-06-30" in whole
    assert "<td>33.33</td>" in whole
    assert "1 applied：2 份中通过 1 份" not in whole  # half is not less than half
    assert "2 interviewed：1 份中通过 0 份" in whole
    assert running.manifest.root.hex() in whole
    assert whole.count("<svg") == 3
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", whole)
    hidden = page(found, "en")
    assert "33.33" not in hidden
    assert "No segment of 10 people or more calls for anything." in hidden
    called = {**found, "segments": replace(found["segments"], table=pa.Table.from_pylist(CALL_FOR_SOMETHING))}
    for language, lines in ADVICE.items():
        told = page(called, language)
        assert [line for line in lines if line not in told] == []
