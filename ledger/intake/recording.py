"""What happened to people: rows of history become the events that the rules make of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.decision import Command, Refused
from domain.decisions import RULES
from domain.dossier import Dossier, dossier_of
from domain.gate import NOTHING_AROUND
from domain.job import Job, evolve_job, fold_job
from domain.record import Record, evolve, fold
from domain.recorded import Recorded, effective
from domain.vocabulary import Confidentiality
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.envelope import numbered
from ledger.intake.arrivals import NOT_YET, refused_row
from ledger.intake.batch import Assignment
from ledger.intake.codes import BadRow, fields_of
from ledger.intake.draft import Happening, RejectedRow
from ledger.intake.happenings.kinds import KINDS
from ledger.intake.happenings.values import Situation, Values
from ledger.intake.long_texts import LongTexts
from ledger.intake.outcome import Outcome
from ledger.intake.source_keys import derived_id
from ledger.ledger import Ledger

NOTE, REMAINDER = "note", "import-remainder"
"""The kinds of a note: somebody's own, and what no field of an event took."""


@dataclass(frozen=True, slots=True)
class Item:
    """One happening of one known person. `key` is the same whenever it is read again."""

    row: int
    stream: UUID
    happening: Happening
    key: str
    content: object = None
    confidentiality: Confidentiality = Confidentiality.NORMAL


@dataclass(slots=True)
class _Known:
    """What the ledger held when this append was prepared, and what it adds."""

    records: dict[UUID, Record] = field(default_factory=dict)
    jobs: dict[UUID, Job | None] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)

    def copy(self) -> "_Known":
        return _Known(dict(self.records), dict(self.jobs), dict(self.versions), list(self.events))


def record_happenings(ledger: Ledger, blobs: Blobs, assignment: Assignment, items: Sequence[Item]) -> Outcome:
    """Store them in one append. A row that was recorded before, and not in error, adds nothing.

    Raises Moved when somebody else was faster: then nothing was stored, and it can be tried again.
    """
    with LongTexts(blobs) as texts:
        writing = _Writing(ledger, assignment, texts)
        outcome = writing.take_all(items)
        if writing.known.events:
            receipt = ledger.append(writing.known.events, unmoved=writing.read)
            outcome.stored(receipt.first_position, receipt.events)
    return outcome


class _Writing:
    """One append in the making."""

    def __init__(self, ledger: Ledger, assignment: Assignment, texts: LongTexts) -> None:
        self.ledger = ledger
        self.texts = texts
        self.assignment = assignment
        self.known = _Known()
        self.read: dict[UUID, int] = {}
        """Every stream that was looked at, at its version: none may have moved when this is stored."""
        self.at = ledger.clock()
        self.terms = ledger.vocabulary.current()

    def take_all(self, items: Sequence[Item]) -> Outcome:
        outcome = Outcome()
        done = self.load({item.stream for item in items})
        for item in items:
            command_id = derived_id(self.ledger, "happening", self.assignment.source, item.key)
            if command_id in done:
                outcome.unchanged += 1
                continue
            before, events = self.known.copy(), len(self.known.events)
            try:
                outcome.warnings.update(self.take(item, command_id))
            except (BadRow, Refused, ValidationError) as error:
                self.known = before
                outcome.rejected.append(_rejected(item, error))
            else:
                done.add(command_id)
                outcome.added += len(self.known.events) > events
                outcome.unchanged += len(self.known.events) == events
        return outcome

    def load(self, streams: set[UUID]) -> set[UUID]:
        """The people, with all records that are merged with theirs; answers the commands recorded before."""
        done: set[UUID] = set()
        while streams:
            for stream, history in self.ledger.histories(list(streams), unseal=False).items():
                record = fold(history)
                assert record is not None
                self.known.records[stream] = record
                self.read[stream] = self.known.versions[stream] = record.version
                done |= {recorded.meta.command_id for recorded in effective(history)}
            linked = {
                link for stream in streams & self.known.records.keys() for link in self.known.records[stream].linked
            }
            streams = linked - self.known.records.keys()
        return done

    def job(self, job: UUID) -> Job | None:
        if job not in self.known.jobs:
            history = self.ledger.history(job, unseal=False)
            self.known.jobs[job] = fold_job(effective(history))
            self.read[job] = self.known.versions[job] = history[-1].version if history else 0
        return self.known.jobs[job]

    def take(self, item: Item, command_id: UUID) -> list[tuple[str, str]]:
        """Decide on everything that a row says. Raises BadRow, Refused, ValidationError."""
        if item.stream not in self.known.records:
            raise BadRow("unknown_person")
        values = Values(item.happening, self._situation(item))
        commands = KINDS[item.happening.kind](values)
        for command in commands:
            self._decide(command, command_id, item)
        if left := values.leftovers():
            alone = item.happening.kind == NOTE and not commands
            note = self.texts.note(item.stream, NOTE if alone else REMAINDER, _in_words(left, alone=alone))
            self._decide(note.model_copy(update={"occurred": values.occurred}), command_id, item)
        return values.warnings

    def _situation(self, item: Item) -> Situation:
        instructions = self.assignment.instructions
        return Situation(
            candidate=item.stream,
            source=self.assignment.source,
            row_key=item.key,
            dossier=self._dossier(item.stream),
            derive=partial(derived_id, self.ledger),
            job=self.job,
            controller=instructions.controller,
            zone=instructions.zone or "UTC",
        )

    def _dossier(self, stream: UUID) -> Dossier | None:
        return dossier_of(stream, self.known.records.get)

    def _decide(self, command: Command, command_id: UUID, item: Item) -> None:
        rule = RULES[type(command)]
        states: list[Any] = []
        for name, subject in rule.reads:
            named = getattr(command, name)
            if subject == "vocabulary":
                states.append(self.terms)
            elif subject == "around":  # what an import brings is never judged by what stands now
                states.append(NOTHING_AROUND)
            else:
                load = self._dossier if subject == "candidate" else self.job
                states.append(None if named is None else load(named))
        happened = rule.decide(*states, command, self.at, claimed=True)
        origin = self.assignment.origin(item.confidentiality)
        for new in numbered(happened, self.known.versions, origin, command, command_id):
            self._keep(new)

    def _keep(self, new: NewEvent) -> None:
        """So that the next row sees it."""
        known = self.known
        position = NOT_YET + len(known.events)
        known.events.append(new)
        known.versions[new.stream] = new.version
        recorded = Recorded(position, new.stream, new.version, self.at, new.meta, new.event)
        if new.stream in known.jobs:
            known.jobs[new.stream] = evolve_job(known.jobs[new.stream], recorded)
        else:
            known.records[new.stream] = evolve(known.records.get(new.stream), recorded)


def _in_words(left: dict[str, str], *, alone: bool) -> str:
    """`alone`: it is all that was said, so a single text needs no name before it."""
    if alone and len(left) == 1:
        return next(iter(left.values()))
    return "\n".join(f"{name}: {value}" for name, value in left.items())


def _rejected(item: Item, error: BadRow | Refused | ValidationError) -> RejectedRow:
    match error:
        case BadRow():
            return RejectedRow(item.row, error.code, error.detail, item.content)
        case Refused():
            return refused_row(item.row, error, item.content)
        case _:
            return RejectedRow(item.row, "bad_value", fields_of(error), item.content)
