"""A broker that asks Redis little while nothing waits: one look for all queues, where the library asks for each.

Thirty queues and those of their delays were asked 375 times a second by a process that had nothing to do: a tenth of a
processor, and a thirtieth for Redis.
"""

import threading
from collections.abc import Sequence
from typing import Any

import redis
from dramatiq import Broker, Middleware, Worker
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from redis.commands.core import Script

LOOK = 0.1
"""Seconds between two looks: how long a message waits for an idle process, at most."""
BEAT = 15.0
"""Seconds after which every queue is asked all the same: a process that calls for a minute no more counts as dead."""
PATIENCE = 1.0
"""Seconds after which a consumer that waits sees whether it shall go on; `HURRY`, once the worker stops."""
HURRY = 0.05

WAITING = """
    local found = {}
    for place, name in ipairs({%s}) do
        if redis.call('llen', name) > 0 then found[#found + 1] = place end
    end
    return found
"""


class Bell(Middleware):
    """Rings for the consumers of a process when messages wait for them, and stops with the broker."""

    def __init__(self, client: redis.Redis, namespace: str) -> None:
        self._client = client
        self._namespace = namespace
        self._rung: dict[str, threading.Event] = {}
        self._ended = threading.Event()
        self._patience = PATIENCE
        self._looking: threading.Thread | None = None
        self._lock = threading.Lock()

    def hang(self, queue: str) -> threading.Event:
        """What rings for a queue, from now on; it has rung once."""
        with self._lock:
            rung = self._rung.setdefault(queue, threading.Event())
            rung.set()
            if self._looking is None:
                self._looking = threading.Thread(target=self._look, daemon=True, name="bell")
                self._looking.start()
        return rung

    def heard(self, rung: threading.Event) -> bool:
        """Waits for it, a moment at most."""
        if not rung.wait(self._patience):
            return False
        rung.clear()
        return True

    def before_worker_shutdown(self, _broker: Broker, _worker: Worker) -> None:
        self._patience = HURRY
        self._ring(list(self._rung))

    def end(self) -> None:
        self._ended.set()
        if self._looking:
            self._looking.join()

    def _look(self) -> None:
        looks, queues, waiting = 0, list[str](), self._script([])
        while not self._ended.wait(LOOK):
            looks += 1
            if len(queues) < len(self._rung):
                queues = list(self._rung)
                waiting = self._script(queues)
            try:
                places: Any = waiting()
            except Exception:  # noqa: BLE001 - consumers meet it themselves; without the bell they would wait for ever
                places = range(1, len(queues) + 1)
                self._ended.wait(PATIENCE)
            self._ring(queues if looks % round(BEAT / LOOK) == 0 else [queues[place - 1] for place in places])

    def _script(self, queues: Sequence[str]) -> Script:
        """With the names in its text: to send thirty with each look takes longer than all the rest."""
        names = ", ".join(f"'{self._namespace}:{queue}'" for queue in queues)
        return self._client.register_script(WAITING % names)

    def _ring(self, queues: Sequence[str]) -> None:
        for queue in queues:
            self._rung[queue].set()


class _Consumer(_RedisConsumer):
    """Fetches as the library's does, and once there is nothing left, when the bell rings."""

    def __init__(self, broker: "BellBroker", queue: str, prefetch: int, timeout: int) -> None:
        super().__init__(broker, queue, prefetch, timeout)  # type: ignore[no-untyped-call]
        self._bell, self._rung = broker.bell, broker.bell.hang(queue)
        self._dry = False

    def __next__(self) -> Any:
        if self._dry and not self._bell.heard(self._rung):
            return None
        room = self.outstanding_message_count < self.prefetch  # asked before: work that ends meanwhile makes some
        message = super().__next__()  # type: ignore[no-untyped-call]
        self._dry = room and message is None
        return message


class BellBroker(RedisBroker):
    """Nothing is ever delayed by it: what waits for a time stands in the database. So no queue of delays is asked."""

    def __init__(self, client: redis.Redis, namespace: str) -> None:
        self.bell = Bell(client, namespace)
        super().__init__(  # type: ignore[no-untyped-call]
            client=client, namespace=namespace, middleware=[self.bell]
        )

    @property
    def consumer_class(self) -> type[_Consumer]:
        return _Consumer

    def declare_queue(self, queue_name: str) -> None:
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def close(self) -> None:
        self.bell.end()
        super().close()
