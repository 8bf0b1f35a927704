"""Templates as the ledger holds them, and those that come with the product."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.decisions import PublishTemplate
from domain.default_templates import default_templates
from domain.template import Template, fold_template, template_id
from ledger.envelope import Origin
from ledger.ledger import Ledger

BY = Origin(actor="system:defaults")


def template_named(ledger: Ledger, name: str) -> tuple[Template | None, dict[UUID, int]]:
    """The template, and the version of its stream that this rests on."""
    stream = template_id(name)
    template = fold_template(ledger.history(stream, unseal=False))
    return template, {stream: template.version if template else 0}


def install_defaults(ledger: Ledger) -> Sequence[str]:
    """Those that are not there yet, drafted and published; what somebody changed or retired stays so. Their names."""
    wanted = {command.template: command for command in default_templates()}
    there = {row.stream for row in ledger.store.streams(list(wanted))}
    made = [command for stream, command in wanted.items() if stream not in there]
    for command in made:
        ledger.submit(command, BY)
        ledger.submit(PublishTemplate(template=command.template, version=1), BY)
    return [command.name for command in made]


def missing_defaults(connection: Connection[Any]) -> list[str]:
    """Names of those that come with the product and were never drafted here."""
    wanted = {command.template: command.name for command in default_templates()}
    found = connection.execute("SELECT DISTINCT stream FROM ledger.event WHERE stream = ANY(%s)", (list(wanted),))
    there = {stream for (stream,) in found}
    return [name for stream, name in wanted.items() if stream not in there]
