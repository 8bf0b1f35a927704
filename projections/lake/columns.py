"""The columns of the lake: where an event stands, its envelope, and the facts that metrics use.

Nothing personal is among them, nor free text; `tests/projections/lake` holds them against the catalogue of events.
A fact of one name has one column, whatever the event: `type` says which. Another set of columns is another `FORMAT`.
"""

from typing import Literal

import pyarrow as pa

FORMAT = "renmai-lake/3"

Kind = Literal["text", "whole", "yes", "date", "moment", "texts"]
ARROW: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "yes": pa.bool_(),
    "date": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
    "texts": pa.list_(pa.string()),
}
"""Ids are text, in the form in which the ledger spells them."""
PLACE: dict[str, Kind] = {
    "position": "whole",
    "stream": "text",
    "version": "whole",
    "type": "text",
    "recorded_at": "moment",
    "happened_at": "moment",
}
"""`happened_at` is the earlier of claimed and recorded."""

ENVELOPE: dict[str, Kind] = {
    "occurred_at": "moment",
    "occurred_precision": "text",
    "actor": "text",
    "on_behalf_of": "text",
    "batch": "text",
    "source": "text",
    "policy_version": "text",
}
"""`occurred_at` is as claimed, and null where nothing was."""

FACTS: dict[str, Kind] = {
    # who
    "absorbed": "text",
    "survivor": "text",
    "other": "text",
    "region": "text",
    "age_band": "text",
    "education_level": "text",
    "career_start_year": "whole",
    "status": "text",
    "by_candidate": "yes",
    "echo": "yes",
    "suggestion": "text",
    # what is known
    "tag": "text",
    "facet": "text",
    "asserted_by": "text",
    "intent": "text",
    "tier": "text",
    "area": "text",
    "degree": "text",
    "owner": "text",
    "role": "text",
    "pool": "text",
    "why": "text",
    # what is allowed
    "purpose": "text",
    "purposes": "texts",
    "channels": "texts",
    "controller": "text",
    "recipient": "text",
    "notice": "text",
    "notice_version": "whole",
    "method": "text",
    "expires_on": "date",
    "request": "text",
    "erased": "texts",
    "confirmed": "yes",
    "stopped": "yes",
    "paused_until": "date",
    "rhythm": "text",
    "topics": "texts",
    # contacts
    "contact": "text",
    "channel": "text",
    "inbound": "yes",
    "outcome": "text",
    "went_well": "yes",
    "stop": "text",
    "sender": "text",
    "template": "text",
    "template_version": "whole",
    "language": "text",
    "topic": "text",
    "campaign": "text",
    "basis": "text",
    "basis_position": "whole",
    "checked_at": "whole",
    "policy": "text",
    "reasons": "texts",
    "stage": "text",
    "code": "text",
    "final": "yes",
    "hard": "yes",
    "by_machine": "yes",
    "kind": "text",
    # the journey
    "application": "text",
    "job": "text",
    "via": "text",
    "passed": "yes",
    "interview": "text",
    "starts_at": "moment",
    "round": "whole",
    "mode": "text",
    "requested_by": "text",
    "missed_by": "text",
    "evaluator": "text",
    "verdict": "text",
    "score": "whole",
    "decided_by": "text",
    "offer": "text",
    "employment": "text",
    "previous": "text",
    "initiated_by": "text",
    "key_role": "yes",
    # jobs
    "org_unit": "text",
    "family": "text",
    "headcount": "whole",
    "headcount_state": "text",
    # where people stand, and corrections
    "jurisdiction": "text",
    "time_zone": "text",
    "subject": "text",
    "reviewer": "text",
    "position": "whole",
    "replacement": "whole",
}
RENAMED = {"position": "of_position"}
"""A fact whose name a column has already: here, of the event that this one speaks of."""

COLUMNS: dict[str, Kind] = {**PLACE, **ENVELOPE, **{RENAMED.get(name, name): kind for name, kind in FACTS.items()}}
SCHEMA = pa.schema([pa.field(name, ARROW[kind]) for name, kind in COLUMNS.items()])

MEMBERS = pa.schema(
    [
        pa.field("stream", pa.string()),
        pa.field("dossier", pa.string()),
        pa.field("since", pa.int64()),
        pa.field("until", pa.int64()),
        pa.field("parent", pa.string()),
    ]
)
"""Whose a record was from position `since` on and before `until`. Of a record that no merge ever touched there is
no row: it is a dossier of its own. `parent` is the record that it was merged into directly."""

CORRECTIONS = pa.schema([pa.field("position", pa.int64()), pa.field("of_position", pa.int64())])
"""Every event that says of another that it was recorded in error."""
