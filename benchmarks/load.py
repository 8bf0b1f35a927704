"""A client that costs little, so that it is the server that is measured: plain sockets, requests made beforehand."""

import selectors
import socket
import time
from collections.abc import Iterable, Sequence
from itertools import cycle


class BadAnswer(Exception):
    """The server answered with something else than 200."""


def request(path: str, key: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode()


def rate(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> float:
    """Answers a second, over so many connections that each ask again as soon as they are answered."""
    turns = cycle(requests)
    with selectors.DefaultSelector() as selector:
        sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        answers = {each: _Answer() for each in sockets}
        try:
            for each in sockets:
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(each, selectors.EVENT_READ)
                each.sendall(next(turns))
            done, begun = 0, time.perf_counter()
            until = begun + seconds
            while (now := time.perf_counter()) < until:
                for key, _ in selector.select(1):
                    connection = key.fileobj
                    assert isinstance(connection, socket.socket)
                    if answers[connection].take(connection):
                        done += 1
                        connection.sendall(next(turns))
        finally:
            for each in sockets:
                each.close()
    return done / (now - begun)


def times(port: int, requests: Iterable[bytes]) -> list[float]:
    """Seconds that each took, one after the other on one connection."""
    taken = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answer = _Answer()
        for each in requests:
            begun = time.perf_counter()
            connection.sendall(each)
            while not answer.take(connection):
                pass
            taken.append(time.perf_counter() - begun)
    return taken


def body(port: int, asked: bytes) -> bytes:
    """The answer to one request."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked)
        answer = _Answer()
        while not answer.take(connection):
            pass
    return answer.body


class _Answer:
    """One answer in the coming, then the next on the same connection."""

    def __init__(self) -> None:
        self._read = b""
        self._length = -1
        self.body = b""

    def take(self, connection: socket.socket) -> bool:
        """Whether it is whole now. Raises BadAnswer."""
        part = connection.recv(262_144)
        if not part:
            raise BadAnswer("the server hung up")
        self._read = self._read + part if self._read else part
        if self._length < 0:
            end = self._read.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self._read[:end].lower()
            if not head.startswith(b"http/1.1 200"):
                raise BadAnswer(self._read[:500].decode(errors="replace"))
            at = head.index(b"content-length:") + len(b"content-length:")
            self._length = end + 4 + int(head[at : head.find(b"\r\n", at) if b"\r\n" in head[at:] else None])
            self._begins = end + 4
        if len(self._read) < self._length:
            return False
        self.body = self._read[self._begins : self._length]
        self._read, self._length = b"", -1
        return True
