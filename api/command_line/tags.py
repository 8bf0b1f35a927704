"""`renmai tags …`: the vocabulary of tags, in Chinese and English, and the words that it does not know."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.command_line.deciding import By, decided
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from domain.vocabulary import TagFacet
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.decision import Command

HELP = _(
    """See and change the vocabulary of tags: the terms of each facet, and what else they are called.

Whoever runs this machine may change every facet. Words that nobody governs are kept as they came, and listed.

**Examples**

* `renmai tags list --facet skill`
* `renmai tags unknown`
* `renmai tags add skill cloud-native --zh 云原生 --en "cloud native"`
* `renmai tags merge skill paas cloud-native`
* `renmai tags install`: the terms that come with the product
"""
)
BY = "system:command-line"
Facet = Annotated[TagFacet, typer.Argument(metavar="FACET", help=_("skill, experience, industry, relation …"))]
Term = Annotated[str, typer.Argument(metavar="TERM", help=_("The term's id."))]
OnlyFacet = Annotated[TagFacet | None, typer.Option(help=_("Only of this facet."))]
Chinese = Annotated[list[str] | None, typer.Option("--zh", metavar="NAME", help=_("A Chinese name."))]
English = Annotated[list[str] | None, typer.Option("--en", metavar="NAME", help=_("An English name."))]
Candidate = Annotated[UUID, typer.Argument(metavar="CANDIDATE", help=_("Any id of the person."))]

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("Every term, with its names."))
def list_(facet: OnlyFacet = None, json: Json = False) -> None:
    import psycopg  # slow to import; --help should not wait

    from api.told_terms import as_told
    from projections.tag_terms import vocabulary

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known = vocabulary(reader)
    found = as_told(known, (facet,) if facet else tuple(TagFacet))
    if json:
        tell_json({"position": known.position, **found})
        return
    for each in found["items"]:
        line = _("{facet}: {count} terms, looked after by {role}")
        line = line.format(facet=each["facet"], count=len(each["terms"]), role=each["entrusted_to"])
        told.print(line, style="bold", markup=False)
        for term in each["terms"]:
            gone = f" -> {term['merged_into']}" if term["merged_into"] else _(" (retired)") if term["retired"] else ""
            names = " · ".join((*term["names"]["zh"], *term["names"]["en"]))
            told.print(f"    {term['term']}{gone}  {names}", markup=False, soft_wrap=True)


@app.command("unknown", help=_("Words on people that are no term and no name of one, the commonest first."))
def unknown(
    facet: OnlyFacet = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 50,
    json: Json = False,
) -> None:
    import psycopg

    from projections.tag_terms import ungoverned

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        found = ungoverned(reader, (facet,) if facet else (), limit)
    if json:
        items = [{"facet": each.facet, "word": each.word, "people": each.people} for each in found.items]
        tell_json({"exact": found.exact, "items": items})
        return
    for each in found.items:
        about = "" if found.exact else "~"
        told.print(f"{about}{each.people:>7,}  {each.facet}:{each.word}", markup=False)


@app.command("add", help=_("Add a term to a facet, or revive a retired one."))
def add(facet: Facet, term: Term, zh: Chinese = None, en: English = None, by: By = BY, json: Json = False) -> None:
    from domain.decisions import AddTagTerm

    _change(AddTagTerm, by, facet, term, json, names=_names(zh, en))


@app.command("name", help=_("Say all the names of a term anew."))
def name(facet: Facet, term: Term, zh: Chinese = None, en: English = None, by: By = BY, json: Json = False) -> None:
    from domain.decisions import NameTagTerm

    _change(NameTagTerm, by, facet, term, json, names=_names(zh, en))


@app.command("merge", help=_("Say that a term means the same as another."))
def merge(
    facet: Facet,
    term: Term,
    into: Annotated[str, typer.Argument(metavar="INTO", help=_("The term that stays."))],
    by: By = BY,
    json: Json = False,
) -> None:
    from domain.decisions import MergeTagTerm

    _change(MergeTagTerm, by, facet, term, json, into=into)


@app.command("retire", help=_("Put a term on nobody any more."))
def retire(facet: Facet, term: Term, by: By = BY, json: Json = False) -> None:
    from domain.decisions import RetireTagTerm

    _change(RetireTagTerm, by, facet, term, json)


@app.command("suggested", help=_("Tags that a person's files suggest, with the phrase; to be confirmed or refused."))
def suggested(candidate: Candidate, json: Json = False) -> None:
    from api.told_suggestions import waiting
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        dossier, _versions = ledger.dossier(candidate)
        ledger.store.durable()
    items = waiting(dossier) if dossier else []
    if json:
        tell_json({"candidate": candidate, "items": items})
        return
    for each in items:
        told.print(f"{each['confidence']:>3} %  {each['facet']}:{each['tag']}", style="bold", markup=False)
        told.print(f"       … {each['evidence']} …", markup=False, soft_wrap=True)


@app.command("confirm", help=_("Say that a suggested tag holds."))
def confirm(candidate: Candidate, term: Term, by: By, json: Json = False) -> None:
    from domain.decisions import ConfirmTagSuggestion

    _decide(ConfirmTagSuggestion, by, json, candidate=candidate, by=by, tag=term)


@app.command("refuse", help=_("Say that a suggested tag does not hold."))
def refuse(candidate: Candidate, term: Term, by: By, json: Json = False) -> None:
    from domain.decisions import RefuseTagSuggestion

    _decide(RefuseTagSuggestion, by, json, candidate=candidate, by=by, tag=term)


@app.command("install", help=_("Add the terms that come with the product, to facets that have none."))
def install(json: Json = False) -> None:
    from ledger.ledger import Ledger
    from ledger.tag_vocabulary import install_defaults

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        made = install_defaults(ledger)
    if json:
        tell_json({"installed": list(made)})
        return
    line = ngettext("{count} term was added.", "{count} terms were added.", len(made))
    told.print(line.format(count=len(made)))


def _change(kind: "type[Command]", by: str, facet: TagFacet, term: str, json: bool, **said: Any) -> None:
    _decide(kind, by, json, facet=facet, term=term, role="admin", **said)


def _decide(kind: "type[Command]", actor: str, json: bool, /, **said: Any) -> None:
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        receipt = decided(ledger, kind, actor, **said)
    if json:
        tell_json({"position": receipt.position, "changed": receipt.events > 0})
    else:
        told.print(_("It is so, as of position {position}.").format(position=receipt.position))


def _names(zh: list[str] | None, en: list[str] | None) -> list[dict[str, str]]:
    said = (("zh", zh), ("en", en))
    return [{"language": language, "text": text} for language, texts in said for text in texts or ()]
