"""The stored JSON of every event type and version, and a full example of each to begin from.

A golden file is never changed: a type that gained a field gets another one, with the next number.
"""

import json
from pathlib import Path
from typing import Any

from domain.events import CATALOGUE, EVENT, Event

FOLDER = Path(__file__).parent / "golden"

BY_FORMAT = {
    "uuid": "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
    "date": "2024-05-06",
    "date-time": "2024-05-06T09:00:00Z",
}
BY_PATTERN = {
    "^[a-z0-9][a-z0-9._-]{0,63}$": "main",
    "^[a-z]+:[A-Za-z0-9._-]{1,64}$": "user:li",
    r"^([a-z]+:)?[A-Za-z0-9._-]{1,64}$": "user:li",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": "main",
    "^[0-9a-f]{64}$": "0123456789abcdef" * 4,
    "^[A-Z]{2}$": "CN",
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "CN",
    r"^[A-Z][A-Za-z0-9+_-]{1,31}(/[A-Za-z0-9+_-]{1,31}){0,2}$": "Asia/Shanghai",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$": "zh-CN",
    "^[A-Z]{3}$": "CNY",
    "^[a-z0-9][a-z0-9.+_-]{0,126}$": "application.pdf",
}


def example(kind: type[Event]) -> Any:
    """The JSON of an event with every field filled."""
    described = kind.model_json_schema()
    filled = _filled(described, described.get("$defs", {}))
    return EVENT.validate_python(filled).model_dump(mode="json")


def _filled(shape: dict[str, Any], defined: dict[str, Any]) -> Any:
    if "$ref" in shape:
        return _filled(defined[shape["$ref"].rsplit("/", 1)[-1]], defined)
    if "const" in shape:
        return shape["const"]
    if "enum" in shape:
        return shape["enum"][0]
    if "anyOf" in shape:
        said = [each for each in shape["anyOf"] if each.get("type") != "null"]
        return "30000.50" if {"number", "string"} <= {each.get("type") for each in said} else _filled(said[0], defined)
    match shape["type"]:
        case "object" if "properties" in shape:
            return {name: _filled(field, defined) for name, field in shape["properties"].items()}
        case "object":
            return {"班次": _filled(shape["additionalProperties"], defined)}
        case "array":
            return [_filled(shape["items"], defined)]
        case "string":
            return BY_FORMAT.get(shape.get("format", ""), BY_PATTERN.get(shape.get("pattern", ""), "云原生"))
        case "integer":
            return max(1, shape.get("minimum", 1))
        case "boolean":
            return True
        case other:
            raise ValueError(f"no example of {other}")


def shape_of(said: Any) -> Any:
    """The names of all fields, at every depth."""
    if isinstance(said, dict):
        return {name: shape_of(each) for name, each in said.items()}
    return [shape_of(each) for each in said] if isinstance(said, list) else None


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def versions(name: str) -> list[Path]:
    """The golden files of a type, oldest first."""
    found = [path for path in FOLDER.glob("*.json") if path.name.split(".")[0] == name]
    return sorted(found, key=lambda path: int(path.name.split(".")[1]))


def write_missing() -> list[Path]:
    """Add what is missing; change nothing."""
    written = []
    for kind in CATALOGUE:
        name, now = kind.model_fields["type"].default, example(kind)
        known = versions(name)
        if known and shape_of(read(known[-1])) == shape_of(now):
            continue
        path = FOLDER / f"{name}.{len(known) + 1}.json"
        path.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written
