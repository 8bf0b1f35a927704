"""Write docs/metrics.md anew: `python -m tests.projections.metrics.write_docs`."""

from pathlib import Path

from projections.metrics.page import page

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
