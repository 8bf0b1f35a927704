"""What lets somebody else prove that the ledger was not changed: a Merkle tree, signed checkpoints, witnesses."""
