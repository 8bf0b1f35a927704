"""Which tier a policy proposes for somebody, by four dimensions (row 62 of the feature list), and what it saw.

Nothing is stored of a proposal until a human decides on it: of the four, only activity changes with time, so who is
proposed for which tier under each band of activity is settled whenever something happens to them, and at any moment
their band says which of the three holds. Declining a consent or opting out is no dimension: no tier falls for it.

Tiers of `tier-1` after S4 (rows 57-60): A can do it, wants to move clearly and is active; B can do part of it or is
only open; C we know too little of, or they are not looking; D is far from what is needed. Its figures are ours, to be
tuned by users: a new one is a new version, and what was assigned names the version that proposed.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from domain import activity
from domain.activity import Band
from domain.application import Stage
from domain.dossier import Dossier
from domain.events import TierFinding
from domain.journey import Journey
from domain.tiering import Fit
from domain.value import value
from domain.vocabulary import Degree, Intent, NotHiredReason, Tier, TierDimension, Verdict

MATCH, ACTIVITY, INTENT, FIT = TierDimension
HIGH, MEDIUM, LOW = Degree
AT_LEAST = {HIGH: 2, MEDIUM: 1, LOW: 0}


@value
class Asks:
    """What a tier asks for, at least."""

    tier: Tier
    least: Mapping[TierDimension, Degree]


@value
class Policy:
    rows: tuple[Asks, ...]
    """The first that is met is proposed."""
    otherwise: Tier
    unknown: Mapping[TierDimension, Degree]
    """What a dimension counts as that nobody knows anything of."""
    intents: Mapping[Intent, Degree]
    far: frozenset[NotHiredReason]
    """Reasons that say somebody can't do what was needed."""
    strange: frozenset[NotHiredReason]
    """Reasons that say they would not get on here."""


DEFAULT = "tier-1"
POLICIES: dict[str, Policy] = {
    "tier-1": Policy(
        rows=(
            Asks(Tier.A, {MATCH: HIGH, ACTIVITY: MEDIUM, INTENT: HIGH, FIT: MEDIUM}),
            Asks(Tier.B, {MATCH: MEDIUM, INTENT: MEDIUM, FIT: MEDIUM}),
            Asks(Tier.C, {MATCH: MEDIUM}),
        ),
        otherwise=Tier.D,
        unknown={MATCH: MEDIUM, INTENT: LOW, FIT: MEDIUM},
        intents={Intent.ACTIVE: HIGH, Intent.OPEN: MEDIUM, Intent.EXPLORING: LOW, Intent.CLOSED: LOW},
        far=frozenset({NotHiredReason.JOB_FIT, NotHiredReason.MISSING_EXPERIENCE}),
        strange=frozenset({NotHiredReason.CULTURE_FIT}),
    ),
}
BANDS: dict[Band, Degree] = {Band.HIGH: HIGH, Band.MIDDLE: MEDIUM, Band.LOW: LOW}


@value
class Lacking:
    """What stands between somebody and the next better tier."""

    dimension: TierDimension
    found: Degree
    asked: Degree


@value
class Proposal:
    tier: Tier
    policy: str
    findings: tuple[TierFinding, ...]
    lacking: tuple[Lacking, ...]
    """For the next better tier; none for A."""


@value
class Seen:
    """A `TierFinding` that is not kept: making a model takes a while, and every document of a rebuild has three."""

    dimension: TierDimension
    degree: Degree | None = None
    position: int | None = None


NOTHING_SEEN = (Seen(MATCH), Seen(INTENT), Seen(FIT))
"""Of half of all people."""


def propose(dossier: Dossier, at: datetime, name: str = DEFAULT) -> Proposal:
    """Raises KeyError for a policy that nobody published."""
    weights = activity.policy()
    rank = activity.rank(dossier.activity, weights)
    band = activity.band(activity.score_at(rank, at, weights), weights)
    return proposal(settled(dossier, name), band, name)


def proposal(known: tuple[TierFinding, ...], band: Band, name: str = DEFAULT) -> Proposal:
    """From what `settled` found, at a moment of this band."""
    policy = POLICIES[name]
    degrees = _degrees(known, band, policy)
    tier = _first_met(degrees, policy)
    better = [row for row in policy.rows if row.tier < tier]
    lacking = (
        Lacking(dimension, degrees[dimension], least)
        for dimension, least in (better[-1].least.items() if better else ())
        if AT_LEAST[degrees[dimension]] < AT_LEAST[least]
    )
    match, intent, fit = known
    active = TierFinding(dimension=ACTIVITY, degree=BANDS[band])
    return Proposal(tier, name, (match, active, intent, fit), tuple(lacking))


def by_band(known: tuple[Seen | TierFinding, ...], name: str = DEFAULT) -> dict[Band, Tier]:
    """Which tier is proposed while the person is this active."""
    match, intent, fit = known
    return _by_band(match.degree, intent.degree, fit.degree, name)


@cache
def _by_band(match: Degree | None, intent: Degree | None, fit: Degree | None, name: str) -> dict[Band, Tier]:
    """Of every person in a rebuild it is asked, and there are few answers."""
    policy = POLICIES[name]
    known = ((MATCH, match), (INTENT, intent), (FIT, fit))
    found = {dimension: degree or policy.unknown[dimension] for dimension, degree in known}
    return {band: _first_met({**found, ACTIVITY: BANDS[band]}, policy) for band in Band}


def settled(dossier: Dossier, name: str = DEFAULT) -> tuple[TierFinding, ...]:
    """As `seen`, to be kept in an event."""
    found = seen(dossier, name)
    return tuple([TierFinding(dimension=each.dimension, degree=each.degree, position=each.position) for each in found])


VERDICTS: dict[Verdict, Degree] = {Verdict.POSITIVE: HIGH, Verdict.UNDECIDED: MEDIUM}
"""Of interviews; what a negative one says, its reason does."""

Sign = tuple[int | None, Degree]
"""A position, and what the event there says."""


def seen(dossier: Dossier, name: str = DEFAULT) -> tuple[Seen, Seen, Seen]:
    """What is seen of match, intent and fit, which time alone does not change."""
    policy, profile, fits = POLICIES[name], dossier.profile, dossier.tiering.fits
    able, strange = _judged(dossier.journey, policy) if dossier.journey.applications else (None, None)
    match = _assessed(fits.get("ability")) or able
    intent = (profile.positions.get("intent"), policy.intents[profile.intent]) if profile.intent else None
    fit = _assessed(fits.get("culture")) or strange
    if not (match or intent or fit):
        return NOTHING_SEEN
    return _seen(MATCH, match), _seen(INTENT, intent), _seen(FIT, fit)


def _seen(dimension: TierDimension, sign: Sign | None) -> Seen:
    return Seen(dimension, sign[1], sign[0]) if sign else Seen(dimension)


def _assessed(fit: Fit | None) -> Sign | None:
    return (fit.position, fit.degree) if fit and fit.degree else None


def _judged(journey: Journey, policy: Policy) -> tuple[Sign | None, Sign | None]:
    """The last word of applications on match, and on fit."""
    able: list[Sign] = []
    strange: list[Sign] = []
    for application in journey.applications.values():
        for interview in application.interviews.values():
            for each in interview.evaluations.values():
                if each.verdict in VERDICTS:
                    able.append((each.position, VERDICTS[each.verdict]))
                elif each.why in policy.far:
                    able.append((each.position, LOW))
                if each.why in policy.strange:
                    strange.append((each.position, LOW))
        if application.reason and application.reason.why in policy.far:
            able.append((application.reason.position, LOW))
        if application.reason and application.reason.why in policy.strange:
            strange.append((application.reason.position, LOW))
        if application.closing and application.closing.stage is Stage.HIRED:
            able.append((application.closing.position, HIGH))
    return max(able, default=None), max(strange, default=None)


def _degrees(known: tuple[TierFinding, ...], band: Band, policy: Policy) -> dict[TierDimension, Degree]:
    found = {each.dimension: each.degree or policy.unknown[each.dimension] for each in known}
    return {**found, ACTIVITY: BANDS[band]}


def _first_met(degrees: Mapping[TierDimension, Degree], policy: Policy) -> Tier:
    for row in policy.rows:
        if all(AT_LEAST[degrees[dimension]] >= AT_LEAST[least] for dimension, least in row.least.items()):
            return row.tier
    return policy.otherwise
