"""What the proof costs: sealing, appending beside it, a proof of inclusion over HTTP, and its storage."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from benchmarks import load
from benchmarks.append import WRITERS, our_writer
from benchmarks.crowd import Crowd
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.row import Figure, Row
from benchmarks.served import OURS, free_port, serving
from ledger.access import AccessKeys
from ledger.ledger import Ledger
from ledger.proof import evidence
from ledger.proof.log_keys import log_key
from ledger.proof.seal import Sealer, follow
from ledger.settings import Settings
from ledger.store import OPTIONS

WHOLE = 1_000_000
A_SECOND = 50_000
"""Events that are worth a second of the time given."""
STATE_BYTES = 640
"""Of an event, about what an average one of samples/ takes."""
FILL = """
    INSERT INTO ledger.event
    SELECT n, ('00000000-0000-7000-8000-' || lpad(to_hex(n / 8), 12, '0'))::uuid, n %% 8 + 1, 'contact-logged',
        timestamptz '2026-01-01' + n * interval '1 second', decode(repeat(md5(n::text), %s), 'hex')
    FROM generate_series(1, %s) n
"""
LIVED = """
    INSERT INTO ledger.event
    SELECT n, ('00000000-0000-7000-8000-' || lpad(to_hex((n - 1) / 40), 12, '0'))::uuid, (n - 1) %% 40 + 1,
        coalesce((ARRAY['consent-given', 'contact-planned', 'contact-dispatched', 'contact-sent'])[(n - 1) %% 40 + 1],
            'profile-updated'),
        timestamptz '2026-01-01' + n * interval '1 second',
        convert_to(json_build_object('facts', json_build_object(
            'purpose', 'marketing', 'controller', 'main', 'channel', 'email', 'channels', json_build_array('email'),
            'contact', 'c-' || (n - 1) / 40, 'basis', 'consent', 'basis_position', (n - 1) / 40 * 40 + 1,
            'checked_at', n - 1), 'meta', json_build_object('actor', 'user:bench', 'pad', repeat('x', %s)),
            'sealed', '{}'::json)::text, 'UTF8')
    FROM generate_series(1, %s) n
"""
"""Of each person's 40 events four are of a contact: asked, planned, dispatched, sent."""
SIZE = """
    SELECT sum(pg_total_relation_size(name::regclass))
    FROM unnest(ARRAY[
        'ledger.tile', 'ledger.checkpoint', 'ledger.cosignature', 'ledger.time_stamp', 'ledger.log_succession']) name
"""


@contextmanager
def sealed(ground: Ground, seconds: float, fill: str = FILL) -> Iterator[tuple[Settings, int, float]]:
    """Settings of a ledger with so many events, all sealed, and how many a second that were."""
    events = int(min(WHOLE, seconds * A_SECOND))
    with ground.ledger() as settings:
        with psycopg.connect(settings.admin_conninfo, autocommit=True) as admin:
            admin.execute(fill.encode(), (STATE_BYTES // 16 if fill is FILL else STATE_BYTES - 330, events))
            admin.execute("VACUUM ANALYZE ledger.event")
        with psycopg.connect(settings.conninfo("sealer"), autocommit=True, options=OPTIONS) as connection:
            sealer = Sealer(connection, log_key(settings))
            begun = time.perf_counter()
            while sealer.seal():
                pass
            rate = events / (time.perf_counter() - begun)
        yield settings, events, rate


STAMPS_TOLD = "; tiles, checkpoints and indexes; cosignatures and time stamps come by the hour and not by the event"


def told(events: int, what: str = "") -> tuple[str, ...]:
    scaled = "" if events == WHOLE else f", scaled down from {WHOLE:,}"
    return (f"{events:,} events of {STATE_BYTES} bytes{scaled}{what}",)


def seal(ground: Ground, seconds: float) -> Figure:
    with sealed(ground, seconds) as (_, events, rate):
        return Figure(rate, notes=told(events, "; sealer and server take turns, so it is about one core"))


def proof_bytes(ground: Ground, seconds: float) -> Figure:
    with sealed(ground, seconds) as (settings, events, _), psycopg.connect(settings.admin_conninfo) as admin:
        found: Any = admin.execute(SIZE).fetchone()
    return Figure(float(found[0]) / events, notes=told(events, STAMPS_TOLD))


def inclusion(ground: Ground, seconds: float) -> Figure:
    with sealed(ground, seconds) as (settings, events, _):
        with Ledger.open(settings, connections=1) as ledger:
            _, key = AccessKeys(ledger).issue("auditor", by="user:bench")
        port, chance = free_port(), random.Random(1)
        asked = [
            load.request(f"/v1/log/inclusion/{chance.randrange(events) + 1}?size={events}", key) for _ in range(2_000)
        ]
        with serving(OURS, settings, port):
            load.times(port, asked[:50])
            taken = load.times(port, asked[50:])
    return Figure(median(taken) * 1000, notes=told(events, "; random positions"))


def verify(ground: Ground, seconds: float) -> Figure:
    """Offline, so not while the server and the disk are still busy with what was just written."""
    with sealed(ground, seconds, LIVED) as (settings, events, _), TemporaryDirectory() as aside:
        bundle, key = Path(aside) / "bundle", log_key(settings).verifier
        with psycopg.connect(settings.conninfo("writer")) as connection:
            evidence.write(connection, bundle, evidence.Scope(), [key])
        with psycopg.connect(settings.admin_conninfo, autocommit=True) as admin:
            admin.execute("CHECKPOINT")
        os.sync()
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, bundle / "verify.py", bundle, "--log", str(key)], check=True, stdout=subprocess.DEVNULL
        )
        rate = events / (time.perf_counter() - begun)
    return Figure(rate, notes=told(events, "; a tenth of them contacts, in a process of its own, on every core"))


def append_proof(ground: Ground, seconds: float) -> Figure:
    with (
        ground.ledger() as settings,
        ground.ledger() as bare,
        Crowd(WRITERS, our_writer, settings) as ours,
        Crowd(WRITERS, our_writer, bare) as without,
    ):
        stop = threading.Event()
        sealing = threading.Thread(target=follow, args=(settings, stop))
        sealing.start()
        try:
            here, there = in_turn(seconds, ours.rate, without.rate)
        finally:
            stop.set()
            sealing.join()
    return Figure(median(here), median(there), (spread(here, there),))


ROWS = (
    Row("seal", "sealing, with signed checkpoints and tiles", "", "events/s", 20_000, "higher", 20, seal),
    Row(
        "append-proof",
        "appends, 8 writers, while a sealer follows",
        "without a sealer",
        "appends/s",
        0.95,
        "higher",
        20,
        append_proof,
    ),
    Row("verify", "verifying a bundle of everything, offline", "", "events/s", 100_000, "higher", 20, verify),
    Row("inclusion", "a proof of inclusion over HTTP, p50", "", "ms", 5, "lower", 20, inclusion),
    Row("proof-bytes", "storage of the proof for an event", "", "bytes", 40, "lower", 20, proof_bytes),
)
