"""Runs the SQL file of the same name."""

from ledger.migrate import run_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_sql(__file__)
