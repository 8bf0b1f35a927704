"""Claims about projections, each a test."""
