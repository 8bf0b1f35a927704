"""What happens because of it: delivery, imports and timers that follow the ledger."""
