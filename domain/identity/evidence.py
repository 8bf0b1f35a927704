"""Two records compared: Fellegi and Sunter's weights, field by field, and what they come to.

A weight is log2(m / u) in bits. What is counted by term has the term's own frequency for u, so that a rare
surname weighs more. Beside the stranger, somebody else may be a relative, who agrees on surname, street and phone
for good reason: the finding `kin` is what that possibility takes from the whole.
"""

from collections.abc import Iterator, Sequence
from math import log2

from msgspec import Struct

from domain.identity import levels
from domain.identity.agreements import agreements
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies
from domain.identity.model import IdentityModel
from domain.identity.name_levels import NEITHER, UNLIKE, Agreement, givens_agree, surnames_agree
from domain.identity.names import Called, turned
from domain.identity.weights import Finding, Weights, weights_of

STRONG = frozenset({"email", "phone", "url", "id"})


class Evidence(Struct, frozen=True):
    model: str
    prior: float
    """Bits, before anything was compared."""
    findings: tuple[Finding, ...]
    posterior: float
    strong: tuple[str, ...] = ()
    """The identifiers that agree and are this person's alone, by field."""
    name: bool | None = None
    """Whether the names are compatible; None where there was nothing to compare."""
    vetoes: tuple[str, ...] = ()
    """Why the two are never merged without a human, whatever the posterior."""

    @property
    def weight(self) -> float:
        return self.prior + sum(finding.weight for finding in self.findings)

    def level(self, field: str) -> str:
        return next((finding.level for finding in self.findings if finding.field == field), "")


def compare(one: Features, other: Features, model: IdentityModel, frequencies: Frequencies) -> Evidence:
    """Symmetric in the two records. `asserted` differences are the caller's to know (`domain.identity.zones`)."""
    weights = weights_of(model)
    population = max(frequencies.population, model.least_population)
    prior = log2(model.pairs_each / population)
    findings = list(names_found(one, other, weights, frequencies))
    names = {each.field: each.level for each in findings}
    agree = len(findings) >= 2 and all(each.weight > 0 for each in findings)
    for field, (level, terms) in agreements(one, other, agree).items():
        if level:
            told = [weights.finding(field, level, term, frequencies) for term in terms]
            findings.append(told[0] if len(told) == 1 else max(told, key=_weight))
    weight = prior + sum([finding.weight for finding in findings])
    if kin := _kin(weight, findings, model, weights):
        findings.append(kin)
        weight += kin.weight
    compared = [names[part] for part in ("surname", "given") if part in names]
    return Evidence(
        model.version,
        prior,
        tuple(findings),
        _share(weight),
        tuple([each.field for each in findings if each.level == "same" and each.field in STRONG and _own(each)]),
        not any(level in UNLIKE for level in compared) if compared else None,
        _vetoes(one, other, model),
    )


def _own(finding: Finding) -> bool:
    return not finding.term_frequency


def _weight(finding: Finding) -> float:
    return finding.weight


def _kin(weight: float, findings: Sequence[Finding], model: IdentityModel, weights: Weights) -> Finding | None:
    """Odds against a stranger and against a relative add up; told apart where the relative weighs at all."""
    as_kin = log2(model.pairs_each / model.kin_each)
    for each in findings:
        as_kin += weights.as_kin[each.field][each.level]
    less = -log2(1.0 + 2.0 ** min(weight - as_kin, 1_000.0))
    return Finding("kin", "possible", 1.0, 1.0, None, less) if less < -0.05 else None


def names_found(one: Features, other: Features, weights: Weights, frequencies: Frequencies) -> tuple[Finding, ...]:
    """Of all ways to call the two, the pair that agrees best; either may be the wrong way round."""
    best: tuple[Finding, ...] = ()
    most = float("-inf")
    for a in one.names:
        for b in other.names:
            for left, right, order in _ways(a, b):
                found = _name(left, right, order, weights, frequencies)
                total = sum([each.weight for each in found])
                if found and total > most:
                    best, most = found, total
                if len(found) == 2 and found[0].level not in UNLIKE and found[1].level not in UNLIKE:
                    break
    return best


def _ways(a: Called, b: Called) -> Iterator[tuple[Called, Called, str]]:
    """As said, and with one of the two turned round."""
    yield (b, a, "") if (b.surname, b.given) < (a.surname, a.given) else (a, b, "")
    if way := one_turned(a, b):
        yield *way, "turned"


def one_turned(a: Called, b: Called) -> tuple[Called, Called] | None:
    """None of two who are called the same; never a name in Chinese characters: their order is sure."""
    if (a.surname == b.surname and a.given == b.given) or not (a.surname.isascii() or b.surname.isascii()):
        return None
    if (b.surname, b.given) < (a.surname, a.given):
        a, b = b, a
    if b.surname.isascii() and b.given.isascii():
        return a, turned(b)
    if a.surname.isascii() and a.given.isascii():
        return turned(a), b
    return None


def _name(a: Called, b: Called, order: str, weights: Weights, frequencies: Frequencies) -> tuple[Finding, ...]:
    found = []
    for field, agreement in (("surname", surnames_agree(a, b)), ("given", givens_agree(a, b))):
        if agreement is not NEITHER:
            found.append(_name_part(field, agreement, bool(order), weights, frequencies))
    if order and found:
        found.append(weights.plain["order"][order])
    return tuple(found)


def _name_part(
    field: str, agreement: Agreement, is_turned: bool, weights: Weights, frequencies: Frequencies
) -> Finding:
    """What one record calls the surname and the other the given name is as usual as the more usual of the two."""
    level, term = agreement
    found = weights.finding(field, level, term, frequencies)
    if not is_turned or not term:
        return found
    return min(found, weights.finding(field, level, term, frequencies, counted_as=_OTHER_PART[field]), key=_weight)


_OTHER_PART = {"surname": "given", "given": "surname"}


def _vetoes(one: Features, other: Features, model: IdentityModel) -> tuple[str, ...]:
    found = []
    if levels.clearly_apart(one.born, other.born):
        found.append("born-apart")
    if levels.another_id(one, other, model.one_id_each):
        found.append("another-id")
    generations = {each.generation for each in one.names if each.generation}
    others = {each.generation for each in other.names if each.generation}
    if generations and others and not generations & others:
        found.append("another-generation")
    return tuple(found)


def _share(bits: float) -> float:
    return float(1.0 / (1.0 + 2.0 ** min(-bits, 1_000.0)))
