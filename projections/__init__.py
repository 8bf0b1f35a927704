"""What can be asked: read models folded from the ledger, thrown away and rebuilt at will."""
