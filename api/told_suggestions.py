"""Tags that a person's files suggest and nobody has decided on, ready for JSON."""

from typing import Any

from domain.dossier import Dossier


def waiting(dossier: Dossier) -> list[dict[str, Any]]:
    """The surest first."""
    known = dossier.reading
    decided = {*dossier.knowing.tags, *known.refused}
    left = [(tag, seen) for tag, seen in known.seen.items() if tag not in decided]
    return [
        {
            "tag": tag,
            "facet": seen.facet.value,
            "confidence": seen.confidence,
            "mentions": seen.mentions,
            "document": seen.document,
            "evidence": seen.evidence,
            "position": seen.position,
        }
        for tag, seen in sorted(left, key=lambda pair: (-pair[1].confidence, -pair[1].mentions, pair[0]))
    ]
