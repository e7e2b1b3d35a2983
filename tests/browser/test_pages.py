"""Each kind of page in each state, in a real browser."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser

from quality.sites import SOURCES, Source, Specimen, choose, find_unplanned, plan_of
from tests.browser.checks import Inspector, report
from tests.browser.conftest import Served
from tests.sites import ROOT

pytestmark = pytest.mark.slow

PLANS = {source.name: plan_of(source) for source in SOURCES}
SPECIMENS = [
    pytest.param(source.name, specimen, id=f"{source.name}-{specimen.name}")
    for source in SOURCES
    for specimen in choose(source, PLANS[source.name])
]
TEMPLATES = {path.stem for path in (ROOT / "theme/templates").glob("*.html")} - {"base"}


def inspect(inspector: Inspector, site: Served, specimen: Specimen) -> str:
    """What is wrong with a page, as lines for people; empty if nothing is."""
    is_bare = specimen.template == "redirect"
    return report(inspector.inspect(site.url + specimen.address, is_bare=is_bare))


@pytest.mark.parametrize(("name", "specimen"), SPECIMENS)
def test_page_is_sound(
    name: str, specimen: Specimen, inspector: Inspector, sites: Mapping[str, Served]
) -> None:
    found = inspect(inspector, sites[name], specimen)
    if found:
        pytest.fail(f"{specimen.address}\n{found}", pytrace=False)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_pages_that_no_plan_names_are_sound(
    source: Source, inspector: Inspector, sites: Mapping[str, Served]
) -> None:
    site = sites[source.name]
    unplanned = find_unplanned(PLANS[source.name], site.folder)
    found = {page.address: inspect(inspector, site, page) for page in unplanned}
    broken = [f"{address}\n{lines}" for address, lines in found.items() if lines]
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


def test_every_template_has_a_page_that_is_looked_at() -> None:
    looked_at = {param.values[1].template for param in SPECIMENS}
    assert looked_at == TEMPLATES


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_short_addresses_lead_on_without_scripts(
    source: Source, browser: Browser, sites: Mapping[str, Served]
) -> None:
    site = sites[source.name]
    redirects = [
        output
        for output in PLANS[source.name].outputs.values()
        if output.make == "redirect" and output.path.endswith("index.html")
    ]
    page = browser.new_page(java_script_enabled=False)
    page.goto(site.url + "/" + redirects[0].path.removesuffix("index.html"))
    page.wait_for_url(site.url + redirects[0].view.target)
    page.close()
