"""HTTP, asked as a caller asks it."""
