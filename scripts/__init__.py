"""The commands: each parses arguments, calls the newsroom, prints and chooses the exit code."""
