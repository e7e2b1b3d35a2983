"""The sites that are looked at, and one page of each kind in them."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from newsroom.clock import Clock
from newsroom.content import load_content
from newsroom.outputs import Output
from newsroom.patterns import FOLDER, lay_content
from newsroom.plan import Plan, make_plan
from newsroom.project import load_project
from newsroom.site import Purpose
from newsroom.states import Fate
from newsroom.views import IndexView, ListView, PageView, PostView

ROOT = Path(__file__).resolve().parent.parent
# Every picture and every finding is of the same day, so that two runs can be compared.
INSTANT = "2026-11-22T12:00:00+03:30"


class BuildFailedError(RuntimeError):
    """A site to be looked at could not be built; the message is the build's own."""


@dataclass(frozen=True)
class Source:
    """
    What a site is built from.

    Attributes:
        content: the content folder, from the project's root.
        settings: what differs from pelicanconf.py, beside SITEURL and PURPOSE.
        cases: a folder that is laid over the content, each of whose posts is looked at; of other
            posts, as of pages, the fullest one of each kind.
    """

    name: str
    content: Path
    purpose: Purpose
    settings: Mapping[str, str | int] = field(default_factory=dict)
    cases: Path | None = None

    @cached_property
    def folder(self) -> Path:
        """The content folder; with cases, one that is made and lives as long as this process."""
        if self.cases is None:
            return ROOT / self.content
        scratch = tempfile.TemporaryDirectory(prefix="tarvij-")
        atexit.register(scratch.cleanup)
        folder = Path(scratch.name, "content")
        lay_content(ROOT / self.content, ROOT / self.cases, folder)
        return folder


SOURCES = (
    # Few posts on a page, so that a list has older pages.
    Source("content", Path("content"), Purpose.LOCAL, {"PAGE_SIZE": 5}),
    # What `make serve` shows at /patterns/.
    Source("patterns", Path("content"), Purpose.PREVIEW, {"PATTERNS": True}, cases=Path(FOLDER)),
)


@dataclass(frozen=True, slots=True)
class Specimen:
    """
    A page that stands for its kind.

    Attributes:
        name: of the kind, `post-courses-open`; one for each kind, or each post, of a site.
        path: of its file, below the output folder.
        template: the theme's template that made it; empty if the plan does not know the page.
        is_indexed: search engines may keep it, if it is built for the world.
    """

    name: str
    path: str
    template: str
    is_indexed: bool = True

    @property
    def address(self) -> str:
        """The page's address, from the root of its site."""
        return "/" + self.path.removesuffix("index.html")


def build(source: Source, output: Path, url: str) -> None:
    """
    Build *source* into *output*, with the command that the Makefile uses.

    Raises:
        BuildFailedError: the build ended with another exit code than 0.
    """
    settings = {**source.settings, "PURPOSE": str(source.purpose), "SITEURL": url}
    settings["INCREMENTAL"] = False  # the folder is built once and thrown away
    command = [sys.executable, "-m", "pelican", str(source.folder), "-s", "pelicanconf.py"]
    command += ["-o", str(output), "--log-handler", "plain", "-e"]
    command += [f"{name}={json.dumps(value)}" for name, value in settings.items()]
    environment = {**os.environ, "BUILD_TIME": INSTANT, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildFailedError(f"{source.name}: {done.stdout}{done.stderr}")


def plan_of(source: Source) -> Plan:
    """The plan of the build of *source*; nothing is rendered."""
    clock = Clock(datetime.fromisoformat(INSTANT))
    project = load_project(ROOT / "pelicanconf.py", clock.now, source.folder)
    page_size = int(source.settings.get("PAGE_SIZE", project.site.page_size))
    site = replace(
        project.site,
        purpose=source.purpose,
        page_size=page_size,
        has_patterns=bool(source.settings.get("PATTERNS")),
    )
    return make_plan(load_content(project.root), site, clock)


def choose(source: Source, plan: Plan) -> list[Specimen]:
    """One page of each kind, the fullest of its kind, and each case; sorted by name."""
    chosen: dict[str, tuple[int, Output]] = {}
    for output in plan.outputs.values():
        if not isinstance(output.make, str):
            continue
        name = kind_of(output)
        view = output.view
        if source.cases and isinstance(view, PostView | PageView):
            if not (ROOT / source.cases / view.post.source).is_file():
                continue  # the real content is looked at in a site of its own
            name = f"{name}.{view.post.slug}"
        fullness = _fullness(output.view)
        if name not in chosen or fullness > chosen[name][0]:
            chosen[name] = (fullness, output)
    return [
        Specimen(name, output.path, str(output.make), output.view.head.is_indexed)
        for name, (_, output) in sorted(chosen.items())
    ]


def find_unplanned(plan: Plan, output: Path) -> list[Specimen]:
    """Pages of a built site that its plan does not name: somebody made them some other way."""
    pages = (path.relative_to(output).as_posix() for path in sorted(output.rglob("*.html")))
    return [
        Specimen(path.removesuffix("index.html").strip("/").replace("/", "-"), path, "")
        for path in pages
        if path not in plan.outputs
    ]


def kind_of(output: Output) -> str:
    """Template and state of a page: two pages of one kind are made of the same parts."""
    view = output.view
    parts = [str(output.make)]
    if isinstance(view, PostView):
        parts += _of_post(view)
    elif isinstance(view, PageView):
        parts.append(view.post.slug)
    elif isinstance(view, ListView):
        parts.append(view.address.strip("/").split("/")[0])
        parts += ["older"] if view.page.number else [] if view.page.items else ["empty"]
    elif isinstance(view, IndexView):
        parts += ["year"] if len(view.trail) > 1 else [view.head.address.strip("/")]
    return "-".join(parts)


def _of_post(view: PostView) -> Iterator[str]:
    if view.fate is Fate.WITHDRAWN:
        return
    yield view.post.section
    if view.post.kind:
        yield view.post.kind
    if view.state:
        yield view.state
    if view.fate is not Fate.PUBLIC:
        yield view.fate


def _fullness(record: Any) -> int:
    """How many fields of a view, and of the post in it, hold something; long texts count more."""
    names = getattr(record, "__struct_fields__", getattr(record, "__dataclass_fields__", ()))
    values = [getattr(record, name) for name in names]
    lists = sum(min(len(value), 20) for value in values if isinstance(value, tuple))
    own = sum(1 for value in values if value)
    inner = _fullness(record.post) if "post" in names else 0
    return own + lists + inner
