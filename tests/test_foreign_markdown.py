"""Markdown that others wrote, not for us: read without a crash; what is clean is published."""

from __future__ import annotations

import re
import sysconfig
from collections import Counter
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import markdown
import pytest
from lxml import html as lxml_html

from newsroom.checks import check_content
from newsroom.markup import Renderer
from newsroom.posts import read_post
from newsroom.problems import Code
from newsroom.project import load_project
from newsroom.style.table import BY_CODE
from tests.sites import ROOT, post, run_pelican, write_content

LEAST = 20
# A text without a Persian letter is left alone by the rules for Persian, so each gets some.
LEAD = "در این متن **نشان** استاندارد آمده است.\n\n"
# What may be wrong with a body; nothing of the front matter, which is ours.
FOREIGN = {
    Code.ALT_MISSING, Code.CONFLICT_MARKS, Code.CONTROL_CHARACTER, Code.FILE_MISSING,
    Code.FILE_OUTSIDE_MEDIA, Code.FILE_TOO_LARGE, Code.HTML_REFUSED, Code.IMAGE_FOREIGN,
    Code.LINK_DEAD, Code.LINK_HIDDEN, Code.LINK_SCHEME, Code.NOT_UTF8,
}  # fmt: skip
EXTENSIONS = ["tables", "footnotes", "def_list", "attr_list", "fenced_code", "abbr", "sane_lists"]


def find_documents() -> dict[str, bytes]:
    """The Markdown that the installed packages bring: their files and their descriptions."""
    library = Path(sysconfig.get_path("purelib"))
    found = {p.relative_to(library).as_posix(): p.read_bytes() for p in library.rglob("*.md")}
    for package in metadata.distributions():
        kind = package.metadata.get("Description-Content-Type", "")
        text = package.metadata.get_payload() or package.metadata.get("Description", "")
        if kind.startswith("text/markdown") and isinstance(text, str):
            found[package.name] = text.encode("utf-8", "surrogateescape")
    return dict(sorted(found.items()))


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[str, bytes]]:
    """By source: the name of the document, and its bytes after front matter of ours."""
    return {
        f"news/1405/foreign-{number:03}.md": (
            name,
            post(f"سند {number}", id=f"{number:06}", body=LEAD).encode() + text,
        )
        for number, (name, text) in enumerate(find_documents().items())
    }


def words(text: str) -> Counter[str]:
    """Latin words; digits and marks are where the house changes a text."""
    return Counter(re.findall(r"[A-Za-z]{3,}", text))


def test_any_markdown_is_read_or_refused_with_a_reason(
    documents: dict[str, tuple[str, bytes]],
) -> None:
    assert len(documents) >= LEAST
    renderer = Renderer()
    for source, (name, data) in documents.items():
        found, problems = read_post(source, data, renderer)
        strange = [str(problem) for problem in problems if problem.code not in FOREIGN]
        assert strange == [], name
        assert found is not None or problems, name


@pytest.mark.slow
def test_foreign_markdown_without_problems_is_published_word_for_word(
    documents: dict[str, tuple[str, bytes]], tmp_path: Path
) -> None:
    content = write_content(tmp_path, {})
    (content / "news/1405").mkdir(parents=True)
    for source, (_, data) in documents.items():
        (content / source).write_bytes(data)
    project = load_project(ROOT / "pelicanconf.py", datetime(2026, 11, 22, tzinfo=UTC), content)
    found = check_content(content, project.site, project.clock).problems
    problems = [problem for problem in found if problem.code not in BY_CODE]  # no build asks
    assert {problem.code for problem in problems} <= FOREIGN
    refused = {problem.path.removeprefix("content/") for problem in problems}
    for source in refused:
        (content / source).unlink()
    published = [source for source in documents if source not in refused]
    assert len(published) >= LEAST
    built = run_pelican(tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    for source in published:
        name, data = documents[source]
        page = tmp_path / "output" / source.removesuffix(".md") / "index.html"
        (shown,) = lxml_html.parse(str(page)).xpath("//main//div[@class='body']")
        typed = data.decode("utf-8-sig").split("\n---\n", 1)[1].replace("\ufeff", "")
        meant = lxml_html.fromstring(markdown.markdown(typed, extensions=EXTENSIONS))
        lost = words(meant.text_content()) - words(shown.text_content())
        assert lost == Counter(), name
