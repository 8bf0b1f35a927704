"""Names of things in our own short form: sources, pools, units, and people who act."""

import re

from pydantic import TypeAdapter, ValidationError

from domain.vocabulary import ActorId, Code
from ledger.intake.normalise.text import narrow

_CODE: TypeAdapter[str] = TypeAdapter(Code)
_ACTOR: TypeAdapter[str] = TypeAdapter(ActorId)


def code_of(written: str) -> str | None:
    """`LinkedIn (Prospecting)` -> `linkedin-prospecting`; None where nothing Latin is left, or too much."""
    code = re.sub(r"[^a-z0-9._]+", "-", narrow(written).lower()).strip("-._")
    try:
        return _CODE.validate_python(code)
    except ValidationError:
        return None


def is_code(written: str) -> bool:
    return code_of(written) == written


def is_actor(written: str) -> bool:
    try:
        _ACTOR.validate_python(written)
    except ValidationError:
        return False
    return True
