"""What the ledger and its read models refuse or can't do, in words, whichever command it was; and what to do then."""

from api.machine.problem import marked
from ledger.intake.codes import FILE_FAULTS

OF_IMPORTS: dict[str, tuple[str, str]] = {
    **FILE_FAULTS,
    "import_lane_died": (
        marked("A process of the import ended before its work was done"),
        marked("Import the file again: what was stored stays, and nothing comes in twice."),
    ),
    "import_under_way": (marked("The import has not come to its end"), marked("Take it back when it has.")),
}
"""Why a file is not read, and what else stops an import."""

OF_THE_LEDGER: dict[str, tuple[str, str]] = {
    "stream_moved": (marked("Others kept changing the same things; nothing was stored"), marked("Try again.")),
    "version_moved": (marked("It is not the version that you had seen"), marked("Look again, and decide.")),
    "inline_conflict": (marked("The same person was just ingested by somebody else"), marked("Try again.")),
    "command_id_reused": (marked("The command id was used before, for another body"), marked("Take a new one.")),
    "ledger_busy": (
        marked("The ledger was busy for too long; nothing was stored"),
        marked("Try again; `renmai doctor` looks at the database."),
    ),
    "outcome_unknown": (
        marked("The connection died while the answer was due"),
        marked("Do it again: what is stored already is not stored twice under the same command id."),
    ),
    "disk_full": (marked("The database's disk is full"), marked("Make room; everything acknowledged is kept.")),
    "append_only": (
        marked("The database refused to change what is stored"),
        marked("Connect with the roles that `renmai migrate` made."),
    ),
    "event_too_large": (marked("One event's content is above 1 MiB"), marked("Attach long texts as documents.")),
    "unknown_event_type": (
        marked("The ledger holds a type of event that this version does not know"),
        marked("Use the newer Renmai that wrote it."),
    ),
    "wrong_key_encryption_key": (
        marked("The key-encryption key does not open this ledger"),
        marked("Name the right one with RENMAI_KEY_FILE."),
    ),
    "key_service_away": (
        marked("The service that opens the key-encryption key does not answer, refuses, or is not named"),
        marked("Check RENMAI_KEY_SERVICE, and that it can be reached."),
    ),
    "rotation_running": (
        marked("Another process exchanges the key-encryption key at this moment"),
        marked("Wait until it is through."),
    ),
    "key_still_needed": (
        marked("Something does not open with the newest key-encryption key alone, so the old one is kept"),
        marked("Run the same command again once nobody writes with the old one."),
    ),
    "sealer_away": (
        marked("The sealer did not pass the log's key on in time"),
        marked("Run the same command again."),
    ),
    "blob_missing": (
        marked("A file is not where it was stored"),
        marked("Bring it back from a backup; `renmai doctor --ledger` tells which."),
    ),
    "blob_store_unavailable": (
        marked("The blob store can't be used"),
        marked("Check RENMAI_BLOBS_URL, and the AWS_… variables if it is of S3."),
    ),
    "blob_too_large": (marked("The file is larger than is taken"), marked("Send a smaller one.")),
    "file_name_too_long": (marked("The file's name is too long"), marked("Give it a shorter one.")),
    "tampered_blob": (
        marked("A stored file is not the one that was recorded"),
        marked("Bring it back from a backup, and find out who changed it."),
    ),
    "tampered_seal": (
        marked("A sealed part of an event was changed, or moved to another event"),
        marked("Find out who changed it; `renmai doctor --ledger` looks at all there are."),
    ),
    "backup_keys_missing": (
        marked("Events need keys that are neither here nor destroyed"),
        marked("Bring them back from the backup of the keys."),
    ),
    "four_eyes": (marked("Whoever asked for it can't approve it as well"), marked("Let somebody else approve it.")),
}

OF_READ_MODELS: dict[str, tuple[str, str]] = {
    "unknown_projection": (marked("There is no such read model"), marked("Name one of those, or none for all.")),
    "rebuild_running": (
        marked("Another process is at work on the same read model"),
        marked("Wait until it is through, and try again."),
    ),
    "readers_in_the_way": (
        marked("Somebody has been reading in one transaction for too long, so nothing was swapped in"),
        marked("End that transaction, and rebuild again."),
    ),
    "not_yet_projected": (marked("The read models have not come to that position"), marked("Try again.")),
    "projection_not_built": (
        marked("The read models were never made here"),
        marked("`renmai run` or `renmai rebuild` makes them."),
    ),
    "other_projection_version": (
        marked("The read models were made by another version of Renmai"),
        marked("`renmai rebuild` makes them anew."),
    ),
}

KNOWN_FAULTS = OF_IMPORTS | OF_THE_LEDGER | OF_READ_MODELS
"""Code -> what is wrong, without its full stop, and what to do. Those of backups and of the lake, which name what they
are about in the sentence itself, stand beside their commands."""
