"""Claims about domain, each a test."""
