"""What a decision looks at is what folding everything would give, and what it doesn't look at is never read."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import given

from domain.consents import Consents
from domain.decision import Command
from domain.decisions import RULES, RecordInError, RecordReply, TagCandidate
from domain.dossier import Dossier, combine
from domain.record import Record, fold
from domain.recorded import Recorded
from domain.tag_vocabulary import NO_TERMS
from domain.unfolded import UnfoldedDossier, unfolded
from domain.vocabulary import Channel
from tests.domain.acts import CONTACT, call, ingest, reply, tag
from tests.domain.lives import LIVES, PEOPLE, lived
from tests.domain.story import A, Story


class Kept(NamedTuple):
    """As it lies in the ledger."""

    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    recorded: Recorded


def kept(history: Sequence[Recorded]) -> list[Kept]:
    return [Kept(*each[:3], each.event.type, each.recorded_at, each) for each in history]


def read(stored: Sequence[Kept]) -> list[Recorded]:
    return [each.recorded for each in stored]


def parts(whole: Any, shape: type) -> dict[str, Any]:
    return {each.name: getattr(whole, each.name) for each in fields(shape)}


@given(LIVES)
def test_part_for_part_it_is_what_folding_and_combining_give(acts: list[Command]) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        record = fold(history := story.of(stream))
        closed = unfolded(kept(history), read)
        if record is None or closed is None:
            assert record is closed
        else:
            assert parts(closed, Record) == parts(record, Record)
            assert closed.void == record.void
    found = [record for stream in PEOPLE if (record := fold(story.of(stream)))]
    looked_at = [record for stream in PEOPLE if (record := unfolded(kept(story.of(stream)), read))]
    if found:
        one, other = parts(UnfoldedDossier(looked_at), Dossier), parts(combine(found), Dossier)
        del one["records"], other["records"]
        assert one == other
        never = Consents()
        assert UnfoldedDossier(looked_at).but(never).consents == combine(found).but(never).consents == never


@pytest.mark.parametrize(
    ("command", "beside", "read_for_it"),
    [
        (TagCandidate(candidate=A, tag="java"), (NO_TERMS,), {"candidate-tagged"}),
        (
            RecordReply(candidate=A, contact=CONTACT, channel=Channel.PHONE),
            (),
            {"contact-logged", "contact-breached", "replied"},
        ),
    ],
)
def test_what_a_decision_does_not_look_at_is_never_read(
    command: Command, beside: tuple[Any, ...], read_for_it: set[str]
) -> None:
    story = Story().given(ingest(), tag(), call(), reply())
    opened: list[str] = []

    def noted(stored: Sequence[Kept]) -> list[Recorded]:
        opened.extend(each.type for each in stored)
        return read(stored)

    record = unfolded(kept(story.of(A)), noted)
    assert record is not None
    assert RULES[type(command)].decide(UnfoldedDossier([record]), *beside, command, story.now)
    assert set(opened) == read_for_it
    assert len(opened) == len(set(opened))


def test_what_was_recorded_in_error_counts_for_nothing() -> None:
    story = Story().given(ingest(), tag(), RecordInError(candidate=A, position=2, why="mistake"))
    record = unfolded(kept(story.of(A)), read)
    assert record is not None
    assert record.knowing.tags == {}
