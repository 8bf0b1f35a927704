"""Every metric there is: one file of SQL each, whose header says what it means. docs/metrics.md is made from it."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from projections.metrics.faults import UnknownMetric

HERE = Path(__file__).parent
Parameter = Literal["pool", "segment", "since", "channel"]
SEGMENTS = ("none", "region", "age", "education", "intent", "tier", "skill", "family")


class Metric(BaseModel):
    """One definition. Its numbers change only by another `version`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    question: str
    definition: str
    unit: str
    denominator: str
    grain: str
    owner: str
    rows: tuple[int, ...]
    """Of the feature list."""
    parameters: tuple[Parameter, ...] = ()
    by: tuple[str, ...] = ()
    """Columns that name a group."""
    size: str | None = None
    """The column that counts the people of a group, of whom the row's other counts are part."""
    within: tuple[tuple[str, ...], ...] = ()
    """Columns of which the first counts a whole, and the others parts of it that have nothing in common:
    `made > accepted + declined`."""
    sql: str

    @field_validator("rows", "parameters", "by", mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        return tuple(each.strip() for each in said.split(",")) if isinstance(said, str) else said

    @field_validator("within", mode="before")
    @classmethod
    def _related(cls, said: object) -> object:
        if not isinstance(said, str):
            return said
        return tuple(tuple(re.split(r" [>+] ", each.strip())) for each in said.split(","))

    @property
    def of_persons(self) -> bool:
        """A row is a person: it is not for analysts."""
        return self.grain == "person"


HEADER = re.compile(r"^-- (\w+): (.+)$")


def read(path: Path) -> Metric:
    """Raises pydantic.ValidationError where the header is not whole."""
    said, lines = {}, path.read_text(encoding="utf-8").splitlines()
    while lines and (found := HEADER.match(lines[0])):
        said[found[1]] = found[2]
        lines.pop(0)
    return Metric.model_validate({**said, "name": path.stem.replace("_", "-"), "sql": "\n".join(lines)})


@cache
def metrics() -> dict[str, Metric]:
    """By name, in the order of the feature list."""
    found = [read(path) for path in sorted((HERE / "sql").glob("*.sql"))]
    return {each.name: each for each in sorted(found, key=lambda each: (each.rows, each.name))}


def metric(name: str) -> Metric:
    """Raises UnknownMetric."""
    known = metrics()
    if name not in known:
        raise UnknownMetric(name, sorted(known))
    return known[name]


@cache
def views() -> dict[str, str]:
    """What metrics are made of, by name, each resting on the ones before it."""
    paths = sorted((HERE / "views").glob("*.sql"))
    return {path.stem.partition("_")[2]: path.read_text(encoding="utf-8") for path in paths}
