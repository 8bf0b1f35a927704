"""Headers of which there is one or none: of two, nobody can tell which one was meant."""

from starlette.types import Scope

from api.http.problem import Problem

ONCE = frozenset(
    {b"authorization", b"content-type", b"idempotency-key", b"if-match", b"renmai-acting-user", b"renmai-reason"}
)


def refuse_repeated(scope: Scope) -> None:
    """Raises Problem `repeated_header`, which names the header."""
    seen = [name for name, _ in scope["headers"] if name in ONCE]
    if len(seen) > len(set(seen)):
        repeated = sorted({name.decode() for name in seen if seen.count(name) > 1})
        raise Problem("repeated_header", ", ".join(repeated))
