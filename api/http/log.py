"""GET /v1/log/…: the tree over the ledger, as C2SP tlog-tiles, and proofs from it. Hashes, and no personal data."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import BaseModel

from api.http.caller import Auditor, Verifier
from api.http.freshness import LARGEST_POSITION
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from ledger.proof.kept import TileMissing
from ledger.proof.log_keys import log_key
from ledger.proof.published import NotSealed
from ledger.proof.tiles import WIDTH
from ledger.proof.tree import consistency, leaf_hash

FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
PLACE = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")
"""`x001/x234/067`, or `x001/x234/067.p/8` for the first 8 of 256."""
DEEPEST = 7

Size = Annotated[int | None, Query(ge=1, le=LARGEST_POSITION, description="Of the tree; the newest when left out.")]

router = keyed_router("log")


class Included(BaseModel):
    """All that it takes to come from one event to a root. Hashes are lower-case hex."""

    index: int
    """position - 1"""
    size: int
    leaf: str
    """The bytes that are hashed as a leaf: canonical JSON, with the hash of the event's state."""
    leaf_hash: str
    path: list[str]
    """The nearest sibling first (RFC 6962)."""


class Consistent(BaseModel):
    """What shows that the tree of `size` begins with that of `old`."""

    old: int
    size: int
    path: list[str]


@router.get(
    "/log/checkpoint",
    summary="The newest signed checkpoint, with the signatures of witnesses",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **problem_docs("not_sealed")},
)
def checkpoint(caller: Verifier, rooms: InRooms) -> Response:  # noqa: ARG001
    with _told():
        return Response(rooms.log.checkpoint(), media_type=TEXT, headers={"Cache-Control": "no-store"})


@router.get(
    "/log/key",
    summary="The key that signs checkpoints, as verifiers write it",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def key(caller: Verifier, rooms: InRooms) -> Response:  # noqa: ARG001
    """Take it from somewhere else, too, and compare: who answers here could answer with another."""
    return Response(f"{log_key(rooms.settings).verifier}\n", media_type=TEXT)


@router.get(
    "/log/tile/entries/{place:path}",
    summary="The leaves under a tile of level 0, each after its length (two bytes)",
    response_class=Response,
    responses={200: {"content": {BYTES: {}}}, **problem_docs("not_sealed")},
)
def entries(caller: Auditor, rooms: InRooms, place: str) -> Response:  # noqa: ARG001
    with _told():
        leaves = rooms.log.leaves(*_named(place))
    body = b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)
    return Response(body, media_type=BYTES, headers=FOREVER)


@router.get(
    "/log/tile/{level}/{place:path}",
    summary="A tile: up to 256 hashes of 32 bytes",
    response_class=Response,
    responses={200: {"content": {BYTES: {}}}, **problem_docs("not_sealed")},
)
def tile(
    caller: Verifier,  # noqa: ARG001
    rooms: InRooms,
    level: Annotated[int, Path(ge=0, le=DEEPEST)],
    place: str,
) -> Response:
    with _told():
        return Response(rooms.log.tile(level, *_named(place)), media_type=BYTES, headers=FOREVER)


@router.get(
    "/log/inclusion/{position}",
    summary="Proof that an event is under a checkpoint",
    responses=problem_docs("not_sealed"),
)
def included(
    caller: Verifier,  # noqa: ARG001
    rooms: InRooms,
    position: Annotated[int, Path(ge=1, le=LARGEST_POSITION)],
    size: Size = None,
) -> Included:
    with _told():
        tree = rooms.log.tree(size)
        if position > tree.size:
            raise NotSealed
        leaf = rooms.log.leaf(position)
        path = rooms.log.path(position - 1, tree.size)
    return Included(
        index=position - 1,
        size=tree.size,
        leaf=leaf.decode(),
        leaf_hash=leaf_hash(leaf).hex(),
        path=[each.hex() for each in path],
    )


@router.get(
    "/log/consistency",
    summary="Proof that the log only grew from one size to another",
    responses=problem_docs("not_sealed"),
)
def consistent(
    caller: Verifier,  # noqa: ARG001
    rooms: InRooms,
    old: Annotated[int, Query(ge=1, le=LARGEST_POSITION)],
    size: Size = None,
) -> Consistent:
    with _told():
        tree = rooms.log.tree(size)
        if old > tree.size:
            raise NotSealed
        path = consistency(old, tree.size, tree.subtree)
    return Consistent(old=old, size=tree.size, path=[each.hex() for each in path])


def _named(place: str) -> tuple[int, int]:
    """The number of a tile and how many of its hashes are wanted."""
    found = PLACE.fullmatch(place)
    width = int(found[2] or WIDTH) if found else 0
    if found is None or not 0 < width <= WIDTH or len(found[1]) > 4 * DEEPEST:
        raise Problem("no_such_route")
    return int(found[1].replace("x", "").replace("/", "")), width


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (NotSealed, TileMissing) as error:
        raise Problem(error.code) from error
