"""Metrics: each is one definition over the lake, in Spark SQL, which any engine that speaks Spark Connect runs."""
