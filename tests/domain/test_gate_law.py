"""The table of grounds, cell by cell: what each place lets be sent for each purpose by each channel, without a yes and
with one. Written a second time, from the law (GDPR 6 and 21, Directive 2002/58 art. 13, PIPL 13, CAN-SPAM, TCPA)."""

import pytest

from domain.decisions import EnterTalentPool, GiveConsent
from domain.dossier import Dossier
from domain.gate import POLICIES, Contact, may_contact
from domain.vocabulary import Basis, Channel, Purpose
from tests.domain.acts import accept, apply, hire, leave, offer, open_job
from tests.domain.outreach_acts import MAIL, OUTREACH, PHONE, known
from tests.domain.story import A, Story
from tests.domain.test_gate_table import TUESDAY

P, B, C = Purpose, Basis, Channel
PLACES = {"gdpr": "FR", "pipl": "CN", "us": "US-CA", "strict": "BR", "unknown": None}
CALLS = {C.SMS, C.PHONE}
"""What the TCPA is about: without a yes not even the question for one."""
OPTS_OUT = {C.EMAIL, C.POST, C.LINKEDIN, C.IN_APP}
"""What the United States let go out until somebody says no."""
UNASKED_FOR = {P.TALENT_POOL, P.MARKETING, P.ALUMNI}
ADDRESS = {C.EMAIL: MAIL, C.SMS: PHONE, C.PHONE: PHONE}


def without_a_yes(regime: str, purpose: Purpose, channel: Channel) -> Basis | None:
    """Of somebody who applied, was hired and has left, and is in the pool."""
    match purpose:
        case P.APPLICATION | P.ONBOARDING:
            return B.CONTRACT
        case P.RIGHTS_REPLY:
            return B.LEGAL_DUTY
        case P.CONSENT_RECORD:
            return None
        case P.PERMISSION_REQUEST:
            return None if regime == "us" and channel in CALLS else B.ASKING
        case _ if regime == "us":
            return B.OPT_OUT_REGIME if channel in OPTS_OUT else None
        case P.TALENT_POOL | P.ALUMNI if regime == "gdpr":
            return B.LEGITIMATE_INTEREST
        case _:
            return None


def of_somebody_else(regime: str, purpose: Purpose, channel: Channel) -> Basis | None:
    """Who neither applied nor ever worked here."""
    if purpose in (P.APPLICATION, P.ONBOARDING, P.ALUMNI):
        return None
    return without_a_yes(regime, purpose, channel)


def with_a_yes(regime: str, purpose: Purpose, channel: Channel) -> Basis | None:
    """To just this purpose and channel, of somebody else."""
    if purpose in (P.RIGHTS_REPLY, P.PERMISSION_REQUEST):
        return without_a_yes(regime, purpose, channel)
    return B.LEGAL_DUTY if purpose is P.CONSENT_RECORD else B.CONSENT


def ground(person: Dossier, purpose: Purpose, channel: Channel) -> Basis | None:
    contact = Contact(OUTREACH, channel, purpose, "main", "user:li", address=ADDRESS.get(channel))
    return may_contact(person, contact, POLICIES["employer-1"], TUESDAY).basis


@pytest.mark.parametrize("regime", PLACES)
def test_each_cell_of_the_table_is_as_the_law_reads(regime: str) -> None:
    place = PLACES[regime]
    somebody = Story().given(*known(place)).dossier(A)
    ours = [open_job(), apply(), offer(), accept(), hire(), leave(), EnterTalentPool(candidate=A)]
    one_of_us = Story().given(*known(place), *ours).dossier(A)
    law = "strict" if regime == "unknown" else regime
    for purpose in Purpose:
        yes = GiveConsent(candidate=A, purpose=purpose, channels=tuple(Channel))
        willing = Story().given(*known(place), yes).dossier(A)
        for channel in Channel:
            cell = law, purpose, channel
            assert ground(one_of_us, purpose, channel) == without_a_yes(*cell), cell
            assert ground(somebody, purpose, channel) == of_somebody_else(*cell), cell
            assert ground(willing, purpose, channel) == with_a_yes(*cell), cell


def test_a_yes_to_one_channel_or_purpose_is_none_to_another() -> None:
    story = Story().given(*known("US"), GiveConsent(candidate=A, purpose=P.MARKETING, channels=(C.SMS,)))
    person = story.dossier(A)
    found = {channel for channel in Channel if ground(person, P.MARKETING, channel) is B.CONSENT}
    assert found == {C.SMS}
    assert not any(ground(person, purpose, C.SMS) is B.CONSENT for purpose in UNASKED_FOR - {P.MARKETING})
