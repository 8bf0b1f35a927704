"""What happens to the people of a made-up lake, as columns: of each type of event the facts that metrics use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

CHANNELS = ["email", "phone", "wecom"]
SKILLS = [f"skill-{number}" for number in range(60)]
REGIONS = [f"cn-{number}" for number in range(11, 45)]
PURPOSES = ["marketing", "talent-pool"]
JOBS, FAMILIES = 40, ["engineering", "finance", "sales"]
OFTEN = {
    "contact-logged": 200,
    "contact-dispatched": 40,
    "contact-sent": 40,
    "contact-delivered": 30,
    "contact-opened": 30,
    "contact-clicked": 15,
    "contact-bounced": 5,
    "replied": 80,
    "candidate-tagged": 110,
    "candidate-untagged": 15,
    "intent-recorded": 40,
    "tier-assigned": 20,
    "profile-updated": 40,
    "profile-confirmed": 20,
    "contact-point-verified": 10,
    "contact-point-invalid": 5,
    "talent-pool-entered": 50,
    "talent-pool-left": 6,
    "consent-given": 50,
    "consent-withdrawn": 20,
    "consent-refused": 5,
    "consent-expired": 3,
    "unsubscribed": 4,
    "objection-raised": 4,
    "applied": 60,
    "interview-attended": 40,
    "interview-evaluated": 30,
    "not-hired": 15,
    "offer-made": 15,
    "offer-accepted": 8,
    "offer-declined": 4,
    "hired": 8,
    "probation-passed": 4,
    "left": 3,
    "candidate-absorbed": 4,
    "merge-reversed": 1,
    "recorded-in-error": 3,
    "candidate-erased": 1,
    "job-opened": 1,
}
"""Types of events after a person's first, and how often each comes."""
TYPES = ["candidate-ingested", *OFTEN]
NUMBER = {name: number for number, name in enumerate(TYPES)}
SHARES = np.array([0, *OFTEN.values()]) / sum(OFTEN.values())


def facts(chance: np.random.Generator, kind: Any, person: Any, positions: Any) -> dict[str, Any]:
    """A person has two applications, a job behind each, and three contacts, which events tell of in any order."""
    count = len(kind)
    application, contact = person * 2 + chance.integers(0, 2, count), person * 3 + chance.integers(0, 3, count)

    def among(kinds: str, share: float = 1) -> Any:
        wanted = np.zeros(len(TYPES), dtype=bool)
        wanted[[NUMBER[each] for each in kinds.split()]] = True
        return wanted[kind] & (chance.random(count) < share)

    def of(kinds: str, values: Any, share: float = 1) -> pa.Array:
        return where(among(kinds, share), values)

    def one_of(kinds: str, choices: Any, share: float = 1) -> pa.Array:
        return taken(choices, of(kinds, chance.integers(0, len(choices), count), share))

    def ids(kinds: str, numbers: Any, mark: str) -> pa.Array:
        told = among(kinds)
        return taken(spelt(numbers[told], mark), where(told, np.cumsum(told) - 1))

    messages = "contact-dispatched contact-sent contact-delivered contact-opened contact-clicked contact-bounced"
    offers = "offer-made offer-accepted offer-declined"
    journey = f"applied interview-attended interview-evaluated not-hired {offers} hired"
    consents = "consent-given consent-withdrawn consent-refused consent-expired"
    return {
        "batch": one_of("profile-updated consent-given", ["9b1a217f-0000-7000-8000-000000000000"], 0.2),
        "region": one_of("candidate-ingested", REGIONS, 0.9),
        "age_band": one_of("candidate-ingested", ["25-29", "30-34", "35-39"], 0.8),
        "education_level": one_of("candidate-ingested", ["bachelor", "master"], 0.8),
        "status": one_of("candidate-ingested", ["prospect"] * 49 + ["employee"]),
        "channel": one_of(f"contact-logged replied {messages}", CHANNELS),
        "contact": ids(f"contact-logged replied {messages}", contact, "c"),
        "template": one_of("contact-dispatched", ["invite", "vacancy", "news"]),
        "by_machine": one_of("contact-opened contact-clicked", [True, False, False]),
        "hard": one_of("contact-bounced", [True, False]),
        "inbound": one_of("contact-logged", [True, False, False, False]),
        "went_well": one_of("contact-logged", [True, True, False]),
        "outcome": one_of("contact-logged", ["reached", "interested", "no-answer"]),
        "tag": one_of("candidate-tagged candidate-untagged", SKILLS),
        "facet": one_of("candidate-tagged", ["skill"]),
        "intent": one_of("intent-recorded", ["open", "active", "closed"]),
        "tier": one_of("tier-assigned", ["a", "b", "c", "d"]),
        "by_candidate": one_of("profile-confirmed", [True, False]),
        "echo": one_of("profile-confirmed", [True, False, False]),
        "pool": one_of("talent-pool-entered talent-pool-left", ["main", "main", "west"]),
        "purpose": one_of("consent-given consent-refused consent-expired", PURPOSES),
        "purposes": one_of("unsubscribed objection-raised", [["marketing"], ["marketing", "talent-pool"]]),
        "channels": one_of(consents, [["email"], ["email", "phone"], ["email", "phone", "wecom"]]),
        "controller": one_of(consents, ["main", "main", "other"]),
        "method": one_of(consents, ["human", "human", "imported"]),
        "application": ids(journey, application, "a"),
        "interview": ids("interview-attended interview-evaluated", application, "f"),
        "via": one_of("applied", ["career-site", "referral", "sourced"], 0.9),
        "verdict": one_of("interview-evaluated", ["positive", "negative"]),
        "score": of("interview-evaluated", chance.integers(0, 101, count), 0.9),
        "job": ids(journey, application % JOBS, "b"),
        "offer": ids(offers, application, "d"),
        "employment": ids("hired left probation-passed", application, "e"),
        "key_role": one_of("hired", [True, False, False]),
        "family": taken(FAMILIES, of("job-opened", person % JOBS % len(FAMILIES))),
        "absorbed": ids("merge-reversed", person, "0"),
        "survivor": ids("candidate-absorbed merge-reversed", person // 2, "0"),
        "erased": one_of("candidate-erased", [["identity"], ["conversation"], ["identity", "conversation"]]),
        "of_position": of("recorded-in-error consent-expired", (chance.random(count) * positions).astype(np.int64)),
    }


def where(mask: Any, values: Any) -> pa.Array:
    return pa.array(values, mask=~mask)


def taken(choices: Sequence[Any], places: Any) -> pa.Array:
    return pa.array(choices).take(pa.array(places))


def spelt(numbers: Any, mark: Any) -> list[str]:
    """Spelt like a UUID, spread like a random one."""
    mixed = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) & np.uint64(0xFFFFFFFFFFFF)
    marks = np.broadcast_to(mark, mixed.shape).tolist()
    return [f"{each}1a217f5-0000-7000-8000-{number:012x}" for each, number in zip(marks, mixed.tolist(), strict=True)]
