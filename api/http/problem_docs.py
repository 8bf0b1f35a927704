"""Problems of a route, for the API's description."""

from typing import Any

from api.http.problem import MEDIA_TYPE
from api.http.problems import PROBLEMS


def problem_docs(*codes: str) -> dict[int | str, dict[str, Any]]:
    """By status, as FastAPI's `responses` wants them."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        kind = PROBLEMS[code]
        described = by_status.setdefault(kind.status, {"description": "", "content": {MEDIA_TYPE: {}}})
        described["description"] += f"{'; ' if described['description'] else ''}`{code}`: {kind.title}"
    return by_status
