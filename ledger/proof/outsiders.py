"""Asking somebody outside the house, beside the sealing and for as long as it runs: one who is away holds nobody up."""

import logging
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import psycopg
from psycopg import Connection

LOOK_SECONDS = 1.0

Ask = Callable[[Connection[Any]], object]


class NotGiven(Exception):
    """Somebody outside did not give what was asked of them, and why."""


def keep_asking(
    conninfo: str,
    ask: Ask,
    stop: threading.Event,
    *,
    who: str,
    log: logging.Logger,
    pauses: tuple[float, float],
    at_first: Ask | None = None,
) -> None:
    """`ask` until `stop`, over one connection after another, each of which begins with `at_first`.

    After a failure there is the first of `pauses` (seconds), then twice that, up to the second of them.
    """
    first, longest = pauses
    pause = first
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                if at_first:
                    at_first(connection)
                while not stop.wait(LOOK_SECONDS):
                    ask(connection)
                    pause = first
        except (NotGiven, OSError, HTTPException, psycopg.OperationalError) as error:
            log.warning("%s: %s", who, error if isinstance(error, NotGiven) else type(error).__name__)
            stop.wait(pause)
            pause = min(2 * pause, longest)
