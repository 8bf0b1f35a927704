"""Invented people in every format that import reads, and the script that makes them."""

import os

# Read as openpyxl is imported: with lxml, where that is installed, it writes other bytes.
os.environ["OPENPYXL_LXML"] = "False"
