"""Whether the port is free. The HTTP server shares ports among its workers, so it would not notice."""

import errno
import socket

from api.machine.problem import MachineProblem


def refuse_taken_port(host: str, port: int) -> None:
    """Raises `MachineProblem` port_taken, port_forbidden or no_such_address."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _name, address in found:
            with socket.socket(family, kind, protocol) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
    except OSError as error:
        raise _problem(error, host, port) from error


def _problem(error: OSError, host: str, port: int) -> MachineProblem:
    if error.errno == errno.EADDRINUSE:
        return MachineProblem(
            "port_taken",
            "Port {port} is taken by another program.",
            "Stop it, or choose another port with --port or RENMAI_PORT.",
            port=port,
        )
    if error.errno == errno.EACCES:
        return MachineProblem(
            "port_forbidden",
            "This user may not listen on port {port}.",
            "Choose a port above 1023 with --port or RENMAI_PORT.",
            port=port,
        )
    return MachineProblem(
        "no_such_address",
        "{host} is not an address of this machine ({why}).",
        "Correct RENMAI_HOST; 127.0.0.1 is this machine, 0.0.0.0 all its addresses.",
        host=host,
        why=error.strerror or error,
    )
