"""Who is erased is gone from all that lives, whatever dies on the way; and the past still adds up."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import redis
from psycopg import Connection, sql

from api.export.workbook import workbook
from domain.decision import Refused
from domain.decisions import RecordNote
from domain.events import CandidateErased, DocumentAttached, ErasureScanned
from domain.vocabulary import DataClass, RotatedKey
from ledger import verify
from ledger.envelope import new_id
from ledger.intake.run import import_file
from ledger.key_rotations import KeyRotations, destroy_old, rotate_key_encryption
from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.proof import evidence
from ledger.proof.log_keys import log_key
from ledger.proof.passing import rotate_log
from ledger.proof.seal import Sealer
from ledger.settings import Settings
from ledger.sink import Sink
from ledger.store import OPTIONS
from ledger.traces import own_values, traces
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.dossiers import changes
from projections.rebuild import rebuild
from tests.projections.state import everything
from tests.servers import Servers, fresh_database
from tests.workers.forgotten import (
    DPO,
    LI,
    NAME,
    approved,
    canaries,
    described,
    email,
    equipment_of,
    external_id,
    heard,
    somebody,
)
from tests.workers.tasks import environment, until
from workers.due import Due
from workers.equipment import Equipment
from workers.erase import erase
from workers.read_document import read_document
from workers.residue import residue
from workers.run import run

pytestmark = pytest.mark.servers
COUNTS = "SELECT type, count(*) FROM ledger.event WHERE position <= %s GROUP BY type ORDER BY type"


@dataclass
class House:
    settings: Settings
    ledger: Ledger
    equipment: Equipment
    projector: Connection[Any]

    def follow(self) -> None:
        follow.catch_up(self.projector, PROJECTIONS, self.ledger.keyring)

    def erased(self, candidate: UUID) -> Due:
        due = approved(self.ledger, candidate)
        erase(self.equipment, due, heard)
        self.follow()
        return due

    def holding(self, text: str) -> set[str]:
        """Tables outside the ledger that hold a text, read by whoever owns everything."""
        with psycopg.connect(self.settings.admin_conninfo, autocommit=True) as admin:
            tables = admin.execute(
                "SELECT schemaname, tablename FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            query = 'SELECT EXISTS (SELECT FROM "{}"."{}" t WHERE lower(t::text) LIKE lower(%s))'
            return {
                f"{schema}.{table}"
                for schema, table in tables
                if admin.execute(query.format(schema, table).encode(), (f"%{text}%",)).fetchone() == (True,)
            }


@pytest.fixture(scope="module")
def house(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory, own_redis_url: str
) -> Iterator[House]:
    with redis.Redis.from_url(own_redis_url) as client:
        client.flushdb()
    with fresh_database(servers, migrated, tmp_path_factory.mktemp("erasing")) as fresh:
        settings = fresh.settings.at(redis_url=own_redis_url, identity=True)
        rebuild(settings, shards=0)
        with Ledger.open(settings, connections=4) as ledger, follow.connect(settings) as projector:
            yield House(settings, ledger, equipment_of(settings, ledger), projector)


def test_nothing_is_left_and_the_past_is_as_it_was(house: House) -> None:
    ledger = house.ledger
    candidate = somebody(ledger, house.settings, 1)
    house.follow()
    members = [each.stream for each in ledger.dossier(candidate)[0].records]  # type: ignore[union-attr]
    found = traces(ledger, members)
    values = own_values(ledger, found)
    assert {email(1), external_id(1)} <= values.telling
    assert NAME in values.others
    seen = residue(house.equipment, found, values, heard)
    assert {"table.people_1.dossiers", "table.ledger.match_record", "file.sink", "blob"} <= set(seen.found)
    assert house.holding(email(1))
    head = ledger.store.head()
    with psycopg.connect(house.settings.admin_conninfo) as admin:
        counts = admin.execute(COUNTS, (head,)).fetchall()
    contacts = everything(house.projector)["contact_log"]

    due = house.erased(candidate)
    assert [house.holding(canary) for canary in canaries(1)] == [set()] * len(canaries(1))
    assert len(list(Sink(house.settings.sink).mails())) == 0
    assert not list(house.equipment.blobs.store.stored())
    history = ledger.history(candidate)
    (scanned,) = [each.event for each in history if isinstance(each.event, ErasureScanned)]
    assert (scanned.erasure, scanned.found, scanned.values) == (due.about, (), len(values))
    assert all(any(isinstance(each.event, CandidateErased) for each in ledger.history(each)) for each in members)
    person, _ = ledger.dossier(members[1])
    assert person is not None
    assert person.erased
    assert set(person.forgotten) == set(DataClass)

    with psycopg.connect(house.settings.admin_conninfo) as admin:
        assert admin.execute(COUNTS, (head,)).fetchall() == counts
    assert everything(house.projector)["contact_log"][: len(contacts)] == contacts
    followed = everything(house.projector)
    rebuild(house.settings)
    assert everything(house.projector) == followed
    assert {each.kind for each in changes(house.projector).items if each.candidate == candidate} == {"erased"}
    erase(house.equipment, due, heard)
    assert ledger.history(candidate)[-1].position == history[-1].position


def test_the_next_import_brings_nobody_back_and_keeps_nothing_of_them(house: House, tmp_path: Path) -> None:
    candidate = somebody(house.ledger, house.settings, 2)
    house.erased(candidate)
    table, rejects = tmp_path / "people.csv", tmp_path / "rejected.csv"
    table.write_text(
        f"ID,Name,E-mail,Religion\n{external_id(2)},{NAME},{email(2)},pastafarian\nNEW-1,{NAME},{email(2)},pastafarian\n"
        "NEW-2,Somebody Else,else@example.org,none\n",
        encoding="utf-8",
    )
    for source in ("career-site", "another"):
        report = import_file(
            house.ledger, table, actor="user:li", settings=house.settings, source=source, kind="people", rejects=rejects
        )
        assert (report.added, report.reasons["forgotten"]) == (1, 2)
        assert "forgotten" in rejects.read_text(encoding="utf-8-sig")
        assert not any(canary in rejects.read_text(encoding="utf-8-sig") for canary in canaries(2))
    with pytest.raises(Refused, match="address_forgotten"):
        house.ledger.submit(described(new_id(), 2), LI)
    back = described(new_id(), 2).model_copy(update={"by_candidate": True})
    house.ledger.submit(back, LI)
    person, _ = house.ledger.dossier(back.candidate)
    assert person is not None
    assert person.profile.name
    assert person.profile.name.full == NAME
    assert person.members == (back.candidate,)
    with pytest.raises(Refused, match="candidate_erased"):
        house.ledger.submit(RecordNote(candidate=candidate, text="again"), LI)
    house.erased(back.candidate)


def test_killed_after_each_step_the_next_run_goes_on(house: House) -> None:
    candidate = somebody(house.ledger, house.settings, 3)
    house.follow()
    due = approved(house.ledger, candidate)
    arguments = [str(due.position), str(due.stream), str(due.about)]
    subprocess.run(
        [sys.executable, "-m", "tests.workers.forgotten", *arguments],
        env=environment(house.settings),
        check=True,
        timeout=120,
    )
    person, _ = house.ledger.dossier(candidate, sees=())
    assert person is not None
    assert person.rights.erasures[due.about].scanned is None
    erase(house.equipment, due, heard)
    house.follow()
    events = [each.event for each in house.ledger.history(candidate)]
    assert [each.type for each in events].count("candidate-erased") == 1
    (scanned,) = [each for each in events if isinstance(each, ErasureScanned)]
    assert (scanned.values, scanned.found) == (0, ())
    assert [house.holding(canary) for canary in canaries(3)] == [set()] * len(canaries(3))


def test_an_approval_is_carried_out_by_a_worker_and_what_is_left_is_told(house: House) -> None:
    candidate = somebody(house.ledger, house.settings, 4)
    house.follow()
    left = house.settings.data / "rejects" / "old.csv"
    left.parent.mkdir(exist_ok=True)
    left.write_text(f"1,{email(4)}\n")
    approved(house.ledger, candidate)
    stopping = threading.Event()
    working = threading.Thread(target=run, args=(house.settings, stopping))
    working.start()
    due = "SELECT count(*) FROM work.due WHERE stream = %s"
    with psycopg.connect(house.settings.admin_conninfo, autocommit=True) as admin:
        try:
            until(lambda: house.ledger.history(candidate)[-1].event.type == "erasure-scanned")
            until(lambda: admin.execute(due, (candidate,)).fetchone() == (0,))
        finally:
            stopping.set()
            working.join(60)
    scanned = house.ledger.history(candidate)[-1].event
    assert isinstance(scanned, ErasureScanned)
    assert scanned.found == ("file.rejects",)
    for each in house.ledger.history(candidate):
        if isinstance(each.event, DocumentAttached):  # whoever comes to read it now has nothing to do
            document = each.event.document.document
            read_document(house.equipment, Due("read_document", each.position, candidate, document, 0), heard)


def test_the_scan_looks_wherever_something_lives(house: House) -> None:
    """One value, left in each place by whoever is careless, is found in that place and in no other."""
    ledger, settings, address = house.ledger, house.settings, email(7)
    candidate = somebody(ledger, settings, 7)
    members = [each.stream for each in ledger.dossier(candidate)[0].records]  # type: ignore[union-attr]
    found = traces(ledger, members)
    values = own_values(ledger, found)
    before = set(residue(house.equipment, found, values, heard).found)

    def found_now() -> set[str]:
        return set(residue(house.equipment, found, values, heard).found) - before

    client: Any = house.equipment.rates.client
    kept = f"to {address}"
    for keep, key, *said in (
        (client.set, "a", kept),
        (client.rpush, "b", "x", kept),
        (client.hset, "c", "to", kept),
        (client.sadd, "d", kept),
        (client.zadd, "e", {kept: 1}),
        (client.xadd, "f", {"to": kept}),
        (client.set, address, "1"),
    ):
        keep(key, *said)
        assert found_now() == {"redis"}, key
        client.delete(key)
    book = BytesIO(b"".join(workbook([["email"], [address]]))).getvalue()
    for path, content, code in (
        ("postgres.log", f"DETAIL: Key (email)=({address}) already exists.\n".encode(), "file"),
        ("logs/workers.log.1", f"could not send to {address}\n".encode(), "file.logs"),
        ("logs/old.log.gz", gzip.compress(address.encode()), "file.logs"),
        ("exports/people.csv", f"name,{address}\r\n".encode(), "file.exports"),
        ("exports/people.vcf", f"EMAIL:{address[:9]}\r\n {address[9:]}\r\n".encode(), "file.exports"),
        ("exports/people.xlsx", book, "file.exports"),
        ("exports/people.gz", b"\x1f\x8b" + address.encode(), "file.exports"),
    ):
        file = settings.data / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        assert found_now() == {code}, path
        file.unlink()
    with psycopg.connect(settings.admin_conninfo, autocommit=True) as admin:
        # the server of the tests is built without the extension: a view with its name and column stands for it
        typed = sql.Literal(f"SELECT * FROM x WHERE email = {address}")
        admin.execute(sql.SQL("CREATE VIEW public.pg_stat_statements AS SELECT {} AS query").format(typed))
        admin.execute("GRANT SELECT ON public.pg_stat_statements TO renmai_projector, renmai_writer")
        assert found_now() == {"queries"}
        admin.execute("DROP VIEW public.pg_stat_statements")
        admin.execute("CREATE TABLE public.careless (email text)")
        admin.execute("GRANT SELECT ON public.careless TO renmai_projector")
        admin.execute("INSERT INTO public.careless SELECT %s FROM generate_series(1, 50)", (address,))
        admin.execute("ANALYZE public.careless")
        admin.execute("DELETE FROM public.careless")
        assert found_now() == {"statistics.public.careless"}
        admin.execute("DROP TABLE public.careless")


def test_the_log_verifies_after_an_erasure_and_knows_of_it(house: House, tmp_path: Path) -> None:
    house.erased(somebody(house.ledger, house.settings, 9))
    key = log_key(house.settings)
    with psycopg.connect(house.settings.conninfo("sealer"), autocommit=True, options=OPTIONS) as sealing:
        assert Sealer(sealing, key).seal()
    keyring = Keyring(house.ledger.keyring.pool, house.ledger.keyring.kek)  # without what others remember
    with psycopg.connect(house.settings.conninfo("writer")) as connection:
        evidence.write(connection, tmp_path / "all", evidence.Scope(), [key.verifier], keyring, list(DataClass))
    asked = verify.Asked([verify.key_of(str(key.verifier))])
    told = verify.verify(tmp_path / "all", asked)
    assert [name for name, each in told.items() if each.failed] == []
    assert told["erasure"].passed > 0
    assert told["state"].passed == house.ledger.store.head()
    events = tmp_path / "all" / "events"
    events.write_bytes(events.read_bytes().replace(b'"type":"candidate-erased"', b'"type":"candidate-praised"'))
    assert verify.verify(tmp_path / "all", asked)["erasure"].failed > 0


def test_an_erased_address_is_refused_whatever_key_is_exchanged_and_however_read_models_are_rebuilt(
    house: House, tmp_path: Path
) -> None:
    house.erased(somebody(house.ledger, house.settings, 5))
    settings, keys = house.settings, KeyRotations(house.ledger)
    for which, old in (
        (RotatedKey.KEY_ENCRYPTION, house.ledger.keyring.kek.name),
        (RotatedKey.LOG, log_key(settings).verifier.public.hex()),
    ):
        dies_on = house.ledger.clock().date() if which is RotatedKey.KEY_ENCRYPTION else None
        keys.approve(keys.request(which, old, LI, dies_on), DPO)
    assert rotate_key_encryption(settings, house.ledger, LI)
    assert rotate_log(settings, house.ledger, LI)
    assert destroy_old(settings, house.ledger, LI, house.ledger.clock().date())
    rebuild(settings)
    table = tmp_path / "people.csv"
    table.write_text(
        f"ID,Name,E-mail\nNEW-5,{NAME},{email(5).upper()}\nNEW-6,Other,other@example.org\n", encoding="utf-8"
    )
    others = "DELETE FROM keys.secret WHERE name <> 'suppression' RETURNING name, wrapped, wrapped_by"
    with psycopg.connect(settings.keys_admin_conninfo, autocommit=True) as admin:
        before = admin.execute(others).fetchall()
        assert {name for name, *_ in before} >= {"lookup"}
        try:
            with Ledger.open(settings, connections=2) as ledger:
                report = import_file(ledger, table, actor="user:li", settings=settings, source="third", kind="people")
        finally:
            admin.execute("DELETE FROM keys.secret WHERE name <> 'suppression'")
            admin.cursor().executemany(
                "INSERT INTO keys.secret (name, wrapped, wrapped_by) VALUES (%s, %s, %s)", before
            )
    assert (report.added, dict(report.reasons)) == (1, {"forgotten": 1})
