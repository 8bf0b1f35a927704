"""What `renmai serve workers` runs: actors in threads, and a follower that leads or waits to."""

import logging
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from dramatiq import Worker

from domain.activity import put_in_force
from ledger.ledger import Ledger
from ledger.settings import NoDatabase, Settings
from workers.carry_out import WAITS, Hands
from workers.clock import keep_time
from workers.equipment import equipped
from workers.follow import follow, lanes
from workers.mailbox.follow import follow_mailbox
from workers.match_left_behind import match_left_behind
from workers.messages import Messages, NoRedis
from workers.pool_alerts import follow_pools
from workers.reactions import REACTIONS, Reaction

THREADS = 4
"""Of each shift."""
PATIENCE = 8.0
"""Seconds that work under way has to reach a good moment to stop. What does not is done again from there."""


def main(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Any number of processes may run: each adds threads, one follows."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    put_in_force(settings.activity_policy)
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    stopping = threading.Event()
    with ThreadPoolExecutor(1, "workers") as thread:
        working = thread.submit(run, settings, stopping)
        while not asked and not working.done():
            time.sleep(0.1)  # an Event may not be set from a signal's handler
        stopping.set()
        try:
            working.result()
        except (NoDatabase, NoRedis) as error:
            sys.exit(f"{error.code}: {error.__doc__}")


def shifts(reactions: tuple[Reaction, ...]) -> list[set[str]]:
    """The queues of some threads, and of others: what somebody waits for, which neither campaigns nor long work hold
    up, and all else."""
    everything = {lane.queue for reaction in reactions for lane in lanes(reaction)}
    waited_for = {reaction.task for reaction in reactions if reaction.campaign}
    return [each for each in (waited_for, everything - waited_for) if each]


def run(
    settings: Settings,
    stopping: threading.Event,
    reactions: tuple[Reaction, ...] = REACTIONS,
    waits: tuple[timedelta, ...] = WAITS,
) -> None:
    """The same until `stopping`, for a process that has other things to do with its signals."""
    messages = Messages(settings)
    with Ledger.open(settings, connections=3 * THREADS) as ledger:
        equipment = equipped(settings, ledger, messages.client, stopping)
        hands = Hands(settings, equipment, reactions, waits, 2 * THREADS)
        for lane in (lane for reaction in reactions for lane in lanes(reaction)):
            messages.declare(lane, hands.carry_out)
        logging.getLogger("dramatiq.broker.RedisBroker").setLevel(
            logging.ERROR
        )  # it warns of two workers on one broker
        working = [
            Worker(messages.broker, queues=each, worker_threads=THREADS, worker_timeout=200)
            for each in shifts(reactions)
        ]
        for worker in working:
            worker.start()
        matching = threading.Thread(target=match_left_behind, args=(ledger, stopping), daemon=True)
        matching.start()
        reading = threading.Thread(target=follow_mailbox, args=(equipment, stopping), daemon=True)
        reading.start()
        timing = threading.Thread(target=keep_time, args=(settings, ledger, stopping), daemon=True)
        timing.start()
        telling = threading.Thread(target=follow_pools, args=(settings, stopping), daemon=True)
        telling.start()
        try:
            follow(settings, ledger.store, messages, stopping, reactions)
        finally:
            stopping.set()
            patient_until = time.monotonic() + PATIENCE
            for worker in working:
                worker.stop(timeout=int(1000 * max(0.0, patient_until - time.monotonic())))
            matching.join()
            reading.join(PATIENCE)
            timing.join(PATIENCE)
            telling.join(PATIENCE)
            hands.close()
            messages.close()
