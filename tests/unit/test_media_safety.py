"""Which files of content/media would act in a reader's browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.media_safety import is_active
from tests.sites import ROOT

TAME = {
    "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><!-- x --><use href="#a"/></svg>',
    "b.svg": '<svg xmlns="http://www.w3.org/2000/svg" fill="url(#g)"><style>a{}</style></svg>',
    "c.png": "<script>",
    "d.csv": "a,b",
    "e.pdf": "%PDF",
}


@pytest.mark.parametrize("name", TAME)
def test_what_only_shows_itself_is_tame(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TAME[name], encoding="utf-8")
    assert not is_active(tmp_path / name)


def test_the_pictures_of_the_site_are_tame() -> None:
    files = [path for path in (ROOT / "content/media").iterdir() if path.is_file()]
    assert files
    assert [path.name for path in files if is_active(path)] == []
