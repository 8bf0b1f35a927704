"""Keys, what a person did and allows, and imports of folders and mapping files, as people call them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.rebuild import rebuild
from tests import processes
from tests.ledger.intake.reading import stream_of
from tests.servers import Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def settings(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    with fresh_database(servers, migrated, tmp_path_factory.mktemp("everyday")) as database:
        yield database.settings


def renmai(settings: Settings, *words: str, code: int = 0) -> Any:
    done = processes.renmai(environment(settings), *words, "--json")
    assert done.returncode == code, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_key_is_made_listed_without_itself_and_revoked(settings: Settings) -> None:
    [made] = renmai(settings, "key", "make", "analyst", "--unit", "cn-platform", "--days", "90", "--label", "bi")
    [listed] = renmai(settings, "key", "list")
    assert made["key"].startswith("rk_")
    assert made["key"] not in json.dumps(listed)
    assert (listed["id"], listed["state"], listed["org_units"]) == (made["id"], "good", ["cn-platform"])
    [revoked] = renmai(settings, "key", "revoke", made["id"])
    assert revoked["revoked"] == made["id"]
    assert [each["state"] for each in renmai(settings, "key", "list")] == ["revoked"]
    assert renmai(settings, "key", "revoke", made["id"], code=1) == []


def test_a_folder_with_a_mapping_file_comes_in_once_and_is_taken_back(settings: Settings, tmp_path: Path) -> None:
    folder, mapping = tmp_path / "exports", tmp_path / "mapping.json"
    folder.mkdir()
    mapping.write_text(json.dumps({"number": "id", "who": "name"}), encoding="utf-8")
    for number, who in enumerate(("Ann Lee", "王小明")):
        (folder / f"{number}.csv").write_text(f"number,who\n{number},{who}\n", encoding="utf-8")
    words = ("import", str(folder), "--map", str(mapping), "--source", "ats")
    [reports] = renmai(settings, *words)
    assert [(each["read"], each["added"], each["rejected"]) for each in reports] == [(1, 1, 0)] * 2
    [again] = renmai(settings, *words)
    assert [each["added"] for each in again] == [0, 0]

    with Ledger.open(settings, connections=2) as ledger:
        ann = str(stream_of(ledger, "0"))
    rebuild(settings, shards=0)
    [active] = renmai(settings, "activity", ann, "--points", "2")
    assert (active["score"], active["band"], len(active["curve"])) == (0.0, "low", 2)
    [slow] = renmai(settings, "activity", ann, "--policy", "activity-slow-1")
    assert (active["policy"], slow["policy"]) == ("activity-1", "activity-slow-1")
    assert renmai(settings, "activity", ann, "--policy", "activity-0", code=2) == []
    [asked] = renmai(settings, "may-contact", ann, "email", "marketing", code=1)
    assert (asked["allowed"], bool(asked["reasons"])) == (False, True)

    [undone] = renmai(settings, "import", "undo", reports[0]["batch"])
    assert (undone["batch"], undone["events"] > 0) == (reports[0]["batch"], True)
