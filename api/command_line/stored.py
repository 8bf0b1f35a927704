"""What `renmai doctor --ledger` looks at: everything that is stored, from its first event to its last."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg

from api.command_line.messages import _
from api.machine.problem import MachineProblem
from ledger.backup.blobs import files_missing
from ledger.backup.checks import KeysMissing, check_keys, check_order
from ledger.backup.faults import BackupDamaged
from ledger.backup.tables import Database, snapshot
from ledger.blob_store import BlobStore
from ledger.proof.kept import TileMissing
from ledger.proof.looking_back import look_back
from ledger.proof.policy import witnessed
from ledger.proof.seal import Changed
from ledger.proof.stamping import NotStamped, authority, unstamped_since
from ledger.proof.witnessing import witnesses
from ledger.settings import Settings
from ledger.templates import missing_defaults
from ledger.ticking import last_tick
from projections.checkpoint import lag


def _order(settings: Settings) -> str:
    with snapshot(settings.admin_conninfo) as ledger:
        head = _head(ledger)
        try:
            check_order(ledger, head)
        except BackupDamaged as fault:
            raise MachineProblem(
                "ledger_uneven",
                "The order of the ledger is broken: {what}.",
                "Rows were changed or lost past Renmai: restore a backup into an empty place, and compare.",
                what=fault,
            ) from fault
    return _("{events} events, positions and versions without a gap").format(events=f"{head:,}")


def _sealed(settings: Settings) -> str:
    with snapshot(settings.admin_conninfo) as ledger:
        try:
            events = look_back(ledger)
        except (Changed, TileMissing) as fault:
            raise MachineProblem(
                "ledger_changed",
                "What is stored is not what was sealed: {what}.",
                "Rows were changed past Renmai: compare with the witnesses, and restore the backup that agrees.",
                what=fault,
            ) from fault
    return _("{events} events, each the one that was sealed").format(events=f"{events:,}")


def _keys(settings: Settings) -> str:
    with snapshot(settings.admin_conninfo) as ledger, psycopg.connect(settings.keys_admin_conninfo) as keys:
        try:
            check_keys(ledger, keys, _head(ledger), lambda _step, _done, _total: None)
        except KeysMissing as fault:
            raise MachineProblem(
                "key_lost",
                "{what} that events need are missing, and nobody destroyed them.",
                "Bring the database of keys back from a backup; then `renmai tombstones apply`.",
                what=fault,
            ) from fault
        found = keys.execute("SELECT count(wrapped), count(*) - count(wrapped) FROM keys.data_key").fetchone()
    held, destroyed = found or (0, 0)
    return _("{held} keys, and {destroyed} destroyed").format(held=f"{held:,}", destroyed=f"{destroyed:,}")


def _files(settings: Settings) -> str:
    with (
        snapshot(settings.admin_conninfo) as ledger,
        psycopg.connect(settings.keys_admin_conninfo, autocommit=True) as keys,
    ):
        named, missing = files_missing(ledger, keys, BlobStore(settings.blobs))
    if missing:
        raise MachineProblem(
            "blob_missing",
            "{count} of {named} files that events name are not in the store: {first} …",
            "Bring them back from a backup, under the same names.",
            count=len(missing),
            named=named,
            first=missing[0],
        )
    return _("{named} files, all in the store or forgotten").format(named=f"{named:,}")


def _read_models(settings: Settings) -> str:
    with psycopg.connect(settings.admin_conninfo) as connection:
        found = lag(connection)
    late = [each for each in found if each.seconds > settings.largest_lag]
    if late or not found:
        raise MachineProblem(
            "read_models_behind",
            "Read models are behind the ledger: {what}.",
            "They follow while `renmai run` or `renmai serve projections` runs.",
            what=", ".join(f"{each.projection} {each.behind:,}" for each in late) or "none was ever built",
        )
    parked = sum(each.parked for each in found)
    if parked:
        raise MachineProblem(
            "streams_parked",
            "{parked} streams have events that could not be folded.",
            "Their dossiers say so, with a code; once the fault is mended, `renmai rebuild` folds them.",
            parked=parked,
        )
    return _("{count} read models, {behind} positions behind at most").format(
        count=len(found), behind=f"{max(each.behind for each in found):,}"
    )


def _clock(settings: Settings) -> str:
    with psycopg.connect(settings.admin_conninfo) as connection:
        tick = last_tick(connection)
    if tick.stands_still:
        raise MachineProblem(
            "clock_stands_still",
            "The clock last ticked {seconds} s ago, though a process keeps it.",
            "See what the workers say; another process takes over once that one has ended.",
            seconds=f"{tick.seconds:,.0f}",
        )
    if tick.seconds is None:
        return _("it has not ticked yet; it does while `renmai run` or `renmai serve workers` runs")
    return _("last tick {seconds} s ago, {kept}").format(
        seconds=f"{tick.seconds:,.0f}", kept=_("a process keeps it") if tick.kept else _("nobody keeps it now")
    )


def _templates(settings: Settings) -> str:
    with psycopg.connect(settings.admin_conninfo) as connection:
        missing = missing_defaults(connection)
    if missing:
        raise MachineProblem(
            "templates_missing",
            "{count} templates of the product are missing: {what}.",
            "`renmai templates install` adds them, and changes none; what follows by the clock needs them.",
            count=len(missing),
            what=", ".join(missing),
        )
    return _("all that come with the product are there")


def _witnesses(settings: Settings) -> str:
    named = witnesses(settings.witnesses)
    with psycopg.connect(settings.conninfo("reader")) as connection:
        found = witnessed(connection, named, settings.witness_quorum, settings.witness_within, datetime.now(UTC))
    if not found.enough:
        raise MachineProblem(
            "witnesses_behind",
            "{signed} of {named} witnesses have signed lately, and {wanted} are wanted; behind: {behind}.",
            "See what the sealer says of them; RENMAI_WITNESSES, RENMAI_WITNESS_QUORUM and RENMAI_WITNESS_WITHIN.",
            signed=found.named - len(found.behind),
            named=found.named,
            wanted=found.wanted,
            behind=", ".join(found.behind) or "-",
        )
    if not named:
        return _("none is named: nobody outside can tell whether history was written anew")
    return _("{signed} of {named} have signed lately, {wanted} are wanted").format(
        signed=found.named - len(found.behind), named=found.named, wanted=found.wanted
    )


def _time_stamps(settings: Settings) -> str:
    try:
        asked = authority(settings)
    except NotStamped as error:
        raise MachineProblem(
            "time_stamps_behind",
            "No checkpoint is stamped with the time: {why}.",
            "Set RENMAI_TIME_STAMPS and RENMAI_TIME_STAMP_ROOTS, or neither.",
            why=error,
        ) from error
    if asked is None:
        return _("nobody is asked for any")
    with psycopg.connect(settings.conninfo("reader")) as connection:
        since = unstamped_since(connection, asked.url)
    if since and datetime.now(UTC) - since > 2 * asked.every:
        raise MachineProblem(
            "time_stamps_behind",
            "No checkpoint since {since} was stamped with the time.",
            "See what the sealer says of {url}; nothing else waits for it.",
            since=since.isoformat(timespec="seconds"),
            url=asked.url,
        )
    return _("checkpoints are stamped with the time")


def _head(ledger: Database) -> int:
    found = ledger.execute("SELECT coalesce(max(position), 0) FROM ledger.event").fetchone()
    return int(found[0]) if found else 0


STORED: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("order", _order),
    ("sealed", _sealed),
    ("keys", _keys),
    ("files", _files),
    ("read models", _read_models),
    ("clock", _clock),
    ("templates", _templates),
    ("witnesses", _witnesses),
    ("time stamps", _time_stamps),
)
