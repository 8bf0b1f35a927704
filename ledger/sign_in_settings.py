"""Whose tokens are taken beside access keys, and how often a caller may call. Without an issuer no token is."""

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

SIGNED_BY_A_KEY_PAIR = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"}
)
"""Never `none`, and no secret that both sides know: whoever can check a token must not be able to make one."""


class SignInSettings(BaseSettings):
    """A part of `Settings`; docs/api.md says what each is for."""

    oidc_issuer: str | None = Field(None, description="the identity provider whose tokens are taken, as in `iss`")
    oidc_audience: str | None = Field(None, description="what `aud` of a token has to name; needed with an issuer")
    oidc_algorithms: str = Field("RS256 ES256", description="how tokens may be signed, with blanks between")
    oidc_keys_url: str | None = Field(None, description="the provider's keys (JWKS); found from the issuer if left out")
    oidc_role_claim: str = Field("renmai_role", description="the claim with the role")
    oidc_units_claim: str = Field("renmai_units", description="the claim with the org units; without it all are seen")
    oidc_level_claim: str = Field("renmai_level", description="the claim with the highest confidentiality")
    oidc_user_claim: str | None = Field(
        None, description="the claim with an id that is no name; `sub` becomes one, hashed under a key, if left out"
    )
    calls_a_minute: int = Field(30_000, ge=0, description="how often one key may call in a minute; 0 is without limit")

    @field_validator("oidc_algorithms")
    @classmethod
    def _pinned(cls, value: str) -> str:
        unfit = set(value.split()) - SIGNED_BY_A_KEY_PAIR
        if unfit or not value.split():
            raise ValueError(f"not an algorithm that tokens may be signed with: {', '.join(sorted(unfit))}")
        return value
