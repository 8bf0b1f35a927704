"""An object of a JSON format, taken apart: what no field takes remains, and is kept under its path."""

import json
from collections.abc import Iterator
from typing import Any

from ledger.intake.codes import BadRow
from ledger.intake.columns import check_text
from ledger.intake.gathered import Gathered
from ledger.intake.headings import REASON_COLUMN, ROW_COLUMN, is_sensitive

_DEEPEST = 6


class Parts:
    """Each part can be taken once. Raises BadRow where one has another type than the format says."""

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self._left = {key: value for key, value in values.items() if key not in (REASON_COLUMN, ROW_COLUMN)}
        self._path = path
        self._inside: list[Parts] = []

    def at(self, key: str) -> str:
        return f"{self._path}{key}"

    def text(self, key: str) -> str:
        """A text, or a number as text; "" where there is none."""
        value = self._left.pop(key, None)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise BadRow("wrong_type", self.at(key))
        return str(value).strip()

    def seen(self, key: str) -> str:
        """As `text`, and it stays: what is only read for its meaning is kept as it came as well."""
        value = self._left.get(key)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        values = self._list(key)
        if any(isinstance(value, bool | list | dict) for value in values):
            raise BadRow("wrong_type", self.at(key))
        return [text for value in values if value is not None and (text := str(value).strip())]

    def flag(self, key: str) -> bool | None:
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, bool):
            raise BadRow("wrong_type", self.at(key))
        return value

    def part(self, key: str) -> "Parts":
        """An object inside; an empty one where there is none."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, dict):
            raise BadRow("wrong_type", self.at(key))
        return self._opened(value or {}, f"{self.at(key)}.")

    def parts(self, key: str) -> list["Parts"]:
        values = self._list(key)
        if not all(isinstance(value, dict) for value in values):
            raise BadRow("wrong_type", self.at(key))
        return [self._opened(value, f"{self.at(key)}[{at}].") for at, value in enumerate(values)]

    def scalars(self) -> list[str]:
        """The keys whose values are texts or numbers."""
        return [
            key for key, value in self._left.items() if isinstance(value, str | int) and not isinstance(value, bool)
        ]

    def rest(self) -> Iterator[tuple[str, str, bool]]:
        """(path, value, sensitive) of all that nobody took."""
        for key, value in self._left.items():
            yield from _leaves(self.at(key), key, value, sensitive=is_sensitive(key), depth=1)
        for inside in self._inside:
            yield from inside.rest()

    def _list(self, key: str) -> list[Any]:
        value = self._left.pop(key, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadRow("wrong_type", self.at(key))
        return value

    def _opened(self, values: dict[str, Any], path: str) -> "Parts":
        inside = Parts(values, path)
        self._inside.append(inside)
        return inside


def _leaves(path: str, key: str, value: Any, *, sensitive: bool, depth: int) -> Iterator[tuple[str, str, bool]]:
    if value is None or value in ("", [], {}):
        return
    if depth < _DEEPEST and isinstance(value, dict):
        label = value.get("name") or value.get("question")
        sensitive = sensitive or (isinstance(label, str) and is_sensitive(label))
        for name, each in value.items():
            inner = sensitive or is_sensitive(name)
            yield from _leaves(f"{path}.{name}", name, each, sensitive=inner, depth=depth + 1)
    elif depth < _DEEPEST and isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for at, each in enumerate(value):
            yield from _leaves(f"{path}[{at}]", key, each, sensitive=sensitive, depth=depth + 1)
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), sensitive


def keep_rest(parts: Parts, gathered: Gathered, *, sensitive_allowed: bool) -> None:
    """What no field took, and what the law calls sensitive apart from it."""
    for path, value, sensitive in parts.rest():
        if sensitive:
            gathered.keep_sensitive(path, value, allowed=sensitive_allowed)
        else:
            gathered.keep(path, value)


def object_key(content: dict[str, Any]) -> str:
    """All of an object in one text, whatever the order of its names."""
    said = {key: value for key, value in content.items() if key not in (REASON_COLUMN, ROW_COLUMN)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def check_object(content: dict[str, Any]) -> None:
    """Neither NUL bytes nor half characters, at any depth. Raises BadRow."""
    try:
        written = json.dumps(content, ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        raise BadRow("wrong_type", "nested too deep") from error
    check_text(written)
    if "\\u0000" in written:
        raise BadRow("nul_byte")
