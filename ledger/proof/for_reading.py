"""What goes along in a bundle for people to read: records of consent, texts of notices, and who looked."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from ledger.canonical import canonical
from ledger.store import Row

CONTEXT = {"dpv": "https://w3id.org/dpv#", "dct": "http://purl.org/dc/terms/"}
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
"""By the type of the event: what it makes of a consent, in the words of W3C DPV."""
NOTICES = """
    SELECT convert_from(state, 'UTF8')::json -> 'facts' FROM ledger.event
    WHERE type = 'notice-published' ORDER BY position
"""
LOOKS = """
    SELECT position, recorded_at, state FROM ledger.event
    WHERE type = 'personal-data-viewed' AND (%(begin)s::timestamptz IS NULL OR recorded_at >= %(begin)s)
      AND (%(end)s::timestamptz IS NULL OR recorded_at < %(end)s)
      AND (%(people)s::text[] = '{}' OR convert_from(state, 'UTF8')::jsonb #> '{facts,candidates}' ?| %(people)s)
    ORDER BY position
"""


def consent_records(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """One for each consent that was given, with all that became of it on the same record, in order."""
    found: dict[int, dict[str, Any]] = {}
    of_stream: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        state = orjson.loads(row.state)
        facts, meta = state["facts"], state["meta"]
        told = {"event_type": row.type, "event_state": STATES[row.type], "event_time": row.recorded_at}
        told |= {"entity": meta["actor"], "method": facts.get("method"), "position": row.position}
        for each in of_stream.get(row.stream, ()):
            if _is_about(each, row.type, facts):
                each["consent_events"].append(told)
                each["consent_state"] = STATES[row.type]
        if row.type == "consent-given":
            found[row.position] = _record(row, facts, told)
            of_stream.setdefault(row.stream, []).append(found[row.position])
    yield from found.values()


def notice_texts(connection: Connection[Any], named: Collection[str] | None) -> Iterator[tuple[str, bytes]]:
    """Name of the file and text, whose SHA-256 is the one that events name; None: of every notice."""
    for (facts,) in connection.execute(NOTICES):
        if named is None or facts["notice"] in named:
            yield f"notices/{facts['notice']}.{facts['version']}.{facts['language']}.txt", facts["text"].encode()


def looks(
    connection: Connection[Any], people: Collection[UUID], begin: object = None, end: object = None
) -> Iterator[bytes]:
    """A line for each look at these people, or at anybody in the period."""
    wanted = sorted(map(str, people))
    for position, at, state in connection.execute(LOOKS, {"begin": begin, "end": end, "people": wanted}):
        told = orjson.loads(bytes(state))
        meta, facts = told["meta"], told["facts"]
        seen = [each for each in facts.get("candidates", ()) if not wanted or each in wanted]
        by = {name: meta.get(name) for name in ("actor", "on_behalf_of", "reason")}
        line = {"position": position, "recorded_at": at, **by, "way": facts["way"], "candidates": seen}
        yield canonical(line) + b"\n"


def _record(row: Row, facts: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentRecord",
        "schema_version": SCHEMA,
        "record_id": f"urn:uuid:{row.stream}#{row.version}",
        "subject_id": f"urn:uuid:{row.stream}",
        "position": row.position,
        "dpv:hasPurpose": facts["purpose"],
        "dpv:hasDataController": facts["controller"],
        "dpv:hasRecipient": facts.get("recipient"),
        "channels": facts["channels"],
        "dpv:hasNotice": {
            "notice": facts.get("notice"),
            "version": facts.get("notice_version"),
            "language": facts.get("language"),
        },
        "dct:valid": facts.get("expires_on"),
        "way_to_withdraw": "the link in every message, or any word to us",
        "consent_state": told["event_state"],
        "consent_events": [told],
    }


def _is_about(record: dict[str, Any], kind: str, facts: dict[str, Any]) -> bool:
    if kind in ("consent-expired", "recorded-in-error"):
        return bool(facts["position"] == record["position"])
    purposes = facts.get("purposes") or ([facts["purpose"]] if facts.get("purpose") else None)
    return (
        (purposes is None or record["dpv:hasPurpose"] in purposes)
        and facts.get("controller") in (None, record["dpv:hasDataController"])
        and facts.get("recipient") in (None, record["dpv:hasRecipient"])
        and (not facts.get("channels") or bool(set(facts["channels"]) & set(record["channels"])))
    )
