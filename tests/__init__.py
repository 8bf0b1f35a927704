"""The tests, in the shape of the five packages."""

import os

os.environ["OPENPYXL_LXML"] = "False"  # as whoever has the product alone, without what its development brings along
