"""No small group can be read from what is shown, nor told from a total."""

from decimal import Decimal
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from domain.small_groups import LEAST, hidden_small


def counts(*people: int) -> list[dict[str, object]]:
    return [{"region": f"cn-{number}", "people": each} for number, each in enumerate(people)]


def shown(*people: int) -> list[object]:
    return [row["people"] for row in hidden_small(counts(*people), ["region"], "people")]


def test_a_small_group_is_hidden_and_the_next_one_with_it() -> None:
    assert shown(50, 9, 30, 10) == [50, None, 30, None]
    assert shown(50, 10, 30) == [50, 10, 30]


def test_several_small_ones_hide_each_other_when_they_are_ten_together() -> None:
    assert shown(50, 4, 6) == [50, None, None]
    assert shown(50, 4, 5) == [None, None, None]
    assert shown(50, 40, 4, 5) == [50, None, None, None]


def test_nobody_is_nobody() -> None:
    assert shown(50, 0, 30) == [50, 0, 30]


def test_what_leaves_a_few_of_a_group_is_hidden_with_all_that_is_made_of_it() -> None:
    rows = [{"segment": "all", "people": 100, "active": 95, "share": Decimal("95.00")}]
    assert hidden_small(rows, ["segment"], "people") == [
        {"segment": "all", "people": 100, "active": None, "share": None}
    ]
    assert hidden_small([rows[0] | {"active": 100}], ["segment"], "people") == [rows[0] | {"active": 100}]


def test_of_a_small_group_nothing_is_shown() -> None:
    rows = [{"segment": "all", "people": 9, "active": 0, "share": Decimal("0.00")}]
    assert hidden_small(rows, ["segment"], "people") == [
        {"segment": "all", "people": None, "active": None, "share": None}
    ]


def test_parts_of_a_row_are_hidden_like_those_of_a_column() -> None:
    bands = [{"people": 100, "high": 3, "middle": 50, "low": 47}]
    within = [("people", "high", "middle", "low")]
    assert hidden_small(bands, (), "people", within) == [{"people": 100, "high": None, "middle": 50, "low": None}]
    hires = [{"hires": 40, "from_pool": 37, "share": Decimal("92.50")}]
    assert hidden_small(hires, (), None, [("hires", "from_pool")]) == [{"hires": 40, "from_pool": None, "share": None}]
    offers = [{"made": 60, "accepted": 31, "declined": 25}]
    assert hidden_small(offers, (), None, [("made", "accepted", "declined")]) == [
        {"made": 60, "accepted": 31, "declined": None}
    ]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4), st.integers(0, 15))
def test_no_hidden_part_follows_from_its_whole(parts: list[int], rest: int) -> None:
    names = [f"part-{number}" for number in range(len(parts))]
    row = dict(zip(names, parts, strict=True)) | {"whole": sum(parts) + rest}
    [told] = hidden_small([row], (), None, [("whole", *names)])
    if told["whole"] is None:
        assert row["whole"] < LEAST
        return
    untold = row["whole"] - sum(told[name] or 0 for name in names)
    gone = [name for name in names if told[name] is None]
    assert untold == 0 or untold >= LEAST, "what is left without a name may be shown"
    assert not any(0 < row[name] < LEAST for name in names if name not in gone)
    assert len(gone) != 1 or rest, f"{gone} is {untold}"


ROWS = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.integers(0, 40), min_size=1, max_size=6
).map(lambda found: [{"one": one, "other": other, "people": n} for (one, other), n in sorted(found.items())])


@given(ROWS)
def test_no_hidden_count_follows_from_a_total_of_its_line(rows: list[dict[str, object]]) -> None:
    told = hidden_small(rows, ["one", "other"], "people")
    for open_, fixed in (("one", "other"), ("other", "one")):
        pairs = sorted(zip(rows, told, strict=True), key=lambda pair: str(pair[0][fixed]))
        for _, line in groupby(pairs, key=lambda pair: pair[0][fixed]):
            each = list(line)
            gone = [before["people"] for before, after in each if after["people"] is None]
            left = [after["people"] for _, after in each if after["people"]]
            assert not gone or not left or (len(gone) > 1 and sum(map(int, map(str, gone))) >= LEAST), (open_, told)
        assert all(after["people"] is None or not 0 < int(str(after["people"])) < LEAST for after in told)
