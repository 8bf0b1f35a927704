"""What may happen to a candidate, and why: pure decisions, no I/O, no clock, no database."""
