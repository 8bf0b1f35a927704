"""Every field that a column can fill, and the function that takes its cells."""

from dataclasses import dataclass

from ledger.intake.cells import background, reach, stance
from ledger.intake.cells.taking import Taker, date_field, text_field, texts_field


@dataclass(frozen=True, slots=True)
class Hints:
    """What a bare value means in this file."""

    regions: tuple[str, ...] = ()
    currency: str | None = None
    controller: str = "main"


def takers(hints: Hints) -> dict[str, Taker]:
    """Field -> how its cells are taken."""
    plain = "name family_name given_name city region country postcode headline summary company title school major"
    slots = {"family_name": "family", "given_name": "given"}
    dates = {"birth_date": "born", "company_start": "company_start", "company_end": "company_end"}
    dates |= {name: name for name in ("education_start", "graduated", "career_start")}
    return {
        **{field: text_field(slots.get(field, field)) for field in plain.split()},
        **{field: date_field(slot) for field, slot in dates.items()},
        "other_name": texts_field("others"),
        "address": texts_field("address"),
        "place": texts_field("address"),
        "email": reach.email,
        "phone": reach.phone_of(hints.regions),
        "wechat": reach.wechat,
        "other_contact": reach.other_contact,
        "url": reach.url,
        "degree": background.degree,
        "full_time": background.full_time,
        "skills": background.skills,
        "languages": background.languages,
        "years_of_experience": background.years,
        "expected_pay": background.expected_pay(hints.currency),
        "wishes": background.wishes,
        "intent": stance.intent,
        "status": stance.status,
        "tags": stance.tags,
        "note": stance.note,
        "opted_out": stance.opted_out,
    }
