"""How messages leave this deployment. As it comes, none does: mails are kept in a folder (`renmai sink`)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class DeliverySettings(BaseSettings):
    """A part of `Settings`. Secrets are never printed; docs/delivery.md says what each is for."""

    delivery: Literal["sink", "real"] = Field("sink", description="`real` lets messages leave this machine")
    delivery_allowed: str = Field(
        "", description="who may be written to while delivery is real: addresses and @domains by commas; * is everyone"
    )
    public_url: str | None = Field(None, description="the address that people reach this service at, for links")
    company: str = Field("Renmai", min_length=1, description="who writes, where a message does not say")

    mail_from: str = Field("recruiting@renmai.invalid", description="the address that mails come from")
    smtp_url: SecretStr | None = Field(
        None, description="smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://…:465, or smtp+plain:// on loopback"
    )
    smtp_ca_file: Path | None = Field(None, description="the authority of the mail server's certificate")
    mails_per_second: int = Field(50, ge=1, description="over all workers")
    dkim_key_file: Path | None = Field(None, description="the RSA key that mails are signed with, as PEM")
    dkim_selector: str = Field("renmai", description="the name under which the key's other half is published")

    sms_url: SecretStr | None = Field(None, description="the gateway that texts are posted to")
    sms_secret: SecretStr | None = Field(None, description="what the calls to it are signed with")
    sms_signature: str = Field("", description="the 签名 that the gateway has approved, without brackets")
    sms_per_second: int = Field(10, ge=1, description="over all workers")

    webhook_url: SecretStr | None = Field(None, description="where the channel `webhook` posts to")
    webhook_secret: SecretStr | None = Field(None, description="whsec_…, by which the receiver knows us")
    webhooks_per_second: int = Field(20, ge=1, description="over all workers")

    wecom_monthly: int = Field(4, ge=0, description="bulk messages to one WeCom contact in a calendar month")
    alert_urls: SecretStr | None = Field(
        None, description="where staff are told, as Apprise writes it: wecombot://… dingtalk://… feishu://…"
    )

    def allows(self, address: str) -> bool:
        """Whether the list lets a message go to this address or number."""
        allowed = {each.strip().lower() for each in self.delivery_allowed.split(",")} - {""}
        local, at, domain = address.lower().rpartition("@")
        return bool({"*", address.lower(), at + domain if local else "*"} & allowed)
