"""The tests, in the shape of the five packages."""
