"""A real server of the S3 protocol that somebody else wrote (SeaweedFS, from its wheel), on loopback."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.ports import free_port

WEED = Path(sys.executable).parent / "weed"
PARTS = ("master", "volume", "filer", "s3")
MAY = {"renmai": ["Admin", "Read", "Write", "List"], "reader": ["Read", "List"]}
"""What each access key may do; its secret is its name and `-secret`."""
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class ObjectStore:
    address: str
    bucket: str

    def variables(self, who: str = "renmai", secret: str | None = None, address: str | None = None) -> dict[str, str]:
        """What a process is told to come in as `who`."""
        return {
            "AWS_ENDPOINT_URL": address or self.address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": who,
            "AWS_SECRET_ACCESS_KEY": secret or f"{who}-secret",
            "AWS_REGION": "us-east-1",
        }

    @property
    def client(self) -> Any:
        """Somebody else's, so that what is there is not told by what put it there."""
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            aws_access_key_id="renmai",
            aws_secret_access_key="renmai-secret",
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
        )

    def keys(self, prefix: str = "") -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return {each["Key"] for page in pages for each in page.get("Contents", ())}

    def halves(self) -> list[Any]:
        """Uploads in parts that were neither completed nor taken back."""
        return list(self.client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", ()))


@contextmanager
def object_store_at_work(folder: Path) -> Iterator[ObjectStore]:
    """With one bucket. It checks signatures, and makes no bucket by itself."""
    identities = [
        {"name": who, "actions": actions, "credentials": [{"accessKey": who, "secretKey": f"{who}-secret"}]}
        for who, actions in MAY.items()
    ]
    (folder / "identities.json").write_text(json.dumps({"identities": identities}))
    ports = {f"{part}.port{kind}": free_port() for part in PARTS for kind in ("", ".grpc")}
    words = ["server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]
    words += [f"-s3.config={folder}/identities.json", "-s3.autoCreateBucket=false"]
    words += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false", "-master.volumeSizeLimitMB=64"]
    words += [f"-{part}.localSocket={folder}/{part}.sock" for part in ("filer", "s3")]
    words += [f"-{name}={port}" for name, port in ports.items()]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(WEED), *words], stdout=log, stderr=log, env=plain)
    try:
        store = ObjectStore(f"http://127.0.0.1:{ports['s3.port']}", "renmai")
        _wait(store, server, folder / "log")
        yield store
    finally:
        server.kill()  # asked to end, it takes its time
        server.wait()


def _wait(store: ObjectStore, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it takes a bucket and a first object."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if store.bucket not in {each["Name"] for each in store.client.list_buckets()["Buckets"]}:
                store.client.create_bucket(Bucket=store.bucket)
            store.client.put_object(Bucket=store.bucket, Key="first", Body=b"x")
            store.client.delete_object(Bucket=store.bucket, Key="first")
        except (BotoCoreError, ClientError):
            assert (server.poll(), time.monotonic() < deadline) == (None, True), log.read_text(errors="replace")[-2000:]
            time.sleep(0.1)
        else:
            return
