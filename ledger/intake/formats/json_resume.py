"""JSON Resume 1.0: one résumé is one person; also an array of them, or JSON Lines."""

from collections.abc import Callable
from typing import Any

from domain.person import Education, Employment, Language, PartialDate, PointKind
from ledger.intake.cells.fields import takers
from ledger.intake.cells.taking import Taker, put
from ledger.intake.columns import hints_of
from ledger.intake.draft import Draft, SourceRow
from ledger.intake.formats.format import Drafting, Format, Header
from ledger.intake.formats.json_objects import first_object, read
from ledger.intake.formats.json_parts import Parts, check_object, keep_rest, object_key
from ledger.intake.gathered import LONGEST_PIECE, LONGEST_TEXT, Gathered
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.dates import is_present, partial_date
from ledger.intake.normalise.education import degree_of
from ledger.intake.normalise.labels import point, web_point
from ledger.intake.sources import SourceFile

_TEMPLATE = "/resume-schema/"
"""The address that people who start from the published sample forget to change."""

Fill = Callable[[str, Parts, str], None]


def recognises(source: SourceFile) -> bool:
    return isinstance(first_object(source).get("basics"), dict)


def drafting(_: Header, instructions: Instructions) -> Drafting:
    allowed = instructions.sensitive is not None

    def draft(row: SourceRow) -> Draft:
        check_object(row.content)
        resume, gathered = Parts(row.content), Gathered()
        basics = resume.part("basics")
        place = basics.part("location")
        country = place.text("countryCode")
        hints = hints_of((), instructions if instructions.country or not country else _at_home(instructions, country))
        table = takers(hints)
        fill = filler(gathered, table)
        gathered.country = country or None
        for field, key in (
            ("city", "city"),
            ("region", "region"),
            ("address", "address"),
            ("address", "postalCode"),
        ):
            fill(field, place, key)
        for field, key in _BASICS:
            fill(field, basics, key)
        for profile in basics.parts("profiles"):
            _profile(gathered, profile)
        gathered.employments = tuple(_employment(gathered, each) for each in resume.parts("work"))
        gathered.educations = tuple(_education(gathered, each) for each in resume.parts("education"))
        for skill in resume.parts("skills"):
            named = [skill.text("name"), *skill.texts("keywords")]
            gathered.skills = tuple(dict.fromkeys((*gathered.skills, *(each[:LONGEST_TEXT] for each in named if each))))
            for each in named:
                if len(each) > LONGEST_TEXT:
                    gathered.keep(skill.at("keywords"), each, "too_long_for_field")
        gathered.languages = tuple(
            Language(name=name, level=each.text("fluency") or None)
            for each in resume.parts("languages")
            if (name := each.text("language"))
        )
        keep_rest(resume, gathered, sensitive_allowed=allowed)
        return gathered.draft(row.number)

    return Drafting(draft, _key)


_BASICS = (
    ("name", "name"), ("headline", "label"), ("email", "email"), ("phone", "phone"), ("url", "url"),
    ("summary", "summary"),
)  # fmt: skip


def _key(content: dict[str, Any]) -> tuple[str | None, str]:
    """A résumé names its own address, where it has one."""
    meta = content.get("meta")
    canonical = meta.get("canonical") if isinstance(meta, dict) else None
    own = canonical.strip() if isinstance(canonical, str) and _TEMPLATE not in canonical else ""
    return own or None, object_key(content)


def _at_home(instructions: Instructions, country: str) -> Instructions:
    return Instructions(instructions.mapping, country, instructions.zone, instructions.currency)


def filler(gathered: Gathered, table: dict[str, Taker]) -> Fill:
    """Let a field take the text under a key."""

    def fill(field: str, parts: Parts, key: str) -> None:
        value = parts.text(key)
        if value:
            put(gathered, table[field], field, value, parts.at(key))

    return fill


def _profile(gathered: Gathered, profile: Parts) -> None:
    network, url, user = (short_text(gathered, profile, key) for key in ("network", "url", "username"))
    if url:
        gathered.points.append(web_point(url, network))
    if user and not (url and user in url):
        gathered.points.append(point(PointKind.OTHER, user, label=network))


def _employment(gathered: Gathered, work: Parts) -> Employment:
    told = "\n".join(filter(None, [work.text("summary"), *work.texts("highlights")]))
    if len(told) > LONGEST_PIECE:
        gathered.keep(work.at("summary"), told, "too_long_for_field")
        told = ""
    return Employment(
        employer=short_text(gathered, work, "name"),
        title=short_text(gathered, work, "position"),
        summary=told or None,
        **time_of(gathered, work, "startDate", "endDate"),
    )


def _education(gathered: Gathered, education: Parts) -> Education:
    start, end = (date_at(gathered, education, key) for key in ("startDate", "endDate"))
    written = education.text("studyType")
    degree = degree_of(written) if written else None
    if written and not (degree and degree.exact):
        gathered.keep(education.at("studyType"), written, None if degree else "bad_degree")
    return Education(
        school=short_text(gathered, education, "institution"),
        level=degree.level if degree else None,
        full_time=degree.full_time if degree else None,
        field=short_text(gathered, education, "area"),
        start=start,
        end=end,
    )


def time_of(gathered: Gathered, work: Parts, start: str, end: str) -> dict[str, Any]:
    """From when until when, and whether still. An end that can't be read is an end all the same."""
    written = work.text(end)
    current = not written or is_present(written)
    until = None if current else _date(gathered, written, work.at(end))
    return {"start": date_at(gathered, work, start), "end": until, "current": current}


def date_at(gathered: Gathered, parts: Parts, key: str) -> PartialDate | None:
    written = parts.text(key)
    return _date(gathered, written, parts.at(key)) if written else None


def _date(gathered: Gathered, written: str, place: str) -> PartialDate | None:
    found = partial_date(written)
    if found is None:
        gathered.keep(place, written, "bad_date")
    return found


def short_text(gathered: Gathered, parts: Parts, key: str) -> str | None:
    value = parts.text(key)
    if len(value) > LONGEST_TEXT:
        gathered.keep(parts.at(key), value, "too_long_for_field")
        return None
    return value or None


JSON_RESUME = Format("json-resume", "people", recognises, read, drafting, "jsonl", mapped=False)
