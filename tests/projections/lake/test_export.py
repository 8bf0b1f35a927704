"""What is exported is the ledger, whole, once, and provably; whatever the steps in which it came."""

import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import CandidateTagged, RecordedInError
from ledger.ledger import Ledger
from ledger.proof.log_keys import log_key
from ledger.proof.notes import BadSignature
from ledger.proof.published import NotSealed
from ledger.proof.seal import Sealer
from ledger.settings import Settings
from ledger.store import OPTIONS
from projections.lake.check import check_files, check_ledger, check_signature
from projections.lake.export import export
from projections.lake.faults import LakeDamaged, LakeOfOtherFormat, LakeOfOtherLedger, NoLake
from projections.lake.manifest import MANIFEST, Manifest, read_manifest
from projections.lake.place import Place
from tests.domain.lives import lived
from tests.projections.invented import people, store
from tests.projections.lake.written import lake
from tests.projections.scribe import Scribe
from tests.servers import Database, Servers, fresh_database

LENGTH, CHECKPOINTS = 32, 8


@pytest.fixture(scope="module")
def told(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """People with merges, a reversal and a correction; a checkpoint for every few events."""
    with (
        fresh_database(servers, migrated, tmp_path_factory.mktemp("told")) as database,
        Ledger.open(database.settings, connections=2) as ledger,
    ):
        scribe = Scribe(ledger)
        store(ledger, people(3, 8))
        one, other, third = (scribe.ingest(name) for name in ("王小明", "Anna", "Luis"))
        scribe.merge(one, other)
        scribe.merge(third, one)
        wrong = scribe.say(one, CandidateTagged(tag="python"))
        scribe.say(one, RecordedInError(position=wrong, why="typing-error"))
        scribe.reverse(third, one)
        with psycopg.connect(database.sealer, autocommit=True, options=OPTIONS) as connection:
            sealer = Sealer(connection, log_key(database.settings))
            while sealer.seal(CHECKPOINTS):
                pass
        yield database.settings


def test_any_steps_give_the_same_content_and_each_event_once(told: Settings, tmp_path: Path) -> None:
    whole = export(told, str(tmp_path / "whole"), length=LENGTH)
    numbers = iter(range(1_000))

    @settings(max_examples=6, deadline=None)
    @given(st.sets(st.integers(1, whole.position // CHECKPOINTS), max_size=3))
    def in_steps(steps: set[int]) -> None:
        url = str(tmp_path / f"steps-{next(numbers)}")
        for size in [*(step * CHECKPOINTS for step in sorted(steps)), whole.position]:
            found = export(told, url, length=LENGTH, until=size)
            assert found.position == size
        assert contents(found) == contents(whole)
        assert (found.root, found.checkpoint) == (whole.root, whole.checkpoint)
        assert check_files(Place(url)) == found
        seen = [row for each in found.events for row in sorted(table(url, each.name).column("position").to_pylist())]
        assert seen == list(range(1, whole.position + 1))

    in_steps()
    assert check_ledger(told, Place(str(tmp_path / "whole"))) == whole
    assert check_signature(whole, log_key(told).verifier)


def contents(found: Manifest) -> list[str]:
    return [each.content_sha256 for each in found.files]


def table(url: str, name: str) -> pa.Table:
    return pq.read_table(io.BytesIO(Place(url).get(name) or b""))


def test_begun_again_it_goes_on_with_what_is_there(told: Settings, tmp_path: Path) -> None:
    url, place = str(tmp_path), Place(str(tmp_path))
    whole = export(told, url, length=LENGTH)
    files = {each.name: (tmp_path / each.name).stat().st_mtime_ns for each in whole.events}
    assert export(told, url) == whole  # nothing is new
    place.delete(MANIFEST)  # as if it had been cut short
    place.put(whole.events[1].name, b"half a file")
    again = export(told, url, length=LENGTH)
    assert contents(again) == contents(whole)
    kept = [name for name, at in files.items() if (tmp_path / name).stat().st_mtime_ns == at]
    assert kept == [each.name for each in whole.events if each is not whole.events[1]]


def test_the_tail_is_replaced_and_stays_for_whoever_reads_it_now(told: Settings, tmp_path: Path) -> None:
    url = str(tmp_path)
    first = export(told, url, length=LENGTH, until=LENGTH + CHECKPOINTS)
    second = export(told, url, until=LENGTH + 2 * CHECKPOINTS)
    assert [each.last for each in second.events] == [LENGTH, LENGTH + 2 * CHECKPOINTS]
    assert Place(url).get(first.events[-1].name)
    export(told, url, until=LENGTH + 3 * CHECKPOINTS)
    assert Place(url).get(first.events[-1].name) is None


def test_a_tail_grows_by_what_is_new_and_an_altered_one_is_told_anew(told: Settings, tmp_path: Path) -> None:
    url, place = str(tmp_path / "grown"), Place(str(tmp_path / "grown"), new=True)
    whole = export(told, str(tmp_path / "whole"), length=LENGTH, until=3 * CHECKPOINTS)
    for damage in (bytes, lambda data: data[:-1] + bytes([data[-1] ^ 1]), None):
        first = export(told, url, length=LENGTH, until=2 * CHECKPOINTS)
        tail = first.events[-1].name
        if damage is None:
            place.delete(tail)
        else:
            place.put(tail, damage(place.get(tail) or b""))
        assert contents(export(told, url, until=3 * CHECKPOINTS)) == contents(whole)
        assert check_files(place) == read_manifest(place)
        for name in (*place.sizes("events"), MANIFEST):
            place.delete(name)


def test_many_files_come_from_several_processes(told: Settings, tmp_path: Path) -> None:
    heard: list[int] = []
    one = export(told, str(tmp_path / "one"), length=16, processes=1)
    two = export(told, str(tmp_path / "two"), length=16, processes=2, told=lambda done, _: heard.append(done))
    assert contents(one) == contents(two)
    assert heard == [each.last for each in two.events]


def test_whatever_is_wrong_is_said_so(told: Settings, tmp_path: Path) -> None:
    url, place = str(tmp_path), Place(str(tmp_path))
    with pytest.raises(NoLake):
        read_manifest(place)
    whole = export(told, url, length=LENGTH)
    other = log_key(told.at(log_key_file=tmp_path / "other"))
    assert not check_signature(whole, other.verifier)
    forged = whole.model_copy(update={"checkpoint": whole.checkpoint[:-8] + "AAAAAA=\n"})
    with pytest.raises(BadSignature):
        check_signature(forged, log_key(told).verifier)
    name = whole.events[0].name
    data = place.get(name) or b""
    for damage in (data[:-1], None):
        place.delete(name) if damage is None else place.put(name, damage)
        with pytest.raises(LakeDamaged, match=name):
            check_files(place)
    place.put(name, data)
    text = place.get(MANIFEST) or b""
    for damaged, fault in (
        (text[:-10], LakeDamaged),
        (text.replace(whole.events[0].root.encode(), b"0" * 64), LakeDamaged),
        (text.replace(b"renmai-lake/3", b"renmai-lake/1"), LakeOfOtherFormat),
    ):
        place.put(MANIFEST, damaged)
        with pytest.raises(fault):
            export(told, url)


def test_a_lake_of_another_ledger_is_refused(told: Settings, tmp_path: Path) -> None:
    lake(tmp_path / "other", lived([]).history, LENGTH)
    with pytest.raises(LakeOfOtherLedger):
        export(told, str(tmp_path / "other"))
    with pytest.raises(LakeOfOtherLedger):
        check_ledger(told, Place(str(tmp_path / "other")))


def test_nothing_is_exported_before_it_is_sealed(database: Database, ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(NotSealed):
        export(database.settings, str(tmp_path))
