"""A new record beside the dossiers around it: what was compared is taken as it was, unless it changed meanwhile."""

from domain.identity import DEFAULT, Counted, Features, Member, compare
from ledger.identity.deciding import Near, joining
from ledger.identity.described import Described
from tests.domain.acts import ingest
from tests.domain.identity.described import described
from tests.domain.story import A, B, Story

MANY = Counted(100_000)
NEW = described("Wang Xiaoming", "w@a.cn", "+8613812345677")
BEFORE = described("王小明", "w@a.cn")
STORY = Story().given(ingest(A), ingest(B))
SEEN = compare(NEW, BEFORE, DEFAULT, MANY)
NEAR = Near(Described(B, 2, NEW, {}), DEFAULT, MANY, {A: Member(A, BEFORE, SEEN)})


def evidence(known: Features) -> object:
    (match,) = joining(NEAR, STORY.dossier(B), [STORY.dossier(A)], {A: known}).matches
    return match.evidence


def test_whoever_says_what_they_said_is_not_compared_again() -> None:
    assert evidence(BEFORE) is SEEN


def test_whoever_says_something_else_by_now_is_compared_anew() -> None:
    now = described("王小明", "w@a.cn", "+8613812345677", born="1990-02-03")
    assert evidence(now) == compare(NEW, now, DEFAULT, MANY) != SEEN


def test_whoever_is_forgotten_by_now_is_left_out() -> None:
    assert joining(NEAR, STORY.dossier(B), [STORY.dossier(A)], {}).matches == ()
