"""What a decision sees of a person is what opening and folding everything would give, and no other seal is opened."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pytest

from domain.decision import Refused
from domain.decisions import MergeCandidates, RecordNote, TagCandidate
from domain.dossier import Dossier
from domain.gate import SEES
from domain.vocabulary import DataClass
from ledger.envelope import Origin
from ledger.keyring import KeyName
from ledger.ledger import Ledger
from tests.domain.acts import call, ingest, reply
from tests.domain.story import A, B, some_id

pytestmark = pytest.mark.servers

LI = Origin(actor="user:li")


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """Two records of one person, with a word of every kind."""
    for command in (
        ingest(),
        ingest(B, "linkedin"),
        call(said="we talked about the team"),
        reply(said="yes please"),
        RecordNote(candidate=A, text="remember the milk"),
        TagCandidate(candidate=B, tag="java"),
        MergeCandidates(candidate=A, absorbed=B),
    ):
        ledger.submit(command, LI)
    return ledger


def parts(person: Dossier | None) -> dict[str, object]:
    return {each.name: getattr(person, each.name) for each in fields(Dossier) if each.name != "records"}


def test_part_for_part_it_is_what_opening_everything_gives(told: Ledger) -> None:
    whole, versions = told.dossier(B)
    seen, read = told.dossier(B, sees=tuple(DataClass))
    assert (parts(seen), read) == (parts(whole), versions)
    assert seen is not None
    assert seen.profile.points
    assert told.dossier(some_id("nobody"), sees=SEES) == (None, {some_id("nobody"): 0})


def test_only_the_seals_that_are_seen_are_opened_with_one_look_up_a_record(
    told: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[KeyName]] = []
    whole = told.keyring.open

    def noted(names: Iterable[KeyName], **how: Any) -> object:
        asked.append(set(names))
        return whole(asked[-1], **how)

    monkeypatch.setattr(told.keyring, "open", noted)
    person, _ = told.dossier(A, sees=SEES)
    assert person is not None
    assert (person.profile.name is not None, person.profile.headline, len(asked)) == (True, None, 2)
    assert {name.data_class for names in asked for name in names} == {DataClass.IDENTITY}


def test_whoever_is_erased_is_known_as_such_before_anything_is_opened(told: Ledger) -> None:
    told.keyring.destroy(A, DataClass.CONVERSATION)
    told.submit(call(contact=some_id("a second")), LI)
    told.keyring.destroy(A, DataClass.IDENTITY)
    person, _ = told.dossier(B, sees=SEES)
    assert person is not None
    assert (person.erased, person.forgotten) == (True, SEES)
    with pytest.raises(Refused, match="candidate_erased"):
        told.submit(call(contact=some_id("a third")), LI)
