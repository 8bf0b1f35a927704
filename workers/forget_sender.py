"""`forget_sender`: the key under which a sender's own data is sealed is destroyed."""

from domain.vocabulary import DataClass
from workers.due import Due
from workers.equipment import Equipment, Heard


def forget_sender(equipment: Equipment, due: Due, _heard: Heard) -> None:
    equipment.ledger.store.durable()
    equipment.ledger.keyring.destroy(due.about, DataClass.IDENTITY)
