"""Claims about filters, each a test."""
