"""What an auditor asks first: what is not as it should be, in one list. Each kind is a query over a period.

The period is by when things were recorded; of what lapsed, by the day that it did. Whatever stands here is true of the
events as they are: a finding goes when what it names is mended by new events, never otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from domain.vocabulary import WhyNot
from ledger.codec import parse
from ledger.ledger import Ledger
from projections.checkpoint import reached

MOST = 1_000
"""Of one kind; the rest is asked for by a shorter period."""
NO_BASIS = [
    *(WhyNot.NO_LAWFUL_BASIS, WhyNot.CONSENT_WITHDRAWN, WhyNot.CONSENT_EXPIRED, WhyNot.CONSENT_UNCONFIRMED),
    *(WhyNot.OBJECTION, WhyNot.UNSUBSCRIBED, WhyNot.SUPPRESSED, WhyNot.RESTRICTED),
]

QUERIES: dict[str, str] = {
    "contact-without-basis": """
        SELECT position, stream, recorded_at, reasons FROM read.contact_log
        WHERE type = 'contact-breached' AND voided_by IS NULL
          AND string_to_array(reasons, ' ') && %(no_basis)s::text[]
          AND recorded_at >= %(begin)s AND recorded_at < %(end)s
    """,
    "dispatch-unconfirmed": """
        SELECT position, stream, recorded_at, channel FROM read.contact_log log
        WHERE type = 'contact-unconfirmed' AND voided_by IS NULL
          AND recorded_at >= %(begin)s AND recorded_at < %(end)s
          AND NOT EXISTS (
              SELECT FROM read.contact_log later WHERE later.stream = log.stream AND later.contact = log.contact
                AND later.position > log.position AND later.type <> 'contact-unconfirmed')
    """,
    "consent-claimed-late": """
        SELECT position, stream, recorded_at, claimed FROM (
            SELECT *, convert_from(state, 'UTF8')::jsonb #>> '{meta,occurred,at}' AS claimed FROM ledger.event
            WHERE type = 'consent-given' AND recorded_at >= %(begin)s AND recorded_at < %(end)s
        ) given WHERE claimed::timestamptz < recorded_at - interval '1 day'
    """,
    "consent-expired-and-held": """
        SELECT max(r.since), r.dossier, max(r.expires_on)::timestamptz, min(r.purpose)
        FROM read.consent_register r JOIN read.dossiers d USING (dossier)
        WHERE NOT d.erased AND NOT d.void AND NOT r.withdrawn
        GROUP BY r.dossier HAVING bool_and(coalesce(r.expires_on < %(at)s::date, false))
          AND max(r.expires_on) >= %(begin)s::date AND max(r.expires_on) < %(end)s::date
    """,
    "imported-and-never-told": """
        SELECT position, stream, recorded_at, NULL FROM ledger.event e
        WHERE type = 'candidate-ingested' AND recorded_at >= %(begin)s AND recorded_at < %(end)s
          AND recorded_at < %(at)s - interval '1 month'
          AND convert_from(state, 'UTF8')::jsonb #> '{meta,batch}' IS NOT NULL
          AND NOT EXISTS (
              SELECT FROM read.dossiers one
              LEFT JOIN read.dossiers d ON d.dossier = coalesce(one.merged_into, one.dossier)
              WHERE one.dossier = e.stream AND (d.erased OR d.void OR EXISTS (
                  SELECT FROM ledger.event told WHERE told.stream = ANY (d.members) AND told.type = 'notice-shown'
              ) OR EXISTS (
                  SELECT FROM read.contact_log sent WHERE sent.stream = ANY (d.members) AND sent.notice IS NOT NULL
                    AND sent.type IN ('contact-dispatched', 'contact-sent'))))
    """,
    "request-overdue": """
        SELECT position, dossier, due_on::timestamptz, kind FROM read.rights_requests
        WHERE outcome IS NULL AND due_on < %(at)s::date AND due_on >= %(begin)s::date AND due_on < %(end)s::date
    """,
    "residue-unverified": """
        SELECT e.position, e.dossier, e.residue_until::timestamptz, string_agg(c.projection, ' ' ORDER BY c.projection)
        FROM read.erasures e JOIN ledger.event scan ON scan.position = e.scanned
        JOIN read.checkpoint c ON c.live AND c.begun_at < scan.recorded_at
        WHERE e.residue_until < %(at)s::date AND e.residue_until >= %(begin)s::date AND e.residue_until < %(end)s::date
        GROUP BY e.position, e.dossier, e.residue_until
    """,
    "dossier-parked": """
        SELECT p.position, p.stream, p.since, p.projection || ':' || p.code
        FROM read.parked p JOIN read.checkpoint c USING (projection, generation)
        WHERE c.live AND p.since >= %(begin)s AND p.since < %(end)s
    """,
}
DESTROYED = """
    SELECT subject, min(destroyed_at) FROM keys.data_key
    WHERE destroyed_at >= %s AND destroyed_at < %s GROUP BY subject ORDER BY 2
"""
ORDERED = "SELECT DISTINCT stream FROM ledger.event WHERE stream = ANY(%s) AND type = 'candidate-erased'"
WITHIN = "SELECT min(position), max(position) FROM ledger.event WHERE recorded_at >= %s AND recorded_at < %s"
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    position: int | None
    """Of the event that it is about; None where there is none."""
    candidate: UUID
    at: datetime
    detail: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    read_at: int
    items: list[Finding]
    counts: dict[str, int]
    """Of each kind, those that were looked for and not found too."""
    cut: list[str]
    """Kinds of which there are more than are told."""


def findings(ledger: Ledger, reader: Connection[Any], begin: datetime, end: datetime, at: datetime) -> Findings:
    """Everything that is found of the period, kind by kind, the oldest first. Raises NotBuilt."""
    read_at = reached(reader, [])
    given = {"begin": begin, "end": end, "at": at, "no_basis": NO_BASIS}
    found: dict[str, list[Finding]] = {}
    for code, query in QUERIES.items():
        whole = sql.SQL("{} ORDER BY 1 LIMIT {}").format(sql.SQL(query), MOST + 1)
        found[code] = [Finding(code, *row) for row in reader.execute(whole, given)]
    found["erased-without-order"] = list(_without_order(ledger, reader, begin, end))[: MOST + 1]
    found["key-lost"] = list(_lost(ledger, reader, begin, end))
    items = [each for kind in found.values() for each in kind[:MOST]]
    counts = {code: min(len(kind), MOST) for code, kind in found.items()}
    return Findings(read_at, items, counts, [code for code, kind in found.items() if len(kind) > MOST])


def _without_order(ledger: Ledger, reader: Connection[Any], begin: datetime, end: datetime) -> Iterable[Finding]:
    """Keys that were destroyed with no erasure on record."""
    with ledger.keyring.pool.connection() as keys:
        destroyed = keys.execute(DESTROYED, (begin, end)).fetchall()
    ordered = {stream for (stream,) in reader.execute(ORDERED, ([subject for subject, _ in destroyed],))}
    for subject, destroyed_at in destroyed:
        if subject not in ordered:
            yield Finding("erased-without-order", None, subject, destroyed_at, None)


def _lost(ledger: Ledger, reader: Connection[Any], begin: datetime, end: datetime) -> Iterable[Finding]:
    """Sealed parts whose key is missing, though nobody destroyed it: the first `MOST` and one."""
    first, last = reader.execute(WITHIN, (begin, end)).fetchone() or (None, None)
    after, told = (first or 0) - 1, 0
    while last is not None and (rows := ledger.store.page(after, PAGE, until=last)):
        parsed = [parse(row) for row in rows]
        opened = ledger.keyring.open(name for each in parsed for name in each.key_names())
        for each in parsed:
            lost = sorted({name.data_class for name in each.key_names() if opened[name] == "key-lost"})
            if lost:
                told += 1
                yield Finding("key-lost", each.row.position, each.row.stream, each.row.recorded_at, " ".join(lost))
            if told > MOST:
                return
        after = rows[-1].position
