"""What of a dossier each part of the row rests on, and how it is told.

`rests_on` are parts of a record, as `attrgetter` names them: while they are the same, so is what is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain import activity, measures, tiers
from domain.application import Stage
from domain.consents import Consents, Scope
from domain.dossier import Dossier
from domain.identity.letters import HAN_ONLY
from domain.identity.readings import given_sounds
from domain.person import PointKind
from domain.search.words import key, words
from domain.vocabulary import EducationLevel

NEVER_ACTIVE = -1e9
"""The rank of those who never did anything that counts: below every other, and a number that JSON knows."""
FACETS = frozenset({"skill", "experience", "industry", "relation", "behaviour"})
"""Facets of tags that are fields of their own."""
ALWAYS = date.max
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""A moment at which no grant has expired yet."""
PROFILE = ("described", "suggestions", "knowing.intent", "knowing.pay", "preferences", "reviews", "reach")
"""What a profile survives from."""


@dataclass(frozen=True, slots=True)
class Told:
    rests_on: tuple[str, ...]
    tell: Callable[[Dossier], Any]


def _rank(dossier: Dossier) -> float:
    return rank_of(activity.rank(dossier.activity, activity.policy()))


def rank_of(rank: float | None) -> float:
    return NEVER_ACTIVE if rank is None else rank


def _career_since(dossier: Dossier) -> date | None:
    profile = dossier.profile
    if profile.career_start:
        return profile.career_start.on
    if profile.career_start_year:
        return date(profile.career_start_year, 1, 1)
    return min((each.start.on for each in profile.employments if each.start), default=None)


def _level(dossier: Dossier) -> EducationLevel | None:
    profile = dossier.profile
    return profile.education_level or max(
        (each.level for each in profile.educations if each.level), key=lambda each: each.rank, default=None
    )


def _education(dossier: Dossier) -> int | None:
    level = _level(dossier)
    return level.rank if level else None


def _last_inbound_at(dossier: Dossier) -> datetime | None:
    did = (each.happened_at for each in dossier.activity if each.kind != "contact-logged")
    return max(filter(None, (dossier.contacts.last_heard_at, *did)), default=None)


def _last_outbound_at(dossier: Dossier) -> datetime | None:
    return dossier.contacts.last_outbound_at


def _updated_at(dossier: Dossier) -> datetime | None:
    said = measures.informed(dossier)
    return said.happened_at if said else None


def _added_at(dossier: Dossier) -> datetime | None:
    return min(filter(None, (record.described.ingested_at for record in dossier.records)), default=None)


def _intent_at(dossier: Dossier) -> datetime | None:
    said = dossier.profile.who("intent")
    return said.happened_at if said else None


def _last_days(consents: Consents) -> dict[str, date]:
    """By `PURPOSE/CHANNEL` for a controller's own use: the last day that it is allowed on, over all controllers."""
    last: dict[str, date] = {}
    for grant in consents.grants:
        for channel in grant.channels if grant.recipient is None else ():
            stands = consents.governing(Scope(grant.purpose, channel, grant.controller))
            if stands and not stands.expired(BEFORE_ALL):
                scope = f"{grant.purpose}/{channel}"
                last[scope] = max(last.get(scope, date.min), stands.expires_on or ALWAYS)
    return last


def _consents(dossier: Dossier) -> tuple[str, ...]:
    return tuple([f"{scope}/{day.isoformat()}" for scope, day in sorted(_last_days(dossier.consents).items())])


def _employer(dossier: Dossier) -> str | None:
    return next((key(each.employer) for each in dossier.profile.employments if each.employer and each.current), None)


COLUMNS: dict[str, Told] = {
    "words": Told((*PROFILE, "knowing.tags", "reading"), words),
    "rank": Told(("activity",), _rank),
    "career_since": Told(PROFILE, _career_since),
    "education": Told(PROFILE, _education),
    "last_inbound_at": Told(("contacts", "activity"), _last_inbound_at),
    "last_outbound_at": Told(("contacts",), _last_outbound_at),
    "updated_at": Told(
        ("described", "suggestions", "activity", "knowing.intent", "knowing.pay"),
        _updated_at,
    ),
    "added_at": Told(("described",), _added_at),
    "intent_at": Told(PROFILE, _intent_at),
    "consents": Told(("consents",), _consents),
    "employer": Told(PROFILE, _employer),
}
"""All but the marks."""


def _of_profile(dossier: Dossier) -> Iterable[str]:
    profile, level = dossier.profile, _level(dossier)
    yield from (f"skill:{key(each)}" for each in profile.skills)
    if profile.region:
        yield f"region:{profile.region}"
    city = key(profile.place.city) if profile.place and profile.place.city else ""
    city = city.removesuffix("市") if len(city) > 2 else city
    if city:
        yield f"city:{city}"
        if HAN_ONLY.fullmatch(city):
            yield from (f"city~:{sound}" for sound in given_sounds(city))
    if profile.intent:
        yield f"intent:{profile.intent.value}"
    if level:
        yield f"education:{level.value}"
    kinds = {point.kind for point in profile.points if point.valid}
    yield from (f"has:{kind.value}" for kind in (PointKind.EMAIL, PointKind.PHONE) if kind in kinds)
    if measures.reachable(dossier):
        yield "has:reach"


def _tags(dossier: Dossier) -> Iterable[str]:
    for tag, held in dossier.knowing.tags.items():
        yield f"tag:{key(tag)}"
        if held.facet in FACETS:
            yield f"{held.facet}:{key(tag)}"


def _owners(dossier: Dossier) -> Iterable[str]:
    owners = {held.owner for held in dossier.knowing.owners.values() if held.owner}
    return (*(f"owner:{each}" for each in owners), *(["has:owner"] if owners else ()))


def _journey(dossier: Dossier) -> Iterable[str]:
    for each in dossier.journey.applications.values():
        yield f"stage:{each.stage.value}"
        if each.stage is Stage.NOT_HIRED and each.reason:
            yield f"why:{each.reason.why.value}"


def _tier(dossier: Dossier) -> Iterable[str]:
    return (f"tier:{dossier.tiering.tier.value}",) if dossier.tiering.tier else ()


def _proposed(dossier: Dossier) -> Iterable[str]:
    return ("proposed~:" + "".join(tiers.by_band(tiers.seen(dossier)).values()),)


def _described(dossier: Dossier) -> Iterable[str]:
    for record in dossier.records:
        yield from (f"source:{each.source}" for each in record.described.sources.values())
        if record.described.documents:
            yield "has:document"


def _pools(dossier: Dossier) -> Iterable[str]:
    return (*(f"pool:{each}" for each in dossier.pools), *(f"list:{each}" for each in dossier.lists))


def _status(dossier: Dossier) -> Iterable[str]:
    return (f"status:{dossier.status.value}",)


def _scopes(dossier: Dossier) -> Iterable[str]:
    """What an index finds consents by; whether they hold still is asked of the row."""
    for scope in _last_days(dossier.consents):
        yield f"consent:{scope.partition('/')[0]}"
        yield f"consent:{scope}"


MARKS: dict[str, Told] = {
    "profile": Told(PROFILE, _of_profile),
    "tags": Told(("knowing.tags",), _tags),
    "owners": Told(("knowing.owners",), _owners),
    "journey": Told(("journey",), _journey),
    "tier": Told(("tiering",), _tier),
    "proposed": Told((*PROFILE, "tiering", "journey"), _proposed),
    "described": Told(("described",), _described),
    "pools": Told(("stays", "lists"), _pools),
    "status": Told(("described", "journey"), _status),
    "scopes": Told(("consents",), _scopes),
}
"""`FIELD:VALUE` of everything that has coded values, group by group."""
