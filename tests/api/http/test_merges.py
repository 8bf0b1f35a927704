"""Merges, splits and reversals as callers see them: previewed, undone, and never a lost id."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def at(candidate: UUID) -> str:
    return f"/v1/candidates/{candidate}"


def merge(api: Api, survivor: UUID, absorbed: UUID) -> int:
    return int(api.stored(f"{at(survivor)}/merge", {"absorbed": str(absorbed)})["position"])


def leads_to(api: Api, asked: UUID) -> tuple[str, str | None]:
    """The id that an answer stands under, and what it says of having been merged."""
    api.follow()
    answer = api.get(at(asked)).json()
    assert answer.get("asked_id", str(asked)) == str(asked)
    return answer["candidate"], answer.get("merged_into")


def refused(api: Api, path: str, body: Any) -> tuple[int, str, str | None]:
    response = api.post(path, body)
    problem = response.json()
    return response.status_code, problem["code"], problem.get("detail")


def test_every_id_of_a_chain_leads_to_its_person_and_says_so_before_and_after_a_reversal(api: Api) -> None:
    one, two, three = (api.ingested(name) for name in ("One", "Two", "Three"))
    merge(api, two, three)
    merge(api, one, two)
    assert leads_to(api, one) == (str(one), None)
    assert leads_to(api, two) == leads_to(api, three) == (str(one), str(one))
    assert refused(api, f"{at(three)}/notes", {"text": "x"}) == (409, "merged_away", str(one))

    api.stored(f"{at(one)}/merge/reverse", {"absorbed": str(two)})
    assert [leads_to(api, each)[0] for each in (one, two, three)] == [str(one), str(two), str(two)]
    assert leads_to(api, three)[1] == str(two)
    assert refused(api, f"{at(one)}/merge", {"absorbed": str(two)})[:2] == (409, "asserted_different")


def test_a_record_is_split_out_and_the_rest_stays_together(api: Api) -> None:
    one, two, three = (api.ingested(name) for name in ("One", "Two", "Three"))
    merge(api, two, three)
    merge(api, one, two)
    api.stored(f"{at(three)}/split", {"record": str(two)})
    assert [leads_to(api, each) for each in (one, two, three)] == [
        (str(one), None),
        (str(two), None),
        (str(one), str(one)),
    ]
    api.stored(f"{at(three)}/split", {"record": str(one)})
    assert [leads_to(api, each)[0] for each in (one, two, three)] == [str(one), str(two), str(three)]
    assert refused(api, f"{at(one)}/split", {"record": str(one)})[:2] == (409, "not_merged")


def test_the_same_person_is_asserted_under_any_id_and_the_answer_says_who_survives(api: Api) -> None:
    one, two, three, four = (api.ingested(name) for name in ("One", "Two", "Three", "Four"))
    merge(api, one, two)
    merge(api, three, four)
    told = api.stored(f"{at(four)}/same-person", {"other": str(two)})
    assert told["survivor"] == str(one)
    assert {leads_to(api, each)[0] for each in (one, two, three, four)} == {str(one)}
    again = api.post(f"{at(two)}/same-person", {"other": str(four)})
    assert (again.status_code, again.json()["survivor"], again.json()["positions"]) == (200, str(one), [])

    api.stored(f"{at(one)}/merge/reverse", {"absorbed": str(three)})
    told = api.stored(f"{at(one)}/same-person", {"other": str(four), "survivor": str(four)})
    assert told["survivor"] == str(three)
    assert leads_to(api, two) == (str(three), str(three))


def test_a_merge_is_previewed_and_nothing_is_stored(api: Api) -> None:
    one = api.ingested("Anna", career={"headline": "Engineer"})
    two = api.ingested("Ann", career={"headline": "CTO"})
    body = {"purpose": "marketing", "channels": ["email"], "method": "web-form"}
    api.stored(f"{at(one)}/consents", body)
    api.stored(f"{at(two)}/consents/withdraw", {"purpose": "marketing"})
    head = api.ledger.store.head()
    shown = api.get(f"{at(two)}/merge-preview", params={"with": str(one)}).json()
    assert [each.event.type for each in api.ledger.page(head, 10)] == ["personal-data-viewed"]
    assert (shown["survivor"], shown["absorbed"], shown["proposed"]) == (str(one), str(two), str(one))
    assert shown["refusals"] == []
    (headline,) = [each for each in shown["values"]["one"] if each["attribute"] == "headline"]
    assert (headline["value"], [each["lost_by"] for each in headline["alternatives"]]) == ("CTO", ["newer"])
    states = {side: {line["state"] for line in lines} for side, lines in shown["consents"].items()}
    assert states == {"survivor": {"given"}, "absorbed": {"withdrawn"}, "merged": {"withdrawn"}}

    other = headline["alternatives"][0]["said"]["position"]
    ways = {"with": str(two), "prefer": f"headline:{other}"}
    assert api.get(f"{at(one)}/merge-preview", params=ways).json()["dossier"]["profile"]["headline"] == "Engineer"
    for prefer, code in (("headline:1", "no_such_value"), ("shoe:1", "unacceptable_input")):
        refused = api.get(f"{at(one)}/merge-preview", params=ways | {"prefer": prefer})
        assert refused.json()["code"] == code
    chosen = {"absorbed": str(two), "prefer": {"headline": other}}
    position = api.stored(f"{at(one)}/merge", chosen, headers={"Renmai-Acting-User": "user:li"})["position"]
    api.follow()
    after = api.get(at(one)).json()
    assert after["profile"]["headline"] == "Engineer"
    assert (after["candidate"], len(after["records"])) == (str(one), len(shown["dossier"]["records"]))
    assert after["profile"]["points"] == shown["dossier"]["profile"]["points"]
    assert after["position"] == position


def test_a_preview_says_what_stands_against_the_merge(api: Api, candidate: UUID) -> None:
    other = api.ingested()
    api.stored(f"{at(candidate)}/different-people", {"other": str(other)})
    ways = {"with": str(other), "survivor": str(other)}
    shown = api.get(f"{at(candidate)}/merge-preview", params=ways).json()
    assert (shown["survivor"], [each["code"] for each in shown["refusals"]]) == (str(other), ["asserted_different"])
    assert shown["refusals"][0]["title"]
    unknown = api.get(f"{at(candidate)}/merge-preview", params={"with": str(uuid4())})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_candidate")
    wrong = api.get(f"{at(candidate)}/merge-preview", params=ways | {"survivor": str(uuid4())})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_survivor")


def test_what_happened_while_merged_is_listed_after_the_reversal(api: Api) -> None:
    one, two = api.ingested("Anna"), api.ingested("Ann")
    merge(api, one, two)
    note = api.stored(f"{at(one)}/notes", {"text": "reads a lot"})["position"]
    api.stored(f"{at(one)}/tags", {"tag": "go"})
    reversal = api.stored(f"{at(one)}/merge/reverse", {"absorbed": str(two)})["positions"]
    for each, position in zip((one, two), reversal, strict=True):
        told = api.get(f"{at(each)}/reversals/{position}").json()
        assert told["people"] == [[str(one)], [str(two)]]
        assert [(left["type"], left["position"]) for left in told["left"]] == [
            ("note-recorded", note),
            ("candidate-tagged", note + 1),
        ]
        assert {left["kept_by"] for left in told["left"]} == {str(one)}

    api.stored(f"{at(one)}/recorded-in-error", {"position": note, "why": "wrong-person"})
    api.stored(f"{at(two)}/notes", {"text": "reads a lot"})
    told = api.get(f"{at(two)}/reversals/{reversal[0]}").json()
    assert [left["type"] for left in told["left"]] == ["candidate-tagged"]
    assert api.get(f"{at(one)}/reversals/{note}").json()["code"] == "no_such_event"
    assert api.get(f"{at(uuid4())}/reversals/{note}").json()["code"] == "no_such_candidate"


def test_a_withdrawal_made_while_merged_stays_with_both(api: Api) -> None:
    one, two = api.ingested("Anna"), api.ingested("Ann")
    for each in (one, two):
        api.stored(f"{at(each)}/consents", {"purpose": "marketing", "channels": ["email"], "method": "web-form"})
    merge(api, one, two)
    api.stored(f"{at(two)}/consents/withdraw", {"purpose": "marketing"})
    api.stored(f"{at(one)}/merge/reverse", {"absorbed": str(two)})
    api.follow()
    for each in (one, two):
        assert {line["state"] for line in api.get(f"{at(each)}/consents").json()["items"]} == {"withdrawn"}


def test_what_cannot_be_merged_is_refused_with_its_reason(api: Api) -> None:
    one, two, gone = api.ingested("One"), api.ingested("Two"), api.ingested("Gone")
    nobody = uuid4()
    merge(api, one, two)
    api.erase(gone)
    wrong = {
        (one, one): (409, "same_candidate"),
        (one, two): (409, "already_merged"),
        (two, one): (409, "merge_ring"),
        (one, gone): (409, "candidate_erased"),
        (gone, one): (409, "candidate_erased"),
        (one, nobody): (404, "no_such_candidate"),
        (nobody, one): (404, "no_such_candidate"),
    }
    for (survivor, absorbed), expected in wrong.items():
        assert refused(api, f"{at(survivor)}/merge", {"absorbed": str(absorbed)})[:2] == expected
    for first, second in permutations((one, gone), 2):
        assert refused(api, f"{at(first)}/same-person", {"other": str(second)})[1] == "candidate_erased"
    assert api.get(f"{at(one)}/merge-preview", params={"with": str(gone)}).status_code == 410
    assert refused(api, f"{at(one)}/split", {"record": str(nobody)})[:2] == (404, "no_such_candidate")
    assert refused(api, f"{at(one)}/merge/reverse", {"absorbed": str(one)})[:2] == (409, "not_merged")
