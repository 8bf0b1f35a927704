"""What of a dossier is searched: one row of plain values, which time does not change."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import chain

from domain import measures, tiers
from domain.application import Stage
from domain.consent_register import ConsentState, register
from domain.dossier import Dossier
from domain.identity.letters import HAN_ONLY
from domain.identity.readings import given_sounds
from domain.person import PointKind
from domain.search.words import Words, key, words
from domain.value import value

NEVER_ACTIVE = -1e9
"""The rank of those who never did anything that counts: below every other, and a number that JSON knows."""
FACETS = frozenset({"skill", "experience", "industry", "relation", "behaviour"})
"""Facets of tags that are fields of their own."""
ALWAYS = date.max
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""A moment at which no grant has expired yet."""


@value
class Row:
    words: Words
    marks: tuple[str, ...]
    """`FIELD:VALUE` of everything that has coded values. `city~:` is the city in pinyin."""
    rank: float
    """See `domain.activity`."""
    career_since: date | None
    education: int | None
    """`EducationLevel.rank`."""
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    updated_at: datetime | None
    added_at: datetime | None
    intent_at: datetime | None
    consents: tuple[str, ...]
    """`PURPOSE/CHANNEL/LAST DAY` of every grant that stands, for some controller's own use."""
    employer: str | None
    """The present one, as it is counted."""


def searchable(dossier: Dossier, rank: float | None) -> Row | None:
    """None of who is erased, or was never there. The rank is that of `domain.activity`."""
    if dossier.void or dossier.erased:
        return None
    profile, contacts = dossier.profile, dossier.contacts
    known = measures.grounds(dossier)
    consents = _consents(dossier)
    level = profile.education_level or max(
        (each.level for each in profile.educations if each.level), key=lambda each: each.rank, default=None
    )
    marks = _marks(dossier, known) | _scopes(consents) | ({f"education:{level.value}"} if level else set())
    did = (each.happened_at for each in dossier.activity if each.kind != "contact-logged")
    return Row(
        words=words(dossier),
        marks=tuple(sorted(marks)),
        rank=NEVER_ACTIVE if rank is None else rank,
        career_since=_career_since(dossier),
        education=level.rank if level else None,
        last_inbound_at=_latest(contacts.last_heard_at, *did),
        last_outbound_at=contacts.last_outbound_at,
        updated_at=known.said.happened_at if known.said else None,
        added_at=_earliest(record.described.ingested_at for record in dossier.records),
        intent_at=known.intent_said.happened_at if known.intent_said else None,
        consents=consents,
        employer=next((key(each.employer) for each in profile.employments if each.employer and each.current), None),
    )


def _marks(dossier: Dossier, known: measures.Grounds) -> set[str]:
    profile, journey = dossier.profile, dossier.journey
    found = {f"skill:{key(each)}" for each in profile.skills}
    for tag, held in dossier.knowing.tags.items():
        found.add(f"tag:{key(tag)}")
        if held.facet in FACETS:
            found.add(f"{held.facet}:{key(tag)}")
    found |= _places(dossier)
    found |= {f"stage:{each.stage.value}" for each in journey.applications.values()}
    ended = (each for each in journey.applications.values() if each.stage is Stage.NOT_HIRED and each.reason)
    found |= {f"why:{each.reason.why.value}" for each in ended if each.reason}
    if profile.intent:
        found.add(f"intent:{profile.intent.value}")
    if dossier.tiering.tier:
        found.add(f"tier:{dossier.tiering.tier.value}")
    found.add("proposed~:" + "".join(tiers.by_band(tiers.settled(dossier)).values()))
    owners = {held.owner for held in dossier.knowing.owners.values() if held.owner}
    found |= {f"owner:{each}" for each in owners}
    found |= {f"source:{each.source}" for record in dossier.records for each in record.described.sources.values()}
    found |= {f"pool:{each}" for each in dossier.pools}
    found |= {f"list:{each}" for each in dossier.lists}
    found.add(f"status:{dossier.status.value}")
    kinds = {point.kind for point in profile.points if point.valid}
    there = {
        "email": PointKind.EMAIL in kinds,
        "phone": PointKind.PHONE in kinds,
        "document": any(record.described.documents for record in dossier.records),
        "owner": bool(owners),
        "reach": known.point is not None,
    }
    return found | {f"has:{what}" for what, held in there.items() if held}


def _places(dossier: Dossier) -> set[str]:
    profile = dossier.profile
    found = {f"region:{profile.region}"} if profile.region else set()
    city = key(profile.place.city) if profile.place and profile.place.city else ""
    city = city.removesuffix("市") if len(city) > 2 else city
    if city:
        found.add(f"city:{city}")
        if HAN_ONLY.fullmatch(city):
            found |= {f"city~:{sound}" for sound in given_sounds(city)}
    return found


def _career_since(dossier: Dossier) -> date | None:
    profile = dossier.profile
    if profile.career_start:
        return profile.career_start.on
    if profile.career_start_year:
        return date(profile.career_start_year, 1, 1)
    return min((each.start.on for each in profile.employments if each.start), default=None)


def _consents(dossier: Dossier) -> tuple[str, ...]:
    """The last day that a scope is allowed on, over all controllers."""
    last: dict[str, date] = {}
    for line in register(dossier.consents, BEFORE_ALL):
        if line.state is ConsentState.GIVEN and line.recipient is None:
            scope = f"{line.purpose}/{line.channel}"
            last[scope] = max(last.get(scope, date.min), line.expires_on or ALWAYS)
    return tuple(f"{scope}/{day.isoformat()}" for scope, day in sorted(last.items()))


def _scopes(consents: tuple[str, ...]) -> set[str]:
    """What an index finds them by; whether they hold still is asked of the row."""
    parts = [each.split("/") for each in consents]
    scopes = ((f"consent:{purpose}", f"consent:{purpose}/{channel}") for purpose, channel, _ in parts)
    return set(chain.from_iterable(scopes))


def _latest(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each), default=None)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in moments if each), default=None)
