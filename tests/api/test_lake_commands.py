"""`renmai export` and `renmai metrics`: from the ledger to a number, and what is said when something is wrong."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.command_line.export import export
from api.command_line.metrics import diff, list_, report, run, show
from api.machine.problem import MachineProblem
from ledger.ledger import Ledger
from projections.lake.manifest import read_manifest
from projections.lake.place import Place
from tests.api.test_evidence_command import settings_of as settings_of
from tests.ledger.proof.log import Log
from tests.servers import Database


@pytest.mark.usefixtures("settings_of")
def test_from_the_ledger_to_a_number(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said() -> dict[str, object]:
        told: dict[str, object] = json.loads(capsys.readouterr().out)
        return told

    lake = str(tmp_path / "lake")
    with pytest.raises(MachineProblem, match="not_sealed"):
        export(lake)
    with pytest.raises(MachineProblem, match="no_lake"):
        run("tags", lake=lake)
    with Ledger.open(database.settings, connections=2) as ledger:
        log = Log(database, ledger)
        log.write(6, 2)
        checkpoint = log.seal()
        log.close()
    export(lake, json=True)
    assert said() == {"lake": lake, "position": 6, "root": checkpoint.root.hex(), "verified": False}
    export(lake, verify=True, json=True)
    assert said()["verified"] is True
    run("tags", lake=lake, json=True)
    assert said()["rows"] == []
    run("conversion", lake=lake)
    table = capsys.readouterr().out
    assert "join_conversion" in table
    assert f"root: {checkpoint.root.hex()}" in table
    run("pool-size", lake=lake, format_="csv", output=tmp_path / "size.csv")
    assert (tmp_path / "size.csv").read_text().splitlines()[0] == "# metric: pool-size"
    report(tmp_path / "week.html", language="zh", lake=lake)
    assert "人才库周报" in (tmp_path / "week.html").read_text(encoding="utf-8")
    capsys.readouterr()
    show("tags", json=True)
    assert "FROM member" in str(said()["sql"])
    list_(json=True)
    assert len(said()["items"]) > 20  # type: ignore[arg-type]
    run("pool-size", lake=lake, format_="parquet", output=tmp_path / "size.parquet")
    assert pq.read_schema(tmp_path / "size.parquet").metadata[b"renmai.root"] == checkpoint.root.hex().encode()
    run("pool-size", lake=lake, format_="svg", output=tmp_path / "size.svg")
    assert (tmp_path / "size.svg").read_text().startswith("<svg")
    diff("pool-size", read_manifest(Place(lake)).recorded_at, lake=lake, json=True)  # type: ignore[arg-type]
    same = said()
    assert (same["changed"], {cause["count"] for cause in same["why"].values()}) == ([], {0})  # type: ignore[attr-defined]
    with pytest.raises(MachineProblem, match="unknown_metric"):
        run("pool-colour", lake=lake)
    with pytest.raises(MachineProblem, match="engine_down"):
        run("tags", lake=lake, engine="sc://127.0.0.1:1")
    name = read_manifest(Place(lake)).events[0].name
    altered = bytearray((whole := Path(lake, name)).read_bytes())
    altered[len(altered) // 2] ^= 1
    whole.write_bytes(altered)  # as long as it was
    asks: tuple[Callable[[], None], ...] = (
        lambda: run("tags", lake=lake),
        lambda: diff("tags", datetime.now(UTC), lake=lake),
        lambda: report(tmp_path / "never.html", lake=lake),
    )
    for ask in asks:
        with pytest.raises(MachineProblem, match="lake_damaged"):
            ask()
