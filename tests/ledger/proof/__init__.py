"""The tree, its checkpoints, and what finds a change."""
