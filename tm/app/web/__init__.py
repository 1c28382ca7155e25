"""The pages in a browser on this machine: a door like the command line, with no rules of its own."""
