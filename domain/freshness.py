"""How fresh what we know of somebody is."""

from datetime import datetime

from domain.dossier import Dossier


def informed_at(dossier: Dossier) -> datetime | None:
    """When anybody last said, or confirmed, how things stand with them."""
    moments = [each.happened_at for record in dossier.records if not record.void for each in record.descriptions]
    moments += [each.happened_at for each in dossier.activity if each.kind.startswith("profile-")]
    known = dossier.knowing
    moments += [each.happened_at for each in (known.intent, known.pay) if each]
    return max(moments, default=None)
