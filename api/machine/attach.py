"""For a command that needs the ledger: a server of one's own, that of `renmai run`, or one for the moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.machine.claim import nobody_uses, use
from api.machine.databases import create_databases
from api.machine.places import Places
from api.machine.postgres import Postgres
from domain.activity import put_in_force
from ledger.settings import Settings

DATABASE = "renmai"


@contextmanager
def attached(settings: Settings) -> Iterator[Settings]:
    """Settings whose database answers and is migrated, for as long as the `with` lasts.

    An embedded server that runs is used as it is; otherwise it is started, and stopped when the last command
    that uses it ends. Raises `MachineProblem`, `psycopg.Error`.
    """
    put_in_force(settings.activity_policy)
    if settings.database_url is not None:
        yield settings
        return
    places = Places(settings.data.resolve())
    places.prepare()
    postgres = Postgres(places)
    try:
        with use(places):
            postgres.start(dies_with_parent=False)
            found = settings.at(data=places.data, database_url=postgres.conninfo(DATABASE))
            if not postgres.adopted:
                bring_up_to_date(found)
            yield found
    finally:
        with nobody_uses(places) as free:
            if free:
                postgres.stop()


def bring_up_to_date(settings: Settings) -> list[str]:
    """Make both databases where they are missing, and migrate them; says which were made."""
    from ledger.migrate import migrate  # slow to import; --help should not wait

    made = create_databases(settings)
    migrate(settings.admin_conninfo, settings.keys_admin_conninfo, settings.role_secret())
    return made
