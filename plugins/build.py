"""
The build: read, plan, render, write. A site with problems stays as it was.

Pelican brings the command line, the settings, the plugins and the templates' environment; its own
generators, which lose posts without a word and compare each post with each other, are not used.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment
from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.plugins._utils import get_plugin_name

from newsroom.clock import Clock
from newsroom.compression import makers_for
from newsroom.content import Content, Read, load_content
from newsroom.jalali import format_moment
from newsroom.outputs import Output
from newsroom.persian import persian_digits
from newsroom.plan import Plan, make_plan
from newsroom.problems import ContentRejectedError
from newsroom.project import read_clock
from newsroom.release import (
    BuildRunningError,
    DuplicateOutputError,
    NotOurOutputError,
    Release,
    Switched,
)
from newsroom.site import EXAMPLE_AUTHORITY, Purpose, SettingsError, Site, parse_site
from newsroom.states import Fate
from newsroom.views import PageView, PostView
from newsroom.web_editor import parse_host
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
    plan: Plan
    switched: Switched
    clock: Clock
    is_anonymous: bool  # published under the identity of the example, which nobody owns


class NewsroomGenerator(Generator):  # type: ignore[misc]  # Pelican ships no types
    """Pelican's door to the theme: a generator whose environment renders our views."""

    def __init__(self, site: Site, settings: dict[str, Any]) -> None:
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
        self.site = site
        self.statics: Mapping[str, bytes] = functions["assets"].files

    def render(self, output: Output) -> bytes:
        """The bytes of one planned file. Depends on *output*, the theme and the site alone."""
        if isinstance(output.make, str):
            text: str = self.get_template(output.make).render(view=output.view)
            return text.encode()
        return output.make(self.site, output.view)


class NewsroomPelican(Pelican):  # type: ignore[misc]  # Pelican ships no types
    """Pelican whose run is ours: set as PELICAN_CLASS in pelicanconf.py."""

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
    site = parse_site(settings)
    host = parse_host(settings["WEB_EDITOR"])
    clock = read_clock(settings, datetime.now(UTC))
    content = load_content(Path(settings["PATH"]))
    plan = make_plan(content, site, clock)
    problems = {*content.problems, *plan.problems}
    if problems:
        raise ContentRejectedError(problems)
    check_books(content, plan)
    generator = NewsroomGenerator(site, settings)
    editor = editor_files(host, site, content, clock, Path(settings["THEME"]))
    with Release(Path(settings["OUTPUT_PATH"])) as release:
        write(plan, generator.render, {**generator.statics, **editor}, release, site.purpose)
        switched = release.switch()
    is_anonymous = site.purpose is Purpose.PRODUCTION and site.authority == EXAMPLE_AUTHORITY
    return Built(content.read, plan, switched, clock, is_anonymous)


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


def write(
    plan: Plan,
    render: Callable[[Output], bytes],
    statics: Mapping[str, bytes],
    release: Release,
    purpose: Purpose,
) -> None:
    """Stage every file of the plan; the twins of one are made of its bytes."""
    for path, data in statics.items():
        release.put(path, data)
    for copy in plan.copies.values():
        release.copy(copy.path, copy.source)
    for output in plan.outputs.values():
        release.put(output.path, render(output), makers_for(output, purpose))


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
        f"{persian_digits(str(built.plan.fates[fate]))} {name}"
        for fate, name in FATE_NAMES.items()
        if fate in built.plan.fates
    )
    yield f"{built.read}؛ نوشته‌ها: {fates or 'هیچ'}."
    switched = built.switched
    numbers = (len(switched.written), len(switched.removed), switched.unchanged)
    written, removed, unchanged = (persian_digits(str(number)) for number in numbers)
    yield f"پرونده‌ها: {written} نوشته، {removed} برداشته، {unchanged} بی‌تغییر."
    if built.is_anonymous:
        yield "هشدار: TAG_AUTHORITY هنوز نام نمونه است؛ پیش از نخستین انتشار نام خود را بگذارید."
    if built.clock.next_change:
        yield f"تغییر بعدی سایت به خودی خود: {format_moment(built.clock.next_change)}."
