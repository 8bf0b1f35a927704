"""Metrics, held against what was worked out by hand and by the domain."""
