"""Claims about ledger, each a test."""
