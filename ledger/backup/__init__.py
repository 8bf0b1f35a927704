"""A backup of everything that can't be made again, and the way back: events, keys, files, settings.

    DIR/MANIFEST.json   position, counts, versions, SHA-256 and size of each file; written last
    DIR/MANIFEST.seal   the manifest's hash, sealed under the key-encryption key, so that none can be forged
    DIR/settings.json   the settings that are no secrets
    DIR/TOMBSTONES      the keys that were destroyed, for the restore of this backup and of any older one
    DIR/ledger/         each table of the ledger, as PostgreSQL's binary COPY, gzipped
    DIR/keys/           the data keys, wrapped, the same way; may be put elsewhere
    DIR/blobs/          the sealed files, as they lie in the store; their hashes are in the events

All of the ledger is of one snapshot. Keys are read after it and files after the keys, and both are stored
before the events that name them, so nothing that the events need can be missing. Read models are not in it:
they are made again. The key-encryption key is not in it either: whoever has both can read everything.
"""
