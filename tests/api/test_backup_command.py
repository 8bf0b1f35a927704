"""`renmai backup` and `renmai restore`, as a person calls them."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.envelope import Meta
from domain.events import CandidateIngested, DocumentAttached
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from tests import processes
from tests.servers import Database, Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture
def elsewhere(servers: Servers, migrated: tuple[str, str], tmp_path: Path) -> Iterator[Settings]:
    with fresh_database(servers, migrated, tmp_path / "elsewhere") as fresh:
        yield fresh.settings


def renmai(settings: Settings, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return processes.renmai({**environment(settings), "RENMAI_LANGUAGE": language}, *words)


def filled(settings: Settings) -> None:
    with Ledger.open(settings, connections=2) as ledger:
        blobs = Blobs(settings.blobs, ledger.keyring)
        for number in range(5):
            stream, meta = new_id(), Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
            document = blobs.put(stream, "resume", "简历.pdf", "application/pdf", b"%PDF")
            person = Person(name=Name(full=f"王小明 {number}"))
            ledger.append(
                [
                    NewEvent(stream, 1, meta, CandidateIngested(person=person)),
                    NewEvent(stream, 2, meta, DocumentAttached(document=document, file_name="简历.pdf")),
                ]
            )


def read_models(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every live read model."""
    with psycopg.connect(settings.admin_conninfo) as connection:
        live = connection.execute(
            "SELECT projection, generation FROM read.checkpoint WHERE live ORDER BY projection"
        ).fetchall()
        schemas = [f"{projection}_{generation}" for projection, generation in live]
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = ANY(%s)",
            (schemas,),
        ).fetchall()
        rows = {}
        for schema, table in tables:
            found = connection.execute(f'SELECT to_jsonb(t)::text FROM "{schema}"."{table}" t ORDER BY 1')
            rows[f"{schema.rpartition('_')[0]}.{table}"] = found.fetchall()
        return rows


def test_a_backup_restores_into_an_empty_place_with_its_read_models(
    database: Database, elsewhere: Settings, tmp_path: Path
) -> None:
    filled(database.settings)
    folder, kek = tmp_path / "backup", tmp_path / "kek"
    made = renmai(database.settings, "backup", str(folder), "--kek-to", str(kek), "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["position"], told["blobs"], told["lost_blobs"]) == (10, 5, [])
    assert "tables" not in told

    restored = renmai(elsewhere, "restore", str(folder), "--kek-from", str(kek))
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.strip() == "Restored 10 events, 10 keys and 5 files."
    # Made by the same command, just now: this process may have begun long before the code was last changed.
    assert renmai(database.settings, "rebuild").returncode == 0
    before, after = read_models(database.settings), read_models(elsewhere)
    assert before == after
    assert sum(map(len, after.values())) > 5

    again = renmai(elsewhere, "restore", str(folder), "--json")
    assert again.returncode == 1
    assert json.loads(again.stderr)["error"]["code"] == "restore_target_not_empty"


def test_the_list_of_destroyed_keys_outlives_an_older_backup(
    database: Database, elsewhere: Settings, tmp_path: Path
) -> None:
    filled(database.settings)
    folder, kek, kept = (str(tmp_path / name) for name in ("backup", "kek", "list"))
    assert renmai(database.settings, "backup", folder, "--kek-to", kek).returncode == 0
    with Ledger.open(database.settings, connections=1) as ledger:
        ledger.keyring.destroy(ledger.page(0, 1)[0].stream, DataClass.IDENTITY)
    written = renmai(database.settings, "tombstones", "export", kept, "--json")
    assert json.loads(written.stdout) == {"destroyed": 1, "file": kept}
    shutil.move(kept, tmp_path / "safe")
    nothing = renmai(elsewhere, "restore", folder, "--kek-from", kek, "--tombstones", kept)
    assert nothing.stderr.startswith(f"no_tombstones: There is no list of destroyed keys in {kept}.")

    options = "--kek-from", kek, "--tombstones", str(tmp_path / "safe")
    restored = renmai(elsewhere, "restore", folder, *options)
    assert restored.returncode == 0, restored.stderr
    assert "Destroyed again: 1 keys. Of keys that were destroyed after 20" in restored.stderr
    assert [row for row in read_models(elsewhere)["people.recall"] if "王小明 0" in str(row)] == []
    again = renmai(elsewhere, "tombstones", "apply", str(tmp_path / "safe"), "--json")
    assert json.loads(again.stdout) == {"destroyed_again": 0}


def test_an_error_is_one_line_that_says_what_to_do(database: Database, tmp_path: Path) -> None:
    filled(database.settings)
    nothing = renmai(database.settings, "restore", str(tmp_path / "nothing"))
    assert nothing.returncode == 1
    assert nothing.stderr.startswith("no_backup: There is no whole backup in")
    assert len(nothing.stderr.splitlines()) == 1
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "file").touch()
    full = renmai(database.settings, "backup", str(folder))
    assert (full.returncode, full.stderr.split(":")[0]) == (1, "backup_folder_not_empty")


def test_a_lost_file_makes_the_exit_code_1_and_the_backup_whole(database: Database, tmp_path: Path) -> None:
    filled(database.settings)
    stored = next(path for path in Path(database.settings.blobs).rglob("*") if path.is_file())
    stored.unlink()
    made = renmai(database.settings, "backup", str(tmp_path / "backup"), "--json")
    assert made.returncode == 1
    assert json.loads(made.stdout)["lost_blobs"] == [stored.name]
    assert stored.name in made.stderr
    assert (tmp_path / "backup" / "MANIFEST.json").exists()
