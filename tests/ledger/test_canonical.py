"""Models go into canonical JSON as pydantic itself would write them: what is stored does not depend on the way."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from domain.envelope import Claim, Meta, Precision
from domain.events import AnyEvent
from domain.person import Career, PartialDate, PayExpectation
from ledger.canonical import canonical
from ledger.envelope import new_id

GOLDEN = Path(__file__).parent.parent / "domain" / "golden"
EVENT: TypeAdapter[Any] = TypeAdapter(AnyEvent)
EXAMPLES = sorted(GOLDEN.rglob("*.json"))
ZONES = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30)), ZoneInfo("Asia/Shanghai"))
MOMENTS = st.datetimes(datetime(1902, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES))  # noqa: DTZ001
"""Earlier, zones stood apart by seconds, too, which no written time holds: one way cuts them off, the other rounds."""


def by_pydantic(model: BaseModel) -> bytes:
    return orjson.dumps(model.model_dump(mode="json", exclude_none=True), option=orjson.OPT_SORT_KEYS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_event_is_written_as_pydantic_writes_it(path: Path) -> None:
    said = json.loads(path.read_bytes())
    event = EVENT.validate_python(said.get("event", said))
    assert canonical(event) == by_pydantic(event)


@given(MOMENTS, st.sampled_from(Precision))
def test_claimed_times_are_written_as_pydantic_writes_them(moment: datetime, precision: Precision) -> None:
    claim = Claim(at=moment, precision=precision, zone="Asia/Shanghai")
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li", occurred=claim)
    read_again = Meta.model_validate_json(meta.model_dump_json())
    assert canonical(meta) == canonical(read_again) == by_pydantic(meta)


@given(st.dates(), st.decimals(-(10**12), 10**12, places=4) | st.just(Decimal("1E+3")))
def test_dates_and_amounts_are_written_as_pydantic_writes_them(date: Any, amount: Decimal) -> None:
    career = Career(career_start=PartialDate(on=date), pay=PayExpectation(minimum=amount), skills=("go", "王"))
    assert canonical(career) == by_pydantic(career)


def test_what_is_neither_json_nor_a_model_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"a": object()})
