"""Records are indexed from their events: those that were stored while nobody compared, or all of them anew.

What a record said is folded as its appends would have folded it, so that both ways end in the same rows.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.events import CandidateIngested, ProfileUpdated
from domain.identity import Features
from domain.recorded import Recorded
from domain.vocabulary import DataClass
from ledger.codec import decode, parse
from ledger.first_keys import Cipher
from ledger.identity.described import DESCRIBE, Described, of, rows
from ledger.keyring import KeyName, Pair, by_label

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

INDEX, ANEW = "match-index", "match-index-anew"
"""Names of walks."""
SPAN = 20_000
"""Positions."""
AT_ONCE = 200
"""Records whose rows are written under the append's lock at once."""

Heard = Callable[[int, int | None], None]
"""Hears how far the walk is: positions, and of how many."""


def index_missing(engine: "Engine", heard: Heard | None = None) -> int:
    """Index what no append did, and leave it to be compared; answers how many records that were.

    Goes on where the last one ended: the positions up to there are known to be indexed.
    """
    walk = engine.walks.held(INDEX)
    reached, written = walk.reached if walk else 0, 0
    while reached < (head := engine.ledger.store.head()):
        until = min(head, reached + SPAN)
        written += _index(engine, engine.walks.described(reached, until, anew=False), anew=False)
        engine.walks.keep(INDEX, until)
        reached = until
        if heard:
            heard(reached, head)
    return written


def index_anew(engine: "Engine", heard: Heard | None = None) -> int:
    """Write every row anew, as after a change of the key that hashes are made with; nobody is compared again.

    Cut off, the next one goes on. Answers how many rows it wrote.
    """
    walk = engine.walks.held(ANEW)
    reached, until = (walk.reached, walk.until) if walk else (0, None)
    until = engine.ledger.store.head() if until is None else until
    written = 0
    while reached < until:
        next_ = min(until, reached + SPAN)
        written += _index(engine, engine.walks.described(reached, next_, anew=True), anew=True)
        engine.walks.keep(ANEW, next_, until)
        reached = next_
        if heard:
            heard(reached, until)
    engine.walks.end(ANEW)
    return written


def _index(engine: "Engine", streams: Sequence[UUID], *, anew: bool) -> int:
    written = 0
    for at in range(0, len(streams), AT_ONCE):
        some = streams[at : at + AT_ONCE]
        people, ciphers = _told(engine, some)
        written += engine.walks.index(rows(people, ciphers, engine.ledger.digests), anew=anew)
        if anew and (gone := {*some} - {each.stream for each in people}):
            engine.tables.unmatch(list(gone))
    return written


def _told(engine: "Engine", streams: Sequence[UUID]) -> tuple[list[Described], dict[Pair, tuple[KeyName, Cipher]]]:
    """Each as its last description left it, with the key of that; without those whose key is gone."""
    keyring = engine.ledger.keyring
    parsed = [parse(row) for row in engine.ledger.store.streams(streams) if row.type in DESCRIBE]
    opened = keyring.open(name for each in parsed for name in each.key_names())
    told = by_label(opened)
    histories: dict[UUID, list[Recorded]] = defaultdict(list)
    names: dict[UUID, KeyName] = {}
    for each in parsed:
        histories[each.row.stream].append(decode(each, told))
        names |= {name.subject: name for name in each.key_names() if name.data_class is DataClass.IDENTITY}
    unsealed = [(stream, DataClass.IDENTITY) for stream in histories if stream not in names]
    ciphers = keyring.for_sealing(unsealed) if unsealed else {}
    for stream, name in names.items():
        if isinstance(key := opened[name], AESGCM):
            ciphers[stream, DataClass.IDENTITY] = name, key
    people = [
        of(stream, history[-1].position, _features(history), engine.ledger.digests)
        for stream, history in histories.items()
        if (stream, DataClass.IDENTITY) in ciphers
    ]
    return people, ciphers


def _features(history: Sequence[Recorded]) -> Features:
    found: Features | None = None
    for each in history:
        event = each.event
        assert isinstance(event, CandidateIngested | ProfileUpdated)
        told = Features.of(event.person, event.career, ((each.meta.source or "", event.external_id or ""),))
        found = told if found is None else told.with_earlier(found)
    assert found is not None
    return found
