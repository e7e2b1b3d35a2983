"""Older and newer posts of the same category, which stock Pelican does not know; linear."""

from itertools import pairwise

from pelican import signals
from pelican.generators import ArticlesGenerator


def set_neighbours(generator: ArticlesGenerator) -> None:
    """Give each article `older` and `newer`, which may be None."""
    for _, articles in generator.categories:
        for article in articles:
            article.older = article.newer = None
        for newer, older in pairwise(articles):
            newer.older, older.newer = older, newer


def register() -> None:
    """Pelican calls this for each plugin."""
    signals.article_generator_finalized.connect(set_neighbours)
