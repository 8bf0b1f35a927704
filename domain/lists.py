"""The lists that somebody is on, by the pool's id."""

from collections.abc import Sequence

from domain.events import CandidateListed, CandidateUnlisted
from domain.recorded import Recorded

Lists = tuple[str, ...]


def listed(lists: Lists, event: CandidateListed, _recorded: Recorded) -> Lists:
    return tuple(sorted({*lists, str(event.pool)}))


def unlisted(lists: Lists, event: CandidateUnlisted, _recorded: Recorded) -> Lists:
    return tuple(each for each in lists if each != str(event.pool))


def together(parts: Sequence[Lists]) -> Lists:
    """Of one person's records."""
    return tuple(sorted({each for part in parts for each in part}))
