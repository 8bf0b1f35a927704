"""The registry of purposes: of which kind each is, and how long data is kept for it.

The record of processing (GDPR 30) and the limits of the gate are read off this table.
"""

from datetime import timedelta
from enum import StrEnum

from domain.value import value
from domain.vocabulary import DataClass, Purpose


class Kind(StrEnum):
    PROMOTIONAL = "promotional"
    """The person did not ask for it: preferences, cadence, caps, hours and days off count."""
    TRANSACTIONAL = "transactional"
    """A step of what they asked for: caps of its own, and the night for what rings."""
    RIGHTS = "rights"
    """The answer to a request for their rights: only an address that does not work stops it."""

    __hash__ = str.__hash__


PROMOTIONAL, TRANSACTIONAL, RIGHTS = Kind
"""By names of their own for whoever decides thousands of times a second: an enumeration takes 0.2 us to find one."""


@value
class Registered:
    kind: Kind
    keeps: timedelta
    """How long data is kept for this purpose after its last use. Ours; the law's limits go before it."""
    uses: tuple[DataClass, ...]
    """Kinds of data."""
    meaning: str


_YEAR = timedelta(days=365)
_WHO, _WORK, _SAID = DataClass.IDENTITY, DataClass.CAREER, DataClass.CONVERSATION
_JUDGED, _FILES = DataClass.ASSESSMENT, DataClass.DOCUMENT
_ALL = (_WHO, _WORK, _SAID, _JUDGED, _FILES)
PURPOSES: dict[Purpose, Registered] = {
    Purpose.APPLICATION: Registered(
        Kind.TRANSACTIONAL, 2 * _YEAR, _ALL, "Steps of an application: interviews, results, offers."
    ),
    Purpose.ONBOARDING: Registered(
        *(Kind.TRANSACTIONAL, 2 * _YEAR, (_WHO, _WORK, _SAID, _FILES)),
        "From the accepted offer to the first weeks.",
    ),
    Purpose.TALENT_POOL: Registered(
        Kind.PROMOTIONAL, 2 * _YEAR, _ALL, "Keeping in touch with whoever is in a talent pool."
    ),
    Purpose.MARKETING: Registered(
        Kind.PROMOTIONAL, 2 * _YEAR, (_WHO, _WORK, _SAID), "News, events and campaigns of the employer."
    ),
    Purpose.ALUMNI: Registered(
        Kind.PROMOTIONAL, 3 * _YEAR, (_WHO, _WORK, _SAID), "Keeping in touch with former employees."
    ),
    Purpose.PERMISSION_REQUEST: Registered(
        *(Kind.PROMOTIONAL, timedelta(days=90), (_WHO,)),
        "One message that asks for a consent, with a notice of its own.",
    ),
    Purpose.RIGHTS_REPLY: Registered(
        Kind.RIGHTS, 3 * _YEAR, tuple(DataClass), "The answer to a request for access, erasure and so on."
    ),
    Purpose.CONSENT_RECORD: Registered(
        *(Kind.TRANSACTIONAL, 3 * _YEAR, (_WHO,)),
        "The second yes that a consent waits for, and the receipt of a consent.",
    ),
}
UNASKED: tuple[Purpose, ...] = tuple(purpose for purpose, each in PURPOSES.items() if each.kind is Kind.PROMOTIONAL)
"""What an unsubscription ends."""


def kind_of(purpose: Purpose) -> Kind:
    return PURPOSES[purpose].kind
