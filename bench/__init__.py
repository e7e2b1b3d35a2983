"""Figures of time and memory: a seeded corpus, and builds of it that are measured, not judged."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD_TIME = "2026-11-22T12:00:00+03:30"  # after the newest post of a corpus: every post is public
