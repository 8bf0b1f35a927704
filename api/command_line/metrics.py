"""`renmai metrics …`: what is measured, how it is defined, and the numbers."""

import hashlib
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from api.command_line.export import analytics
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.weekly_reports import weekly
from domain.vocabulary import Channel
from ledger.settings import Settings

HELP = _(
    """Metrics, each defined once over the events: see them, see how they are defined, work them out.

They are asked of the lake that `renmai export` writes, in this process or on a cluster, and give the same number
everywhere. Beside it stands what it takes to get it again.

**Examples**

* `renmai metrics list`
* `renmai metrics run activity-rate --segment skill`
* `renmai metrics run weekly-funnel --as-of 2026-03-31T00:00+08:00 --format csv > funnel.csv`
* `renmai metrics run pool-size --engine sc://spark.example:15002`
* `renmai metrics diff pool-size --as-of 2026-03-31T00:00+08:00`
* `renmai metrics report week.html --language zh`
* `renmai metrics weekly`
* `renmai metrics weekly 2026-11-23 week.html --language zh`
"""
)
Name = Annotated[str, typer.Argument(metavar="NAME", help=_("As `renmai metrics list` has it."))]
Lake = Annotated[str | None, typer.Option(help=_("The lake: a folder, file://… or s3://bucket/prefix."))]
AsOf = Annotated[
    datetime | None,
    typer.Option(parser=datetime.fromisoformat, metavar="TIME", help=_("What had happened by then; else by the end.")),
]
KnownAt = Annotated[
    datetime | None,
    typer.Option(parser=datetime.fromisoformat, metavar="TIME", help=_("What had been recorded by then; else all.")),
]
Since = Annotated[
    datetime | None,
    typer.Option(parser=datetime.fromisoformat, metavar="TIME", help=_("The period's beginning; else a year before.")),
]
People = Annotated[
    Literal["now", "then"], typer.Option(help=_("Whose records are whose: as known now, or as known then."))
]
Pool = Annotated[str | None, typer.Option(help=_("People in this pool only."))]
Segment = Annotated[str, typer.Option(help="none, region, age, education, intent, tier, skill, family")]
ByChannel = Annotated[Channel | None, typer.Option("--channel", help=_("Contacts and consents by this channel only."))]
EngineUrl = Annotated[
    str | None,
    typer.Option("--engine", help=_("`sail:` is this process; `sc://HOST:PORT` a Sail or Spark Connect server.")),
]
Format = Annotated[Literal["table", "csv", "json", "parquet", "svg"], typer.Option("--format")]
Output = Annotated[Path | None, typer.Option(help=_("Write to this file."))]
Groups = Annotated[bool, typer.Option("--groups-only", help=_("Hide groups under 10 people, as analysts see it."))]

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("Every metric, and the question that it answers."))
def list_(json: Json = False) -> None:
    from projections.metrics.catalogue import metrics

    if json:
        tell_json({"items": [each.model_dump(exclude={"sql"}) for each in metrics().values()]})
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for each in metrics().values():
        table.add_row(each.name, each.question)
    told.print(table)


@app.command("show", help=_("One metric: its definition in words and in SQL."))
def show(name: Name, json: Json = False) -> None:
    from projections.metrics.catalogue import metric

    with analytics():
        found = metric(name)
    if json:
        tell_json(found.model_dump())
        return
    for field, said in found.model_dump(exclude={"sql"}).items():
        value = ", ".join(map(str, said)) if isinstance(said, tuple) else said
        told.print(f"{field}: {value}", markup=False, soft_wrap=True)
    told.print(f"\n{found.sql}", markup=False, soft_wrap=True)


@app.command("run", help=_("Work a metric out."))
def run(
    name: Name,
    lake: Lake = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    people: People = "now",
    pool: Pool = None,
    segment: Segment = "none",
    since: Since = None,
    channel: ByChannel = None,
    engine: EngineUrl = None,
    format_: Format = "table",
    output: Output = None,
    groups_only: Groups = False,
    json: Json = False,
) -> None:
    with analytics():
        from projections.metrics.catalogue import metric

        metric(name)
        from projections.metrics.asked import Asked  # slow to import; nobody should wait for it in vain
        from projections.metrics.run import answer
        from projections.metrics.shown import FORMATS, for_groups

        settings = Settings()
        as_of, known_at, since = (each.astimezone() if each else None for each in (as_of, known_at, since))
        asked = Asked(as_of, known_at, people, pool, segment, since, channel)
        found = answer(name, lake or settings.lake, asked, url=engine or settings.engine_url)
        found = for_groups(found) if groups_only else found
        wanted = "json" if json else format_
        if wanted != "table":
            _put(FORMATS[wanted][1](found) + (b"\n" if wanted == "json" else b""), output)
            return
    table = Table(box=None, pad_edge=False)
    for column in found.table.column_names:
        table.add_column(column)
    for row in found.table.to_pylist():
        table.add_row(*("·" if value is None else str(value) for value in row.values()))
    told.print(table)
    for said, value in found.provenance().items():
        told.print(f"{said}: {value}", style="dim", markup=False, soft_wrap=True)


@app.command("diff", help=_("What was reported then, what the same question gives now, and why."))
def diff(
    name: Name,
    as_of: Annotated[
        datetime, typer.Option(parser=datetime.fromisoformat, metavar="TIME", help=_("The moment of the report."))
    ],
    known_at: KnownAt = None,
    lake: Lake = None,
    pool: Pool = None,
    segment: Segment = "none",
    since: Since = None,
    channel: ByChannel = None,
    engine: EngineUrl = None,
    json: Json = False,
) -> None:
    with analytics():
        from projections.metrics.asked import Asked
        from projections.metrics.difference import difference
        from projections.metrics.run import opened

        settings = Settings()
        period = since.astimezone() if since else None
        asked = Asked(as_of.astimezone(), None, "now", pool, segment, period, channel)
        with opened(lake or settings.lake, asked, engine or settings.engine_url) as running:
            found = difference(running, name, asked, (known_at or as_of).astimezone())
    changed = [{"then": before, "now": after} for before, after in found.changed]
    if json:
        causes = {each.kind: {"count": each.count, "events": each.events} for each in found.causes}
        tell_json({"then": found.then.provenance(), "now": found.now.provenance(), "changed": changed, "why": causes})
        return
    if not changed:
        told.print(_("Nothing: the number is the same today."))
    for each in changed:
        told.print(f"{_row(each['then'])}  →  {_row(each['now'])}", markup=False, soft_wrap=True)
    titles = {"late": _("recorded later"), "corrected": _("corrected since"), "merged": _("merged or parted since")}
    for why in found.causes:
        told.print(f"{titles[why.kind]}: {why.count}")
        for event in why.events:
            told.print(
                f"  {event['position']}  {event['type']}  {event['stream']}  {event['happened_at']}", markup=False
            )


@app.command("report", help=_("The weekly report of the pool: one page with its charts, to read or to print."))
def report(
    output: Annotated[Path, typer.Argument(metavar="FILE", help=_("A new file, NAME.html."))],
    language: Annotated[Literal["en", "zh"], typer.Option(help=_("Of the report."))] = "en",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    pool: Pool = None,
    everybody: Annotated[bool, typer.Option("--everybody", help=_("Small groups, too."))] = False,
    lake: Lake = None,
    engine: EngineUrl = None,
    json: Json = False,
) -> None:
    with analytics():
        from projections.metrics.asked import Asked
        from projections.metrics.report import report as written
        from projections.metrics.run import opened

        settings = Settings()
        as_of, known_at = (each.astimezone() if each else None for each in (as_of, known_at))
        asked = Asked(as_of, known_at, pool=pool)
        with opened(lake or settings.lake, asked, engine or settings.engine_url) as running:
            manifest = running.manifest
            page = written(running, asked, language, groups_only=not everybody).encode()
    output.write_bytes(page)
    digest = hashlib.sha256(page).hexdigest()
    if json:
        tell_json({"file": output, "sha256": digest, "position": manifest.position, "root": manifest.root.hex()})
    else:
        told.print(f"{output}  sha256 {digest}", markup=False, soft_wrap=True)


app.command("weekly", help=_("The reports that were drafted at the end of each week, or one of them into a file."))(
    weekly
)


def _row(row: dict[str, object] | None) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items()) if row else "-"


def _put(data: bytes, output: Path | None) -> None:
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
