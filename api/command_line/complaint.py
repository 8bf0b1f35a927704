"""How an error is told: one line, `code: what is wrong. What to do`, or as JSON. Codes are stable."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import redis
from pydantic import ValidationError
from typer.exceptions import TyperException

from api.command_line.known_faults import KNOWN_FAULTS
from api.command_line.messages import _
from api.command_line.usage import said
from api.machine.problem import MachineProblem
from domain.decision import Refused
from domain.refusals import REFUSALS
from ledger.faults import LedgerFault
from ledger.settings import NoDatabase


@dataclass(frozen=True, slots=True)
class Complaint:
    code: str
    message: str
    remedy: str
    exit_code: int = 1

    def line(self) -> str:
        return " ".join(f"{self.code}: {self.message} {self.remedy}".split())

    def as_json(self) -> str:
        problem = {"code": self.code, "message": self.message, "remedy": self.remedy}
        return json.dumps({"error": problem}, ensure_ascii=False)


def _machine(error: MachineProblem) -> Complaint:
    values = {name: str(value) for name, value in error.values.items()}
    return Complaint(error.code, _(error.message).format_map(values), _(error.remedy).format_map(values))


def _usage(error: TyperException) -> Complaint:
    context = getattr(error, "ctx", None)
    remedy = _("See `{command} --help`.").format(command=context.command_path if context else "renmai")
    return Complaint("usage", said(error.format_message()), remedy, exit_code=2)


def _setting(error: ValidationError) -> Complaint:
    wrong = error.errors()[0]
    name = "RENMAI_" + "_".join(str(part) for part in wrong["loc"]).upper()
    return Complaint("bad_setting", f"{name}: {wrong['msg']}.", _("Correct or remove that variable."))


def _database(error: psycopg.Error) -> Complaint:
    return Complaint(
        "database_unreachable",
        _("PostgreSQL can't be used: {why}.").format(why=_first_line(error)),
        _("Check RENMAI_DATABASE_URL and that the server runs; `renmai doctor` looks closer."),
    )


def _database_full(_error: psycopg.Error) -> Complaint:
    return Complaint("disk_full", _("The database's disk is full."), _("Make room; everything acknowledged is kept."))


def _database_forbids(error: psycopg.Error) -> Complaint:
    return Complaint(
        "database_forbids",
        _("PostgreSQL refuses: {why}.").format(why=_first_line(error)),
        _("RENMAI_DATABASE_URL must name a role that may create roles and databases."),
    )


def _redis(error: redis.RedisError) -> Complaint:
    return Complaint(
        "redis_unreachable",
        _("Redis can't be used: {why}.").format(why=_first_line(error)),
        _("Check RENMAI_REDIS_URL and that the server runs."),
    )


def _ledger(error: LedgerFault) -> Complaint:
    return Complaint(error.code, _first_line(error) or type(error).__name__, "")


def _refused(error: Refused) -> Complaint:
    about = _("It is about: {detail}.").format(detail=error.detail) if error.detail else ""
    return Complaint(error.code, _(REFUSALS[error.code]), about)


def _known(error: Exception, code: str) -> Complaint:
    message, remedy = KNOWN_FAULTS[code]
    about = getattr(error, "detail", _first_line(error))
    template = _("{message} ({about}).") if about else _("{message}.")
    return Complaint(code, template.format(message=_(message), about=about), _(remedy))


def _no_database(_error: NoDatabase) -> Complaint:
    return Complaint("no_database", _("No database is named."), _("Set RENMAI_DATABASE_URL, or start `renmai run`."))


COMPLAINTS: tuple[tuple[type[Exception], Callable[[Any], Complaint]], ...] = (
    (MachineProblem, _machine),
    (NoDatabase, _no_database),
    (Refused, _refused),
    (LedgerFault, _ledger),
    (psycopg.errors.DiskFull, _database_full),
    (psycopg.errors.InsufficientPrivilege, _database_forbids),
    (psycopg.OperationalError, _database),
    (redis.RedisError, _redis),
    (ValidationError, _setting),
    (TyperException, _usage),
)
"""The first kind that fits tells it. An error that none fits is a fault of ours."""


def complaint_of(error: Exception) -> Complaint:
    code = getattr(error, "code", None)
    if isinstance(code, str) and code in KNOWN_FAULTS and not isinstance(error, MachineProblem | Refused):
        return _known(error, code)
    for kind, tell in COMPLAINTS:
        if isinstance(error, kind):
            return tell(error)
    return Complaint(
        "unexpected",
        f"{type(error).__name__}: {_first_line(error)}.",
        _("This is a fault of Renmai's: nothing acknowledged is lost. RENMAI_DEBUG=1 shows where."),
    )


def complain(error: Exception, *, as_json: bool) -> int:
    """Tell it on standard error; says the exit code."""
    complaint = complaint_of(error)
    if not complaint.message:  # a command without its sub-command has shown its help instead
        return complaint.exit_code
    sys.stderr.write((complaint.as_json() if as_json else complaint.line()) + "\n")
    return complaint.exit_code


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else ""
