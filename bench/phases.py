"""Where our build spends its time: its four phases one by one, undisturbed and under a profiler."""

from __future__ import annotations

import cProfile
import io
import pstats
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import click
from pelican.settings import read_settings

from bench import BUILD_TIME, ROOT
from newsroom.clock import Clock
from newsroom.compression import makers_for
from newsroom.content import load_content
from newsroom.plan import make_plan
from newsroom.release import Release
from newsroom.site import parse_site
from plugins.build import NewsroomGenerator

LINES = 15


def show_profile(posts: Path, folder: Path) -> None:
    """Time the phases of clean builds of *posts* into folders of *folder*; then look inside."""
    build_in_phases(posts, folder / "timed", _timed)
    build_in_phases(posts, folder / "profiled", _profiled)


def build_in_phases(
    posts: Path, output: Path, phase: Callable[[str], AbstractContextManager[None]]
) -> None:
    """The steps of `plugins.build.build`, one after the other, with nothing kept and one worker."""
    override = {"PATH": str(posts), "OUTPUT_PATH": str(output)}
    settings = read_settings(str(ROOT / "pelicanconf.py"), override=override)
    site = parse_site(settings)
    with phase("read"):
        content = load_content(posts)
    with phase("plan"):
        plan = make_plan(content, site, Clock(datetime.fromisoformat(BUILD_TIME)))
    rendered: dict[str, bytes] = {}
    with phase("render"):
        generator = NewsroomGenerator(site, settings)
        for path, planned in plan.outputs.items():
            rendered[path] = generator.render(planned)

    with phase("write"), Release(output) as release:
        for path, data in generator.statics.items():
            release.put(path, data)
        for copy in plan.copies.values():
            release.copy(copy.path, copy.source)
        for path, planned in plan.outputs.items():
            release.put(path, rendered[path], makers_for(planned, site.purpose))
        release.switch()


@contextmanager
def _timed(name: str) -> Iterator[None]:
    wall_start, cpu_start = time.perf_counter(), time.process_time()
    yield
    wall_seconds, cpu_seconds = time.perf_counter() - wall_start, time.process_time() - cpu_start
    click.echo(f"{name:8}{wall_seconds:8.2f} s wall{cpu_seconds:8.2f} s CPU")


@contextmanager
def _profiled(name: str) -> Iterator[None]:
    with cProfile.Profile() as profiler:
        yield
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text).strip_dirs().sort_stats("tottime")
    stats.print_stats(LINES)
    click.echo(f"\n{name}, under the profiler:\n{text.getvalue().strip()}")
