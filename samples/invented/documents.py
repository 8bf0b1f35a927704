"""People as documents: JSON Resume, and Greenhouse's candidates."""

import json
from datetime import date, timedelta
from typing import Any

from samples.invented.dice import Dice
from samples.invented.files import Entry
from samples.invented.world import COUNTRIES, LEVELS, TAGS, TRADES

REASONS = (
    ("Lacking skill(s)/qualification(s)", "We rejected them"),
    ("Hired someone else", "We rejected them"),
    ("Salary expectations too high", "We rejected them"),
    ("Headcount frozen", "None specified"),
    ("Candidate withdrew", "They rejected us"),
    ("Declined our offer", "They rejected us"),
)


def resume(entry: Entry) -> dict[str, Any]:
    """Valid against the schema of JSON Resume 1.0."""
    it = entry.person
    dice = Dice(entry.id)
    changed = it.graduated + max(1, (2025 - it.graduated) // 2)
    did = (
        ("负责核心系统的设计与上线", "带领五人小组")
        if it.chinese
        else ("Designed and shipped the core system", "Led a team of five")
    )
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {
            "name": it.name,
            "label": it.said(it.title),
            "email": it.email,
            "phone": it.phone,
            "url": it.page,
            "summary": "做事扎实，喜欢把复杂的问题讲清楚。" if it.chinese else "Makes complicated things plain.",
            "location": {"city": it.said(it.city), "countryCode": it.country},
            "profiles": [{"network": "Forge", "username": it.latin, "url": f"https://forge.example.org/{it.latin}"}],
        },
        "work": [
            {"name": it.said(it.firm), "position": it.said(it.title), "startDate": f"{changed}-03",
             "highlights": list(did)},
            {"name": it.said(it.earlier), "position": it.said(it.trade.titles[0]), "startDate": f"{it.graduated}-07",
             "endDate": f"{changed}-02"},
        ],
        "education": [
            {"institution": it.said(it.school), "area": it.said(it.trade.major), "studyType": it.said(LEVELS[it.level]),
             "startDate": f"{it.graduated - 4}-09", "endDate": f"{it.graduated}-06"},
        ],
        "skills": [{"name": it.said(it.trade.major), "keywords": [it.said(skill) for skill in it.skills]}],
        "languages": [{"language": "英语" if it.chinese else "English", "fluency": dice.pick(("B2", "C1", "C2"))}],
        "interests": [{"name": "围棋" if it.chinese else "Cycling"}],
        "meta": {"canonical": entry.id, "version": "v1.0.0", "lastModified": f"2025-0{dice.between(1, 9)}-15T09:00:00"},
    }  # fmt: skip


def as_json(thing: Any) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=1) + "\n").encode()


def greenhouse(roster: list[Entry]) -> bytes:
    """The answer of its Harvest API: an array of candidates, one a line."""
    dice = Dice("greenhouse.json")
    lines = ",\n".join(json.dumps(_candidate(dice, entry), ensure_ascii=False) for entry in roster)
    return f"[\n{lines}\n]\n".encode()


def _candidate(dice: Dice, entry: Entry) -> dict[str, Any]:
    it = entry.person
    day = date(2023, 1, 9) + timedelta(days=dice.between(0, 700))
    prospect = dice.chance(0.25)
    application = _prospect(dice, entry, day) if prospect else _application(dice, entry, day)
    return {
        "id": int(entry.id),
        "first_name": it.given,
        "last_name": it.family,
        "company": it.said(it.firm),
        "title": it.said(it.title),
        "created_at": f"{day}T09:00:00.000Z",
        "updated_at": f"{day + timedelta(days=60)}T16:20:00.000Z",
        "last_activity": application["last_activity_at"],
        "is_private": dice.chance(0.05),
        "can_email": not dice.chance(0.1),
        "photo_url": None,
        "attachments": [],
        "phone_numbers": [{"value": it.phone, "type": "mobile"}],
        "addresses": [{"value": f"{it.city.en}, {COUNTRIES[it.country].en}", "type": "home"}],
        "email_addresses": [{"value": it.email, "type": "personal"}],
        "website_addresses": [{"value": it.page, "type": "portfolio"}],
        "social_media_addresses": [],
        "recruiter": _recruiter(dice),
        "coordinator": None,
        "tags": [tag.en for tag in dice.some(TAGS, 0, 2)],
        "application_ids": [application["id"]],
        "applications": [application],
        "employments": [
            {"id": int(entry.id) * 10 + 1, "company_name": it.said(it.firm), "title": it.said(it.title),
             "start_date": f"{it.graduated}-08-01T00:00:00.000Z", "end_date": None},
        ],
        "educations": [
            {"id": int(entry.id) * 10 + 2, "school_name": it.said(it.school), "degree": LEVELS[it.level].en,
             "discipline": it.said(it.trade.major), "start_date": f"{it.graduated - 4}-09-01T00:00:00.000Z",
             "end_date": f"{it.graduated}-06-30T00:00:00.000Z"},
        ],
        "custom_fields": {
            "desired_salary": f"USD {it.pay * 12},000 per year",
            "work_permit": dice.pick(("yes", "needs a visa")),
        },
    }  # fmt: skip


def _recruiter(dice: Dice) -> dict[str, Any]:
    number = dice.between(1, 4)
    name = ("Robin Talpe", "Sky Marlowen", "Toni Ferrante", "Lin Quan")[number - 1]
    return {"id": 770 + number, "first_name": name.split()[0], "last_name": name.split()[1], "name": name}


def _application(dice: Dice, entry: Entry, day: date) -> dict[str, Any]:
    trade = dice.pick(TRADES)
    status = dice.weighed({"rejected": 6, "active": 3, "hired": 2})
    ended = day + timedelta(days=dice.between(10, 60))
    reason, party = dice.pick(REASONS)
    why = {"id": 55, "name": reason, "type": {"id": 1, "name": party}} if status == "rejected" else None
    return {
        "id": int(entry.id) * 10,
        "candidate_id": int(entry.id),
        "prospect": False,
        "applied_at": f"{day}T10:30:00.000Z",
        "rejected_at": f"{ended}T15:00:00.000Z" if status == "rejected" else None,
        "last_activity_at": f"{ended}T15:00:00.000Z",
        "source": {"id": 2, "public_name": dice.pick(("Referral", "Jobs page", "LinkedIn (Prospecting)"))},
        "rejection_reason": why,
        "jobs": [{"id": 300 + TRADES.index(trade), "name": trade.titles[0].en}],
        "status": status,
        "current_stage": None if status != "active" else {"id": 9, "name": "Face to face"},
        "prospect_detail": {"prospect_pool": None, "prospect_stage": None, "prospect_owner": None},
    }


def _prospect(dice: Dice, entry: Entry, day: date) -> dict[str, Any]:
    pool = dice.pick(("Engineering", "Design", "Campus 2026"))
    return {
        "id": int(entry.id) * 10,
        "candidate_id": int(entry.id),
        "prospect": True,
        "applied_at": f"{day}T10:30:00.000Z",
        "rejected_at": None,
        "last_activity_at": f"{day}T10:30:00.000Z",
        "source": {"id": 3, "public_name": "Trade fair"},
        "rejection_reason": None,
        "jobs": [],
        "status": "active",
        "current_stage": None,
        "prospect_detail": {
            "prospect_pool": {"id": 12, "name": pool},
            "prospect_stage": {"id": 1, "name": dice.pick(("Contacted", "Interested"))},
            "prospect_owner": {"id": 771, "name": "Robin Talpe"},
        },
    }
