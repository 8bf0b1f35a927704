"""`renmai rotate …`: keys are exchanged for new ones. One asks, another approves, and no event is touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.command_line.submitting import As, spoken_for
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

HELP = _(
    """Exchange the key that wraps all others, or the log's key: ask for it, approve it as somebody else, carry it out.

`renmai rotate run` wraps every data key anew while everybody works; killed, it goes on when it is run again. On the
day that was named it destroys the old key, and with it all backups of keys that were made before. Run it daily.
The log's old key signs that the new one follows it, and is destroyed at once.

**Examples**

* `renmai rotate request key-encryption --old-dies-in 35 --as user:ops`
* `renmai rotate request log --as user:ops`
* `renmai rotate approve 019a… --as user:dpo`
* `renmai rotate run`
* `renmai rotate list --json`
"""
)


class Which(StrEnum):
    KEY_ENCRYPTION = "key-encryption"
    LOG = "log"


Days = Annotated[
    int | None, typer.Option(min=0, help=_("Days until the old key is destroyed; else as long as backups are kept."))
]

app = typer.Typer(no_args_is_help=True)


@app.command("request", help=_("Ask that a key be exchanged; somebody else has to approve it."))
def request(
    which: Which,
    by: As,
    old_dies_in: Days = None,
    why: Annotated[str | None, typer.Option(help=_("A code: routine, leak, somebody-left …"))] = None,
    json: Json = False,
) -> None:
    from domain.vocabulary import RotatedKey  # slow to import; --help should not wait
    from ledger.key_rotations import ask
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger, _plainly():
        asked = ask(settings, ledger, RotatedKey(which), spoken_for(by), old_dies_in, why)
    if json:
        tell_json({"rotation": asked.rotation, "old": asked.old, "old_dies_on": asked.old_dies_on})
    else:
        line = _("Asked for as {rotation}; somebody else approves it.")
        told.print(line.format(rotation=asked.rotation), soft_wrap=True)


@app.command("approve", help=_("Approve a rotation that somebody else asked for."))
def approve(rotation: Annotated[UUID, typer.Argument(metavar="ROTATION")], by: As, json: Json = False) -> None:
    from ledger.key_rotations import KeyRotations
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger, _plainly():
        position = KeyRotations(ledger).approve(rotation, spoken_for(by)).position
    if json:
        tell_json({"rotation": rotation, "position": position})
    else:
        told.print(_("Approved; `renmai rotate run` carries it out."))


@app.command("run", help=_("Carry out what was approved, and destroy old keys whose day has come."))
def run(json: Json = False) -> None:
    from ledger.envelope import Origin
    from ledger.key_rotations import destroy_old, rotate_key_encryption
    from ledger.ledger import Ledger
    from ledger.proof.passing import rotate_log

    by = Origin(actor="system:command-line")
    with attached(Settings()) as settings, Ledger.open(settings, connections=2) as ledger, _plainly():
        with progress.status(_("Wrapping the keys anew")):
            wrapped = rotate_key_encryption(settings, ledger, by)
        signs = rotate_log(settings, ledger, by)
        gone = destroy_old(settings, ledger, by, ledger.clock().date())
    if json:
        rotated = [each.model_dump(mode="json") for each in (wrapped, signs) if each]
        tell_json({"rotated": rotated, "destroyed": [each.old for each in gone]})
        return
    if wrapped:
        line = _("{count} keys are wrapped by {new} now; {old} opens older backups until its day.")
        told.print(line.format(count=f"{wrapped.rewrapped:,}", new=wrapped.new, old=wrapped.old), soft_wrap=True)
    if signs:
        line = _("Checkpoints above {size} are signed with another key: give it to auditors and witnesses.")
        told.print(line.format(size=f"{signs.size:,}"), soft_wrap=True)
    for each in gone:
        told.print(_("{old} is destroyed; so is every backup that it opens.").format(old=each.old), soft_wrap=True)
    if not (wrapped or signs or gone):
        told.print(_("Nothing is due."))


@app.command("list", help=_("Every rotation and how far it has come. Exit code 1 where something is to be done."))
def list_(json: Json = False) -> None:
    from ledger.key_rotations import KeyRotations
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        today, found = ledger.clock().date(), KeyRotations(ledger).all()
    for each in found:
        state = each.state(today)
        line = {
            "rotation": each.rotation,
            "which": each.which,
            "state": state,
            "requested_at": each.requested_at,
            "requested_by": list(each.requested_by),
            "approved_by": list(each.approved_by),
            "old": each.old,
            "new": each.new,
            "old_dies_on": each.old_dies_on,
            "destroyed_at": each.destroyed_at,
        }
        if json:
            tell_json(line)
        else:
            shown = (each.rotation, each.which, state, each.old, each.new or "-", each.old_dies_on or "-")
            told.print("  ".join(map(str, shown)), soft_wrap=True)
    if any(each.under_way or each.old_is_due(today) for each in found):
        raise typer.Exit(1)


@contextmanager
def _plainly() -> Iterator[None]:
    """What the rules refuse, and what the disk does, in one line."""
    from domain.decision import Refused
    from domain.refusals import REFUSALS

    try:
        yield
    except Refused as refused:
        raise MachineProblem(refused.code, "{said}", "See docs/keys.md.", said=_(REFUSALS[refused.code])) from refused
    except OSError as error:
        raise MachineProblem(
            "key_file_not_written",
            "The file with the key-encryption key can't be written: {why}.",
            "Where it is given from outside, change it there, the newest key in its first line; then run this again.",
            why=error.strerror or type(error).__name__,
        ) from error
