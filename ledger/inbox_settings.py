"""Where answers come back to this deployment. As it comes, nothing is read and nothing is taken."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class InboxSettings(BaseSettings):
    """A part of `Settings`. Secrets are never printed; docs/answers.md says what each is for."""

    imap_url: SecretStr | None = Field(
        None, description="the mailbox of answers: imaps://USER:PASSWORD@HOST:993/INBOX, or imap+plain:// on loopback"
    )
    imap_ca_file: Path | None = Field(None, description="the authority of the mailbox server's certificate")
    imap_days: int = Field(30, ge=1, description="mails that are older are left alone")
    inbound_secret: SecretStr | None = Field(
        None, description="whsec_…, by which gateways that post answers here are known"
    )
    wecom_corp_id: str | None = Field(None, description="the CorpID of the WeCom that calls /v1/wecom")
    wecom_token: SecretStr | None = Field(None, description="Token, as it was entered at WeCom for its callbacks")
    wecom_aes_key: SecretStr | None = Field(None, description="EncodingAESKey of the same, 43 letters")
    tracking: bool = Field(True, description="whether messages tell that they were opened, where the place lets them")
