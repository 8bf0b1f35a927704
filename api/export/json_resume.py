"""One dossier as a résumé of JSON Resume 1.0. What is not known is left out."""

from collections.abc import Mapping
from typing import Any

from api.export.flat import Document, points

PRECISE = {"year": 4, "month": 7}


def resume(said: Document) -> dict[str, Any]:
    profile = said["profile"]
    emails, phones = points(said, "email"), points(said, "phone")
    place, region = profile.get("place") or {}, profile.get("region")
    basics = {
        "name": (profile.get("name") or {}).get("full"),
        "label": profile.get("headline"),
        "email": emails[0]["value"] if emails else None,
        "phone": phones[0]["value"] if phones else None,
        "summary": profile.get("summary"),
        "location": {
            "address": place.get("text"),
            "city": place.get("city"),
            "region": place.get("region") or region,
            "countryCode": place.get("country"),
        },
        "profiles": [{"url": each["value"]} for each in points(said, "url") if each.get("valid")],
    }
    whole = {
        "basics": basics,
        "work": [_work(each) for each in profile.get("employments") or ()],
        "education": [_education(each) for each in profile.get("educations") or ()],
        "skills": [{"name": each} for each in profile.get("skills") or ()],
        "languages": [_language(each) for each in profile.get("languages") or ()],
        "meta": {"candidate": said["candidate"], "tier": (said.get("tier") or {}).get("tier")},
    }
    kept: dict[str, Any] = _known(whole)
    return kept


def _work(job: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": job.get("employer"),
        "position": job.get("title"),
        "startDate": _day(job.get("start")),
        "endDate": _day(job.get("end")),
        "summary": job.get("summary"),
    }


def _education(study: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "institution": study.get("school"),
        "area": study.get("field"),
        "studyType": study.get("level"),
        "startDate": _day(study.get("start")),
        "endDate": _day(study.get("end")),
    }


def _language(spoken: Mapping[str, Any]) -> dict[str, Any]:
    return {"language": spoken.get("name"), "fluency": spoken.get("level")}


def _day(said: Mapping[str, Any] | None) -> str | None:
    """As exact as it was known."""
    return str(said["on"])[: PRECISE.get(said.get("precision", "day"), 10)] if said else None


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _known(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
    return [each for each in map(_known, value) if each not in (None, "", [], {})] if isinstance(value, list) else value
