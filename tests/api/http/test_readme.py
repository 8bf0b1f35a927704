"""Each call in the README works as it stands there, in both languages; and so do the commands that ask."""

import re
import shlex
from pathlib import Path
from uuid import UUID

import pytest

from tests.api.http.conftest import Api
from tests.processes import renmai
from tests.workers.tasks import environment

ROOT = Path(__file__).parents[3]
READMES = ("README.md", "README.zh-CN.md")


def calls(readme: str, begin: str = "curl ") -> list[list[str]]:
    """The words of every command that begins so, joined where a line goes on."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.startswith(begin)]


@pytest.mark.servers
@pytest.mark.parametrize("readme", READMES)
def test_every_call_answers(api: Api, candidate: UUID, readme: str) -> None:
    api.follow()
    position = str(api.ledger.store.head())
    found = calls(readme)
    assert len(found) >= 8
    for words in found:
        filled = [word.replace("$ID", str(candidate)).replace("$POSITION", position) for word in words]
        [address] = [word for word in filled if word.startswith("localhost:8420")]
        method = filled[filled.index("-X") + 1] if "-X" in filled else "GET"
        body = filled[filled.index("-d") + 1] if "-d" in filled else None
        roles = [each for each in ("analyst", "service") if f"Authorization: Bearer ${each.upper()}" in filled]
        [role] = roles or ["recruiter"]
        headers = {"Content-Type": "application/json"} if body else {}
        answer = api.ask(method, address.removeprefix("localhost:8420"), role=role, content=body, headers=headers)
        assert answer.status_code in (200, 201), (words, answer.text)


@pytest.mark.servers
@pytest.mark.parametrize("readme", READMES)
def test_every_command_that_asks_answers(api: Api, candidate: UUID, readme: str) -> None:
    (replay,) = calls(readme, "renmai replay ")
    makes = calls(readme, "renmai key make ")
    told = renmai(environment(api.settings), *(word.replace("$ID", str(candidate)) for word in replay[1:]))
    assert (told.returncode, told.stderr) == (0, "")
    assert "candidate-ingested" in told.stdout
    for make in makes:
        made = renmai(environment(api.settings), *make[1:])
        assert (made.returncode, "rk_" in made.stdout) == (0, True)


def test_both_languages_make_the_same_calls() -> None:
    assert calls(READMES[0]) == calls(READMES[1])
    assert calls(READMES[0], "renmai ") == calls(READMES[1], "renmai ")
