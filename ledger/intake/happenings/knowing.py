"""Notes, tags, intent, interests, pay, owners, pools."""

from typing import Any

from domain.decision import Command
from domain.decisions.knowing import (
    AssignOwner,
    RecordIntent,
    RecordInterest,
    RecordNote,
    RecordPay,
    TagCandidate,
    UntagCandidate,
)
from domain.decisions.pools import EnterTalentPool, LeaveTalentPool
from ledger.intake.codes import BadRow
from ledger.intake.happenings.values import Values
from ledger.intake.normalise.labels import tag_of
from ledger.intake.normalise.pay import pay_of
from ledger.intake.normalise.stances import intent_of
from ledger.intake.normalise.words import DEGREES, FACETS, ROLES


def note(v: Values) -> list[Command]:
    """Nothing of its own where what was said is too long for a text: it is kept whole beside, in a document."""
    text = v.told()
    return [] if text is None and v.remainder else [RecordNote(**_of(v), text=text or v.need("text"))]


def tag(v: Values) -> list[Command]:
    facet: Any = v.one_of("facet", FACETS, "other")
    return [TagCandidate(**_of(v), tag=_tag(v, "tag"), facet=facet, asserted_by="import")]


def untag(v: Values) -> list[Command]:
    return [UntagCandidate(**_of(v), tag=_tag(v, "tag"))]


def intent(v: Values) -> list[Command]:
    found = intent_of(v.need("intent"))
    if found is None:
        raise BadRow("bad_value", "intent")
    return [RecordIntent(**_of(v), intent=found, said=v.told())]


def interest(v: Values) -> list[Command]:
    degree: Any = v.one_of("degree", DEGREES, "medium")
    return [RecordInterest(**_of(v), area=_tag(v, "area"), degree=degree)]


def pay(v: Values) -> list[Command]:
    written = v.need("pay")
    found = pay_of(written)
    if found is None:
        raise BadRow("bad_value", "pay")
    v.keep("pay", None if found.exact else written)
    return [RecordPay(**_of(v), pay=found.expectation)]


def owner(v: Values) -> list[Command]:
    role: Any = v.one_of("role", ROLES, "recruiter")
    return [AssignOwner(**_of(v), owner=v.actor("owner"), role=role)]


def pool_entered(v: Values) -> list[Command]:
    return [EnterTalentPool(**_of(v), pool=v.code("pool") or "main", why=v.code("why"))]


def pool_left(v: Values) -> list[Command]:
    return [LeaveTalentPool(**_of(v), pool=v.code("pool") or "main", why=v.code("why"))]


def _of(v: Values) -> dict[str, Any]:
    return {"candidate": v.it.candidate, "occurred": v.occurred}


def _tag(v: Values, name: str) -> str:
    written = v.need(name)
    found = tag_of(written)
    if found is None:
        raise BadRow("bad_value", name)
    v.keep(name, None if found == written.lower() else written)
    return found
