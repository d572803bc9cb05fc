"""Alembic migrations of the office's database, from its first day."""
