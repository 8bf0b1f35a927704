"""The verifier's rules of what a contact may rest on, held against the gate's own: two texts, one law."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import given, settings

from domain.recorded import Recorded
from domain.vocabulary import Basis, Purpose, WhyNot
from ledger import verify
from tests.domain.acts import apply, consent, open_job, opt_out
from tests.domain.outreach_acts import dispatch, known, plan
from tests.domain.story import A, Story, some_id
from tests.domain.test_gate_properties import DAYS, Days, lived
from tests.projections.lake.written import stood

NO_BASIS = {
    *(WhyNot.CONSENT_WITHDRAWN, WhyNot.CONSENT_EXPIRED, WhyNot.OBJECTION, WhyNot.UNSUBSCRIBED, WhyNot.NO_LAWFUL_BASIS)
}


def fact(recorded: Recorded) -> verify.Fact:
    row = stood(recorded)
    time, kind = f"{recorded.recorded_at:{verify.TIME}}".encode(), row.type.encode()
    found = verify.fact_of(b"", str(row.position).encode(), time, b"", row.stream.encode(), kind, row.state)
    assert found is not None
    return found


def told(history: list[Recorded]) -> Iterator[tuple[Recorded, verify.Fact, list[verify.Fact]]]:
    """Each event that matters to the verifier, with what it knows of the person by then."""
    people = object.__new__(verify.People)
    people.known, people.joined = defaultdict(list), defaultdict(set)
    people.contacts, people.left = [], []
    for recorded in history:
        if recorded.event.type in verify.TOLD:
            each = fact(recorded)
            yield recorded, each, people.before(each)
            people.learn(each)


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_what_the_gate_lets_out_is_lawful_to_the_verifier(days: Days) -> None:
    for recorded, each, before in told(lived(days).history):
        if recorded.event.type == "contact-dispatched":
            assert verify.why_unlawful(before, each) is None, recorded


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_what_the_gate_refuses_for_want_of_a_basis_is_found_whatever_it_would_cite(days: Days) -> None:
    passed_on = {some_id(f"contact {number}") for number, day in enumerate(days) if "recipient" in day[3]}
    for recorded, each, before in told(lived(days).history):
        event: Any = recorded.event
        if event.type != "contact-refused" or NO_BASIS.isdisjoint(event.reasons):
            continue
        if event.contact in passed_on:
            continue  # a refusal does not say to whom it would have been passed on
        for cited in (None, *(one.position for one in before)):
            consent = {**each.facts, "basis": Basis.CONSENT.value, "basis_position": cited}
            forged = each._replace(type="contact-dispatched", facts=consent)
            assert verify.why_unlawful(before, forged) is not None, (recorded, cited)


def left(story: Story, purpose: Purpose) -> tuple[verify.Fact, list[verify.Fact]]:
    """What leaves now for this purpose, with what the verifier knows of the person by then."""
    contact = some_id(f"{purpose} {len(story.history)}")
    story.now = (story.now + timedelta(days=30)).replace(hour=3)
    for act in (plan(A, purpose, contact), dispatch(A, contact)):
        story.when(act)
    recorded, each, before = list(told(story.history))[-1]
    assert recorded.event.type == "contact-dispatched", recorded
    return each, before


def test_a_consent_after_the_withdrawal_lifts_it_unless_it_was_given_before_or_brought_by_an_import() -> None:
    story = Story().given(*known("CN", A), consent(A), opt_out(A), consent(A))
    each, before = left(story, Purpose.MARKETING)
    assert verify.why_unlawful(before, each) is None
    again = next(one for one in before if one.position == each.facts["basis_position"])
    withdrawn = next(one for one in before if one.type in verify.BLOCKS)
    for weaker in (
        again._replace(imported=True),
        again._replace(happened_at=withdrawn.recorded_at - timedelta(seconds=1)),
    ):
        known_then = [weaker if one is again else one for one in before]
        assert "stood against it" in (verify.why_unlawful(known_then, each) or "")
    ended = again._replace(type="consent-expired", facts={"position": again.position}, position=each.position - 1)
    assert "had run out" in (verify.why_unlawful([*before, ended], each) or "")
    for facts in ({"recipient": "group"}, {"controller": "other"}):
        narrower = again._replace(facts={**again.facts, **facts})
        known_then = [narrower if one is again else one for one in before]
        assert verify.why_unlawful(known_then, each) is not None, facts


def test_an_application_carries_contacts_of_its_own_controller_until_90_days_after_its_end() -> None:
    story = Story().given(*known("CN", A), open_job(), apply(A))
    each, before = left(story, Purpose.APPLICATION)
    assert (each.facts["basis"], verify.why_unlawful(before, each)) == ("contract", None)
    applied = next(one for one in before if one.position == each.facts["basis_position"])
    ended = applied._replace(type="not-hired", position=each.position - 1)
    for days, lawful in ((89, True), (91, False)):
        earlier = each.recorded_at - timedelta(days=days)
        closed = ended._replace(recorded_at=earlier, happened_at=earlier)
        assert (verify.why_unlawful([*before, closed], each) is None) == lawful
    other = each._replace(facts={**each.facts, "controller": "other"})
    assert "no application to this controller" in (verify.why_unlawful(before, other) or "")
