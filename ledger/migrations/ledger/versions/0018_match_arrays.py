"""Runs the SQL file of the same name."""

from ledger.migrate import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_sql(__file__)
