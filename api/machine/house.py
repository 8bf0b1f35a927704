"""Everything of one machine under one supervisor: the two servers, then our own processes."""

import http.client
import time
from collections.abc import Callable

from api.machine.attach import DATABASE
from api.machine.child import Child, last_line
from api.machine.places import Places
from api.machine.postgres import Postgres
from api.machine.problem import MachineProblem
from api.machine.redis import Redis
from api.machine.supervisor import Supervisor, end_leftovers
from ledger.settings import Settings

CHILDREN = ("projections", "workers", "api")
"""In the order of their start; they stop in the opposite one, so nobody calls while nobody folds."""
PATIENCE = 60.0
"""Seconds for the API to answer its first call."""
ENOUGH_DEATHS = 3
"""Of an API that never answered: more of them won't help."""

Tell = Callable[[str, str | MachineProblem], None]


class House:
    """One data folder's servers and processes. Who makes it holds the folder's claim, and closes it."""

    def __init__(self, settings: Settings, places: Places, tell: Tell) -> None:
        self.settings = settings
        self.places = places
        self.supervisor = Supervisor(places.data / "running.json", tell)
        self.postgres = Postgres(places)

    def start_servers(self) -> Settings:
        """Start or adopt what no address is set for; gives the settings with the addresses of both."""
        redis = Redis(self.places)
        register = self.places.data / "running.json"
        before = register.read_bytes() if register.exists() else b""
        found = self.settings.at(data=self.places.data)
        if found.database_url is None:
            self.supervisor.start("postgres", self.postgres)
            found = found.at(database_url=self.postgres.conninfo(DATABASE))
        if found.redis_url is None:
            self.supervisor.start("redis", redis)
            found = found.at(redis_url=redis.url)
        end_leftovers(before, spared=(self.postgres.process, redis.process))
        self.settings = found
        return found

    def start_children(self, names: tuple[str, ...] = CHILDREN) -> None:
        """Start our own processes, wait until the API answers. Raises `MachineProblem` api_did_not_start."""
        for name in names:
            self.supervisor.start(name, Child(name, self.settings, self.places))
        deadline = time.monotonic() + PATIENCE
        while "api" in names and not self._api_answers():
            self.supervisor.look(time.monotonic())
            if time.monotonic() > deadline or self.supervisor.deaths_of("api") >= ENOUGH_DEATHS:
                log = self.places.data / "logs" / "api.log"
                raise MachineProblem(
                    "api_did_not_start",
                    "The API does not come up: {why}",
                    "The whole story is in {log}.",
                    why=last_line(log) or "not a word from it",
                    log=log,
                )
            time.sleep(0.05)

    def close(self) -> None:
        self.supervisor.stop()

    def _api_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)  # noqa: S104
        connection = http.client.HTTPConnection(host, self.settings.port, timeout=2)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
