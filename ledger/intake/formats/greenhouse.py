"""Greenhouse's candidate JSON: one object, an array, or JSON Lines.

Tags, prospect pools, applications and their outcomes become history; all else that no field takes is kept.
"""

from typing import Any

from domain.person import Education, Employment
from domain.vocabulary import Confidentiality
from ledger.intake.cells.fields import takers
from ledger.intake.cells.taking import put
from ledger.intake.columns import hints_of
from ledger.intake.draft import Draft, Happening, SourceRow
from ledger.intake.formats.format import Drafting, Format, Header
from ledger.intake.formats.json_objects import first_object, read
from ledger.intake.formats.json_parts import Parts, check_object, keep_rest, object_key
from ledger.intake.formats.json_resume import Fill, date_at, filler, short_text, time_of
from ledger.intake.gathered import Gathered
from ledger.intake.headings import field_of, is_sensitive
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.dates import claim
from ledger.intake.normalise.education import degree_of
from ledger.intake.normalise.short_names import code_of
from ledger.intake.sources import SourceFile

_TELLING = {"email_addresses", "phone_numbers", "applications", "application_ids", "keyed_custom_fields"}


def recognises(source: SourceFile) -> bool:
    first = first_object(source)
    return "id" in first and len(_TELLING & first.keys()) >= 2


def drafting(_: Header, instructions: Instructions) -> Drafting:
    table = takers(hints_of((), instructions))
    allowed = instructions.sensitive is not None

    def draft(row: SourceRow) -> Draft:
        check_object(row.content)
        candidate, gathered = Parts(row.content), Gathered()
        fill = filler(gathered, table)
        candidate.text("id")
        for field, key in _PLAIN:
            fill(field, candidate, key)
        for field, key in _POINTS:
            _points(gathered, fill, field, candidate, key)
        for tag in candidate.texts("tags"):
            put(gathered, table["tags"], "tags", tag, "tags")
        gathered.employments = tuple(_employment(gathered, each) for each in candidate.parts("employments"))
        gathered.educations = tuple(_education(gathered, each) for each in candidate.parts("educations"))
        _custom_fields(fill, candidate.part("custom_fields"))
        _stance(gathered, candidate)
        for application in candidate.parts("applications"):
            gathered.happenings += tuple(_application(application))
        private = candidate.flag("is_private")
        keep_rest(candidate, gathered, sensitive_allowed=allowed)
        drafted = gathered.draft(row.number)
        drafted.confidentiality = Confidentiality.RESTRICTED if private else Confidentiality.NORMAL
        return drafted

    return Drafting(draft, _key)


_PLAIN = (
    ("given_name", "first_name"),
    ("family_name", "last_name"),
    ("company", "company"),
    ("title", "title"),
)
_POINTS = (
    ("phone", "phone_numbers"),
    ("email", "email_addresses"),
    ("address", "addresses"),
    ("url", "website_addresses"),
    ("url", "social_media_addresses"),
)


def _key(content: dict[str, Any]) -> tuple[str | None, str]:
    own = content.get("id")
    return (str(own) if isinstance(own, int | str) and not isinstance(own, bool) else None), object_key(content)


def _points(gathered: Gathered, fill: Fill, field: str, candidate: Parts, key: str) -> None:
    for entry in candidate.parts(key):
        before = len(gathered.points)
        fill(field, entry, "value")
        kind = short_text(gathered, entry, "type")
        gathered.label(before, kind)


def _employment(gathered: Gathered, parts: Parts) -> Employment:
    return Employment(
        employer=short_text(gathered, parts, "company_name"),
        title=short_text(gathered, parts, "title"),
        **time_of(gathered, parts, "start_date", "end_date"),
    )


def _education(gathered: Gathered, parts: Parts) -> Education:
    written = parts.text("degree")
    degree = degree_of(written) if written else None
    if written and not (degree and degree.exact):
        gathered.keep(parts.at("degree"), written, None if degree else "bad_degree")
    return Education(
        school=short_text(gathered, parts, "school_name"),
        level=degree.level if degree else None,
        full_time=degree.full_time if degree else None,
        field=short_text(gathered, parts, "discipline"),
        start=date_at(gathered, parts, "start_date"),
        end=date_at(gathered, parts, "end_date"),
    )


def _custom_fields(fill: Fill, fields: Parts) -> None:
    """Fields that the customer made, where their name says what they are."""
    for key in fields.scalars():
        field = None if is_sensitive(key) else field_of(key)
        if field not in (None, "id", "name"):
            assert field is not None
            fill(field, fields, key)


def _stance(gathered: Gathered, candidate: Parts) -> None:
    """`can_email` false is an opt-out; true proves no consent and is only kept."""
    can_email = candidate.flag("can_email")
    if can_email is False:
        values = {"channel": "email", "text": "can_email: false"}
        gathered.happenings += (Happening("consent-withdrawn", values=values),)
    elif can_email:
        gathered.keep("can_email", "true")
    recruiter = candidate.part("recruiter")
    if owner := recruiter.text("id"):
        gathered.happenings += (Happening("owner", values={"owner": f"external:{owner}", "role": "recruiter"}),)


def _application(parts: Parts) -> list[Happening]:
    """Applied, and what became of it; a prospect is in a pool and has not applied."""
    applied_at, ended_at = parts.text("applied_at"), parts.text("rejected_at")
    status, number = parts.text("status"), parts.text("id")
    started = claim(applied_at) if applied_at else None
    if parts.flag("prospect"):
        pool = parts.part("prospect_detail").part("prospect_pool").seen("name")
        return [Happening("pool-entered", started, {"pool": code_of(pool) or "prospects"})]
    job = next(iter(parts.parts("jobs")), None)
    values = {"application": number} | ({"job": job.text("id"), "job_title": job.text("name")} if job else {})
    origin = parts.part("source").seen("public_name")
    found = [Happening("applied", started, values | {"via": code_of(origin) or ""})]
    reason = parts.part("rejection_reason")
    why, who = reason.seen("name"), reason.part("type").seen("name")
    ended = claim(ended_at) if ended_at else None
    if status == "rejected" or ended:
        kind = "application-withdrawn" if who.lower() == "they rejected us" else "not-hired"
        found.append(Happening(kind, ended, values | {"why": why or "other", "party": who, "text": why}))
    elif status == "hired":
        active = parts.seen("last_activity_at")
        text = "the source gives no first working day: its last activity stands for it"
        found.append(Happening("hired", claim(active) if active else started, values, {"date": text}))
    return found


GREENHOUSE = Format("greenhouse", "people", recognises, read, drafting, "jsonl", mapped=False)
