"""
The build: read, plan, render, write. A site with problems stays as it was.

Pelican brings the command line, the settings, the plugins and the templates' environment; its own
generators, which lose posts without a word and compare each post with each other, are not used.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pelican
from jinja2 import Environment
from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.plugins._utils import get_plugin_name
from rich.console import Console

from newsroom.cache import CacheError
from newsroom.clock import Clock
from newsroom.compression import Makers, makers_for
from newsroom.content import Content, Read, load_content
from newsroom.fingerprints import Fingerprints
from newsroom.jalali import format_moment
from newsroom.making import Making, Task
from newsroom.outputs import Output
from newsroom.persian import persian_digits
from newsroom.plan import Plan, make_plan
from newsroom.posts import CONTENT
from newsroom.problems import ContentRejectedError
from newsroom.project import read_clock
from newsroom.reading import Memory
from newsroom.records import digest_of
from newsroom.release import (
    BuildRunningError,
    DuplicateOutputError,
    NotOurOutputError,
    Release,
    Staged,
    Switched,
)
from newsroom.site import EXAMPLE_AUTHORITY, Purpose, SettingsError, Site, parse_site
from newsroom.states import Fate
from newsroom.views import PageView, PostView
from newsroom.web_editor import parse_host
from newsroom.workers import WorkerError
from plugins.kept import Kept, forget, open_cache, whole_of
from plugins.options import Options, read_options
from plugins.program import Compiled, Theme, load_theme
from plugins.progress import MADE, PLANNED, READ, WRITTEN, show_progress
from plugins.theme import template_tools
from plugins.web_editor import editor_files

# What is told in a sentence and an exit code. Anything else is a fault of the program: a traceback.
EXIT_CODES: dict[type[Exception], int] = {
    ContentRejectedError: 1,
    OSError: 1,
    SettingsError: 2,
    BuildRunningError: 3,
    NotOurOutputError: 3,
    DuplicateOutputError: 1,
    WorkerError: 1,
}
EXPECTED = tuple(EXIT_CODES)

FATE_NAMES = {
    Fate.PUBLIC: "منتشرشده",
    Fate.WITHDRAWN: "پس‌گرفته",
    Fate.SCHEDULED: "در نوبت انتشار",
    Fate.DRAFT: "پیش‌نویس",
    Fate.SAMPLE: "نمونهٔ کنار گذاشته",
}


class LostPostError(RuntimeError):
    """The build's own books do not balance: a post was read and went nowhere."""


class PluginError(RuntimeError):
    """A plugin of the settings could not be used; Pelican would only log it and go on."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did, for its last lines."""

    read: Read
    fates: Mapping[Fate, int]
    plan: Plan | None  # None where nothing has changed since the last build
    switched: Switched
    clock: Clock
    is_anonymous: bool  # published under the identity of the example, which nobody owns
    doubt: str  # why nothing of the last build could be used
    unsaved: str  # why nothing could be left to the next
    parsed: int  # files whose text was read anew
    made: int  # files that were made, whether they were then written or not
    slow: tuple[tuple[str, float], ...]  # files that took seconds to read, and how many


class NewsroomGenerator(Generator):  # type: ignore[misc]  # Pelican ships no types
    """Pelican's door to the theme: a generator whose environment renders our views."""

    def __init__(
        self, site: Site, settings: dict[str, Any], compiled: Compiled | None = None
    ) -> None:
        super().__init__(
            context={},
            settings=settings,
            path=settings["PATH"],
            theme=settings["THEME"],
            output_path=settings["OUTPUT_PATH"],
        )
        environment: Environment = self.env
        filters, functions = template_tools(site, Path(settings["THEME"]))
        environment.filters.update(filters)
        environment.globals.update(functions, site=site)
        # One dictionary for each template, not Jinja's chain of maps, which a build of 10,000 posts
        # asks some twenty million times: a sixth of all rendering.
        vars(environment)["make_globals"] = lambda own: {**environment.globals, **(own or {})}
        environment.bytecode_cache = compiled
        self.site = site
        self.statics: Mapping[str, bytes] = functions["assets"].files

    def render(self, output: Output) -> bytes:
        """The bytes of one planned file. Depends on *output*, the theme and the site alone."""
        if isinstance(output.make, str):
            text: str = self.get_template(output.make).render(view=output.view)
            return text.encode()
        return output.make(self.site, output.view)


class _StillConsole(Console):
    """A console without a spinner: its thread holds locks that a forked worker would inherit."""

    def status(self, *_: object, **__: object) -> Any:
        """As in the library, without the thread."""
        return nullcontext()


class NewsroomPelican(Pelican):  # type: ignore[misc]  # Pelican ships no types
    """Pelican whose run is ours: set as PELICAN_CLASS in pelicanconf.py."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        pelican.console = _StillConsole()  # `main` turns it on only after this

    def init_plugins(self) -> None:
        """Load the plugins; one that fails stops the build."""
        wanted = [get_plugin_name(plugin) for plugin in self.settings["PLUGINS"] or ()]
        super().init_plugins()
        loaded = {get_plugin_name(plugin) for plugin in self.plugins}
        lost = [name for name in wanted if name not in loaded]
        if lost:
            raise PluginError(f"plugins that cannot be used: {', '.join(lost)}")

    def run(self) -> None:
        """Build the site, or say what is wrong with it and leave it alone."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A terminal that knows no Persian must not turn a site that is built into a failure.
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            built = build(self.settings)
        except EXPECTED as error:
            message, code = explain(error)
            print(message, file=sys.stderr)  # noqa: T201 (the command's own message)
            raise SystemExit(code) from None
        signals.finalized.send(self)
        print("\n".join(summarise(built)))  # noqa: T201 (the command's own message)


def build(settings: dict[str, Any]) -> Built:
    """
    Build the site of *settings* into its output folder.

    Raises:
        ContentRejectedError: the content has problems; nothing was changed.
        SettingsError: a setting is missing or cannot be.
    """
    options = read_options(settings)
    try:
        return _build(settings, options)
    except CacheError as error:  # seen only when a text was to be read
        forget(settings, options)
        return replace(_build(settings, options), doubt=str(error))


def _build(settings: dict[str, Any], options: Options) -> Built:
    site = parse_site(settings)
    host = parse_host(settings["WEB_EDITOR"])
    clock = read_clock(settings, datetime.now(UTC))
    with (
        Release(Path(settings["OUTPUT_PATH"])) as release,
        open_cache(settings, options) as kept,
        kept.comparing(release, options.jobs) as found,
        show_progress() as bar,
    ):
        memory = Memory.of(kept.cache)
        watch = bar.step(READ)
        content = load_content(Path(settings["PATH"]), memory, jobs=options.jobs, watch=watch)
        kept.keep_posts(memory)
        theme = load_theme(settings)
        editor = editor_files(host, site, content, clock, Path(settings["THEME"]))
        whole = whole_of(content, memory, site, theme, editor)
        tree = found()
        if kept.stands(whole, clock) and tree.is_as_left:
            switched, plan, made = Switched((), (), len(tree.files)), None, 0
            kept.rest()
        else:
            bar.step(PLANNED)
            plan = _plan(content, site, clock, kept)
            kept.keep_built(whole, plan, clock)
            making = Making(release, kept.state.files, tree.intact, kept.state.number + 1)
            generator = make_generator(site, settings, theme, kept)
            generator.statics = {**generator.statics, **editor}
            fingerprints = Fingerprints(site, kept.state.templates)
            tasks = find_tasks(plan, generator, making, fingerprints)
            watch = bar.step(MADE, len(tasks))
            for done, _ in enumerate(making.make(tasks, jobs=options.jobs), 1):
                watch(done)
            bar.step(WRITTEN)
            switched = release.switch()
            making.settle()
            kept.keep_files(making, release, switched)
            kept.save()
            made = making.made
    is_anonymous = site.purpose is Purpose.PRODUCTION and site.authority == EXAMPLE_AUTHORITY
    return Built(
        content.read, kept.state.fates, plan, switched, clock, is_anonymous, kept.doubt,
        kept.unsaved,
        len(memory.parsed), made, tuple(memory.slow),
    )  # fmt: skip


def _plan(content: Content, site: Site, clock: Clock, kept: Kept) -> Plan:
    """The plan, if there is nothing wrong with it."""
    plan = make_plan(content, site, clock)
    problems = {*content.problems, *plan.problems}
    if problems:
        kept.reject()
        raise ContentRejectedError(problems)
    check_books(content, plan)
    return plan


def make_generator(
    site: Site, settings: dict[str, Any], theme: Theme, kept: Kept
) -> NewsroomGenerator:
    """What renders; compiled templates and their digests are taken from what is kept."""
    compiled = Compiled(kept.state.compiled)
    kept.state.compiled = compiled.kept
    generator = NewsroomGenerator(site, settings, compiled)
    kept.keep_templates(theme, generator.env)
    return generator


def check_books(content: Content, plan: Plan) -> None:
    """Posts in = posts accounted for = pages out, or LostPostError."""
    read, accounted = content.read, Read(sum(plan.fates.values()), len(content.pages))
    if accounted != read:
        raise LostPostError(f"{read!r}, but accounted for: {accounted!r}")
    shown = {
        output.view.post.source
        for output in plan.outputs.values()
        if isinstance(output.view, PostView | PageView)
    }
    needed = len(content.pages) + sum(plan.fates.get(f, 0) for f in (Fate.PUBLIC, Fate.WITHDRAWN))
    if len(shown) < needed:
        raise LostPostError(f"{needed} posts need a page, {len(shown)} have one")


def find_tasks(
    plan: Plan, generator: NewsroomGenerator, making: Making, fingerprints: Fingerprints
) -> list[Task]:
    """Every file of the plan that has to be made; all others stay."""
    return [
        *_static_tasks(generator, making),
        *_copy_tasks(plan, making),
        *_output_tasks(plan, generator, making, fingerprints),
    ]


def _static_tasks(generator: NewsroomGenerator, making: Making) -> Iterator[Task]:
    for path, data in generator.statics.items():
        if not making.stays(path, digest_of(data)):
            yield Task(path, partial(making.release.stage, path, data))


def _copy_tasks(plan: Plan, making: Making) -> Iterator[Task]:
    for copy in plan.copies.values():
        if not making.stays(copy.path, copy.digest):
            yield Task(copy.path, partial(making.release.stage_copy, copy.path, copy.source))


def _output_tasks(
    plan: Plan, generator: NewsroomGenerator, making: Making, fingerprints: Fingerprints
) -> Iterator[Task]:
    for output in plan.outputs.values():
        makers = makers_for(output, generator.site.purpose)
        if not making.stays(output.path, fingerprints.of(output), tuple(makers)):
            yield Task(output.path, partial(_stage, generator, making.release, output, makers))


def _stage(
    generator: NewsroomGenerator, release: Release, output: Output, makers: Makers
) -> Staged:
    return release.stage(output.path, generator.render(output), makers)


def explain(error: Exception) -> tuple[str, int]:
    """What to tell of an expected *error*, and the exit code."""
    code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    if isinstance(error, ContentRejectedError):
        count = persian_digits(str(len(error.problems)))
        end = f"{count} مشکل پیدا شد. چیزی منتشر نشد و سایت همان است که بود."
        return f"{error}\n\n{end}", code
    return f"tarvij: {error}", code


def summarise(built: Built) -> Iterator[str]:
    """The lines that end a build."""
    fates = "، ".join(
        f"{persian_digits(str(built.fates[fate]))} {name}"
        for fate, name in FATE_NAMES.items()
        if fate in built.fates
    )
    yield f"{built.read}؛ نوشته‌ها: {fates or 'هیچ'}."
    if built.doubt:
        yield f"همه‌چیز از نو ساخته شد: {built.doubt}."
    if built.unsaved:
        yield f"هشدار: حافظهٔ ساخت نوشته نشد ({built.unsaved})؛ ساخت بعدی بیشتر طول می‌کشد."
    switched = built.switched
    numbers = (len(switched.written), len(switched.removed), switched.unchanged)
    written, removed, unchanged = (persian_digits(str(number)) for number in numbers)
    yield f"پرونده‌ها: {written} نوشته، {removed} برداشته، {unchanged} بی‌تغییر."
    parsed, made = (persian_digits(str(number)) for number in (built.parsed, built.made))
    yield f"کار این ساخت: {parsed} مطلب از نو خوانده و {made} پرونده از نو ساخته شد."
    for path, seconds in built.slow:
        took = persian_digits(f"{seconds:.0f}")
        yield f"{CONTENT}/{path}: خواندن این مطلب {took} ثانیه گرفت؛ متن ساده‌تری بنویسید."
    if built.is_anonymous:
        yield "هشدار: TAG_AUTHORITY هنوز نام نمونه است؛ پیش از نخستین انتشار نام خود را بگذارید."
    if built.clock.next_change:
        yield f"تغییر بعدی سایت به خودی خود: {format_moment(built.clock.next_change)}."
