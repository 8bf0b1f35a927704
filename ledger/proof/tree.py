"""The Merkle tree of RFC 6962: its hashes, and the two proofs. Pure; where hashes are kept is somebody else's.

A leaf is 32 bytes, a subtree is named by the leaves that it covers, from `begin` up to and without `end`.
"""

import hashlib
from collections.abc import Callable, Sequence

Subtree = Callable[[int, int], bytes]
"""The hash over the leaves from begin to end."""

EMPTY = hashlib.sha256().digest()
"""The root over no leaves."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def together(hashes: Sequence[bytes]) -> bytes:
    """The root over a complete subtree, whose hashes are a power of two in number."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def split(begin: int, end: int) -> int:
    """Where the two subtrees of these leaves meet: the left one is the largest complete one that is not all."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path of leaf `index` (from 0) in the tree of `size` leaves, nearest sibling first."""
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = split(begin, end)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(begin, middle))
            begin = middle
    return path[::-1]


def consistency(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """What shows that the tree of `size` leaves begins with that of `old`; nothing when old is 0 or size."""
    begin, end, path = 0, size, []
    while 0 < old < end:
        middle = split(begin, end)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(begin, middle))
            begin = middle
    if begin:
        path.append(subtree(begin, end))
    return path[::-1]


def root_of_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to (RFC 9162, 2.1.3.2); None when it can't belong to this place."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def roots_of_consistency(old: int, size: int, old_root: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots over `old` and over `size` leaves that the path leads to (RFC 9162, 2.1.4.2).

    None when it can't be a proof for these sizes. `old_root` begins it where `old` is a complete subtree.
    """
    if not 0 < old < size:
        return (old_root, old_root) if old == size and not path else None
    path = [old_root, *path] if old & (old - 1) == 0 else path
    if not path:
        return None
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return (first, second) if last == 0 else None
