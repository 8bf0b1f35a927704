"""Whatever is wrong with a question or its lake is said before an engine works, each by a fault of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.faults import LedgerFault
from projections.lake.faults import LakeDamaged, LakeOfOtherFormat, NoLake
from projections.lake.manifest import MANIFEST, Manifest
from projections.metrics.asked import Asked
from projections.metrics.faults import BadParameter, EngineDown, UnknownMetric
from projections.metrics.run import answer
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import history

NOW = Asked()
LATER = datetime(2097, 1, 1, tzinfo=UTC)
QUESTIONS: list[tuple[str, str, Asked, str, type[LedgerFault], str]] = [
    ("a metric that there is not", "pool-colour", NOW, "sail:", UnknownMetric, "pool-size"),
    ("a moment in the future", "pool-size", Asked(as_of=LATER), "sail:", BadParameter, "as_of: after 2026-06-30"),
    ("known in the future", "pool-size", Asked(known_at=LATER), "sail:", BadParameter, "known_at: after 2026-06-30"),
    ("a position that is not there", "pool-size", Asked(known_at=48), "sail:", BadParameter, "1 to 47"),
    ("a moment without a zone", "pool-size", Asked(as_of=datetime(2026, 1, 1)), "sail:", BadParameter, "zone"),  # noqa: DTZ001
    ("a segment that there is not", "pool-size", Asked(segment="shoe-size"), "sail:", BadParameter, "region"),
    (
        "a parameter of another metric",
        "pool-size",
        Asked(since=datetime(2026, 1, 1, tzinfo=UTC)),
        "sail:",
        BadParameter,
        "since",
    ),
    ("an engine that is down", "pool-size", NOW, "sc://127.0.0.1:1", EngineDown, "127.0.0.1:1"),
]


@pytest.mark.parametrize(
    ("name", "asked", "url", "fault", "said"), [each[1:] for each in QUESTIONS], ids=[each[0] for each in QUESTIONS]
)
def test_a_bad_question_is_refused(
    name: str, asked: Asked, url: str, fault: type[LedgerFault], said: str, tmp_path: Path
) -> None:
    lake(tmp_path, history(), 16)
    with pytest.raises(fault, match=said):
        answer(name, str(tmp_path), asked, url=url)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def other_format(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"renmai-lake/3", b"renmai-lake/0"))


DAMAGE: list[tuple[str, Callable[[Manifest], str], Callable[[Path], object], type[LedgerFault]]] = [
    ("no lake", lambda _: MANIFEST, Path.unlink, NoLake),
    ("of another format", lambda _: MANIFEST, other_format, LakeOfOtherFormat),
    ("a manifest cut short", lambda _: MANIFEST, lambda path: path.write_bytes(path.read_bytes()[:-10]), LakeDamaged),
    ("a missing file", lambda manifest: manifest.events[1].name, Path.unlink, LakeDamaged),
    ("an altered file", lambda manifest: manifest.events[1].name, flipped, LakeDamaged),
    (
        "a file cut short",
        lambda manifest: manifest.events[1].name,
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        LakeDamaged,
    ),
    ("altered memberships", lambda manifest: manifest.members.name, flipped, LakeDamaged),
    ("altered corrections", lambda manifest: manifest.corrections.name, flipped, LakeDamaged),
]


@pytest.mark.parametrize(("which", "damage", "fault"), [each[1:] for each in DAMAGE], ids=[each[0] for each in DAMAGE])
def test_a_damaged_lake_is_not_counted(
    which: Callable[[Manifest], str], damage: Callable[[Path], object], fault: type[LedgerFault], tmp_path: Path
) -> None:
    name = which(lake(tmp_path, history(), 16))
    damage(tmp_path / name)
    with pytest.raises(fault, match=tmp_path.name if fault is NoLake else name):
        answer("pool-size", str(tmp_path), NOW)
