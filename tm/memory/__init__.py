"""The translation memory: one SQLite file."""
