"""Exchange formats of the CAT tools."""
