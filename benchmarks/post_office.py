"""A mail server on loopback in a process of its own: takes every mail (RFC 5321, PIPELINING of RFC 2920), and counts
them into a file. It is lean, as the mail servers of the world are, so that what is measured is not this."""

import asyncio
import sys
import time
from pathlib import Path
from typing import TextIO

ENDS = b"\r\n.\r\n"
ANSWERS = {
    b"EHLO": b"250-post.office\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 post.office\r\n",
    b"MAIL": b"250 2.1.0 OK\r\n",
    b"RCPT": b"250 2.1.5 OK\r\n",
    b"DATA": b"354 go on\r\n",
    b"RSET": b"250 2.0.0 OK\r\n",
    b"NOOP": b"250 2.0.0 OK\r\n",
}


class Counter(asyncio.Protocol):
    """One line for each mail: when it was taken, in seconds."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.waiting = b""
        self.in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 post.office\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        answers = b""
        while (taken := self._taken()) is not None:
            answers += taken
        if answers:
            self.transport.write(answers)

    def _taken(self) -> bytes | None:
        """The answer to the next thing that is wholly here; None where nothing is."""
        text, found, rest = self.waiting.partition(ENDS if self.in_text else b"\r\n")
        if not found:
            return None
        self.waiting = rest
        if self.in_text:
            self.in_text = False
            self.file.write(f"{time.time()}\n")
            return b"250 2.0.0 OK\r\n"
        word = text[:4].upper()
        self.in_text = word == b"DATA"
        if self.in_text:
            self.waiting = b"\r\n" + rest  # so that no text at all ends as any other
        if word == b"QUIT":
            self.transport.close()
        return ANSWERS.get(word, b"221 2.0.0 bye\r\n" if word == b"QUIT" else b"502 5.5.1 no\r\n")


async def serve(port: int, into: Path) -> None:
    with into.open("a", buffering=1) as file:
        server = await asyncio.get_running_loop().create_server(lambda: Counter(file), "127.0.0.1", port)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
