"""The doors: service functions, terminal and page."""
