"""What a source wrote, in one canonical form, or None where it can't be understood. Pure, and idempotent."""
