"""Advisory locks of the database: a number is for one thing, for ever, as versions of two releases may meet."""

APPENDS = 7_236_837_521
"""Held while events are stamped and until they are visible. Migrations and functions in SQL name it, too."""
MIGRATES = 7_236_837_522
MAKES_ROLES = 7_236_837_523
SEALS = 7_236_837_524
ROTATES_KEYS = 7_236_837_525
"""In the database of the keys."""
FOLLOWS_FOR_WORK = 7_236_837_530
RECOUNTS = 7_236_837_531
"""Whoever counts anew how frequent values are that records are compared by."""
KEEPS_TIME = 7_236_837_532
TELLS_OWNERS = 7_236_837_533
"""Of what changed in their pools."""
READS_MAIL = 7_236_837_534
FOLLOWS_FOR_READING = 1_129_270_337
"""A class of locks, by shard."""
REBUILDS = 1_129_270_338
"""A class of locks, by read model."""
