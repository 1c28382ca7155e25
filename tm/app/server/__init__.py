"""The memory as a server for other programs: a door like the command line, with no rules of its own."""
