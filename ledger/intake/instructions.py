"""What the caller says of a file: which column is which field, and what a bare number or hour means in it."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.events import ImportTold
from domain.vocabulary import Purpose
from ledger.intake.codes import CannotImport

SAID = ("country", "zone", "currency", "encoding", "sheet", "controller")


@dataclass(frozen=True, slots=True)
class SensitiveGrant:
    """For what sensitive data is kept, and the separate consent that allows it (its number or place)."""

    purpose: Purpose
    consent: str


@dataclass(frozen=True, slots=True)
class Instructions:
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column -> field, beside what `headings` knows."""
    country: str | None = None
    """ISO 3166: where a telephone number without its country code belongs."""
    zone: str | None = None
    """IANA: in which a time without its offset is meant."""
    currency: str | None = None
    sensitive: SensitiveGrant | None = None
    encoding: str | None = None
    sheet: str | None = None
    controller: str = "main"
    """The company that answers for the data, where the source does not say."""

    def fingerprint(self) -> str:
        """What makes the same file another import."""
        grant = (self.sensitive.purpose.value, self.sensitive.consent) if self.sensitive else None
        said = [sorted(self.mapping.items()), self.country, self.zone, self.currency, grant]
        return json.dumps([*said, self.encoding, self.sheet, self.controller], ensure_ascii=False)

    def as_told(self) -> ImportTold:
        """As an event holds it."""
        grant = self.sensitive
        return ImportTold(
            mapping=dict(self.mapping),
            **{name: getattr(self, name) for name in SAID},
            sensitive_purpose=grant.purpose if grant else None,
            sensitive_consent=grant.consent if grant else None,
        )

    def checked(self) -> "Instructions":
        """Raises CannotImport for a zone that nobody knows."""
        if self.zone is not None:
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise CannotImport("unknown_zone", self.zone) from error
        return self


def instructions_of(told: ImportTold | None) -> Instructions:
    if told is None:
        return Instructions()
    said: dict[str, Any] = {name: value for name in SAID if (value := getattr(told, name)) is not None}
    grant = sensitive_grant(told.sensitive_purpose, told.sensitive_consent)
    return Instructions(mapping=told.mapping, sensitive=grant, **said)


def sensitive_grant(purpose: str | None, consent: str | None) -> SensitiveGrant | None:
    """Both or none."""
    if not purpose and not consent:
        return None
    if not purpose or not consent or purpose not in set(Purpose):
        raise CannotImport("sensitive_needs_consent", ", ".join(Purpose))
    return SensitiveGrant(Purpose(purpose), consent)


def read_mapping(written: str | Path | None) -> dict[str, str]:
    """`COLUMN=field,…`, or a TOML or JSON file of the same (a table `map`, or the whole file)."""
    if written is None:
        return {}
    if isinstance(written, Path) or written.endswith((".toml", ".json")):
        return _mapping_file(Path(written))
    return mapping_said(written)


def mapping_said(written: str) -> dict[str, str]:
    """`COLUMN=field,…`, or a JSON object of the same. Raises CannotImport."""
    if written.lstrip().startswith("{"):
        try:
            return _mapping_of(json.loads(written))
        except ValueError as error:
            raise CannotImport("broken_mapping") from error
    mapping: dict[str, str] = {}
    for pair in written.split(","):
        column, equals, name = pair.rpartition("=")
        if not equals or not column.strip() or not name.strip():
            raise CannotImport("broken_mapping", pair.strip())
        mapping[column.strip()] = name.strip()
    return mapping


def _mapping_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except FileNotFoundError as error:
        raise CannotImport("no_such_file", path.name) from error
    except (OSError, ValueError) as error:
        raise CannotImport("broken_mapping", path.name) from error
    return _mapping_of(table.get("map", table) if isinstance(table, dict) else None)


def _mapping_of(table: object) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(name, str) for name in table.values()):
        raise CannotImport("broken_mapping")
    return dict(table)
