"""What `renmai run` tells once it serves: how much there is, where, a key to call it, what to try next."""

import shlex
import shutil
import sys
from dataclasses import asdict, dataclass
from os.path import relpath
from pathlib import Path
from uuid import UUID

import psycopg

from api.command_line.first_data import SAMPLES
from api.command_line.messages import _
from api.command_line.options import told
from domain.access import Role
from ledger.access import AccessKeys
from ledger.ledger import Ledger
from ledger.settings import Settings

BY = "system:renmai-run"
COUNT = """
    SELECT count(*) FILTER (WHERE type = 'candidate-ingested'),
           count(*) FILTER (WHERE type = 'candidate-ingested')
             - count(*) FILTER (WHERE type = 'candidate-absorbed')
             + count(*) FILTER (WHERE type = 'merge-reversed'),
           (SELECT stream FROM ledger.event WHERE type = 'candidate-ingested' ORDER BY position LIMIT 1)
    FROM ledger.event WHERE type IN ('candidate-ingested', 'candidate-absorbed', 'merge-reversed')
"""


@dataclass(frozen=True, slots=True)
class Welcome:
    """`head` is the last position of the ledger; `candidate` one to try things on, if there is any."""

    address: str
    key: str
    data: str
    head: int
    events: int
    records: int | None
    people: int | None
    candidate: UUID | None

    def as_json(self) -> dict[str, object]:
        return {"ready": True, **asdict(self)}

    def tell(self) -> None:
        told.print()
        told.print(
            _("[bold]Renmai is ready at {address}[/]   (pages to try calls on: {address}/docs)").format(
                address=self.address
            ),
            soft_wrap=True,
        )
        told.print(
            _("  {records} records of {people} people, {events} events, head position {head}").format(
                records="?" if self.records is None else f"{self.records:,}",
                people="?" if self.people is None else f"{self.people:,}",
                events=f"{self.events:,}",
                head=f"{self.head:,}",
            ),
            soft_wrap=True,
        )
        told.print(_("  Data folder: {folder}").format(folder=self.data), soft_wrap=True)
        told.print(_("  A key to call it with (recruiter): {key}").format(key=self.key), soft_wrap=True)
        told.print()
        told.print(_("Three things to try, in another terminal:"))
        for line in self._things_to_try():
            told.print("  " + line, soft_wrap=True, markup=False)
        told.print()
        told.print(_("Ctrl-C stops all of it; the next start goes on with the same data."))

    def _things_to_try(self) -> tuple[str, str, str]:
        renmai = called(Path(self.data))
        return (
            f"curl -H 'Authorization: Bearer {self.key}' '{self.address}/v1/candidates?limit=3'",
            f"{renmai} replay {self.candidate or 'CANDIDATE'}",
            f"{renmai} import {shlex.quote(relpath(SAMPLES / 'mistakes-people.csv'))}",
        )  # fmt: skip


def called(data: Path) -> str:
    """How this program is called from here, for this data folder: by its name where that is found, else as it was
    started."""
    program = "renmai" if shutil.which("renmai") else shlex.quote(sys.argv[0])
    return program if Settings().data.resolve() == data else f"RENMAI_DATA={shlex.quote(str(data))} {program}"


def welcome(settings: Settings) -> Welcome:
    """Count, and find or make the key. Raises what the ledger raises."""
    with Ledger.open(settings, connections=1) as ledger:
        key = first_key(ledger, settings.data / "keys" / "first_key")
        head = ledger.store.head()
    records, people, candidate = count(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return Welcome(
        address=f"http://{host}:{settings.port}",
        key=key,
        data=str(settings.data),
        head=head,
        events=head,
        records=records,
        people=people,
        candidate=candidate,
    )


def count(settings: Settings) -> tuple[int | None, int | None, UUID | None]:
    """Records, people, and one of them. None for what can't be counted within two seconds."""
    with psycopg.connect(settings.conninfo("reader")) as connection:
        connection.execute("SET statement_timeout = '2s'")
        try:
            found = connection.execute(COUNT).fetchone()
        except psycopg.errors.QueryCanceled:
            return None, None, None
    assert found is not None
    return found


def first_key(ledger: Ledger, kept: Path) -> str:
    """This machine's recruiter key, kept in a file that only its user can read; a new one if it was revoked."""
    keys = AccessKeys(ledger)
    if kept.exists():
        plain = kept.read_text(encoding="ascii").strip()
        access = keys.find(plain)
        if access is not None and access.role is Role.RECRUITER:
            return plain
    plain = keys.issue(Role.RECRUITER, by=BY, label="first-run")[1]
    kept.unlink(missing_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(plain, encoding="ascii")
    return plain
