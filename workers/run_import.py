"""Imports an uploaded file."""

from uuid import UUID

from domain.vocabulary import Code
from workers.equipment import Equipment


def run_import(equipment: Equipment, batch: UUID) -> None:
    raise NotImplementedError(equipment, batch)


def import_failed(equipment: Equipment, batch: UUID, code: Code) -> None:
    raise NotImplementedError(equipment, batch, code)
