"""What is wrong with the units of a memory or a file: each finding has a code, a place and, where it is safe, a fix."""
