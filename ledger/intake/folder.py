"""A folder of files: people before what happened to them, each file a batch of its own.

A file `import.toml` in it may say, for each file, what a caller would say of it:

    [[file]]
    name = "ats.csv"
    source = "ats"
    country = "CN"
    map = {"应聘渠道" = "keep"}
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.vocabulary import ActorId
from ledger.intake.batch import BatchReport
from ledger.intake.batch_run import Progress
from ledger.intake.codes import CannotImport
from ledger.intake.formats.catalogue import detect, format_named
from ledger.intake.formats.format import Format
from ledger.intake.formats.json_resume import JSON_RESUME
from ledger.intake.instructions import Instructions
from ledger.intake.run import import_file
from ledger.intake.sources import SourceFile, files_of, open_source, open_together
from ledger.ledger import Ledger
from ledger.settings import Settings

MANIFEST = "import.toml"
SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".vcf"})
NO_BATCH = UUID(int=0)
_SAYS = ("country", "zone", "currency", "encoding", "sheet", "controller")


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one batch: a file, or the résumés of one folder together."""

    paths: tuple[Path, ...]
    format: Format
    said: dict[str, Any]

    def open(self) -> SourceFile:
        return open_source(self.paths[0]) if len(self.paths) == 1 else open_together(self.paths)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file is not read (a code of `FILE_FAULTS`), and whether its ending or `import.toml` says it should be."""

    code: str
    awaited: bool


def import_folder(
    ledger: Ledger,
    folder: Path,
    *,
    actor: ActorId,
    settings: Settings,
    source: str | None = None,
    instructions: Instructions | None = None,
    org_unit: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    rejects: Path | None = None,
) -> list[BatchReport]:
    """Every file that is of a known format, in a stable order; what else lies there is named by `unread`.

    A file that can't be read, though its ending or `import.toml` says that it should be, stops none of the rest: its
    report has `failed` and no batch (`NO_BATCH`). Raises CannotImport nothing_to_import where there is no file at all.
    """
    found, left = _looked_through(folder)
    reports = [_not_read(path.relative_to(folder).as_posix(), fault) for path, fault in left.items() if fault.awaited]
    if not found and not reports:
        raise CannotImport("nothing_to_import", folder.name)
    for part in found:
        done = sum(report.read for report in reports)

        def shown(rows: int, of: int | None, done: int = done) -> None:
            if progress is not None:
                progress(done + rows, None if of is None else done + of)

        with part.open() as opened:
            try:
                report = import_file(
                    ledger,
                    opened,
                    actor=actor,
                    source=part.said.get("source", source),
                    format=part.format.name,
                    instructions=_told(part, instructions or Instructions()),
                    org_unit=part.said.get("org_unit", org_unit),
                    settings=settings,
                    processes=processes,
                    progress=shown,
                    rejects=rejects,
                )
            except CannotImport as fault:
                report = BatchReport(NO_BATCH, part.format.kind, part.format.name, "", opened.name)
                report.failed = fault.code
            reports.append(report)
    return reports


def _told(part: Part, instructions: Instructions) -> Instructions:
    """What the caller says of all files, and `import.toml` of this one."""
    said = {key: part.said[key] for key in _SAYS if key in part.said}
    mapping = {**instructions.mapping, **part.said.get("map", {})} if part.format.mapped else {}
    return replace(instructions, mapping=mapping, **said)


def _not_read(name: str, fault: Unread) -> BatchReport:
    report = BatchReport(NO_BATCH, "people", "", "", name)
    report.failed = fault.code
    return report


def parts(folder: Path) -> list[Part]:
    """The batches that a folder holds: people first, then history, each in the order of their paths."""
    return _looked_through(folder)[0]


def unread(folder: Path) -> dict[Path, Unread]:
    """Files that will not be read, each with why."""
    return _looked_through(folder)[1]


def others(folder: Path) -> list[Path]:
    """Files that neither their ending nor `import.toml` says to read. None is opened."""
    said = _manifest(folder)
    found = (path for path in files_of(folder) if path.name != MANIFEST)
    return [path for path in found if not _awaited(path, _told_of(folder, path, said))]


def _told_of(folder: Path, path: Path, said: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return said.get(path.relative_to(folder).as_posix(), {})


def _awaited(path: Path, told: dict[str, Any]) -> bool:
    return bool(told) or path.suffix.lower() in SUFFIXES


def _looked_through(folder: Path) -> tuple[list[Part], dict[Path, Unread]]:
    said = _manifest(folder)
    found: list[Part] = []
    left: dict[Path, Unread] = {}
    resumes: dict[Path, list[Path]] = {}
    for path in files_of(folder):
        told = _told_of(folder, path, said)
        chosen = _format(path, told)
        if isinstance(chosen, Unread):
            left[path] = chosen
        elif chosen is JSON_RESUME and not told:
            resumes.setdefault(path.parent, []).append(path)
        else:
            found.append(Part((path,), chosen, told))
    for parent, paths in resumes.items():
        found.append(Part(tuple(paths), JSON_RESUME, said.get(f"{parent.relative_to(folder).as_posix()}/", {})))
    left.pop(folder / MANIFEST, None)
    return [part for kind in ("people", "history") for part in found if part.format.kind == kind], left


def _format(path: Path, told: dict[str, Any]) -> Format | Unread:
    if "format" in told:
        return format_named(told["format"])
    if not _awaited(path, told):
        return Unread("unknown_format", awaited=False)
    try:
        with open_source(path) as opened:
            return detect(opened)
    except CannotImport as fault:
        return Unread(fault.code, awaited=True)


def _manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """What `import.toml` says, by the file's path in the folder (or the folder's, for résumés: `resumes/`)."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("file", [])
        return {entry["name"]: entry for entry in entries}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CannotImport("broken_mapping", MANIFEST) from error
