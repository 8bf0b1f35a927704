"""Who may wrap the key-encryption key: a key service, through its own client library, chosen by `RENMAI_KEY_SERVICE`.

Where the service is, and who we are to it, its library finds as it always does: VAULT_ADDR and VAULT_TOKEN, AWS_…
"""

from importlib import import_module
from typing import Protocol

from ledger.faults import KeyServiceAway

SERVICES = {"vault": "Vault", "aws-kms": "AwsKms"}
"""What the setting begins with -> the class in the module of that name; its library is an extra of that name."""


class KeyService(Protocol):
    def wrap(self, key: bytes) -> str:
        """One line of ASCII without blanks. Raises KeyServiceAway."""

    def unwrap(self, line: str) -> bytes:
        """Raises KeyServiceAway."""


def service_of(setting: str) -> KeyService | None:
    """None where nobody wraps it. Raises KeyServiceAway."""
    name, _, key = setting.partition(":")
    if not setting:
        return None
    if name not in SERVICES or not key:
        raise KeyServiceAway(
            f"RENMAI_KEY_SERVICE is {setting}: it begins with one of {', '.join(SERVICES)}, then a key"
        )
    try:
        module = import_module(f"ledger.key_services.{name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        raise KeyServiceAway(f"{error.name} is not installed: pip install 'renmai[{name}]'") from error
    found: KeyService = getattr(module, SERVICES[name])(key)
    return found
