"""Chromium, and the sites that it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from quality.browser import chromium
from quality.server import serving
from quality.sites import SOURCES, build
from tests.browser.checks import Inspector


@dataclass(frozen=True, slots=True)
class Served:
    """A site that was built: where it answers, and where its files are."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Served]]:
    """Every site of `quality.sites`, built by the real command and served, by name."""
    with ExitStack() as stack:
        served = {}
        for source in SOURCES:
            folder = tmp_path_factory.mktemp(source.name)
            url = stack.enter_context(serving(folder))
            build(source, folder, url)
            served[source.name] = Served(url, folder)
        yield served


# Not for the session: while Playwright lives its event loop runs, and other modules of the same
# process may want one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one module."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def inspector(browser: Browser) -> Inspector:
    """Eyes for one page after the other."""
    return Inspector(browser)
