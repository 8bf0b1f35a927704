"""How fast: each row measures a promise against another way, both sides in one run on one machine."""
