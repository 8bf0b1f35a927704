"""Who says yes is asked whether it was them where the place wants it, and is sent the receipt when it is issued."""

import pytest

from domain.decision import Command
from domain.decisions import ConfirmConsent, IssueConsentReceipt
from domain.events import ConsentGiven, ConsentReceiptIssued
from domain.proving import asks_to_confirm, brings_receipt
from domain.vocabulary import Basis, Channel, Purpose
from tests.domain.acts import consent, opt_out
from tests.domain.outreach_acts import MAIL, known, plan, reasons
from tests.domain.story import A, Story, some_id

P = Purpose
REQUEST, RECEIPT = some_id("request"), some_id("receipt")
YES = consent(request=REQUEST)


@pytest.mark.parametrize(
    ("place", "yes", "asks"),
    [
        ("DE", YES, True),
        ("AT", YES, True),
        ("CN", YES, False),
        ("DE", consent(purpose=P.TALENT_POOL, request=REQUEST), False),
        ("DE", consent(request=REQUEST, channels=(Channel.PHONE,)), False),
        ("DE", consent(), False),
    ],
)
def test_a_second_yes_is_asked_for_where_the_place_wants_one(place: str, yes: Command, asks: bool) -> None:
    story = Story().given(*known(place), yes)
    event = story.of_type("consent-given")[0].event
    assert isinstance(event, ConsentGiven)
    made = asks_to_confirm(story.dossier(A), event, company="Corp")
    assert (made is not None) is asks
    if made is not None:
        assert (made.address, made.purpose, made.template) == (MAIL, P.CONSENT_RECORD, "consent-confirmation")


def test_it_is_asked_for_once_and_not_of_the_second_yes() -> None:
    story = Story().given(*known("DE"), YES, ConfirmConsent(candidate=A, request=REQUEST))
    first, second = (each.event for each in story.of_type("consent-given"))
    assert isinstance(first, ConsentGiven)
    assert isinstance(second, ConsentGiven)
    assert asks_to_confirm(story.dossier(A), second, company="Corp") is None
    made = asks_to_confirm(story.dossier(A), first, company="Corp")
    assert made is not None
    story.given(made.model_copy(update={"template": None}))
    assert asks_to_confirm(story.dossier(A), first, company="Corp") is None


def test_a_receipt_rests_on_the_consent_that_it_proves_and_on_nothing_else() -> None:
    story = Story().given(*known("CN")).when(plan(purpose=P.CONSENT_RECORD))
    assert reasons(story) == ("no_lawful_basis",)
    story.given(YES)
    given = story.history[-1].position
    story.given(IssueConsentReceipt(candidate=A, receipt=RECEIPT, position=given))
    issued = story.history[-1].event
    assert isinstance(issued, ConsentReceiptIssued)
    made = brings_receipt(story.dossier(A), issued, company="Corp")
    assert made is not None
    story.when(made.model_copy(update={"template": None})).then_types("contact-planned")
    attempt = story.dossier(A).contacts.attempts[RECEIPT]
    assert (attempt.basis, attempt.purpose) == (Basis.LEGAL_DUTY, P.CONSENT_RECORD)
    other = plan(purpose=P.CONSENT_RECORD, contact=some_id("x"), controller="other")
    assert "no_lawful_basis" in reasons(story.when(other))
    story.given(opt_out())
    assert reasons(story.when(plan(purpose=P.CONSENT_RECORD, contact=some_id("y")))) == ("consent_withdrawn",)
    story.given(consent())
    assert reasons(story.when(plan(purpose=P.CONSENT_RECORD, contact=some_id("z")))) == ()


def test_what_an_import_claims_is_not_proved_by_a_message() -> None:
    story = Story().given(*known("CN")).when(YES, claimed=True, batch=some_id("batch"))
    assert reasons(story.when(plan(purpose=P.CONSENT_RECORD))) == ("no_lawful_basis",)
