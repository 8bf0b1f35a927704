"""docs/analyst.md is true: its code runs, and prints what stands beneath it."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.projections.lake.written import lake
from tests.projections.metrics.golden import history

PAGE = Path(__file__).parents[3] / "docs" / "analyst.md"
BLOCKS = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


def test_the_worked_example_gives_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake(tmp_path / "lake", history(), 16)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = BLOCKS.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 4
    for code, shown in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        if shown:
            assert printed.getvalue() == shown
