"""Everything of one machine under one supervisor: the two servers, then our own processes."""

import http.client
import json
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

CHILDREN = ("sealer", "projections", "workers", "api")
"""In the order of their start; they stop in the opposite one, so nobody calls while nobody folds."""
PATIENCE = 180.0
"""Seconds for the API to answer its first call."""
ENOUGH_DEATHS = 3
"""Of an API that never answered: more of them won't help."""

Tell = Callable[[str, str | MachineProblem, str], None]
"""Hears which process, what became of it ("died", "back" or a problem), and the last line of its log."""


class House:
    """One data folder's servers and processes. Who makes it holds the folder's claim, and closes it."""

    def __init__(self, settings: Settings, places: Places, tell: Tell) -> None:
        self.settings = settings
        self.places = places
        self.supervisor = Supervisor(
            places.data / "running.json", lambda name, what: tell(name, what, self.last_words(name))
        )
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
        while "api" in names and self._get("/health/live")[0] != 200:
            self.supervisor.look(time.monotonic())
            if time.monotonic() > deadline or self.supervisor.deaths_of("api") >= ENOUGH_DEATHS:
                log = self.places.data / "logs" / "api.log"
                raise MachineProblem(
                    "api_did_not_start",
                    "The API does not come up: {why}",
                    "The whole story is in {log}.",
                    why=self.last_words("api") or "not a word from it",
                    log=log,
                )
            time.sleep(0.05)

    def caught_up(self, patience: float) -> bool:
        """Whether the read models have folded every event, waiting so many seconds for it."""
        deadline = time.monotonic() + patience
        while True:
            status, body = self._get("/health/ready")
            if status == 200 and all(each["behind"] == 0 for each in json.loads(body)["read_models"]):
                return True
            if time.monotonic() > deadline:
                return False
            self.supervisor.look(time.monotonic())
            time.sleep(0.1)

    def last_words(self, name: str) -> str:
        """The last line of the log of one of the processes, which tells best why it ended."""
        log = {"postgres": self.places.postgres_log, "redis": self.places.redis / "log"}.get(name)
        return last_line(log or self.places.data / "logs" / f"{name}.log")

    def close(self) -> None:
        self.supervisor.stop()

    def _get(self, path: str) -> tuple[int, bytes]:
        """Status and body; status 0 when nobody answers."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)  # noqa: S104  # nosec B104 - it binds nothing
        connection = http.client.HTTPConnection(host, self.settings.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()
