"""One dossier as a row of texts, for tables."""

from collections.abc import Callable, Iterable
from typing import Any

Document = dict[str, Any]
"""As `projections.document` writes it."""


def _profile(said: Document) -> Document:
    profile: Document = said["profile"]
    return profile


def _part(said: Document, *names: str) -> str:
    value: Any = _profile(said)
    for name in names:
        value = (value or {}).get(name)
    return "" if value is None else str(value)


def points(said: Document, *kinds: str) -> list[Document]:
    """Those that were not found wrong, best first."""
    found = _profile(said).get("points") or ()
    return [each for each in found if each["kind"] in kinds and each.get("state") != "invalid"]


def _points(said: Document, kind: str) -> str:
    return _joined(each["value"] for each in points(said, kind))


def present(said: Document) -> Document:
    """The post held now, or the first that is named."""
    jobs: list[Document] = _profile(said).get("employments") or [{}]
    return next((job for job in jobs if job.get("current")), jobs[0])


def _joined(texts: Iterable[Any]) -> str:
    return "; ".join(str(each) for each in texts if each)


COLUMNS: tuple[tuple[str, Callable[[Document], str]], ...] = (
    ("candidate", lambda said: str(said["candidate"])),
    ("name", lambda said: _part(said, "name", "full")),
    ("family name", lambda said: _part(said, "name", "family")),
    ("given name", lambda said: _part(said, "name", "given")),
    ("email", lambda said: _points(said, "email")),
    ("phone", lambda said: _points(said, "phone")),
    ("wechat", lambda said: _points(said, "wechat")),
    ("city", lambda said: _part(said, "place", "city")),
    ("region", lambda said: _part(said, "region")),
    ("headline", lambda said: _part(said, "headline")),
    ("employer", lambda said: str(present(said).get("employer") or "")),
    ("title", lambda said: str(present(said).get("title") or "")),
    ("education", lambda said: _part(said, "education_level")),
    ("schools", lambda said: _joined(each.get("school") for each in _profile(said).get("educations") or ())),
    ("career since", lambda said: _part(said, "career_start", "on")),
    ("skills", lambda said: _joined(_profile(said).get("skills") or ())),
    ("languages", lambda said: _joined(each.get("name") for each in _profile(said).get("languages") or ())),
    ("intent", lambda said: _part(said, "intent")),
    ("status", lambda said: str(said["status"])),
    ("tier", lambda said: str((said.get("tier") or {}).get("tier") or "").upper()),
    ("tags", lambda said: _joined(said.get("tags") or ())),
    ("owners", lambda said: _joined(sorted({each["owner"] for each in (said.get("owners") or {}).values()}))),
    ("talent pools", lambda said: _joined(said.get("pools") or ())),
    ("stages", lambda said: _joined(sorted(set((said.get("stages") or {}).values())))),
    ("last contacted", lambda said: str(said["contacts"].get("last_outbound_at") or "")),
    ("last heard", lambda said: str(said["contacts"].get("last_inbound_at") or "")),
)
HEADER = tuple(name for name, _ in COLUMNS)


def row(said: Document) -> list[str]:
    return [column(said) for _, column in COLUMNS]
