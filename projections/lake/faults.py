"""What can be wrong with a lake. The text names files and positions, never contents."""

from ledger.faults import LedgerFault


class NoLake(LedgerFault):
    """There is no manifest there: no lake, or one whose first export was cut short."""

    code = "no_lake"


class LakeDamaged(LedgerFault):
    """A file is missing, or not the one that was written."""

    code = "lake_damaged"


class LakeOfOtherLedger(LedgerFault):
    """Its events are not the ones of this ledger."""

    code = "lake_of_other_ledger"


class LakeOfOtherFormat(LedgerFault):
    """It was written in another format: export into a new place."""

    code = "lake_of_other_format"
