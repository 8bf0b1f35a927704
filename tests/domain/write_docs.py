"""`python -m tests.domain.write_docs` writes the pages of docs/ that are read off the domain anew."""

import json
from pathlib import Path

from domain.catalogue_page import page, schema
from domain.due.page import clock_page
from domain.gate.page import gate_page

DOCS = Path(__file__).parents[2] / "docs"


def texts() -> dict[Path, str]:
    return {
        DOCS / "events.md": page(),
        DOCS / "events.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
        DOCS / "gate.md": gate_page(),
        DOCS / "clock.md": clock_page(),
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
