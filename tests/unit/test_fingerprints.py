"""Fingerprints: the same for the same, another for whatever else a file may show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from newsroom.documents import make_manifest, make_robots
from newsroom.fingerprints import HEAD_BYTES, Fingerprints, canonical
from newsroom.outputs import Output, Twins
from newsroom.records import Text
from newsroom.views import SiteView
from tests.sites import site_of

TEMPLATES = {"page": b"1", "post": b"2"}


@dataclass(frozen=True)
class View:
    value: object


def test_sets_and_mappings_have_one_order() -> None:
    words = [f"w{n}" for n in range(50)]
    assert canonical(frozenset(words)) == canonical(frozenset(reversed(words)))
    assert canonical(dict.fromkeys(words)) == canonical(dict.fromkeys(reversed(words)))


def test_a_text_is_its_digest_and_a_place_is_nothing() -> None:
    assert canonical(Text.of("یک")) == canonical(Text.of("یک")) != canonical(Text.of("دو"))
    assert canonical(Path("a")) == canonical(Path("b"))


def test_what_has_no_canonical_form_cannot_stand_in_a_view() -> None:
    with pytest.raises(TypeError, match="function"):
        canonical(View(lambda: None))


def test_whatever_a_file_depends_on_changes_its_fingerprint(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    view = View("یک")
    one = Output("a", "page", view)
    own = Fingerprints(site, TEMPLATES).of(one)
    assert Fingerprints(site, TEMPLATES).of(Output("b", "page", View("یک"))) == own
    others = [
        Fingerprints(site, TEMPLATES).of(Output("a", "post", view)),
        Fingerprints(site, TEMPLATES).of(Output("a", "page", View("دو"))),
        Fingerprints(site, TEMPLATES).of(Output("a", "page", view, Twins.LIVE)),
        Fingerprints(site, {"page": b"3"}).of(one),
        Fingerprints(replace(site, name="دیگر"), TEMPLATES).of(one),
        Fingerprints(site, TEMPLATES).of(Output("a", make_robots, SiteView())),
        Fingerprints(site, TEMPLATES).of(Output("a", make_manifest, SiteView())),
    ]
    assert len({own, *others}) == 1 + len(others)
    assert own[:HEAD_BYTES] == others[1][:HEAD_BYTES] != others[0][:HEAD_BYTES]
