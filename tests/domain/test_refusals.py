"""Every code that the rules use is in the table, and the table holds no other."""

import ast
import re
from pathlib import Path

import domain
import ledger
from domain.refusals import REFUSALS

REPLAYING = Path(ledger.__path__[0]) / "replaying.py"
SOURCES = [*sorted(Path(domain.__path__[0]).rglob("*.py")), REPLAYING]


def codes_of(call: ast.Call) -> list[str]:
    match call.func:
        case ast.Name(id="Refused"):
            where = call.args[:1]
        case ast.Attribute(attr="require"):
            where = call.args[1:2]
        case _:
            return []
    texts = [node.value for node in ast.walk(where[0]) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str)]


def used() -> set[str]:
    found = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= set(codes_of(node))
            if isinstance(node, ast.Assign) and "HEADCOUNT_REFUSALS" in ast.unparse(node.targets[0]):
                assert isinstance(node.value, ast.Dict)
                found |= {ast.literal_eval(value) for value in node.value.values}
    return found


def test_the_table_and_the_rules_agree() -> None:
    assert used() == set(REFUSALS)


def test_codes_are_stable_words_and_meanings_are_one_line() -> None:
    for code, meaning in REFUSALS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,63}", code)
        assert meaning.endswith(".")
        assert "\n" not in meaning
