"""The lake, held against the ledger."""
