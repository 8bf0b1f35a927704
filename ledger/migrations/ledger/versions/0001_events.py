"""Runs the SQL file of the same name."""

from ledger.migrate import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql(__file__)
