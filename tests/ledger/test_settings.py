"""Settings: secrets stay secret, and every role has an address."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.delivery_settings import DeliverySettings
from ledger.settings import ROLES, NoDatabase, Settings, kept_secret, login_password


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "database_url": "postgresql://boss:hush@db.example:5433/people?sslmode=require",
            "redis_url": "redis://:hush@cache.example/0",
            "role_password": "hush",
            "data": tmp_path,
        }
    )


def test_no_secret_is_printed(settings: Settings) -> None:
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_each_role_logs_on_to_the_same_server_with_a_password_of_its_own(settings: Settings) -> None:
    addresses = {role: conninfo_to_dict(settings.conninfo(role)) for role in ROLES}
    assert {address["host"] for address in addresses.values()} == {"db.example"}
    assert {address["sslmode"] for address in addresses.values()} == {"require"}
    assert {role: address["user"] for role, address in addresses.items()} == {role: f"renmai_{role}" for role in ROLES}
    assert len({address["password"] for address in addresses.values()}) == len(ROLES)


def test_keys_lie_in_a_database_of_their_own(settings: Settings) -> None:
    assert conninfo_to_dict(settings.conninfo("keyholder"))["dbname"] == "people_keys"
    assert conninfo_to_dict(settings.conninfo("writer"))["dbname"] == "people"


def test_the_keys_may_lie_on_another_server(settings: Settings) -> None:
    apart = settings.at(keys_database_url="postgresql://boss@safe.example/keys")
    assert conninfo_to_dict(apart.conninfo("keyholder"))["host"] == "safe.example"


def test_without_an_address_there_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENMAI_DATABASE_URL", raising=False)
    with pytest.raises(NoDatabase):
        Settings.model_validate({"data": tmp_path}).conninfo("reader")


def test_a_secret_is_made_once_and_only_its_user_reads_it(tmp_path: Path) -> None:
    kept = tmp_path / "keys" / "secret"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _turn: kept_secret(kept), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret"]


def test_a_role_password_follows_from_the_secret() -> None:
    assert login_password("a", "renmai_writer") == login_password("a", "renmai_writer")
    assert login_password("a", "renmai_writer") != login_password("b", "renmai_writer")


def test_every_setting_of_delivery_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text(encoding="utf-8")
    assert [name for name in DeliverySettings.model_fields if f"RENMAI_{name.upper()}" not in page] == []
