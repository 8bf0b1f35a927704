"""Invented people in every format that import reads, and the script that makes them."""
