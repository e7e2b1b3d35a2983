"""Figures of time and memory: a seeded corpus, and builds of it that are measured, not judged."""
