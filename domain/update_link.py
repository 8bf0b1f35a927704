"""The link by which a person corrects their own data: the last one issued, until it expires."""

from datetime import datetime
from uuid import UUID

from domain.decision import Refused
from domain.dossier import Dossier
from domain.issued_link import IssuedLink


def require_good(dossier: Dossier, link: UUID, at: datetime) -> IssuedLink:
    """Raises Refused `link_superseded` or `link_expired`."""
    issued = [record.update_link for record in dossier.records if record.update_link]
    last = max(issued, key=lambda each: each.position, default=None)
    if last is None or last.link != link:
        raise Refused("link_superseded")
    if at >= last.expires_at:
        raise Refused("link_expired")
    return last
