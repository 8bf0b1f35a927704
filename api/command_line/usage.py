"""What was wrong with the words of a command, in the reader's language: Typer and pydantic speak English alone."""

import re

from api.command_line.messages import _
from api.machine.problem import marked

PHRASES = (
    (r"Missing (?:argument|parameter) '?(?P<name>.+?)'?\.", marked("{name} is missing.")),
    (r"Missing option '?(?P<name>.+?)'?\.", marked("The option {name} is missing.")),
    (r"Missing command\.", marked("A command is missing.")),
    (r"No such command '(?P<name>.*)'\.", marked("There is no command {name}.")),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<known>.+)\)",
        marked("There is no option {name}; did you mean {known}?"),
    ),
    (r"No such option: (?P<name>\S+)", marked("There is no option {name}.")),
    (r"Option '(?P<name>.+)' requires an argument\.", marked("The option {name} takes a value.")),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", marked("There are words too many: {name}.")),
    (r"Invalid value for '?(?P<name>.+?)'?: (?P<why>.*)", marked("{name}: {why}.")),
)
WHY = (
    (r"Input should be a valid UUID.*", marked("this is not an id")),
    (r"Input should be a valid (?:integer|number).*", marked("this is not a number")),
    (r"Input should be greater than or equal to (?P<limit>\S+)", marked("it has to be {limit} or more")),
    (r"Input should be less than or equal to (?P<limit>\S+)", marked("it has to be {limit} or less")),
    (r"Value error, (?P<given>'.*') is not one of (?P<known>.+?)\.?", marked("{given} is not one of {known}")),
    (r"Value error, (?P<why>.+)", "{why}"),
)


def said(message: str) -> str:
    """The message of a usage error, its sentence ended. What no phrase fits is told as it came."""
    for pattern, phrase in PHRASES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = found.groupdict()
            if "why" in parts:
                parts["why"] = _why(parts["why"])
            return _(phrase).format_map(parts)
    return message


def _why(reason: str) -> str:
    for pattern, phrase in WHY:
        if found := re.fullmatch(pattern, reason, re.DOTALL):
            return _(phrase).format_map(found.groupdict())
    return reason.rstrip(".")
