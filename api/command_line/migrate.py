"""`renmai migrate`: make the databases where they are missing, and bring them to the newest schema."""

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached, bring_up_to_date
from ledger.settings import Settings

HELP = _(
    """Bring both databases, the ledger's and the keys', to the newest schema.

`renmai run` does it by itself; a deployment of several machines calls it once before its processes start.
It may run at the same time from several places.

**Examples**

* `renmai migrate`: the embedded server
* `RENMAI_DATABASE_URL=postgresql://… renmai migrate`: a server of your own
"""
)


def migrate(json: Json = False) -> None:
    with attached(Settings()) as settings:
        made = bring_up_to_date(settings)
    if json:
        tell_json({"made": made, "migrated": True})
        return
    for name in made:
        told.print(_("Made database {name}.").format(name=name))
    told.print(_("Both databases are at the newest schema."))
