"""What can be wrong with a backup, or with where it is to go. The text names files, never contents."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.faults import LedgerFault


class BackupFault(LedgerFault):
    code = "backup_fault"


class FolderNotEmpty(BackupFault):
    """There is something in the folder already: a backup is never written over another."""

    code = "backup_folder_not_empty"


class NoBackup(BackupFault):
    """There is no manifest: this is no backup, or one that was cut short."""

    code = "no_backup"


class BackupDamaged(BackupFault):
    """A file is missing, or not the one that was written."""

    code = "backup_damaged"


class NoTombstones(BackupFault):
    """There is no list of destroyed keys where one was named."""

    code = "no_tombstones"


class BackupOfOtherVersion(BackupFault):
    """It was made by a Renmai with another schema: restore it with that one, then migrate."""

    code = "backup_of_other_version"


class TargetNotEmpty(BackupFault):
    """There are events, keys or files where the backup is to go. Nothing is ever mixed."""

    code = "restore_target_not_empty"


class NoKeyEncryptionKey(BackupFault):
    """The key-encryption key is not where the settings say. It is never in a backup."""

    code = "no_key_encryption_key"


class KeyWouldBeInside(BackupFault):
    """The key-encryption key may not lie in the folder of the backup that it opens."""

    code = "key_inside_backup"


class DiskFull(BackupFault):
    code = "disk_full"


class NoPermission(BackupFault):
    code = "no_permission"


class Unreadable(BackupFault):
    """The system refuses to read or write a file, for another reason."""

    code = "unreadable_file"


@contextmanager
def file_faults(folder: Path) -> Iterator[None]:
    """The system's refusals in our own words."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or folder)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(where) from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise NoPermission(where) from error
        raise Unreadable(f"{where}: {error.strerror or type(error).__name__}") from error
