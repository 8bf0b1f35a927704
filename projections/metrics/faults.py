"""What can be wrong with asking for a metric."""

from collections.abc import Sequence

from ledger.faults import LedgerFault


class UnknownMetric(LedgerFault):
    """There is no metric of this name. `known` are those there are."""

    code = "unknown_metric"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"{name}; there are {', '.join(known)}")
        self.known = tuple(known)


class BadParameter(LedgerFault):
    """A parameter that the metric does not have, or a value that can't be: a moment in the future, say."""

    code = "bad_parameter"


class EngineDown(LedgerFault):
    """The engine can't be reached, or broke off."""

    code = "engine_down"


class EngineRefused(LedgerFault):
    """The engine does not understand the question, or can't read the lake."""

    code = "engine_refused"


class OfPersons(LedgerFault):
    """Each row is one person: that is not shown to whoever may see groups only."""

    code = "of_persons"
