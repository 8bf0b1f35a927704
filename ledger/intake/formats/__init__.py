"""The formats that can be read, one file each. `catalogue` is the table to read first."""
