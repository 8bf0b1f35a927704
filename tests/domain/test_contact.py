from datetime import timedelta

from domain.decisions import RecordInError
from domain.events import Replied
from domain.vocabulary import Channel, ContactOutcome
from tests.domain.acts import CONTACT, call, consent, ingest, merge, opt_out, reply, reverse
from tests.domain.story import BEGAN, A, B, Story, claim, some_id


def test_what_already_happened_is_never_refused_and_its_breach_is_a_fact_of_its_own() -> None:
    story = Story().given(ingest(), consent(), opt_out()).when(call())
    story.then_types("contact-logged", "contact-breached")
    assert "consent_withdrawn" in story.dossier(A).contacts.logged[0].breach


def test_the_same_contact_twice_is_one() -> None:
    Story().given(ingest(), call()).when(call(outcome=ContactOutcome.REACHED)).then()


def test_contacts_are_refused_only_where_there_is_nobody() -> None:
    Story().when(call()).then_refused("no_such_candidate")
    story = Story().given(ingest(A), ingest(B), merge(A, B))
    story.when(call(B)).then_refused("merged_away", str(A))


def test_a_reply_needs_a_contact() -> None:
    story = Story().given(ingest()).when(reply()).then_refused("no_such_contact")
    story.given(call()).when(reply()).then((A, Replied(contact=CONTACT, channel=Channel.EMAIL)))


def test_a_reply_is_written_where_its_contact_is() -> None:
    story = Story().given(ingest(A), ingest(B), call(B), merge(A, B)).when(reply(A))
    story.then((B, Replied(contact=CONTACT, channel=Channel.EMAIL)))
    assert story.given(reverse(A, B)).dossier(B).contacts.replies == 1


def test_a_reply_to_a_contact_that_was_recorded_in_error_is_refused() -> None:
    story = Story().given(ingest(), call(), RecordInError(candidate=A, position=2, why="wrong-person"))
    story.when(reply()).then_refused("no_such_contact")


def test_counters_and_last_times_are_kept_for_each_direction() -> None:
    past = BEGAN - timedelta(days=50)
    story = Story().given(
        ingest(),
        call(),
        call(contact=some_id("2"), occurred=claim(past)),
        call(contact=some_id("3"), inbound=True),
        reply(),
    )
    contacts = story.dossier(A).contacts
    assert (contacts.outbound, contacts.inbound, contacts.replies) == (2, 1, 1)
    assert contacts.last_outbound_at == story.history[1].recorded_at
    answered = story.of_type("replied")[0].recorded_at
    assert contacts.last_heard_at == contacts.last_reply_at == answered
    assert contacts.last_interaction_at == answered
