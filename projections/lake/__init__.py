"""The event lake: the facts of every event as Parquet, in files whose content never changes."""
