"""`renmai erase …`: somebody is forgotten. One asks, another approves, a worker carries it out."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.command_line.matches import page_of
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.submitting import As, Candidate, submitted
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.erasures import ErasedPage

HELP = _(
    """Erase a person: ask for it, approve it as somebody else, and see what became of it.

What an approval decides for each class of data, `renmai erase show` tells beforehand. It can't be taken back.

**Examples**

* `renmai erase show 019a…`
* `renmai erase request 019a… --as user:li`
* `renmai erase approve 019a… 019b… --as user:dpo`
* `renmai erase list --state approved --json`
"""
)
Erasure = Annotated[UUID, typer.Argument(metavar="ERASURE", help=_("The erasure's id."))]


class Why(StrEnum):
    REQUEST = "request"
    BASIS_ENDED = "basis-ended"
    RETENTION = "retention"
    UNLAWFUL = "unlawful"
    OTHER = "other"


class Ground(StrEnum):
    EXPRESSION = "expression"
    LEGAL_DUTY = "legal-duty"
    PUBLIC_HEALTH = "public-health"
    ARCHIVE = "archive"
    LEGAL_CLAIMS = "legal-claims"


class State(StrEnum):
    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"
    ERASED = "erased"


app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("Every erasure and how far it has come, the newest first."))
def list_(
    state: Annotated[State | None, typer.Option(help=_("Only those."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 50,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    def ask(reader: "Connection[Any]") -> "ErasedPage":
        from projections.erasures import erasures  # slow to import; --help should not wait

        return erasures(reader, state=state.value if state else None, cursor=cursor, limit=limit)

    page = page_of(ask)
    if json:
        tell_json(asdict(page))
        return
    for each in page.items:
        left = ", ".join(each.found) if each.found else _("verified") if each.scanned else ""
        until = each.residue_until or "-"
        line = (
            f"{each.requested_at:%Y-%m-%d}  {each.state}  {each.why}  {each.candidate}  {each.erasure}  {until}  {left}"
        )
        told.print(line, markup=False, soft_wrap=True)


@app.command("show", help=_("What would become of each class of a person's data, and what was decided."))
def show(candidate: Candidate, json: Json = False) -> None:
    from domain.retention import judged
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        person, _versions = ledger.dossier(candidate)
        if person is None:
            raise MachineProblem(
                "no_such_candidate",
                "There is no candidate {candidate}.",
                "`renmai events` shows which there are.",
                candidate=candidate,
            )
        verdicts = [each.model_dump(mode="json") for each in judged(person, ledger.clock())]
    rights = person.rights
    if json:
        holds = [each.hold for each in rights.holds.values() if not each.released]
        decided = [
            {
                "erasure": key,
                "state": each.state,
                "why": each.why,
                "found": each.found,
                "residue_until": each.residue_until,
            }
            for key, each in rights.erasures.items()
        ]
        tell_json({"candidate": person.candidate, "verdicts": verdicts, "holds": holds, "erasures": decided})
        return
    for each in verdicts:
        kept = _("kept until {until} because of {because}").format(until=each["until"] or "-", because=each["because"])
        told.print(f"{each['data_class']:<14}{kept if each['because'] else _('erased')}", markup=False, soft_wrap=True)
    for key, erasure in rights.erasures.items():
        until = erasure.residue_until or "-"
        told.print(f"{key}  {erasure.state}  {erasure.why}  {until}", markup=False, soft_wrap=True)


@app.command("request", help=_("Ask that a person be erased; somebody else has to approve it."))
def request(candidate: Candidate, by: As, why: Why = Why.OTHER, json: Json = False) -> None:
    from domain.decisions import RequestErasure
    from ledger.envelope import new_id

    erasure = new_id()
    position = submitted(RequestErasure(candidate=candidate, erasure=erasure, why=why.value), by)
    if json:
        tell_json({"erasure": erasure, "position": position})
    else:
        told.print(_("Asked for as {erasure}; somebody else approves it.").format(erasure=erasure), soft_wrap=True)


@app.command("approve", help=_("Approve an erasure that somebody else asked for. It can't be taken back."))
def approve(candidate: Candidate, erasure: Erasure, by: As, json: Json = False) -> None:
    from domain.decisions import ApproveErasure

    position = submitted(ApproveErasure(candidate=candidate, erasure=erasure, by=by), by)
    decided = _decided(candidate, erasure)
    if json:
        tell_json({"erasure": erasure, "position": position, "approved": decided})
    elif decided:
        told.print(_("Approved; a worker carries it out: `renmai erase list`."), soft_wrap=True)
    else:
        told.print(_("Confirmed, for a rule had asked for it; somebody else still approves it."), soft_wrap=True)


def _decided(candidate: UUID, erasure: UUID) -> bool:
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        person, _versions = ledger.dossier(candidate)
    return person is not None and person.rights.erasures[erasure].decided


@app.command("refuse", help=_("Refuse an erasure, on a ground of the law (GDPR 17(3))."))
def refuse(candidate: Candidate, erasure: Erasure, ground: Ground, by: As, json: Json = False) -> None:
    from domain.decisions import RefuseErasure
    from domain.vocabulary import ErasureGround

    command = RefuseErasure(candidate=candidate, erasure=erasure, ground=ErasureGround(ground.value), by=by)
    position = submitted(command, by)
    if json:
        tell_json({"erasure": erasure, "position": position})
    else:
        told.print(_("Refused; the person's request is answered by it."), soft_wrap=True)
