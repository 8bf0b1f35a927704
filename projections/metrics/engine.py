"""Where metrics are worked out: in this process (Sail), or wherever Spark Connect is spoken. A URL says which."""

import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import grpc
import pyarrow as pa

from projections.lake.manifest import Manifest
from projections.lake.place import Place
from projections.metrics.catalogue import views
from projections.metrics.client import PySparkException, SparkConnectGrpcException, SparkSession
from projections.metrics.faults import EngineDown, EngineRefused

HERE = "sail:"
"""In this process. `sc://HOST:PORT` is a Sail server or cluster, or Apache Spark with its Connect server."""
DEFAULT_PORT = 15002
SECONDS_TO_REACH = 5
POSITION = "SELECT coalesce(max(position), 0) AS position FROM lake WHERE recorded_at <= :at"


class Engine:
    """A session that can read one lake."""

    def __init__(self, session: SparkSession, url: str, place: Place, manifest: Manifest) -> None:
        self.session = session
        self.url = url
        self.place = place
        self.manifest = manifest
        self.version = f"sail {version('pysail')}" if url == HERE else f"{url} {session.version}"
        self._prepared: dict[str, Mapping[str, Any]] = {}
        session.conf.set("spark.sql.session.timeZone", "UTC")
        self._reads("lake", [each.name for each in manifest.events])
        self._reads("membership", [manifest.members.name])
        self._reads("correction", [manifest.corrections.name])

    def _reads(self, view: str, names: list[str]) -> None:
        frame = self.session.read.parquet(*(f"{self.place.url}/{name}" for name in names))
        frame.createOrReplaceTempView(view)

    def table(self, sql: str, arguments: Mapping[str, Any]) -> pa.Table:
        """The answer to a question about `lake`, `membership`, `correction` or any of the catalogue's views."""
        self._prepare(sql, arguments)
        return self.session.sql(sql, args=dict(arguments)).toArrow()

    def _prepare(self, sql: str, arguments: Mapping[str, Any]) -> None:
        """The views that the question rests on, for these arguments."""
        for name, made_of in views().items():
            if re.search(rf"\b(FROM|JOIN) {name}\b", sql) and self._prepared.get(name) != arguments:
                self._prepare(made_of, arguments)
                self.session.sql(made_of, args=dict(arguments)).createOrReplaceTempView(name)
                self._prepared[name] = arguments

    def position_at(self, at: Any) -> int:
        """The last position that was recorded by then."""
        return int(self.table(POSITION, {"at": at}).column("position")[0].as_py())


@contextmanager
def engine(url: str, place: Place, manifest: Manifest) -> Iterator[Engine]:
    """Raises EngineDown, EngineRefused, whatever is asked of it inside."""
    with faults(url), _served(url) as remote:
        session = SparkSession.builder.remote(remote).create()
        try:
            yield Engine(session, url, place, manifest)
        finally:
            session.stop()


@contextmanager
def _served(url: str) -> Iterator[str]:
    if url != HERE:
        _reach(url)
        yield url
        return
    os.environ.setdefault("RUST_LOG", "error")  # it tells of each session as it begins and ends
    from pysail.spark import SparkConnectServer  # only where it is run in this process

    server = SparkConnectServer()
    server.start(background=True)
    try:
        yield "sc://{}:{}".format(*server.listening_address)
    finally:
        server.stop()


def _reach(url: str) -> None:
    """The client itself would try for ten minutes. Raises EngineDown."""
    parts = urlsplit(url)
    if parts.scheme != "sc" or not parts.hostname:
        raise EngineDown(f"{url}: an address is sc://HOST:PORT")
    try:
        socket.create_connection((parts.hostname, parts.port or DEFAULT_PORT), timeout=SECONDS_TO_REACH).close()
    except OSError as error:
        raise EngineDown(f"{url}: {error.strerror or type(error).__name__}") from error


@contextmanager
def faults(url: str) -> Iterator[None]:
    """The engine's complaints in our own words: the first line, without the plan."""
    try:
        yield
    except (grpc.RpcError, PySparkException) as error:
        broken = isinstance(error, grpc.RpcError) or type(error) is SparkConnectGrpcException
        raise (EngineDown if broken else EngineRefused)(f"{url}: {_first(error)}") from error


def _first(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:300]
