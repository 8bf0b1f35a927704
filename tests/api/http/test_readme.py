"""Each call in the README works as it stands there, in both languages."""

import re
import shlex
from pathlib import Path
from uuid import UUID

import pytest

from tests.api.http.conftest import Api

ROOT = Path(__file__).parents[3]
READMES = ("README.md", "README.zh-CN.md")


def calls(readme: str) -> list[list[str]]:
    """The words of every `curl` command, joined where a line goes on."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.startswith("curl ")]


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
        role = "analyst" if "Authorization: Bearer $ANALYST" in filled else "recruiter"
        headers = {"Content-Type": "application/json"} if body else {}
        answer = api.ask(method, address.removeprefix("localhost:8420"), role=role, content=body, headers=headers)
        assert answer.status_code in (200, 201), (words, answer.text)


def test_both_languages_make_the_same_calls() -> None:
    assert calls(READMES[0]) == calls(READMES[1])
