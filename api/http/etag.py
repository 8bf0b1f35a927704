"""The version of a dossier: of every record that is part of it, the version of its stream."""

from collections.abc import Mapping
from uuid import UUID

from api.http.problem import Problem


def etag(versions: Mapping[UUID, int]) -> str:
    """`"<stream>.<version>+<stream>.<version>"`, in the order of ids."""
    return '"' + "+".join(f"{stream.hex}.{version}" for stream, version in sorted(versions.items())) + '"'


def versions_in(if_match: str | None) -> dict[UUID, int] | None:
    """None for no header and for `*`. Raises Problem `bad_version`."""
    if if_match is None or if_match.strip() == "*":
        return None
    try:
        pairs = [part.split(".") for part in if_match.strip().removeprefix("W/").strip('"').split("+")]
        return {UUID(stream): int(version) for stream, version in pairs}
    except ValueError as error:
        raise Problem("bad_version") from error
