"""Tokens of an identity provider (OpenID Connect): checked here, by keys that are fetched from it and kept a while.

A token names a user, a role and a scope. It can't be taken back before it ends, so one that lives for more than a
day is not taken.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any

import httpx2 as httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from domain.access import Role, Scope, usual_scope
from domain.vocabulary import ActorId, Code, Confidentiality
from ledger.access import Access
from ledger.settings import Settings

KEPT_FOR = 300.0
"""Seconds after which the provider's keys are fetched anew."""
GOOD_FOR = 3_600.0
"""Seconds for which keys that could be fetched once are used while the provider is away."""
ASKED_AGAIN_AFTER = 10.0
"""Seconds that a key id which nobody knows has to wait: made-up ids must not make us call the provider."""
PATIENCE = 5.0
LEEWAY = 30
"""Seconds by which clocks may differ."""
LONGEST_LIFE = 86_400
LARGEST = 16_384
USER = re.compile(r"[A-Za-z0-9._-]{1,64}")
UNITS = TypeAdapter(tuple[Code, ...])


class ProviderAway(Exception):
    """The identity provider's keys can't be had."""

    code = "identity_provider_away"


class Claims(BaseModel):
    """What is read of a token, beside what `jwt` judges."""

    model_config = ConfigDict(strict=False)

    sub: str
    iat: int
    exp: int
    role: Role
    units: tuple[Code, ...] | None = None
    level: Confidentiality | None = None

    @field_validator("role", mode="before")
    @classmethod
    def _the_only_one(cls, value: Any) -> Any:
        return value[0] if isinstance(value, list) and len(value) == 1 else value


class Tokens:
    """Of one issuer. Safe to share between threads. `digest(kind, value)` hashes under the ledger's own key."""

    def __init__(self, settings: Settings, digest: Callable[[str, str], bytes]) -> None:
        if not settings.oidc_issuer or not settings.oidc_audience:
            raise ValueError("tokens need both an issuer and an audience")
        self.settings = settings
        self.issuer = settings.oidc_issuer
        self.digest = digest
        self.judge = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": settings.oidc_audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        self._lock = Lock()
        self._keys: KeySet | None = None
        self._fetched_at = -GOOD_FOR
        self._asked_at = -GOOD_FOR

    def find(self, plain: str) -> Access | None:
        """What a token opens; None of one that is not good. Raises ProviderAway."""
        if len(plain) > LARGEST:
            return None
        try:
            token = self._decoded(plain)
            self.judge.validate(token.claims)
            claims = self._claims(token.claims)
        except (JoseError, ValidationError, ValueError, TypeError):
            return None
        if claims.exp - claims.iat > LONGEST_LIFE:
            return None
        scope = Scope(claims.units, claims.level or usual_scope(claims.role).level)
        return Access(self._actor(token.claims, claims.sub), claims.role, scope)

    def _decoded(self, plain: str) -> jwt.Token:
        algorithms = self.settings.oidc_algorithms.split()
        try:
            return jwt.decode(plain, self._known_keys(), algorithms=algorithms)
        except InvalidKeyIdError:
            return jwt.decode(plain, self._known_keys(anew=True), algorithms=algorithms)

    def _claims(self, said: dict[str, Any]) -> Claims:
        of = self.settings
        names = {"role": of.oidc_role_claim, "units": of.oidc_units_claim, "level": of.oidc_level_claim}
        named = {field: said.get(claim) for field, claim in names.items()}
        return Claims.model_validate({name: said[name] for name in ("sub", "iat", "exp")} | named)

    def _actor(self, said: dict[str, Any], sub: str) -> ActorId:
        """Never a name: of a claim that is said to hold none, or made from `sub` under a key."""
        own = said.get(self.settings.oidc_user_claim) if self.settings.oidc_user_claim else None
        if isinstance(own, str) and USER.fullmatch(own):
            return f"user:{own}"
        return f"user:{self.digest('oidc-user', f'{self.issuer} {sub}').hex()[:32]}"

    def _known_keys(self, *, anew: bool = False) -> KeySet:
        """Raises ProviderAway."""
        with self._lock:
            now = time.monotonic()
            old = now - self._fetched_at > KEPT_FOR
            if (anew or old) and now - self._asked_at > ASKED_AGAIN_AFTER:
                self._asked_at = now
                with suppress(httpx.HTTPError, JoseError, ValueError, KeyError):  # those there are good for a while
                    self._keys, self._fetched_at = self._fetch(), now
            if self._keys is None or now - self._fetched_at > GOOD_FOR:
                raise ProviderAway
            return self._keys

    def _fetch(self) -> KeySet:
        with httpx.Client(timeout=PATIENCE) as client:
            url = self.settings.oidc_keys_url
            if url is None:
                found = client.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration").raise_for_status()
                told = found.json()
                if told["issuer"] != self.issuer:
                    raise ValueError("another issuer answers")
                url = str(told["jwks_uri"])
            return KeySet.import_key_set(client.get(url).raise_for_status().json())
