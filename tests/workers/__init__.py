"""Claims about workers, each a test."""
