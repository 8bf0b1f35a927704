"""How two values of a field agree."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from domain.identity.levels import births_agree

DAYS = st.dates(date(1940, 1, 1), date(2009, 12, 31))


@st.composite
def two_dates(draw: st.DrawFn) -> tuple[str, str]:
    """Of one person, one of them written wrongly; or of anybody."""
    one = draw(DAYS)
    written = one.strftime("%Y%m%d")
    other = draw(DAYS | st.just(one + timedelta(days=draw(st.integers(-400, 400)))) | st.just(one))
    at = draw(st.integers(0, 7))
    slips = (
        other.strftime("%Y%m%d"),
        written[:at] + str(draw(st.integers(0, 9))) + written[at + 1 :],
        written[:at] + written[at + 1 : at + 2] + written[at : at + 1] + written[at + 2 :],
        written[:4] + written[6:] + written[4:6],
    )
    slip = draw(st.sampled_from(slips))
    assume(is_a_day(slip))
    return written[: draw(st.sampled_from((8, 8, 6, 4)))], slip[: draw(st.sampled_from((8, 8, 8, 6, 4)))]


def is_a_day(written: str) -> bool:
    try:
        return bool(date.fromisoformat(f"{written[:4]}-{written[4:6]}-{written[6:]}"))
    except ValueError:
        return False


@settings(max_examples=500)
@given(two_dates())
def test_two_dates_of_birth_are_a_slip_apart_however_far_apart_that_is(dates: tuple[str, str]) -> None:
    one, other = dates
    level, _ = births_agree(one, other)
    assert births_agree(other, one)[0] == level
    if one.startswith(other) or other.startswith(one):
        assert level == {8: "day", 6: "month", 4: "year"}[min(len(one), len(other))]
        return
    turned = one[:4] + one[6:] + one[4:6] == other
    if len(one) == len(other) == 8 and (OSA.distance(one, other) == 1 or turned):
        assert level == "slip"
    else:
        assert level == ("near" if abs(int(one[:4]) - int(other[:4])) <= 1 else "different")
