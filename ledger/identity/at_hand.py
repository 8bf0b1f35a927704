"""What is said of people, open in memory for a moment: whoever was just described, or opened, is often met again.

It is held as plain keys are: for 50 seconds, let go by the same sweep, at once when a key is destroyed here, and by
whoever was forked. Of a row that has changed since, nothing is taken from here (`known.somebodies`).
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from ledger.keyring import CACHED_FOR

MOST = 50_000
"""People; each takes about 400 bytes (measured), so this is 20 MB at most."""

Form = tuple[int, bytes]
"""The position of what described them last, and their features as they are sealed."""


class AtHand:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: dict[bytes, tuple[float, Form]] = {}

    def known(self, streams: Iterable[bytes]) -> dict[bytes, Form]:
        """By the 16 bytes of their ids."""
        held, now = self._held, self._clock()
        return {each: hit[1] for each in streams if (hit := held.get(each)) and hit[0] > now}

    def remember(self, people: Iterable[tuple[bytes, Form]]) -> None:
        until = self._clock() + CACHED_FOR
        self._held.update({stream: (until, form) for stream, form in people})
        if len(self._held) > MOST:
            self.let_go(list(self._held)[: MOST // 4])

    def drop(self, subjects: Collection[UUID]) -> None:
        self.let_go([each.bytes for each in subjects])

    def let_go(self, streams: Iterable[bytes]) -> None:
        for each in streams:
            self._held.pop(each, None)

    def sweep(self) -> None:
        now = self._clock()
        self.let_go([stream for stream, (until, _) in self._held.copy().items() if until <= now])

    def forget(self) -> None:
        self._held.clear()
