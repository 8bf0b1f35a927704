"""The tree against the definition of RFC 6962, written down as it stands there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.tiles import WIDTH, Edge, index_path, subtree
from ledger.proof.tree import (
    EMPTY,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    root_of_inclusion,
    roots_of_consistency,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(WIDTH * 3 + 40)]


def defined(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(defined(leaves[:left]), defined(leaves[left:]))


class Grown:
    """The tree as a sealer grows it, with every tile kept."""

    def __init__(self, size: int) -> None:
        self.edge = Edge()
        self.full = {(t.level, t.number): t.hashes for leaf in LEAVES[:size] for t in self.edge.add(leaf)}

    def subtree(self, begin: int, end: int) -> bytes:
        return subtree(
            begin, end, lambda level, number: self.full.get((level, number)) or self.edge.tile(level, number)
        )


WHOLE = Grown(len(LEAVES))
sizes = st.integers(1, len(LEAVES))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 512, 600, len(LEAVES)])
def test_the_root_is_the_one_that_the_definition_gives(size: int) -> None:
    assert Grown(size).edge.root() == defined(LEAVES[:size])


@given(sizes, st.data())
def test_a_leaf_is_included_under_the_root_and_no_other_leaf_is(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(index, size, WHOLE.subtree)
    root = defined(LEAVES[:size])
    assert root_of_inclusion(index, size, LEAVES[index], path) == root
    assert root_of_inclusion(index, size, LEAVES[index - 1], path) != root or size == 1
    if path:
        assert root_of_inclusion(index, size, LEAVES[index], path[:-1]) != root
        assert root_of_inclusion(index, size, LEAVES[index], [*path[:-1], EMPTY]) != root
    assert root_of_inclusion(index, size, LEAVES[index], [*path, EMPTY]) is None
    assert root_of_inclusion(size, size, LEAVES[index], path) is None


@given(sizes, sizes)
def test_a_tree_begins_with_each_earlier_one_and_with_no_other(one: int, other: int) -> None:
    old, size = sorted((one, other))
    path = consistency(old, size, WHOLE.subtree)
    roots = defined(LEAVES[:old]), defined(LEAVES[:size])
    assert roots_of_consistency(old, size, roots[0], path) == roots
    if path:
        assert roots_of_consistency(old, size, roots[0], [*path[:-1], EMPTY]) != roots
        assert roots_of_consistency(old, size, roots[0], path[:-1]) != roots
        assert roots_of_consistency(old - 1, size, roots[0], path) != roots
    assert roots_of_consistency(old, size, roots[0], [*path, EMPTY]) is None


@pytest.mark.parametrize(
    ("number", "path"), [(0, "000"), (67, "067"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_tiles_are_found_under_the_path_of_the_standard(number: int, path: str) -> None:
    assert index_path(number) == path
