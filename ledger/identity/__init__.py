"""Who may be who, at once: every description is indexed with its append, and compared right after it."""
