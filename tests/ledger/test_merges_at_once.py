"""Merges of the same people at the same moment, from processes of their own: decided anew, and never a ring."""

from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from uuid import UUID

import pytest

from domain.decision import Command, Refused
from domain.decisions import AssertSamePerson, IngestRecord, MergeCandidates, ReverseMerge, SplitRecord
from domain.dossier import Dossier
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger.envelope import Origin, new_id
from ledger.faults import Moved
from ledger.ledger import Ledger
from ledger.settings import Settings
from tests.processes import PROCESSES
from tests.servers import Database

pytestmark = pytest.mark.servers

CHEN = Origin(actor="user:chen")
ROUNDS = 12


def people(ledger: Ledger, count: int) -> list[UUID]:
    many = [new_id() for _ in range(count)]
    for each in many:
        ledger.submit(IngestRecord(candidate=each, source="test", person=Person(name=Name(full="王小明"))), CHEN)
    return many


def sent(settings: Settings, commands: Sequence[Command]) -> list[str]:
    """What became of each, tried again as long as others were quicker: `stored`, or why it was refused."""
    with Ledger.open(settings, connections=2) as ledger:
        return [_sent(ledger, command) for command in commands]


def _sent(ledger: Ledger, command: Command) -> str:
    while True:
        try:
            ledger.submit(command, CHEN)
        except Refused as refused:
            return refused.code
        except Moved:
            continue
        return "stored"


def at_once(database: Database, *lists: Sequence[Command]) -> list[list[str]]:
    """A process for each list of commands; all begin together, and go through theirs side by side."""
    with ProcessPoolExecutor(len(lists), mp_context=PROCESSES) as pool:
        return list(pool.map(sent, [database.settings] * len(lists), lists))


def dossiers(ledger: Ledger, many: Sequence[UUID]) -> set[tuple[UUID, ...]]:
    """Of all of them; both ends of every link tell of it, and nobody is above themselves."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    for each in many:
        person, _ = ledger.dossier(each)
        assert person is not None
        found[each] = person.members
        assert person.record(person.candidate).links.absorbed_into is None
        for record in person.records:
            into = record.links.absorbed_into
            assert into is None or record.stream in person.record(into).links.absorbed
            assert all(person.record(other).links.absorbed_into == record.stream for other in record.links.absorbed)
        assert sum(record.links.absorbed_into is None for record in person.records) == 1
    assert all(found[member] == members for members in found.values() for member in members)
    return set(found.values())


def test_a_merge_of_whoever_is_being_merged_is_decided_anew_and_never_makes_a_ring(
    database: Database, ledger: Ledger
) -> None:
    rounds = [people(ledger, 3) for _ in range(ROUNDS)]
    ring = ((1, 0), (2, 1), (0, 2))
    told = at_once(
        database,
        *([MergeCandidates(candidate=each[into], absorbed=each[one]) for each in rounds] for into, one in ring),
    )
    for each, outcomes in zip(rounds, zip(*told, strict=True), strict=True):
        assert set(outcomes) <= {"stored", "merged_away", "merge_ring", "already_merged"}
        stored = outcomes.count("stored")
        assert 1 <= stored <= 2
        assert len(dossiers(ledger, each)) == 3 - stored


class Overtaken(Ledger):
    """Between its two reads for one command, somebody else's command is stored."""

    overtaking: Command | None = None

    def dossier(
        self, stream: UUID, *, sees: Collection[DataClass] | None = None
    ) -> tuple[Dossier | None, dict[UUID, int]]:
        found = super().dossier(stream, sees=sees)
        overtaking, self.overtaking = self.overtaking, None
        if overtaking is not None:
            self.submit(overtaking, CHEN)
        return found


def test_a_merge_that_is_overtaken_between_its_two_reads_makes_no_ring(database: Database) -> None:
    with Overtaken.open(database.settings, connections=2) as ledger:
        one, other = people(ledger, 2)
        ledger.overtaking = MergeCandidates(candidate=other, absorbed=one)
        with pytest.raises(Refused, match="merge_ring"):
            ledger.submit(MergeCandidates(candidate=one, absorbed=other), CHEN)
        assert dossiers(ledger, [one, other]) == {(other, one)}


def test_the_same_person_asserted_of_every_pair_at_once_is_one_dossier(database: Database, ledger: Ledger) -> None:
    many = people(ledger, 5)
    pairs = [AssertSamePerson(candidate=one, other=other, by="user:chen") for one, other in combinations(many, 2)]
    told = at_once(database, pairs, pairs[::-1], pairs[1::2] + pairs[::2])
    assert {each for outcomes in told for each in outcomes} == {"stored"}
    (members,) = dossiers(ledger, many)
    assert members == tuple(many)
    events = [recorded.event.type for each in many for recorded in ledger.history(each)]
    assert events.count("candidate-merged") == events.count("candidate-absorbed") == len(many) - 1


def test_reversals_splits_and_merges_at_once_leave_whole_dossiers(database: Database, ledger: Ledger) -> None:
    many = people(ledger, 4)
    first, *others = many
    merging = [AssertSamePerson(candidate=first, other=each, by="user:chen") for each in others] * 4
    splitting = [SplitRecord(candidate=each, record=each) for each in many] * 3
    reversing = [ReverseMerge(candidate=first, absorbed=each) for each in others] * 4
    told = at_once(database, merging, splitting, reversing)
    assert {each for outcomes in told for each in outcomes} <= {"stored", "not_merged"}
    assert sorted(each for members in dossiers(ledger, many) for each in members) == sorted(many)
