"""A folder of files: people before what happened to them, each file a batch of its own.

A file `import.toml` in it may say, for each file, what a caller would say of it:

    [[file]]
    name = "ats.csv"
    source = "ats"
    country = "CN"
    map = {"应聘渠道" = "keep"}
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domain.vocabulary import ActorId
from ledger.intake.batch import BatchReport
from ledger.intake.codes import CannotImport
from ledger.intake.formats.catalogue import detect, format_named
from ledger.intake.formats.format import Format
from ledger.intake.formats.json_resume import JSON_RESUME
from ledger.intake.instructions import Instructions
from ledger.intake.run import Progress, import_file
from ledger.intake.sources import SourceFile, files_of, open_source, open_together
from ledger.ledger import Ledger
from ledger.settings import Settings

MANIFEST = "import.toml"
_SAYS = ("country", "zone", "currency", "encoding", "sheet", "controller")


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one batch: a file, or the résumés of one folder together."""

    paths: tuple[Path, ...]
    format: Format
    said: dict[str, Any]

    def open(self) -> SourceFile:
        return open_source(self.paths[0]) if len(self.paths) == 1 else open_together(self.paths)


def import_folder(
    ledger: Ledger,
    folder: Path,
    *,
    actor: ActorId,
    source: str | None = None,
    instructions: Instructions | None = None,
    org_unit: str | None = None,
    settings: Settings | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    rejects: Path | None = None,
) -> list[BatchReport]:
    """Every file that is of a known format, in a stable order; others are named by `unread`."""
    reports: list[BatchReport] = []
    for part in parts(folder):
        done = sum(report.read for report in reports)

        def shown(rows: int, of: int | None, done: int = done) -> None:
            if progress is not None:
                progress(done + rows, None if of is None else done + of)

        told = instructions or Instructions()
        told = replace(told, **{key: part.said[key] for key in _SAYS if key in part.said})
        told = replace(told, mapping={**told.mapping, **part.said.get("map", {})})
        with part.open() as opened:
            reports.append(
                import_file(
                    ledger,
                    opened,
                    actor=actor,
                    source=part.said.get("source", source),
                    format=part.format.name,
                    instructions=told,
                    org_unit=part.said.get("org_unit", org_unit),
                    settings=settings,
                    processes=processes,
                    progress=shown,
                    rejects=rejects,
                )
            )
    return reports


def parts(folder: Path) -> list[Part]:
    """The batches that a folder holds: people first, then history, each in the order of their paths."""
    found = list(_parts(folder))
    return [part for kind in ("people", "history") for part in found if part.format.kind == kind]


def unread(folder: Path) -> list[Path]:
    """Files of no known format."""
    taken = {path for part in parts(folder) for path in part.paths}
    return [path for path in files_of(folder) if path not in taken and path.name != MANIFEST]


def _parts(folder: Path) -> Iterator[Part]:
    resumes: dict[Path, list[Path]] = {}
    for path in files_of(folder):
        if path.name == MANIFEST:
            continue
        said = _said(path)
        format = _format(path, said)  # noqa: A001
        if format is None:
            continue
        if format is JSON_RESUME and not said:
            resumes.setdefault(path.parent, []).append(path)
        else:
            yield Part((path,), format, said)
    for parent, paths in resumes.items():
        yield Part(tuple(paths), JSON_RESUME, _entry(parent, f"{parent.name}/"))


def _format(path: Path, said: dict[str, Any]) -> Format | None:
    if "format" in said:
        return format_named(said["format"])
    try:
        with open_source(path) as opened:
            return detect(opened)
    except CannotImport as fault:
        if fault.code in ("unknown_format", "empty_file"):
            return None
        raise


def _said(path: Path) -> dict[str, Any]:
    return _entry(path.parent, path.name)


def _entry(folder: Path, name: str) -> dict[str, Any]:
    """What the nearest `import.toml` says of a file, or of a folder of résumés (`resumes/`)."""
    for parent in (folder, folder.parent):
        manifest = parent / MANIFEST
        if manifest.is_file():
            try:
                entries = tomllib.loads(manifest.read_text(encoding="utf-8")).get("file", [])
            except (OSError, tomllib.TOMLDecodeError) as error:
                raise CannotImport("broken_mapping", MANIFEST) from error
            for entry in entries:
                if entry.get("name") == name:
                    return dict(entry)
    return {}
