"""Known records are compared anew by a newer model: what that proposes and questions. It merges and parts nobody."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.decision import On
from domain.decisions.matching import as_seen, in_numbers, strongest
from domain.decisions.split import below
from domain.dossier import Dossier
from domain.doubts import confirmed
from domain.events import MergeQuestioned, RecordsRescored, RescoringFinished
from domain.identity import Evidence, Features, Frequencies, IdentityModel, Joined, Zone, compare, zone
from domain.identity.clusters import contradict
from domain.recorded import Recorded
from domain.vocabulary import Code


def reached(history: Iterable[Recorded], model: Code) -> RecordsRescored | None:
    """How far the records were compared by this model, where that did not come to its end."""
    found: RecordsRescored | None = None
    for each in history:
        match each.event:
            case RecordsRescored() as event if event.model == model:
                found = event
            case RescoringFinished():
                found = None
            case _:
                pass
    return found


def ended(history: Iterable[Recorded], model: Code) -> RescoringFinished | None:
    """Where the last one that came to its end was by this model: what it found."""
    last = [each.event for each in history if isinstance(each.event, RescoringFinished)]
    return last[-1] if last and last[-1].model == model else None


def proposed(own: Dossier, others: Sequence[Dossier], new: UUID, joined: Joined[UUID]) -> list[On]:
    """Of each other dossier the strongest pair, for a human, whatever its zone: unless this model said so before."""
    return [
        On(new, as_seen(match, conflict))
        for other, match, conflict in strongest(own, others, joined)
        if not _said(own, other, new, match.record, match.evidence.model)
    ]


def _said(own: Dossier, other: Dossier, new: UUID, record: UUID, model: Code) -> bool:
    assessed = own.record(new).matches.assessed.get(record), other.record(record).matches.assessed.get(new)
    return any(each is not None and each.seen.model == model for each in assessed)


def questioned(
    person: Dossier,
    absorbed: UUID,
    policy: Code,
    features: dict[UUID, Features],
    model: IdentityModel,
    frequencies: Frequencies,
) -> list[On]:
    """That `absorbed`, which a policy merged, would not be merged by this model: nothing else follows from it.

    `features` of the dossier's records, without those that are forgotten.
    """
    links = person.record(absorbed).links
    survivor = links.absorbed_into
    if survivor is None or confirmed(person, absorbed):
        return []
    own = below(person, [absorbed])
    pairs = [
        (one, other, compare(features[one], features[other], model, frequencies))
        for one in own
        for other in person.members
        if other not in own and one in features and other in features
    ]
    conflict = any(contradict(evidence) for _, _, evidence in pairs)
    would = any(zone(evidence, model) is Zone.CERTAIN for _, _, evidence in pairs) and not conflict
    before = person.record(absorbed).matches.questioned
    if would or not pairs or (before and (before.seen.model, before.seen.survivor) == (model.version, survivor)):
        return []
    one, other, evidence = max(pairs, key=lambda pair: (pair[2].weight, pair[0], pair[1]))
    return [On(absorbed, _event(survivor, policy, one, other, evidence, conflict=conflict))]


def _event(
    survivor: UUID, policy: Code, record: UUID, other: UUID, evidence: Evidence, *, conflict: bool
) -> MergeQuestioned:
    return MergeQuestioned(
        survivor=survivor, policy=policy, record=record, other=other, conflict=conflict, **in_numbers(evidence)
    )
