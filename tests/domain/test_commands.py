"""Every command is in both tables, says its name, and can be read from JSON."""

import inspect
import re
from collections.abc import Collection
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Command, Refused
from domain.decisions import COMMAND, COMMANDS, RULES, AnyCommand
from domain.recorded import Recorded
from domain.vocabulary import DataClass
from tests.domain.lives import ACTS, LIVES, lived


def subclasses(kind: type[Command]) -> set[type[Command]]:
    found = set(kind.__subclasses__())
    return found | {each for one in found for each in subclasses(one)}


def test_every_command_has_a_rule_and_a_place_in_the_union() -> None:
    ours = {kind for kind in subclasses(Command) if kind.__module__.startswith("domain.")}
    named = {kind for kind in ours if "type" in kind.__annotations__}
    assert named == set(RULES) == set(get_args(get_args(AnyCommand)[0])) == set(COMMANDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_named_for_what_is_wanted(name: str) -> None:
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", COMMANDS[name].__name__).lower()
    assert name == words


SUBJECTS = {
    "candidate",
    "job",
    "message",
    "notice",
    "pool",
    "template",
    "templates",
    "campaign",
    "addresses",
    "suppression",
    "around",
    "vocabulary",
    "senders",
    "export",
}


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_a_rule_takes_a_state_for_everything_it_reads(kind: type[Command]) -> None:
    rule = RULES[kind]
    parameters = list(inspect.signature(rule.decision).parameters)
    assert len(parameters) == len(rule.reads) + 3
    assert parameters[len(rule.reads)] == "command"
    for field, subject in rule.reads:
        assert field in kind.model_fields
        assert subject in SUBJECTS
    for position, stream in rule.positions:
        assert {position, stream} <= set(kind.model_fields)


@given(st.sampled_from(ACTS))
def test_a_command_is_read_from_json(command: Command) -> None:
    assert COMMAND.validate_json(command.model_dump_json()) == command


@given(LIVES, st.sampled_from(ACTS), st.booleans())
def test_a_command_is_decided_or_refused_and_never_fails(acts: list[Command], command: Command, claimed: bool) -> None:
    story = lived(acts, claimed=claimed).when(command, claimed=claimed)
    assert isinstance(story.refused, Refused) or story.made is not None


@given(LIVES, st.sampled_from(ACTS))
def test_a_decision_decides_the_same_without_what_it_does_not_see(acts: list[Command], command: Command) -> None:
    story, sealed = lived(acts), lived(acts)
    sealed.history = [closed(recorded, RULES[type(command)].sees) for recorded in sealed.history]
    story.when(command)
    sealed.when(command)
    assert story.made == sealed.made
    assert str(story.refused) == str(sealed.refused)


def closed(recorded: Recorded, sees: Collection[DataClass]) -> Recorded:
    """As it is read with only the seals of these classes opened."""
    marks = type(recorded.event).personal.items()
    personal = {field: None for field, mark in marks if mark.data_class not in sees}
    return recorded._replace(event=recorded.event.model_copy(update=personal))


@given(LIVES)
def test_what_is_decided_live_breaks_no_rule(acts: list[Command]) -> None:
    assert all(recorded.event.breaks == () for recorded in lived(acts).history)
