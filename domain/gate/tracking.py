"""Where a message may tell that it was opened or followed. Engineering readings: a lawyer confirms them.

A picture that reports back stores or reads something on somebody's device: Directive 2002/58 art. 5(3) wants a consent
(EDPB Guidelines 2/2023), and PIPL 13 has no other ground for it. Where nobody knows, the strictest holds.
"""

from domain.gate.regimes import Regime, regime_of
from domain.outreach import Attempt
from domain.vocabulary import Basis

WANTS_CONSENT: dict[Regime, bool] = {Regime.GDPR: True, Regime.PIPL: True, Regime.US: False, Regime.STRICT: True}


def may_track(jurisdiction: str | None, attempt: Attempt) -> bool:
    """Only what rests on a consent, where the place wants one."""
    return attempt.basis is Basis.CONSENT or not WANTS_CONSENT[regime_of(jurisdiction)]
