"""A message's HTML with its links made to tell that they were followed, and a picture that it was opened.

Links of our own are left as they are: to what a person says of themselves nobody counts the way. The text part, too.
"""

import re
from html import escape, unescape

from domain.dossier import Dossier
from domain.gate.tracking import may_track
from domain.outreach import Attempt
from ledger.tracking_links import TrackingLinks
from workers.equipment import Equipment

HREF = re.compile(r'(<a\b[^>]*?\bhref=")(https?://[^"]{1,2000})(")', re.IGNORECASE)
MOST = 200
"""Links of one message that are counted."""


def tracked(equipment: Equipment, person: Dossier, attempt: Attempt, html: str) -> str:
    setting = person.settings.get("jurisdiction")
    place = str(setting.value) if setting else None
    if not equipment.settings.tracking or not may_track(place, attempt):
        return html
    links, base = TrackingLinks(equipment.ledger), equipment.settings.reached_at
    number = 0

    def changed(found: re.Match[str]) -> str:
        nonlocal number
        target = unescape(found[2])
        if target.startswith(f"{base}/") or number == MOST:
            return found[0]
        number += 1
        link = links.link(person.candidate, attempt.contact, number, target)
        return f"{found[1]}{escape(f'{base}/{link}')}{found[3]}"

    picture = f"{base}/{links.picture(person.candidate, attempt.contact)}"
    return f'{HREF.sub(changed, html)}<img src="{escape(picture)}" alt="" width="1" height="1">'
