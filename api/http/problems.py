"""Every problem that the API answers with. A code is for ever; docs/problems.md is made from this table."""

from dataclasses import dataclass

from domain.refusals import REFUSALS


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str
    remedy: str
    """What the caller can do."""
    retry_after: int | None = None
    """Seconds, where trying again helps."""


EDGE: dict[str, Kind] = {
    # who asks
    "no_key": Kind(401, "No access key was given.", "Send it as `Authorization: Bearer KEY`."),
    "bad_key": Kind(401, "The access key is unknown, revoked or past its time.", "Ask an admin for a new one."),
    "role_not_allowed": Kind(403, "The role of this key may not do this.", "See the roles in docs/api.md."),
    "scope_too_narrow": Kind(
        403, "This list is not cut to org units and levels.", "Use a key that sees everything, or another list."
    ),
    "reason_required": Kind(
        403, "This role sees personal data for a stated reason only.", "Send it: `Renmai-Reason: CODE`."
    ),
    "bad_reason": Kind(400, "Renmai-Reason is not a code.", "Send lower-case letters, digits, `.`, `_` and `-`."),
    "too_many_calls": Kind(
        429, "This key calls more often than it may.", "Wait as long as Retry-After says, and call more evenly.", 1
    ),
    "identity_provider_away": Kind(
        503, "The identity provider can't be asked for its keys.", "Try again, or use an access key.", 10
    ),
    "bad_acting_user": Kind(400, "Renmai-Acting-User is not an actor's id.", "Send `user:ID`, never a name."),
    "bad_signature": Kind(401, "The call is not signed as agreed, or too old.", "Sign it: docs/answers.md."),
    # what is asked
    "no_such_route": Kind(404, "There is nothing at this address.", "See /docs for what there is."),
    "method_not_allowed": Kind(405, "This address does not take that method.", "See /docs for what it takes."),
    "no_such_candidate": Kind(404, "No candidate has this id.", "Look the person up: POST /v1/candidates/lookup."),
    "no_such_batch": Kind(404, "No import has this id.", "See GET /v1/batches."),
    "no_rejects": Kind(404, "This import has no file of what it turned away.", "See its state: it may not have ended."),
    "import_under_way": Kind(409, "The import has not come to its end.", "Wait for it: GET /v1/imports/{batch}."),
    "no_such_mail": Kind(404, "The sink has no mail of this name.", "See GET /v1/sink."),
    "no_such_key": Kind(404, "No live access key has this id.", "See GET /v1/keys."),
    "nothing_to_approve": Kind(404, "No access key of this id waits for approval.", "See GET /v1/keys."),
    "no_such_document": Kind(404, "This candidate has no document with this id.", "See the candidate's dossier."),
    "not_sealed": Kind(
        404, "The tree does not reach that far yet.", "See GET /v1/log/checkpoint; it grows each second."
    ),
    "tile_missing": Kind(500, "A tile of the tree is missing.", "Tell an admin: `renmai doctor --ledger` says more."),
    "erased": Kind(410, "This person was erased.", "Drop what you keep about the person, too."),
    "unacceptable_input": Kind(422, "Some of what was sent is missing or wrong.", "See `faults` for each place."),
    "malformed_json": Kind(400, "The body is not JSON in UTF-8.", "Send RFC 8259 JSON, without lone surrogates."),
    "repeated_name": Kind(400, "A name stands twice in one object of the body.", "Send each name once."),
    "repeated_header": Kind(400, "A header of which there is one came more than once.", "Send it once."),
    "malformed_body": Kind(400, "The body could not be read.", "Check the Content-Type and the body's form."),
    "wrong_media_type": Kind(415, "The body is not of a type that is read here.", "Send the type that `detail` names."),
    "unknown_format": Kind(422, "No such format is read here.", "See docs/importing.md, or leave it out."),
    "broken_mapping": Kind(422, "The mapping can't be read.", "Send `COLUMN=field,…`, or a JSON object of the same."),
    "unknown_field": Kind(422, "The mapping names a field that there is not.", "See docs/importing.md."),
    "unknown_zone": Kind(422, "The time zone is not an IANA name.", "Send one such as `Asia/Shanghai`."),
    "sensitive_needs_consent": Kind(
        422, "Sensitive columns need both a purpose and a separate consent.", "Send both, or neither."
    ),
    "text_too_long": Kind(
        422,
        "A text is longer than an event takes (20,000 letters).",
        "Attach it as a document: POST /v1/candidates/{candidate}/documents.",
    ),
    "forbidden_character": Kind(422, "Text holds a character that can't be kept.", "Leave U+0000 out."),
    "number_out_of_range": Kind(422, "A number is too large to be kept exactly.", "Send it as a string, or smaller."),
    "body_too_large": Kind(413, "The body is larger than this address takes.", "Send less, or use an import."),
    "event_too_large": Kind(413, "One event's content is above 1 MiB.", "Attach long texts as documents."),
    "bad_cursor": Kind(400, "The cursor is not one that this list gave out.", "Start again without a cursor."),
    "bad_filter": Kind(
        422, "The filter can't be read.", "See `faults` for each place, docs/search.md for the language."
    ),
    "text_in_address": Kind(
        400, "Names and text are not looked for by address.", "Send the same filter to POST /v1/search."
    ),
    "bad_version": Kind(400, "If-Match is not an ETag of a dossier.", "Send the ETag as it was answered."),
    "bad_time": Kind(400, "The moment is not one that can be asked for.", "Send RFC 3339 with a zone, or a position."),
    # what is measured
    "unknown_metric": Kind(404, "There is no metric of this name.", "See GET /v1/metrics."),
    "unknown_report": Kind(404, "There is no report of this week in this language.", "See GET /v1/weekly-reports."),
    "bad_parameter": Kind(422, "The metric can't be asked that.", "See GET /v1/metrics/{name}."),
    "of_persons": Kind(403, "Each row of this metric is one person.", "Ask for one that counts groups."),
    "no_lake": Kind(404, "There is no event lake yet.", "`renmai export` writes one."),
    "lake_damaged": Kind(500, "A file of the lake is missing or changed.", "Tell an admin: it can be exported again."),
    "lake_of_other_format": Kind(500, "The lake was written in another format.", "Tell an admin: export it anew."),
    "engine_down": Kind(503, "The engine of metrics can't be reached.", "Try again a little later.", 5),
    "engine_refused": Kind(502, "The engine of metrics can't answer.", "Tell an admin: `detail` has its words."),
    "analytics_not_installed": Kind(501, "Metrics are not installed here.", "Tell an admin: `renmai[analytics]`."),
    "past_not_kept": Kind(
        422, "This is answered from people as they are now, not as they were.", "See …/activity?at= and …/replay?at=."
    ),
    # what came in between
    "version_moved": Kind(412, "The dossier is not the version in If-Match any more.", "Read it again, and decide."),
    "stream_moved": Kind(409, "Others kept changing the same things.", "Try again.", 1),
    "inline_conflict": Kind(409, "The same person was just ingested by another call.", "Try again.", 1),
    "external_id_known": Kind(409, "This source has a record with this id already.", "Describe it anew: PUT."),
    "command_id_reused": Kind(
        422, "This Idempotency-Key was used before, with another body.", "Take a new key for a new command."
    ),
    # what is out of order
    "not_yet": Kind(503, "The read model has not come to that position in time.", "Ask again a little later.", 1),
    "key_lost": Kind(500, "The key of this personal data is missing.", "Tell an admin: keys have a backup."),
    "key_service_away": Kind(
        503, "The service that opens the key-encryption key can't be reached.", "Try again a little later.", 10
    ),
    "blob_missing": Kind(500, "The file is not where it was stored.", "Tell an admin: files have a backup."),
    "tampered_blob": Kind(500, "The stored file is not the one that was recorded.", "Tell an admin."),
    "blob_store_unavailable": Kind(503, "The file store can't be reached.", "Try again a little later.", 5),
    "not_ready": Kind(503, "The service is not ready.", "Ask again a little later.", 5),
    "ledger_busy": Kind(503, "The ledger was busy for too long; nothing was stored.", "Try again.", 2),
    "database_unavailable": Kind(503, "The database can't be reached now.", "Try again a little later.", 5),
    "disk_full": Kind(
        507,
        "The disk of the database is full.",
        "Tell an admin; then send it again with the same Idempotency-Key.",
        30,
    ),
    "outcome_unknown": Kind(
        504, "The connection died while the answer was due.", "Send it again with the same Idempotency-Key."
    ),
    "parked": Kind(503, "An event of this dossier can't be folded.", "Tell an admin; see GET /v1/parked."),
    "unexpected": Kind(500, "Something went wrong on our side.", "Tell an admin the incident id in `detail`."),
}

NOT_CONFLICTS = {
    "no_such_pool": 404,
    "no_such_campaign": 404,
    "no_such_sequence": 404,
    "no_such_job": 404,
    "no_such_job_document": 404,
    "no_such_application": 404,
    "no_such_contact": 404,
    "no_such_event": 404,
    "no_such_interview": 404,
    "no_such_offer": 404,
    "no_such_employment": 404,
    "nothing_to_review": 404,
    "no_such_value": 404,
    "no_such_contact_point": 404,
    "no_such_suggestion": 404,
    "no_such_request": 404,
    "no_such_consent": 404,
    "no_such_rotation": 404,
    "no_such_notice": 404,
    "not_due": 404,
    "blank_name": 422,
    "not_later": 422,
    "no_such_policy": 422,
    "no_such_tier_policy": 422,
    "facet_not_entrusted": 403,
    "disclosure_without_basis": 403,
    "processing_restricted": 423,
    "no_such_term": 404,
    "no_such_file": 404,
    "no_such_tag_suggestion": 404,
    "no_such_template": 404,
    "no_such_template_version": 404,
    "no_such_test": 404,
    "wrong_template": 422,
    "template_unreadable": 422,
    "template_forbidden": 422,
    "unknown_variable": 422,
    "language_twice": 422,
    "subject_required": 422,
    "variable_missing": 422,
    "sender_incomplete": 422,
    "sender_retired": 409,
    "no_such_sender": 404,
    "sender_not_yours": 403,
    "wecom_user_taken": 409,
    "subject_not_one_line": 422,
    "message_too_long": 422,
}
"""Refusals that say something else than "this does not fit what happened before"."""

REFUSED: dict[str, Kind] = {
    code: Kind(NOT_CONFLICTS.get(code, 409), title, "Read the dossier, and decide again.")
    for code, title in REFUSALS.items()
}

PROBLEMS: dict[str, Kind] = REFUSED | EDGE
