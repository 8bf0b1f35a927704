"""What the commands about pools have in common."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.command_line.messages import _
from api.machine.problem import MachineProblem

if TYPE_CHECKING:
    from projections.pools import KnownPool

Cursor = Annotated[str | None, typer.Option(help=_("`next` of the page before."))]
Limit = Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))]
PoolId = Annotated[UUID, typer.Argument(metavar="POOL", help=_("The pool's id."))]


def known_pool(reader: Any, pool: UUID) -> "KnownPool":
    from projections.pools import known_pools

    known = known_pools(reader, None, only=pool).items
    if not known:
        raise MachineProblem("no_such_pool", "There is no pool {pool}.", "See `renmai pool list`.", pool=pool)
    return known[0]
