"""What can go wrong at the ledger, each with a stable code. None of them carries personal data."""

from uuid import UUID


class LedgerFault(Exception):
    """Something that the ledger refuses or can't do. `code` is stable."""

    code = "ledger_fault"


class Moved(LedgerFault):
    """A stream that the decision rests on has moved on: load again and decide again."""

    code = "stream_moved"


class VersionMoved(LedgerFault):
    """A stream is not at the version that the sender of the command had seen: nothing was stored."""

    code = "version_moved"


class Conflict(LedgerFault):
    """An inline row is there already (another arrival of the same person, say): look up and try again."""

    code = "inline_conflict"


class CommandReused(LedgerFault):
    """The command id was used before, for another body."""

    code = "command_id_reused"


class LedgerBusy(LedgerFault):
    """The append lock, or a connection, was not to be had in time: nothing was stored; try again later."""

    code = "ledger_busy"


class OutcomeUnknown(LedgerFault):
    """The connection died while the answer was due. The same command id tells what became of it."""

    code = "outcome_unknown"

    def __init__(self, command_id: UUID | None) -> None:
        super().__init__(str(command_id))
        self.command_id = command_id


class LedgerFull(OutcomeUnknown):
    """The database has no room left on its disk. Once there is, the same command id stores it, or tells that it is."""

    code = "disk_full"


class NotAppendOnly(LedgerFault):
    """A change of what is stored, or a wrong isolation level, was refused by the database."""

    code = "append_only"


class EventTooLarge(LedgerFault):
    """One event's state is above `codec.LARGEST_STATE`; long things belong into the blob store."""

    code = "event_too_large"


class UnknownEventType(LedgerFault):
    """A stored type that this version of the software does not know: it is older than the data."""

    code = "unknown_event_type"


class WrongKeyEncryptionKey(LedgerFault):
    """The key-encryption key at hand is not the one that wrapped these keys."""

    code = "wrong_key_encryption_key"


class KeyServiceAway(LedgerFault):
    """The service that wraps the key-encryption key does not answer, refuses, or is not named."""

    code = "key_service_away"


class RotationRunning(LedgerFault):
    """Another process exchanges the key-encryption key at this moment."""

    code = "rotation_running"


class KeyStillNeeded(LedgerFault):
    """Something does not open with the newest key-encryption key alone, so the old one is kept."""

    code = "key_still_needed"


class SealerAway(LedgerFault):
    """Whoever holds the lock of the sealer did not pass the log's key on in time; run it again."""

    code = "sealer_away"
