"""`renmai explain A B`: why two records are, or are not, taken for one person, field by field."""

from typing import Annotated
from uuid import UUID

import psycopg
import typer
from pydantic import TypeAdapter
from rich.table import Table

from api.command_line.looking import looked
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.dossier import Dossier
from domain.explanation import Explanation, Step, explained
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.dossiers import population

HELP = _(
    """Explain why two records are, or are not, taken for one person: each field, and what it weighs.

A weight is log2(m/u) in bits: m is how often two records of one person agree so, u how often those of two people do.
They add up from the prior, which knows nothing yet, to the posterior. Stored evidence is shown as it was stored; where
there is none it is computed now, and says so.

**Examples**

* `renmai explain 019a… 019b…`
* `renmai explain 019a… 019b… --json`
"""
)
EXPLANATION: TypeAdapter[Explanation] = TypeAdapter(Explanation)


def explain(
    one: Annotated[UUID, typer.Argument(metavar="A", help=_("Any id of the one."))],
    other: Annotated[UUID, typer.Argument(metavar="B", help=_("Any id of the other."))],
    json: Json = False,
) -> None:
    if one == other:
        raise typer.BadParameter(_("name two records, not one twice"), param_hint="A, B")
    with (
        attached(Settings()) as settings,
        Ledger.open(settings, connections=1) as ledger,
        psycopg.connect(settings.conninfo("reader")) as reader,
    ):
        people = _person(ledger, one), _person(ledger, other)
        found = explained(*people, (one, other), population(reader), ledger.models.current())
        ledger.store.durable()
        looked(ledger, "explain", (one, other))
    if json:
        tell_json(EXPLANATION.dump_python(found, mode="json"))
    else:
        _tell(found)


def _person(ledger: Ledger, candidate: UUID) -> Dossier:
    dossier, _versions = ledger.dossier(candidate)
    if dossier is None or dossier.void:
        raise MachineProblem(
            "no_such_candidate",
            "There is no candidate {candidate}.",
            "`renmai events` shows which there are.",
            candidate=candidate,
        )
    if dossier.erased:
        raise MachineProblem(
            "erased", "The person {candidate} was erased.", "Nothing is kept to explain.", candidate=candidate
        )
    return dossier


def _tell(found: Explanation) -> None:
    seen = found.evidence
    one, other = found.records
    told.print(f"{one} · {other}", style="bold", markup=False, soft_wrap=True)
    told.print(_where_from(found), markup=False, soft_wrap=True)
    table = Table(_("field"), _("level"), "m", "u", _("term frequency"), _("bits"), _("total"), box=None)
    table.add_row(_("prior"), "", "", "", "", "", f"{seen.prior:+.2f}")
    for step in seen.steps:
        table.add_row(*_cells(step))
    told.print(table)
    posterior = _("posterior {posterior}, zone {zone}")
    told.print(posterior.format(posterior=f"{seen.posterior:.6f}", zone=seen.zone), markup=False)
    for said in _remarks(found):
        told.print(f"  {said}", markup=False, soft_wrap=True)


def _where_from(found: Explanation) -> str:
    model = found.evidence.model
    if found.position is None:
        return _("No evidence is stored: computed now, by the model {model}.").format(model=model)
    return _("As stored at position {position}, by the model {model}.").format(position=found.position, model=model)


def _cells(step: Step) -> tuple[str, ...]:
    frequency = "" if step.term_frequency is None else f"{step.term_frequency:.2g}"
    return (
        *(step.field, step.level, f"{step.m:.2g}", f"{step.u:.2g}", frequency),
        *(f"{step.weight:+.2f}", f"{step.total:+.2f}"),
    )


def _remarks(found: Explanation) -> list[str]:
    seen, said = found.evidence, []
    if seen.strong:
        said.append(_("identifiers that agree: {fields}").format(fields=", ".join(seen.strong)))
    if seen.name_compatible is False:
        said.append(_("the names are not compatible"))
    if seen.vetoes:
        said.append(_("never merged without a human, because of: {vetoes}").format(vetoes=", ".join(seen.vetoes)))
    if seen.conflict:
        said.append(_("one pair would join the two dossiers, and another forbids it"))
    if found.same_person:
        said.append(_("they are one dossier now"))
    if found.asserted_different:
        said.append(_("they were asserted to be different people"))
    return said
