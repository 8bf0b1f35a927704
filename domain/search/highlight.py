"""Where the words that were looked for stand in a dossier: a piece of each text around them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.identity.names import names_of
from domain.person import Name
from domain.search.conditions import Said
from domain.search.tokens import spans
from domain.search.words import A, B, C, D, sounds

AROUND = 60
"""Letters shown before and after."""
MOST = 5


class Match(NamedTuple):
    field: str
    text: str
    """The whole text, or the piece of it around the first match."""
    spans: list[tuple[int, int]]
    """Begin and end of each match in `text`, in letters (Unicode code points)."""


def highlights(document: dict[str, Any], said: Iterable[Said]) -> list[Match]:
    """In a dossier as it is shown (`projections.document`), the first few."""
    wanted = list(said)
    found: list[Match] = []
    for field, weight, text in _texts(document):
        if len(found) == MOST:
            break
        looked = [each.phrase for each in wanted if each.weight in (None, weight)]
        at = sorted({span for phrase in looked for span in spans(text, phrase)})
        if not at and field == "name" and any(_sounds(text, each) for each in wanted):
            at = [(0, len(text))]
        if at:
            found.append(_piece(field, text, at))
    return found


def _sounds(name: str, said: Said) -> bool:
    rows = (" ".join(row) for called in names_of(Name(full=name)) for row in sounds(called))
    return said.weight in (None, A) and any(next(spans(row, said.phrase), None) for row in rows)


def _texts(document: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    profile = document["profile"]
    jobs, studies = profile.get("employments") or (), profile.get("educations") or ()
    parts: list[tuple[str, int, Iterable[str | None]]] = [
        ("name", A, profile.get("also_known_as") or ()),
        ("headline", C, [profile.get("headline")]),
        ("title", C, [job.get("title") for job in jobs]),
        ("employer", B, [job.get("employer") for job in jobs]),
        ("skill", C, profile.get("skills") or ()),
        ("tag", C, document.get("tags") or ()),
        ("education", D, [study.get(part) for study in studies for part in ("school", "field")]),
        ("place", D, [(profile.get("place") or {}).get("text"), (profile.get("place") or {}).get("city")]),
        ("language", D, [each.get("name") for each in profile.get("languages") or ()]),
        ("wish", D, profile.get("wishes") or ()),
        ("summary", D, [profile.get("summary"), *(job.get("summary") for job in jobs)]),
    ]
    for field, weight, texts in parts:
        for text in dict.fromkeys(texts):
            if text:
                yield field, weight, text


def _piece(field: str, text: str, at: list[tuple[int, int]]) -> Match:
    begin = max(0, at[0][0] - AROUND)
    end = min(len(text), at[0][1] + AROUND)
    return Match(field, text[begin:end], [(one - begin, two - begin) for one, two in at if two <= end])
