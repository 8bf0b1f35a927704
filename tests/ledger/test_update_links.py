"""Tokens: whatever was not signed here opens nothing."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ledger import Ledger
from ledger.update_links import SHAPE, UpdateLinks
from tests.servers import Database

pytestmark = pytest.mark.servers
ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def links(database: Database) -> Iterator[UpdateLinks]:
    with Ledger.open(database.settings, connections=1) as ledger:
        yield UpdateLinks(ledger)


def test_a_token_is_read_as_it_was_made_and_is_the_same_when_made_again(links: UpdateLinks) -> None:
    other = UpdateLinks(links.ledger)

    @settings(deadline=None)
    @given(st.uuids(), st.uuids())
    def same(candidate: UUID, link: UUID) -> None:
        token = links.token(candidate, link)
        assert SHAPE.fullmatch(token)
        assert links.read(token) == (candidate, link)
        assert other.token(candidate, link) == token

    same()


def test_no_letter_of_a_token_can_be_changed(links: UpdateLinks) -> None:
    token = links.token(ONE, TWO)
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        assert links.read(token[:place] + other + token[place + 1 :]) is None, place


def test_what_was_never_signed_opens_nothing(links: UpdateLinks) -> None:
    token, swapped = links.token(ONE, TWO), links.token(TWO, ONE)

    @settings(deadline=None)
    @given(st.one_of(st.text(max_size=200), st.text("ABCabc012-_", min_size=88, max_size=88)))
    def nothing(text: str) -> None:
        assert links.read(text) is None

    nothing()
    for other in (token + "=", token[:-1], token + "A", " " + token, token.lower(), token[:47] + swapped[47:]):
        assert links.read(other) is None


def test_another_secret_signs_nothing_of_ours(links: UpdateLinks) -> None:
    stranger = UpdateLinks(links.ledger)
    stranger.__dict__["_secret"] = links.ledger.keyring.secret("lookup")
    assert stranger.token(ONE, TWO) != links.token(ONE, TWO)
    assert links.read(stranger.token(ONE, TWO)) is None
