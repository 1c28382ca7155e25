"""Reading, cleaning, splitting and folding of text."""
