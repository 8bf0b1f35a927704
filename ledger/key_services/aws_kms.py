"""AWS KMS, by `boto3`. `RENMAI_KEY_SERVICE=aws-kms:KEY`, where KEY is an id, an ARN or `alias/…`."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ledger.faults import KeyServiceAway

BEGINS = "aws-kms:"
BOUND_TO = {"renmai": "key-encryption-key"}
"""KMS opens it in this context alone."""


class AwsKms:
    def __init__(self, key: str) -> None:
        self.key = key
        with _away():
            self._kms = boto3.client("kms")

    def wrap(self, key: bytes) -> str:
        with _away():
            told = self._kms.encrypt(KeyId=self.key, Plaintext=key, EncryptionContext=BOUND_TO)
            return BEGINS + b64encode(told["CiphertextBlob"]).decode()

    def unwrap(self, line: str) -> bytes:
        with _away():
            blob = b64decode(line.removeprefix(BEGINS), validate=True)
            told = self._kms.decrypt(KeyId=self.key, CiphertextBlob=blob, EncryptionContext=BOUND_TO)
            return bytes(told["Plaintext"])


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as error:
        raise KeyServiceAway(f"AWS KMS: {type(error).__name__}") from error
