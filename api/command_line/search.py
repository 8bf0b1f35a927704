"""`renmai search`: people by a filter, as text."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.looking import looked
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.search.filter import Node
    from projections.searching import Page, Sort

HELP = _(
    """Find people by a filter: fields, words, and, or, not, parentheses. docs/search.md has the whole language.

Words that stand side by side must all hold. A word without a field is looked for everywhere, Chinese by any part of
a phrase; `name:` finds names in their script, in pinyin and by initials. Fields and values have Chinese names too.

**Examples**

* `renmai search 'skill:java years>=5 intent:open active:6m "供应链"'`
* `renmai search '年限>=3 SaaS产品 技能:B端设计 意向:观望 互动:6个月' --facet city`
* `renmai search 'name:wxm' --json`
"""
)


def search(
    query: Annotated[str, typer.Argument(metavar="FILTER", help=_("The filter; empty for everybody."))] = "",
    sort: Annotated[
        str | None, typer.Option(metavar="ORDER", help=_("relevance, score or freshness; by default as it fits."))
    ] = None,
    facet: Annotated[list[str] | None, typer.Option(metavar="FIELD", help=_("Also count by this field."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    found = _found(query, _sort(sort), tuple(facet or ()), limit, cursor, quiet=json)
    if json:
        tell_json(found)
        return
    for each in found["items"]:
        tell_person(each)
    line = ngettext("{count} person, as of position {position}", "{count} people, as of position {position}", 1)
    total = found["counts"]["total"]
    if total != 1:
        line = ngettext("{count} person, as of position {position}", "{count} people, as of position {position}", 2)
    count = f"{total:,}" if found["counts"]["exact"] else f"~{total:,}"
    told.print(line.format(count=count, position=found["position"]), markup=False, soft_wrap=True)
    for name, values in found["counts"]["facets"].items():
        told.print(f"{name}: " + ", ".join(f"{one['value']} {one['count']:,}" for one in values), markup=False)
    for word, near in (found["meant"] or {}).items():
        told.print(_("Nobody has {word}. Meant: {near}?").format(word=word, near=", ".join(near)), markup=False)
    if found["next"]:
        told.print(_("More: --cursor {cursor}").format(cursor=found["next"]), markup=False, soft_wrap=True)


def _found(
    query: str, sort: "Sort | None", facets: tuple[str, ...], limit: int, cursor: str | None, *, quiet: bool
) -> dict[str, Any]:
    import psycopg  # slow to import; --help should not wait

    from api.found import shown
    from ledger.ledger import Ledger
    from projections.facets import FACETS, counts
    from projections.misspelt import latin_words, meant
    from projections.search_query import where
    from projections.tag_terms import spelt

    if unknown := next((each for each in facets if each not in FACETS), None):
        raise typer.BadParameter(
            _("{field} is not counted by; there are: {known}").format(field=unknown, known=", ".join(FACETS)),
            param_hint="--facet",
        )
    typed, at = parsed(query, quiet=quiet), datetime.now(UTC)
    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        node = spelt(reader, typed)
        asked = where(node, at)
        page = page_of(reader, node, at, sort, cursor, limit)
        items = [shown(each, asked.said) for each in page.items]
        near = meant(reader, words) if not items and (words := latin_words(typed)) else None
        counted = counts(reader, asked, facets)
        if items:
            with Ledger.open(settings, connections=1) as ledger:
                looked(ledger, "search", [each.candidate for each in page.items])
    return {
        "position": page.read_at,
        "items": items,
        "next": page.next,
        "sort": page.sort,
        "counts": {
            **{name: getattr(counted, name) for name in ("total", "exact", "margin")},
            "facets": {
                name: [{"value": each.value, "count": each.count} for each in values]
                for name, values in counted.facets.items()
            },
        },
        "meant": near,
    }


def page_of(
    reader: Any, node: "Node | None", at: datetime, sort: "Sort | None", cursor: str | None, limit: int
) -> "Page":
    from projections.checkpoint import live
    from projections.cursor import InvalidCursor
    from projections.searching import search as searched

    if not live(reader, ["people"]):
        raise MachineProblem(
            "read_models_missing",
            "No read model was ever built here.",
            "They are built while `renmai run` runs, or by `renmai rebuild`.",
        )
    try:
        return searched(reader, node, at, sort=sort, cursor=cursor, limit=limit)
    except InvalidCursor as error:
        raise typer.BadParameter(_("not a cursor that this list gave out"), param_hint="--cursor") from error


def _sort(asked: str | None) -> "Sort | None":
    match asked:
        case None | "relevance" | "score" | "freshness":
            return asked
    raise typer.BadParameter(_("relevance, score or freshness"), param_hint="--sort")


def parsed(query: str, *, quiet: bool) -> "Node | None":
    from rich.cells import cell_len

    from api.filter_faults import of_text
    from domain.search.parse import parse
    from domain.search.parts import BadFilter

    try:
        return parse(query)
    except BadFilter as error:
        if not quiet:  # the place, under the filter as it was typed
            caret = " " * cell_len(query[: error.begin]) + "^" * max(1, cell_len(query[error.begin : error.end]))
            sys.stderr.write(f"  {query}\n  {caret}\n")
        fault = of_text(error, _)
        raise MachineProblem(
            error.code,
            "At letter {place}: {what}.",
            "docs/search.md has the language; `renmai search --help` shows examples.",
            place=error.begin + 1,
            what=fault["message"],
        ) from error


def tell_person(found: dict[str, Any]) -> None:
    told.print(
        f"{found['candidate']}  {found['name'] or '?'}  {found['score']:.0f}",
        style="bold",
        markup=False,
        soft_wrap=True,
    )
    brief = (found["headline"], found["employer"], found["city"], found["intent"])
    told.print("    " + " · ".join(str(each) for each in brief if each), markup=False, soft_wrap=True)
    for match in found["matches"]:
        told.print(f"    {match['field']}: {_marked_up(match)}", markup=False, soft_wrap=True)


def _marked_up(match: dict[str, Any]) -> str:
    text = str(match["text"])
    for begin, end in sorted(match["spans"], reverse=True):
        text = f"{text[:begin]}[{text[begin:end]}]{text[end:]}"
    return text
