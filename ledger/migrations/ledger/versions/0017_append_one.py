"""Runs the SQL file of the same name."""

from ledger.migrate import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_sql(__file__)
