"""The catalogue of events as a page for people and as JSON Schema for machines, both read off the types."""

import ast
import inspect
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from domain import vocabulary
from domain.events import CATALOGUE, EVENT, Event

SUBJECTS = {
    "identity": "Identity: records, and which of them are one person",
    "matching": "Matching: records that may be one person",
    "knowing": "Knowing: what people come to know of somebody",
    "tag_vocabulary": "Vocabulary: the words that people are tagged with",
    "consent": "Consent",
    "boundary": "Boundaries: what somebody wants to hear, and what they will not have",
    "rights": "Rights: what a person asks for, holds, and how they are forgotten",
    "contact": "Contact: after the fact, and the answers",
    "message": "Messages of whoever nobody knows",
    "outreach": "Outreach: contacts that we make, and what became of them",
    "campaign": "Campaigns: the same message, or several, to everybody in a pool",
    "pool": "Pools",
    "notice": "Notices",
    "suppression": "Suppressed addresses",
    "journey": "Journey: from the application to the last working day",
    "agenda": "Agenda: what is to be done for somebody, put off, and done",
    "profile": "Profile: what is said to have changed, and what was chosen",
    "update_link": "Links by which people correct their own data",
    "reach": "Reach: addresses that work, and what holds for a person",
    "reading": "Reading: what a machine read in files",
    "review": "Review: entered, reviewed, archived",
    "correction": "Correction",
    "looking": "Looking: who saw whose personal data",
    "disclosure": "Disclosure: what left the house, and to whom",
    "job": "Jobs",
    "template": "Templates: what messages are made of",
    "sender": "Senders: who writes, and what messages say of them",
    "report": "Reports: what the pool looked like at the end of each week",
    "identity_model": "Models: by what records are compared",
    "operation": "Operation: import runs and access keys",
    "rotation": "Rotation: keys that are exchanged for new ones",
}
"""A module of `domain.events`, and its heading."""

PATTERNS = {
    "^[a-z0-9][a-z0-9._-]{0,63}$": "code",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": "code of a provider",
    "^[a-z]+:[A-Za-z0-9._-]{1,64}$": "actor id",
    r"^([a-z]+:)?[A-Za-z0-9._-]{1,64}$": "actor id or code",
    "^[0-9a-f]{64}$": "SHA-256, hex",
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "jurisdiction (ISO 3166)",
    r"^[A-Z][A-Za-z0-9+_-]{1,31}(/[A-Za-z0-9+_-]{1,31}){0,2}$": "time zone (IANA)",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$": "language (BCP 47)",
}

INTRODUCTION = """\
# The catalogue of events

Every event that can happen, as it is stored. Type names, field names and the values of vocabularies are
permanent; what is new is a field with a default, or a new type. The same as JSON Schema:
[events.schema.json](events.schema.json).

*Facts* stay readable for ever. *Personal* parts are sealed under a key of the person and the data class; once
the key is destroyed they read as `null`, and the event says "forgotten". Every event has `breaks` besides:
the codes of the rules that imported history breaks (none for what happened here). Who did it, why and when is
in the envelope.
"""


def page() -> str:
    """Markdown."""
    lines = [INTRODUCTION]
    for module, heading in SUBJECTS.items():
        lines.append(f"## {heading}\n")
        for event in CATALOGUE:
            if event.__module__ == f"domain.events.{module}":
                lines += _section(event)
    lines.append("## Shapes within events\n")
    lines += _shapes()
    lines.append("## Vocabularies\n")
    lines += _vocabularies()
    return "\n".join(lines).rstrip() + "\n"


def schema() -> dict[str, Any]:
    """JSON Schema of any event, told apart by `type`."""
    found = EVENT.json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Event", **found}


def _section(event: type[Event]) -> list[str]:
    described = event.model_json_schema()
    required = set(described.get("required", ()))
    meanings = _meanings(event)
    facts, personal = [], []
    for name, field in described["properties"].items():
        if name in ("type", "breaks"):
            continue
        cells = [f"`{name}`", shape(field, described.get("$defs", {})), meanings.get(name, "")]
        if mark := event.personal.get(name):
            personal.append([*cells[:2], mark.data_class.value, cells[2]])
        else:
            facts.append([*cells[:2], _default(field, name in required), cells[2]])
    meaning = inspect.cleandoc(event.__doc__ or "")
    lines = [f"### {event.model_fields['type'].default}\n", f"{meaning}\n"]
    if facts:
        lines += _table(("fact", "shape", "if left out", "meaning"), facts)
    if personal:
        lines += _table(("personal part", "shape", "data class", "meaning"), personal)
    return lines


def shape(field: Mapping[str, Any], defined: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in field:
        name = str(field["$ref"]).rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(shape(each, defined) for each in field["anyOf"] if each.get("type") != "null")
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    kind = field.get("type")
    if kind == "array":
        return f"list of {shape(field['items'], defined)}"
    if kind == "object":
        return f"{shape(field['additionalProperties'], defined)} by name"
    if kind == "string":
        named = PATTERNS.get(field.get("pattern", ""), "tag" if "pattern" in field else "text")
        return str(field.get("format", named))
    return _number(field)


def _number(field: Mapping[str, Any]) -> str:
    kind = {"integer": "whole number", "boolean": "yes or no"}.get(str(field.get("type")), str(field.get("type")))
    limits = [f"{field[key]}" if key in field else "" for key in ("minimum", "maximum")]
    return f"{kind} {'…'.join(limits)}" if any(limits) else kind


def _default(field: Mapping[str, Any], required: bool) -> str:
    if required:
        return "refused"
    default = field.get("default")
    return "" if default is None or default == [] else f"`{str(default).lower()}`"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]


def _shapes() -> Iterable[str]:
    defined = EVENT.json_schema()["$defs"]
    events = {event.__name__ for event in CATALOGUE}
    for name, described in defined.items():
        if described["type"] == "object" and name not in events:
            yield f"### {name}\n"
            if meaning := described.get("description"):
                yield f"{meaning}\n"
            fields = described["properties"].items()
            yield from _table(("field", "shape"), ([f"`{key}`", shape(field, defined)] for key, field in fields))


def _vocabularies() -> Iterable[str]:
    for name, kind in vars(vocabulary).items():
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
            yield f"### {name}\n"
            own = inspect.cleandoc(kind.__doc__ or "")
            yield (f"{own}\n\n" if own and "Enum" not in own else "") + f"{', '.join(f'`{each}`' for each in kind)}\n"


def _meanings(event: type[Event]) -> dict[str, str]:
    """What the strings below the fields say, of the type and of what it inherits from."""
    found: dict[str, str] = {}
    for kind in reversed(event.__mro__):
        if issubclass(kind, Event):
            found |= _field_notes(kind.__module__).get(kind.__name__, {})
    return found


@cache
def _field_notes(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    notes: dict[str, dict[str, str]] = {}
    for kind in tree.body:
        if isinstance(kind, ast.ClassDef):
            for field, note in zip(kind.body, kind.body[1:], strict=False):
                match field, note:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        notes.setdefault(kind.name, {})[name] = " ".join(text.split())
    return notes
