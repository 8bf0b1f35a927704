"""`renmai pool make`, `filter`, `share`, `alert`, `close`: the same commands as over HTTP, as whoever owns the pool."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.pool_options import PoolId
from api.command_line.search import parsed
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.decisions.pool import OfPool

BY = "system:command-line"
Filter = Annotated[str, typer.Argument(metavar="FILTER", help=_("As `renmai search` takes it."))]


def make(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    filter_: Annotated[str | None, typer.Option("--filter", metavar="FILTER", help=_("Whom it asks for."))] = None,
    list_: Annotated[bool, typer.Option("--list", help=_("A list, without a filter."))] = False,
    owner: Annotated[str, typer.Option(metavar="ACTOR", help=_("Whose it is, such as user:li."))] = BY,
    shared: Annotated[bool, typer.Option("--shared", help=_("Everybody may use it."))] = False,
    json: Json = False,
) -> None:
    from domain.decisions import CreatePool
    from ledger.envelope import new_id

    if (filter_ is None) is not list_:
        raise typer.BadParameter(_("give --filter or --list"), param_hint="--filter")
    text = None if filter_ is None else kept(filter_, quiet=json)
    pool = new_id()
    sharing = "shared" if shared else "private"
    _submit(pool, lambda _by: CreatePool(pool=pool, by=owner, name=name, sharing=sharing, filter=text), json=json)


def filter_of(pool: PoolId, filter_: Filter, json: Json = False) -> None:
    from domain.decisions import ChangePoolFilter

    text = kept(filter_, quiet=json)
    _submit(pool, lambda by: ChangePoolFilter(pool=pool, by=by, filter=text), json=json)


def share(
    pool: PoolId,
    private: Annotated[bool, typer.Option("--private", help=_("Its owner alone."))] = False,
    json: Json = False,
) -> None:
    from domain.decisions import SharePool

    _submit(pool, lambda by: SharePool(pool=pool, by=by, sharing="private" if private else "shared"), json=json)


def alert(
    pool: PoolId,
    on_entry: Annotated[bool, typer.Option("--entry", help=_("When somebody comes in."))] = False,
    on_exit: Annotated[bool, typer.Option("--exit", help=_("When somebody goes out."))] = False,
    json: Json = False,
) -> None:
    from domain.decisions import SetPoolAlert

    _submit(pool, lambda by: SetPoolAlert(pool=pool, by=by, on_entry=on_entry, on_exit=on_exit), json=json)


def close(pool: PoolId, json: Json = False) -> None:
    from domain.decisions import ClosePool

    _submit(pool, lambda by: ClosePool(pool=pool, by=by), json=json)


def kept(text: str, *, quiet: bool) -> str:
    """A filter as it is saved. Raises MachineProblem with the place of what is wrong."""
    from domain.search.write import write

    written = write(parsed(text, quiet=quiet))
    if not written:
        raise typer.BadParameter(_("a pool's filter has a condition"), param_hint="FILTER")
    return written


def _submit(pool: Any, command: "Callable[[str], OfPool]", *, json: bool) -> None:
    from domain.decision import Refused
    from domain.pool import fold_pool
    from ledger.ledger import Ledger, Origin

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        known = fold_pool(ledger.read(ledger.store.stream(pool)))
        try:
            receipt = ledger.submit(command(known.owner if known else BY), Origin(actor=BY))
        except Refused as error:
            raise MachineProblem(
                error.code, "This pool can't be used so: {reason}.", "docs/problems.md says why.", reason=error.code
            ) from error
    if json:
        tell_json({"pool": pool, "position": receipt.position, "changed": receipt.events > 0})
    else:
        told.print(f"{pool}", markup=False)
