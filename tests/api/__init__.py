"""Claims about api, each a test."""
