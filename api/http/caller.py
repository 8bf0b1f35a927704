"""Who calls: one access key or token, in one role, perhaps for a user. The action stands in every route's signature.

Both are checked before anything else of a request is read (see `routing`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from api.http.problem import Problem
from api.http.tokens import Tokens
from domain.access import ALLOWED, Action, Role, Scope, may, reason_missing
from domain.vocabulary import ActorId, Code
from ledger.access import BEGINS, Access, AccessKeys

ACTING_USER = re.compile(r"user:[A-Za-z0-9._-]{1,64}")
REASON: TypeAdapter[Code] = TypeAdapter(Code)


@dataclass(slots=True)
class Caller:
    access: Access
    on_behalf_of: ActorId | None = None
    reason: Code | None = None
    shown: list[UUID] | None = None
    """Whom the answer shows, if the endpoint said."""

    def shows(self, people: Iterable[UUID]) -> None:
        """To be said before the answer: whose personal data is in it, if not just theirs whom the address names."""
        self.shown = [*(self.shown or ()), *people]

    @property
    def actor(self) -> ActorId:
        return self.access.actor

    @property
    def role(self) -> Role:
        return self.access.role

    @property
    def scope(self) -> Scope:
        return self.access.scope

    @property
    def by(self) -> ActorId:
        """The person, where the key acts for one."""
        return self.on_behalf_of or self.actor

    @property
    def sees_people(self) -> bool:
        """Whether facts come with names, addresses and words: to an auditor who says why only."""
        personal = Action.SEE_PERSON
        return may(self.role, personal) and not reason_missing(self.role, personal, self.reason)


class Allowed(SecurityBase):
    """Lets a request through when its caller's role may do this."""

    def __init__(self, action: Action, *, everywhere: bool = False) -> None:
        self.action = action
        self.everywhere = everywhere
        """What it shows is not cut to a scope: it is for those who see everything."""
        self.model = HTTPBearer(description="An access key (`rk_…`), or a token of the identity provider")
        self.scheme_name = "key"

    @property
    def roles(self) -> frozenset[Role]:
        return ALLOWED[self.action]

    async def __call__(self, request: Request) -> Caller:
        known: Caller | None = getattr(request.state, "caller", None)
        if known is None:
            known = request.state.caller = await self.admit(request)
        return known

    async def admit(self, request: Request) -> Caller:
        """Raises Problem."""
        scheme, _, plain = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not plain:
            raise Problem("no_key", headers={"WWW-Authenticate": "Bearer"})
        access = await _access(request, plain)
        if access is None:
            raise Problem("bad_key", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if wait := await request.app.state.rooms.limits.wait_for(access.actor):
            raise Problem("too_many_calls", headers={"Retry-After": str(wait)})
        if not may(access.role, self.action):
            raise Problem("role_not_allowed", f"{access.role} may not {self.action}")
        if self.everywhere and access.scope.limited:
            raise Problem("scope_too_narrow")
        reason = _reason(request)
        if reason_missing(access.role, self.action, reason):
            raise Problem("reason_required")
        return Caller(access, _acting_user(request, access), reason)


async def _access(request: Request, plain: str) -> Access | None:
    keys: AccessKeys = request.app.state.rooms.keys
    tokens: Tokens | None = request.app.state.rooms.tokens
    if tokens is not None and not plain.startswith(BEGINS):
        return await run_in_threadpool(tokens.find, plain)
    known, access = keys.at_hand(plain)
    return access if known else await run_in_threadpool(keys.find, plain)


def _acting_user(request: Request, access: Access) -> ActorId | None:
    """A key may act for a user; whoever has a token is one, and acts for nobody else."""
    user = request.headers.get("renmai-acting-user")
    if user is not None and (access.actor.startswith("user:") or not ACTING_USER.fullmatch(user)):
        raise Problem("bad_acting_user")
    return user


def _reason(request: Request) -> Code | None:
    reason = request.headers.get("renmai-reason")
    try:
        return None if reason is None else REASON.validate_python(reason)
    except ValidationError:
        raise Problem("bad_reason") from None


def _caller(action: Action, *, everywhere: bool = False) -> object:
    return Depends(Allowed(action, everywhere=everywhere))


PersonReader = Annotated[Caller, _caller(Action.SEE_PERSON)]
PeopleReader = Annotated[Caller, _caller(Action.FIND_PEOPLE)]
WholeReader = Annotated[Caller, _caller(Action.FIND_PEOPLE, everywhere=True)]
"""Of lists that are not cut to org units and levels."""
FactReader = Annotated[Caller, _caller(Action.SEE_FACTS)]
WholeFactReader = Annotated[Caller, _caller(Action.SEE_FACTS, everywhere=True)]
Measurer = Annotated[Caller, _caller(Action.SEE_MEASURES, everywhere=True)]
Operator = Annotated[Caller, _caller(Action.SEE_OPERATIONS)]
Anybody = Annotated[Caller, _caller(Action.SEE_SETTINGS)]
Verifier = Annotated[Caller, _caller(Action.VERIFY)]
Follower = Annotated[Caller, _caller(Action.FOLLOW, everywhere=True)]
Auditor = Annotated[Caller, _caller(Action.AUDIT, everywhere=True)]
Overseer = Annotated[Caller, _caller(Action.OVERSEE, everywhere=True)]
Recruiter = Annotated[Caller, _caller(Action.DESCRIBE)]
WishRecorder = Annotated[Caller, _caller(Action.RECORD_WISHES)]
Contacter = Annotated[Caller, _caller(Action.CONTACT)]
Identifier = Annotated[Caller, _caller(Action.DECIDE_WHO_IS_WHO)]
PoolKeeper = Annotated[Caller, _caller(Action.KEEP_POOLS)]
Importer = Annotated[Caller, _caller(Action.IMPORT)]
Composer = Annotated[Caller, _caller(Action.COMPOSE)]
NoticePublisher = Annotated[Caller, _caller(Action.PUBLISH_NOTICES)]
Suppressor = Annotated[Caller, _caller(Action.SUPPRESS)]
RightsKeeper = Annotated[Caller, _caller(Action.KEEP_RIGHTS)]
WholeRightsKeeper = Annotated[Caller, _caller(Action.KEEP_RIGHTS, everywhere=True)]
Forgetter = Annotated[Caller, _caller(Action.FORGET, everywhere=True)]
ModelKeeper = Annotated[Caller, _caller(Action.KEEP_MODELS)]
TermKeeper = Annotated[Caller, _caller(Action.KEEP_TERMS)]
Exporter = Annotated[Caller, _caller(Action.EXPORT)]
Admin = Annotated[Caller, _caller(Action.KEEP_KEYS)]
"""Each is who may do the action of its name: `domain.access.ALLOWED`."""
