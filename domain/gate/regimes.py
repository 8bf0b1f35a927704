"""Which grounds each place admits for which purpose. Engineering readings: a lawyer confirms them before anyone relies.

GDPR 6(1)(a) consent, (b) steps at the person's request, (c) legal duty, (f) legitimate interest; direct marketing by
electronic mail wants a consent by Directive 2002/58 art. 13(1). PIPL 13 has no legitimate interest; (1) consent,
(2) what a contract with the person needs, (3) a legal duty. The United States let e-mail go out until somebody opts
out (CAN-SPAM, 15 U.S.C. 7704), but not calls and texts that promote (TCPA, 47 CFR 64.1200): those want a consent.
Anywhere else, and where nobody knows, the strictest holds. `asking` stands for the one message that asks.
Whoever says yes is sent what proves it (GDPR 7(1), PIPL 14): a legal duty.
"""

from enum import StrEnum

from domain.gate.purposes import RIGHTS, kind_of
from domain.vocabulary import Basis, Channel, Purpose


class Regime(StrEnum):
    GDPR = "gdpr"
    PIPL = "pipl"
    US = "us"
    STRICT = "strict"


_EEA = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO"
REGIME_OF: dict[str, Regime] = {
    **dict.fromkeys(_EEA.split(), Regime.GDPR),
    "GB": Regime.GDPR,
    "CN": Regime.PIPL,
    "US": Regime.US,
}

_B = Basis
_SAME: dict[Purpose, tuple[Basis, ...]] = {
    Purpose.APPLICATION: (_B.CONTRACT, _B.CONSENT),
    Purpose.ONBOARDING: (_B.CONTRACT, _B.CONSENT),
    Purpose.PERMISSION_REQUEST: (_B.ASKING,),
    Purpose.RIGHTS_REPLY: (_B.LEGAL_DUTY,),
    Purpose.CONSENT_RECORD: (_B.LEGAL_DUTY,),
    Purpose.TALENT_POOL: (_B.CONSENT,),
    Purpose.MARKETING: (_B.CONSENT,),
    Purpose.ALUMNI: (_B.CONSENT,),
}
ADMITS: dict[Regime, dict[Purpose, tuple[Basis, ...]]] = {
    Regime.GDPR: {
        **_SAME,
        Purpose.TALENT_POOL: (_B.CONSENT, _B.LEGITIMATE_INTEREST),
        Purpose.ALUMNI: (_B.CONSENT, _B.LEGITIMATE_INTEREST),
    },
    Regime.PIPL: _SAME,
    Regime.US: {
        **_SAME,
        Purpose.TALENT_POOL: (_B.CONSENT, _B.OPT_OUT_REGIME),
        Purpose.MARKETING: (_B.CONSENT, _B.OPT_OUT_REGIME),
        Purpose.ALUMNI: (_B.CONSENT, _B.OPT_OUT_REGIME),
    },
    Regime.STRICT: _SAME,
}
"""The first that holds is the one that is named."""

OPTS_OUT_BY = frozenset({Channel.EMAIL, Channel.POST, Channel.LINKEDIN, Channel.IN_APP})
"""Where the regime of opting out reaches."""

CALLS = frozenset({Channel.PHONE, Channel.SMS})
WITHOUT_A_YES = frozenset({Basis.OPT_OUT_REGIME, Basis.ASKING})
"""Not by calls and texts in the United States: one that asks for a consent promotes as well (47 CFR 64.1200(f))."""

TOLD_FIRST = frozenset({Regime.GDPR, Regime.PIPL, Regime.STRICT})
"""Where a person is told how their data is used, at the latest by the first contact (GDPR 13-14, PIPL 17)."""

ELECTRONIC = frozenset({Channel.EMAIL, Channel.SMS})
DOUBLE_OPT_IN = frozenset({("DE", Purpose.MARKETING), ("AT", Purpose.MARKETING)})
"""Where courts want proof that the yes came from the address itself (for Germany: BGH I ZR 164/09)."""


def regime_of(jurisdiction: str | None) -> Regime:
    return REGIME_OF.get(jurisdiction[:2], Regime.STRICT) if jurisdiction else Regime.STRICT


def admitted(regime: Regime, purpose: Purpose, channel: Channel) -> tuple[Basis, ...]:
    bases = ADMITS[regime][purpose]
    if regime is Regime.US and channel in CALLS:
        return tuple(each for each in bases if each not in WITHOUT_A_YES)
    if channel not in OPTS_OUT_BY and Basis.OPT_OUT_REGIME in bases:
        return tuple(each for each in bases if each is not Basis.OPT_OUT_REGIME)
    return bases


def wants_second_yes(jurisdiction: str | None, purpose: Purpose, channel: Channel) -> bool:
    if not jurisdiction or channel not in ELECTRONIC:
        return False
    return (jurisdiction[:2], purpose) in DOUBLE_OPT_IN


def wants_notice(regime: Regime, purpose: Purpose) -> bool:
    return regime in TOLD_FIRST and kind_of(purpose) is not RIGHTS
