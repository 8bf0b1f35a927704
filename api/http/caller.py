"""Who calls: one access key, in one role, perhaps for a user. The roles stand in every route's signature.

The key is checked before anything else of a request is read (see `routing`).
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.concurrency import run_in_threadpool

from api.http.problem import Problem
from domain.vocabulary import ActorId
from ledger.access import Access, AccessKeys, AccessRole

ACTING_USER = re.compile(r"user:[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Caller:
    access: Access
    on_behalf_of: ActorId | None = None

    @property
    def actor(self) -> ActorId:
        return self.access.actor

    @property
    def sees_people(self) -> bool:
        """An analyst sees facts only: no name, no address, no word that anybody said."""
        return self.access.role != "analyst"


class Allowed(SecurityBase):
    """Lets a request through when its key opens one of `roles`."""

    def __init__(self, *roles: AccessRole) -> None:
        self.roles = frozenset(roles)
        self.model = HTTPBearer(description="An access key: `rk_…`")
        self.scheme_name = "key"

    async def __call__(self, request: Request) -> Caller:
        known: Caller | None = getattr(request.state, "caller", None)
        if known is None:
            known = request.state.caller = await self.admit(request)
        return known

    async def admit(self, request: Request) -> Caller:
        scheme, _, plain = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not plain:
            raise Problem("no_key", headers={"WWW-Authenticate": "Bearer"})
        keys: AccessKeys = request.app.state.rooms.keys
        known, access = keys.at_hand(plain)
        if not known:
            access = await run_in_threadpool(keys.find, plain)
        if access is None:
            raise Problem("bad_key", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if access.role not in self.roles:
            raise Problem("role_not_allowed", f"{access.role} may not")
        return Caller(access, _acting_user(request))


def _acting_user(request: Request) -> ActorId | None:
    user = request.headers.get("renmai-acting-user")
    if user is not None and not ACTING_USER.fullmatch(user):
        raise Problem("bad_acting_user")
    return user


# Who may what. docs/api.md holds the same for every route, made from the routes.
CHANGING = Allowed("recruiter", "admin")
SEEING_PEOPLE = Allowed("recruiter", "auditor", "admin")
SEEING_FACTS = Allowed("recruiter", "auditor", "analyst", "admin")
FOLLOWING = Allowed("auditor", "analyst", "admin")
AUDITING = Allowed("auditor", "admin")
LOOKING_AFTER = Allowed("admin")

Recruiter = Annotated[Caller, Depends(CHANGING)]
"""recruiter, admin: whoever changes what is known."""
PeopleReader = Annotated[Caller, Depends(SEEING_PEOPLE)]
"""recruiter, auditor, admin: whoever may see personal data."""
FactReader = Annotated[Caller, Depends(SEEING_FACTS)]
"""Every role; an analyst gets facts without personal data."""
Follower = Annotated[Caller, Depends(FOLLOWING)]
"""auditor, analyst, admin: whoever follows the ledger itself."""
Auditor = Annotated[Caller, Depends(AUDITING)]
"""auditor, admin: whoever holds the ledger to its proof."""
Admin = Annotated[Caller, Depends(LOOKING_AFTER)]
