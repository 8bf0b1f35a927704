"""A tier as it is told, ready for JSON."""

from typing import Any

from projections.tiering import Told


def as_told(found: Told) -> dict[str, Any]:
    proposed = found.proposed
    assert proposed is not None
    return {
        "candidate": found.candidate,
        "assigned": found.assigned,
        "fits": found.fits,
        "proposed": {
            "tier": proposed.tier,
            "policy": proposed.policy,
            "findings": [each.model_dump(mode="json") for each in proposed.findings],
            "lacking": proposed.lacking,
        },
    }
