"""Lookup: exact, context, fuzzy and meaning matches."""
