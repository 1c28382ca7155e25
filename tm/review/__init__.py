"""Alignments under a person's review: rows, what can be done to them, and where they are kept."""
