"""Records of consent (ISO/IEC TS 27560) as one JSON-LD document in the words of W3C DPV 2, for people and machines.

Its context goes with it, so nothing is fetched to read it, and a JSON-LD processor keeps every key. A consent is one
record, with all that became of it on the same stream. What nobody recorded is not there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain.gate.purposes import PURPOSES
from domain.vocabulary import Purpose
from ledger.canonical import canonical
from ledger.store import Row

OURS = "urn:renmai:terms:"
_IRI, _TIME, _DATE = {"@type": "@id"}, {"@type": "xsd:dateTime"}, {"@type": "xsd:date"}
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "loc": "https://w3id.org/dpv/loc#",
    "schema_version": "dct:conformsTo",
    "record_id": "dpv:hasIdentifier",
    "subject": {"@id": "dpv:hasDataSubject"},
    "position": {"@id": f"{OURS}position", "@type": "xsd:integer"},
    "purpose": {"@id": "dpv:hasPurpose"},
    "personal_data": {"@id": "dpv:hasPersonalData", "@container": "@set"},
    "controller": {"@id": "dpv:hasDataController"},
    "recipients": {"@id": "dpv:hasRecipient", "@container": "@set"},
    "disclosures": {"@id": f"{OURS}disclosure", "@container": "@list"},
    "channels": {"@id": f"{OURS}channel", "@container": "@set"},
    "notice": {"@id": "dpv:hasNotice"},
    "notice_version": {"@id": "dct:hasVersion", "@type": "xsd:integer"},
    "language": "dct:language",
    "sha256": {"@id": "spdx:checksumValue", "@type": "xsd:hexBinary"},
    "storage": {"@id": "dpv:hasStorageCondition"},
    "retention": {"@id": "dpv:hasDuration", "@type": "xsd:duration"},
    "retention_begins": f"{OURS}retention-begins",
    "place": {"@id": "dpv:hasLocation", **_IRI},
    "jurisdiction": {"@id": "dpv:hasJurisdiction", **_IRI},
    "valid_until": {"@id": "dct:valid", **_DATE},
    "withdrawal": {"@id": "dpv:hasConsentControl"},
    "meaning": "dct:description",
    "code": "dct:identifier",
    "consent_state": {"@id": "dpv:hasConsentStatus", **_IRI},
    "consent_events": {"@id": f"{OURS}event", "@container": "@list"},
    "event_type": f"{OURS}event-type",
    "event_state": {"@id": f"{OURS}state", **_IRI},
    "event_time": {"@id": "dpv:isIndicatedAtTime", **_TIME},
    "entity": "dpv:isIndicatedBy",
    "method": "dpv:hasIndicationMethod",
}
SCHEMA = "ISO/IEC TS 27560:2023"
STATES = {
    "consent-given": "dpv:ConsentGiven",
    "consent-refused": "dpv:ConsentRefused",
    "consent-withdrawn": "dpv:ConsentWithdrawn",
    "unsubscribed": "dpv:ConsentWithdrawn",
    "objection-raised": "dpv:ConsentWithdrawn",
    "consent-expired": "dpv:ConsentExpired",
    "recorded-in-error": "dpv:ConsentInvalidated",
}
"""By the type of the event: what it makes of a consent, in the words of DPV."""
KINDS = {
    Purpose.APPLICATION: "dpv:PersonnelHiring",
    Purpose.TALENT_POOL: "dpv:PersonnelHiring",
    Purpose.ONBOARDING: "dpv:PersonnelManagement",
    Purpose.MARKETING: "dpv:DirectMarketing",
    Purpose.ALUMNI: "dpv:CommunicationManagement",
    Purpose.PERMISSION_REQUEST: "dpv:CommunicationManagement",
    Purpose.RIGHTS_REPLY: "dpv:RightsFulfillment",
    Purpose.CONSENT_RECORD: "dpv:RecordManagement",
}
"""Which of DPV's purposes each of ours is one of."""
NOTICES = """
    SELECT convert_from(state, 'UTF8')::json -> 'facts' FROM ledger.event
    WHERE type = 'notice-published' ORDER BY position
"""
BESIDE = """
    SELECT type, stream, position, recorded_at, convert_from(state, 'UTF8')::json -> 'facts' FROM ledger.event
    WHERE type IN ('setting-recorded', 'personal-data-disclosed') AND stream = ANY(%s) ORDER BY position
"""


@dataclass(slots=True)
class Beside:
    """What a record says that its own events do not."""

    stored_in: str | None = None
    """The country where the data is kept."""
    hashes: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    """Of notices, by code and version, then by language."""
    jurisdictions: dict[UUID, str] = field(default_factory=dict)
    disclosures: dict[int, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    """By the position of the consent that they rested on, then by recipient: when data was given to them."""


def beside(connection: Connection[Any], rows: Iterable[Row], stored_in: str | None) -> Beside:
    found = Beside(stored_in)
    for (facts,) in connection.execute(NOTICES):
        found.hashes.setdefault((facts["notice"], facts["version"]), {})[facts["language"]] = facts["text_sha256"]
    streams = sorted({row.stream for row in rows if row.type == "consent-given"})
    for kind, stream, position, at, facts in connection.execute(BESIDE, (streams,)):
        if kind == "setting-recorded" and facts.get("jurisdiction"):
            found.jurisdictions[stream] = facts["jurisdiction"]
        elif kind == "personal-data-disclosed" and facts.get("basis_position"):
            given = found.disclosures.setdefault(facts["basis_position"], {})
            given.setdefault(facts["recipient"], []).append({"position": position, "event_time": at})
    return found


def document(rows: Iterable[Row], told: Beside) -> bytes:
    """A record to a line, inside one JSON-LD document."""
    records = b",\n".join(canonical(each) for each in consent_records(rows, told))
    return b'{"@context":' + canonical(CONTEXT) + b',"@graph":[\n' + records + b"\n]}\n"


def consent_records(rows: Iterable[Row], told: Beside) -> Iterator[dict[str, Any]]:
    """One for each consent that was given, with all that became of it on the same record, in order."""
    found: dict[int, dict[str, Any]] = {}
    of_stream: dict[UUID, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for row in rows:
        state = orjson.loads(row.state)
        facts, meta = state["facts"], state["meta"]
        event = {"event_type": row.type, "event_state": STATES[row.type], "event_time": row.recorded_at}
        event |= {"entity": meta["actor"], "position": row.position} | _known(method=facts.get("method"))
        for record, given in of_stream.get(row.stream, ()):
            if _is_about(record["position"], given, row.type, facts):
                record["consent_events"].append(event)
                record["consent_state"] = STATES[row.type]
        if row.type == "consent-given":
            found[row.position] = _record(row, facts, event, told)
            of_stream.setdefault(row.stream, []).append((found[row.position], facts))
    yield from found.values()


def _record(row: Row, facts: dict[str, Any], event: dict[str, Any], told: Beside) -> dict[str, Any]:
    purpose = PURPOSES[Purpose(facts["purpose"])]
    name = f"urn:uuid:{row.stream}#{row.version}"
    place, jurisdiction = told.stored_in, told.jurisdictions.get(row.stream)
    return {
        "@id": name,
        "@type": "dpv:ConsentRecord",
        "schema_version": SCHEMA,
        "record_id": name,
        "subject": {"@id": f"urn:uuid:{row.stream}", "@type": "dpv:DataSubject"},
        "position": row.position,
        "purpose": _thing("purpose", facts["purpose"], "dpv:Purpose", KINDS[Purpose(facts["purpose"])])
        | {"meaning": purpose.meaning},
        "personal_data": [_thing("data-class", each, "dpv:PersonalData") for each in sorted(purpose.uses)],
        "controller": _thing("controller", facts["controller"], "dpv:DataController"),
        "recipients": _recipients(facts.get("recipient"), told.disclosures.get(row.position, {})),
        "channels": facts["channels"],
        "storage": {
            "@type": "dpv:StorageCondition",
            "retention": f"P{purpose.keeps.days}D",
            "retention_begins": "last use",
            **_known(place=place and f"loc:{place}"),
        },
        "withdrawal": {"@type": "dpv:WithdrawConsent", "meaning": "the link in every message, or any word to us"},
        "consent_state": event["event_state"],
        "consent_events": [event],
        **_known(
            notice=_notice(facts, told),
            jurisdiction=jurisdiction and f"loc:{jurisdiction}",
            valid_until=facts.get("expires_on"),
        ),
    }


def _recipients(named: str | None, given: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Whom the consent names, and everybody who got something on its ground, each time."""
    codes = dict.fromkeys([*([named] if named else []), *given])
    return [_thing("recipient", code, "dpv:Recipient") | {"disclosures": given.get(code, [])} for code in codes]


def _notice(facts: dict[str, Any], told: Beside) -> dict[str, Any] | None:
    if facts.get("notice") is None:
        return None
    code, version, language = facts["notice"], facts.get("notice_version"), facts.get("language")
    texts = told.hashes.get((code, version), {}) if version else {}
    spoken = language if language in texts else next(iter(texts), language)
    name = ".".join(str(each) for each in (code, version, spoken) if each is not None)
    return _thing("notice", name, "dpv:ConsentNotice") | _known(
        notice_version=version, language=spoken, sha256=texts.get(spoken or "")
    )


def _thing(kind: str, code: str, *types: str) -> dict[str, Any]:
    return {"@id": f"urn:renmai:{kind}:{code}", "@type": types if len(types) > 1 else types[0], "code": code}


def _known(**said: Any) -> dict[str, Any]:
    """JSON-LD has no word for nothing."""
    return {name: value for name, value in said.items() if value is not None}


def _is_about(position: int, given: dict[str, Any], kind: str, facts: dict[str, Any]) -> bool:
    if kind in ("consent-expired", "recorded-in-error"):
        return bool(facts["position"] == position)
    purposes = facts.get("purposes") or ([facts["purpose"]] if facts.get("purpose") else None)
    return (
        (purposes is None or given["purpose"] in purposes)
        and facts.get("controller") in (None, given["controller"])
        and facts.get("recipient") in (None, given.get("recipient"))
        and (not facts.get("channels") or bool(set(facts["channels"]) & set(given["channels"])))
    )
