"""What can be said of pools. Making one, changing its filter and acting on it have a file of their own (`pools`)."""

from api.http.command_route import CANDIDATE, OTHER_ID, POOL, CommandRoute
from domain.access import Action
from domain.decisions import (
    ClosePool,
    HandOverPool,
    ListCandidate,
    RenamePool,
    SetPoolAlert,
    SharePool,
    UnlistCandidate,
)

LIST = {"pool": OTHER_ID, "why": "met-at-fair"}

OF_POOLS: tuple[CommandRoute, ...] = (
    CommandRoute(
        f"{POOL}/rename",
        RenamePool,
        "Call a pool otherwise",
        {"name": "Embedded engineers, south"},
        by=True,
        may=Action.KEEP_POOLS,
    ),
    CommandRoute(
        f"{POOL}/share",
        SharePool,
        "Share a pool, or keep it private",
        {"sharing": "shared"},
        by=True,
        may=Action.KEEP_POOLS,
    ),
    CommandRoute(
        f"{POOL}/alert",
        SetPoolAlert,
        "Tell a pool's owner of those who come in or go out, or no longer",
        {"on_entry": True},
        by=True,
        may=Action.KEEP_POOLS,
    ),
    CommandRoute(
        f"{POOL}/hand-over",
        HandOverPool,
        "Give a pool to another owner",
        {"owner": "user:zhang"},
        by=True,
        may=Action.KEEP_POOLS,
    ),
    CommandRoute(f"{POOL}/close", ClosePool, "Close a pool: it is used no more", by=True, may=Action.KEEP_POOLS),
    CommandRoute(
        f"{CANDIDATE}/lists", ListCandidate, "Put a candidate on a list", LIST, by=True, may=Action.KEEP_POOLS
    ),
    CommandRoute(
        f"{CANDIDATE}/lists/leave", UnlistCandidate, "Take a candidate off a list", LIST, by=True, may=Action.KEEP_POOLS
    ),
)
