"""What follows from the evidence: merge at once, ask a human, or leave apart."""

from enum import StrEnum

from domain.identity.evidence import Evidence
from domain.identity.model import IdentityModel


class Zone(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    APART = "apart"


def zone(evidence: Evidence, model: IdentityModel, asserted_different: bool = False) -> Zone:
    """`asserted_different`: a human said so, or a merge of the two was reversed. Then nothing is proposed again."""
    if asserted_different:
        return Zone.APART
    if evidence.posterior >= model.certain and not evidence.vetoes and _identified(evidence):
        return Zone.CERTAIN
    if evidence.posterior >= model.likely or "email" in evidence.strong:
        return Zone.LIKELY
    return Zone.APART


def _identified(evidence: Evidence) -> bool:
    """By an identifier that is this person's alone under a compatible name; by two where a name is missing.

    A phone is a household's: under a given name that is only close to the other it may be a twin's.
    """
    if evidence.name is None:
        return len(evidence.strong) >= 2
    if set(evidence.strong) == {"phone"} and evidence.level("given") in ("close", "alias"):
        return False
    return evidence.name and bool(evidence.strong)
