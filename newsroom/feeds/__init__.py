"""Feeds: which there are, what each holds, and its three forms. Read `plan` first."""
