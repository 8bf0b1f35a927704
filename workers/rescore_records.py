"""`rescore_records`: a newer model looks at everybody again, and proposes. Begun again, it goes on."""

from uuid import UUID

from domain.vocabulary import Code
from ledger.identity.rescoring import rescore, rescoring_failed
from workers.equipment import Equipment, Heard


def rescore_records(equipment: Equipment, _models: UUID, heard: Heard) -> None:
    """Does nothing where nobody compares. Raises Interrupted, and LedgerFault to try again."""
    if equipment.ledger.engine:
        rescore(equipment.ledger.engine, heard)


def rescore_failed(equipment: Equipment, _models: UUID, code: Code) -> None:
    """Says so in the stream of the models. What was proposed stays."""
    if equipment.ledger.engine:
        rescoring_failed(equipment.ledger.engine, code)
