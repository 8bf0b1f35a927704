"""docs/problems.md and docs/routes.md, made from the tables of the code: `python -m api.http.reference`."""

from pathlib import Path

from api.http.app import ROUTERS
from api.http.problems import PROBLEMS
from api.http.routing import KeyedRoute
from domain.access import Role

DOCS = Path(__file__).parent.parent.parent / "docs"
ROLES = tuple(Role)
MADE = "Made by `python -m api.http.reference`; not to be edited."


def keyed_routes() -> list[KeyedRoute]:
    """Everything under /v1, in the order of the API pages."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, KeyedRoute)]


def problems_page() -> str:
    lines = [
        "# Problems",
        "",
        MADE,
        "",
        "Every problem is `application/problem+json` (RFC 9457) with `type` (`/problems/CODE`), `code`,",
        "`title`, `status`, `remedy`, and where there is more to say `detail` and `faults` (each with `at`,",
        "`code`, `message`). The codes are stable. No problem repeats what was sent.",
        "",
        "| code | status | what it means | what to do |",
        "|---|---|---|---|",
    ]
    for code, kind in sorted(PROBLEMS.items(), key=lambda each: (each[1].status, each[0])):
        lines.append(f"| `{code}` | {kind.status} | {kind.title} | {kind.remedy} |")
    return "\n".join(lines) + "\n"


def routes_page() -> str:
    lines = [
        "# Routes and roles",
        "",
        MADE,
        "",
        "Which role may do what stands in one table, `domain/access.py`; each route is one of its actions.",
        "",
        f"| route | what it does | action | {' | '.join(ROLES)} |",
        f"|---|---|---|{'---|' * len(ROLES)}",
    ]
    for route in keyed_routes():
        marks = " | ".join("x" if role in route.gate.roles else "" for role in ROLES)
        told = f"{route.summary} | {route.gate.action}"
        lines += [f"| `{each} {route.path}` | {told} | {marks} |" for each in sorted(route.methods or ())]
    return "\n".join(lines) + "\n"


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    (DOCS / "problems.md").write_text(problems_page(), encoding="utf-8")
    (DOCS / "routes.md").write_text(routes_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
