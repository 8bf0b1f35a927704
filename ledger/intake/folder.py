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
    """Every file that is of a known format, in a stable order; others are named by `unread`.

    A file that can't be read stops none of the rest: its report has `failed` and no batch (`NO_BATCH`).
    """
    reports: list[BatchReport] = []
    for part in parts(folder):
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


def parts(folder: Path) -> list[Part]:
    """The batches that a folder holds: people first, then history, each in the order of their paths."""
    found = list(_parts(folder, _manifest(folder)))
    return [part for kind in ("people", "history") for part in found if part.format.kind == kind]


def unread(folder: Path) -> list[Path]:
    """Files that are of no known format."""
    taken = {path for part in parts(folder) for path in part.paths}
    return [path for path in files_of(folder) if path not in taken and path.name != MANIFEST]


def _parts(folder: Path, said: dict[str, dict[str, Any]]) -> Iterator[Part]:
    resumes: dict[Path, list[Path]] = {}
    for path in files_of(folder):
        told = said.get(path.relative_to(folder).as_posix(), {})
        found = _format(path, told)
        if found is JSON_RESUME and not told:
            resumes.setdefault(path.parent, []).append(path)
        elif found is not None:
            yield Part((path,), found, told)
    for parent, paths in resumes.items():
        yield Part(tuple(paths), JSON_RESUME, said.get(f"{parent.relative_to(folder).as_posix()}/", {}))


def _format(path: Path, told: dict[str, Any]) -> Format | None:
    if "format" in told:
        return format_named(told["format"])
    if not told and path.suffix.lower() not in SUFFIXES:
        return None
    try:
        with open_source(path) as opened:
            return detect(opened)
    except CannotImport as fault:
        if fault.code in ("unknown_format", "empty_file"):
            return None
        raise


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
