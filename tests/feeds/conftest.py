"""One build of the small newsroom for all who only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feeds.documents import Feeds
from tests.feeds.stories import write_newsroom
from tests.sites import build_site

HUB = "https://hub.example.ir/"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site built for the world, with a hub. Nobody may change it."""
    root = tmp_path_factory.mktemp("world")
    write_newsroom(root)
    build_site(root, PURPOSE="production", WEBSUB_HUB=HUB)
    return root


@pytest.fixture(scope="session")
def feeds(world: Path) -> Feeds:
    return Feeds(world / "output")
