"""The owner is reminded when somebody becomes highly active: by this very event, and not by one before."""

from datetime import datetime

from domain import activity
from domain.activity import Band
from domain.dossier import Dossier
from workers.alert import FRESH, WORDS, tell
from workers.due import Due
from workers.equipment import Equipment, Heard


def remind_owner(equipment: Equipment, due: Due, _heard: Heard) -> None:
    """Raises NotTold, to try again."""
    (recorded,) = equipment.ledger.read(equipment.ledger.store.at([due.position]), unseal=False)
    if not activity.counts(recorded) or equipment.ledger.clock() - recorded.recorded_at > FRESH:
        return
    dossier, _versions = equipment.ledger.dossier(due.stream, sees=())
    if dossier is None or not became_high(dossier, due.position, recorded.recorded_at):
        return
    owners = " ".join(sorted({held.owner for held in dossier.knowing.owners.values() if held.owner}))
    tell(equipment.settings, f"{WORDS['alert_high']} {owners}".rstrip(), dossier.candidate)


def became_high(dossier: Dossier, position: int, at: datetime) -> bool:
    """Whether the person is in the high band at that moment with the event at the position, and was not without it."""
    policy = activity.policy()

    def high(until: int) -> bool:
        rank = activity.rank([each for each in dossier.activity if each.position <= until], policy)
        return activity.band(activity.score_at(rank, at, policy), policy) is Band.HIGH

    return high(position) and not high(position - 1)
