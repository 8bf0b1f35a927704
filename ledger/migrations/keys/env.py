"""Alembic's entry; `ledger.migrate` has configured the context already."""

from alembic import context

context.run_migrations()
