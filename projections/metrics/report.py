"""The weekly report of the pool: a page by itself, to be read on a screen or printed, with all its charts inside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from domain.advice import PASS_AT_LEAST, Measure, Segment, advice
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metric
from projections.metrics.engine import Engine
from projections.metrics.report_words import WORDS, Language
from projections.metrics.run import Answer, answered
from projections.metrics.shown import as_svg, for_groups, plain

PAGE = Path(__file__).with_suffix(".html")
TABLES = ("activity-rate", "coverage", "conversion")
CHARTS = ("weekly-funnel", "tags", "stages")
LONGEST = 20
"""Groups of a chart: weeks the latest, tags the largest."""


def report(running: Engine, asked: Asked, language: Language, *, groups_only: bool = True) -> str:
    """HTML, the same for the same lake and question. Groups too small to be shown are left out of it."""
    return page(figures(running, asked), language, groups_only=groups_only)


def figures(running: Engine, asked: Asked) -> dict[str, Answer]:
    """All that a report tells, by the metric's name."""
    return {name: _answered(running, name, asked) for name in (*TABLES, *CHARTS, "segments")}


def page(found: dict[str, Answer], language: Language, *, groups_only: bool = True) -> str:
    """The report of these figures."""
    said = WORDS[language]
    shown = {name: for_groups(each) if groups_only else each for name, each in found.items()}
    one = found["tags"]
    values = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": said["title"].format(day=f"{one.as_of:%Y-%m-%d}"),
        "parts": [
            *({"heading": said[name], "rows": _called(plain(shown[name]), said)} for name in TABLES),
            *({"heading": said[name], "chart": _chart(shown[name], said[name])} for name in CHARTS),
        ],
        "problems": {
            "heading": said["problems"],
            "lines": list(_lost(shown["stages"], said)) or [said["no-problems"]],
        },
        "advice": {"heading": said["advice"], "lines": list(_advised(shown["segments"], said)) or [said["no-advice"]]},
        "none": said["none"],
        "from": said["from"].format(
            position=one.position,
            as_of=f"{one.as_of:%Y-%m-%dT%H:%M:%SZ}",
            root=one.root,
            definitions=", ".join(f"{each.metric.name} {each.metric.version}" for each in found.values()),
            engine=one.engine,
        ),
    }
    return Environment(autoescape=True).from_string(PAGE.read_text(encoding="utf-8")).render(values)


def _answered(running: Engine, name: str, asked: Asked) -> Answer:
    """Of all pools, where the metric is of no one."""
    return answered(running, name, asked if "pool" in metric(name).parameters else replace(asked, pool=None))


def _called(rows: list[dict[str, Any]], said: dict[str, str]) -> list[dict[str, Any]]:
    return [{said.get(name, name): value for name, value in row.items()} for row in rows]


def _chart(answer: Answer, title: str) -> Markup | None:
    rows = answer.table.num_rows
    if not rows:
        return None
    by_size = answer.metric.name == "tags"
    table = answer.table.sort_by([(answer.metric.size, "descending")]) if by_size else answer.table
    latest = table.slice(0, LONGEST) if by_size else table.slice(max(0, rows - LONGEST))
    return Markup(as_svg(replace(answer, table=latest), title).decode())  # noqa: S704  # nosec B704 - our own, of codes and numbers


def _lost(answer: Answer, said: dict[str, str]) -> Iterator[str]:
    for row in answer.table.to_pylist():
        if row["reached"] and row["passed"] is not None and 100 * row["passed"] < PASS_AT_LEAST * row["reached"]:
            yield said["lost"].format(**row)


def _advised(answer: Answer, said: dict[str, str]) -> Iterator[str]:
    counts: tuple[Measure, ...] = ("active", "interviewed", "hired")
    whole = [row for row in answer.table.to_pylist() if None not in row.values()]
    segments = [Segment(row["skill"], row["people"], {each: row[each] for each in counts}) for row in whole]
    for each in advice(segments):
        counted = {str(name): count for name, count in each.segment.counts.items()}
        evidence = said["evidence"].format(people=each.segment.people, **counted)
        yield f"{each.segment.name}: {said[each.rule.name]} ({evidence})"
