"""What ships beside the code: compose file, image and locks, as far as can be told without an engine."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.routing import APIRoute
from typer.testing import CliRunner

from api.command_line import app
from api.http import health
from ledger.settings import Settings
from tests.ports import free_port
from tests.processes import renmai
from tests.servers import Database
from tests.workers.tasks import environment

ROOT = Path(__file__).parent.parent.parent
URL = r"http://[\w.]+:(\d+)(/[\w/]+)"
OURS = {"api", "projections", "sealer", "workers"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def test_compose_has_every_service_with_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert OURS | {"postgres", "redis", "migrate"} == set(services)
    assert all("healthcheck" in services[name] for name in services if name != "migrate")
    assert all(services[name]["depends_on"]["migrate"] for name in OURS)


def test_compose_keeps_no_password_in_the_open(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key:
                assert key.endswith("_FILE"), (name, key)
            assert "://" not in str(value)
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
    assert {Path(secret["file"]).parts[0] for secret in compose["secrets"].values()} == {"secrets"}


def test_compose_runs_ours_without_privileges_and_listens_only_here(compose: dict[str, Any]) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
    published = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:8420:8420"]


def test_every_command_port_path_and_setting_of_it_is_one_that_there_is(compose: dict[str, Any]) -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    set_by_image = dict(re.findall(r"(RENMAI_\w+)=(\S+)", image))
    port = int(set_by_image["RENMAI_PORT"])
    given = {name.removeprefix("RENMAI_").lower() for name in set_by_image}
    paths = {route.path for route in health.router.routes if isinstance(route, APIRoute)}
    for name in (*OURS, "migrate"):
        service = compose["services"][name]
        given |= {each.removeprefix("RENMAI_").lower() for each in service["environment"]}
        given |= {each.removeprefix("renmai_") for each in service["secrets"] if each.startswith("renmai_")}
        check = service.get("healthcheck", {"test": ["CMD"]})["test"][1:]
        for words in (service["command"], check[1:] if check[:1] == ["renmai"] else []):
            assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, words
        for at, path in re.findall(URL, " ".join(check)):
            assert (int(at), path in paths) == (port, True), check
    assert given <= set(Settings.model_fields)
    assert compose["services"]["api"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"EXPOSE {port}\n" in image
    assert Settings.model_fields["port"].default == port


@pytest.mark.servers
def test_what_looks_whether_ours_are_well_finds_a_sound_house_sound(
    compose: dict[str, Any], database: Database, redis_url: str
) -> None:
    settings = database.settings.at(redis_url=redis_url, port=free_port())
    checks = {tuple(compose["services"][name]["healthcheck"]["test"][1:]) for name in OURS}
    for command, *words in (check for check in checks if check[0] == "renmai"):
        looked = renmai(environment(settings), *words)
        assert (command, looked.returncode) == ("renmai", 0), looked.stdout
        assert {each["good"] for each in json.loads(looked.stdout)} == {True}
    away = renmai(environment(settings.at(redis_url="redis://127.0.0.1:1/0")), "doctor", "--json")
    assert away.returncode == 1


@pytest.mark.parametrize("page", ["docker-compose.yml", "README.md", "README.zh-CN.md"])
def test_every_command_that_is_told_for_a_container_is_one_that_there_is(page: str) -> None:
    found = re.findall(r"docker compose run --rm api ([a-z ]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert found
    for words in found:
        assert CliRunner().invoke(app, [*words.split(), "--help"]).exit_code == 0, words


def test_make_secrets_fills_every_file_once(compose: dict[str, Any], tmp_path: Path) -> None:
    command = ["make", "--silent", "-f", str(ROOT / "Makefile"), "secrets"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(compose["secrets"])
    assert made["postgres_password"] in made["renmai_database_url"]
    assert re.fullmatch(r"[0-9a-f]{64}", made["key_encryption_key"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}


def test_the_image_installs_from_the_lock_and_runs_as_a_user() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in image
    assert re.search(r"^USER renmai$", image, re.MULTILINE)
    for package in ("domain", "ledger", "projections", "api", "workers"):
        assert f"COPY {package} {package}" in image


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links", lock)
    entries = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash[^\n]*)*", lock, re.MULTILINE)
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert any(entry.startswith("setuptools==") for entry in entries)


def test_both_locks_name_the_same_versions() -> None:
    def versions(name: str) -> dict[str, str]:
        found = re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        return dict(found)

    runtime, development = versions("requirements.lock"), versions("requirements-dev.lock")
    assert runtime.items() <= development.items()
