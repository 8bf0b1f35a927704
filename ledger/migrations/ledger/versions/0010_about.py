"""Runs the SQL file of the same name."""

from ledger.migrate import run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql(__file__)
