"""`renmai`: the one command line. Each command is a file of its own; here is the list of them."""

import os
import sys

import typer

from api.command_line import (
    audit_identity,
    backup,
    bench,
    clusters,
    dead_letters,
    doctor,
    events,
    evidence,
    explain,
    identity_model,
    importing,
    key,
    matches,
    may_contact,
    migrate,
    orphans,
    pool,
    rebuild,
    replay,
    rescore,
    reviews,
    run,
    search,
    serve,
    sink,
    templates,
    tombstones,
    witness,
)
from api.command_line.complaint import complain
from api.command_line.messages import _

app = typer.Typer(
    name="renmai",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=_("Talent relationships on an immutable ledger: every action on a candidate is an event."),
    epilog=_("Start with `renmai run`. Every command has `--help` with examples, and `--json`."),
)

# One line per command, in the order of `renmai --help`. `help` is the module's HELP, examples included.
app.command("run", help=run.HELP)(run.run)
app.command("import", help=importing.HELP)(importing.import_)
app.command("replay", help=replay.HELP)(replay.replay)
app.command("search", help=search.HELP)(search.search)
app.command("matches", help=matches.HELP)(matches.matches)
app.command("explain", help=explain.HELP)(explain.explain)
app.command("may-contact", help=may_contact.HELP)(may_contact.may_contact)
app.command("clusters", help=clusters.HELP)(clusters.clusters)
app.command("reviews", help=reviews.HELP)(reviews.reviews)
app.command("rescore", help=rescore.HELP)(rescore.rescore)
app.command("audit-identity", help=audit_identity.HELP)(audit_identity.audit_identity)
app.command("events", help=events.HELP)(events.events)
app.command("sink", help=sink.HELP)(sink.sink)
app.command("dead-letters", help=dead_letters.HELP)(dead_letters.dead_letters)
app.command("evidence", help=evidence.HELP)(evidence.evidence)
app.command("rebuild", help=rebuild.HELP)(rebuild.rebuild)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.command("orphans", help=orphans.HELP)(orphans.orphans)
app.command("migrate", help=migrate.HELP)(migrate.migrate)
app.command("backup", help=backup.BACKUP_HELP)(backup.backup)
app.command("restore", help=backup.RESTORE_HELP)(backup.restore)
app.command("bench", help=bench.HELP)(bench.bench)
app.add_typer(pool.app, name="pool", help=pool.HELP)
app.add_typer(key.app, name="key", help=key.HELP)
app.add_typer(identity_model.app, name="identity-model", help=identity_model.HELP)
app.add_typer(templates.app, name="templates", help=templates.HELP)
app.add_typer(tombstones.app, name="tombstones", help=tombstones.HELP)
app.add_typer(witness.app, name="witness", help=witness.HELP)
app.add_typer(serve.app, name="serve", help=serve.HELP)


def main() -> None:
    """Run one command. Exit code 0 when it did what was asked, 1 when not, 2 when it was not understood."""
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the edge: whatever it is, people get one line
        if os.environ.get("RENMAI_DEBUG"):
            raise
        sys.exit(complain(error, as_json="--json" in sys.argv))
    sys.exit(code if isinstance(code, int) else 0)
