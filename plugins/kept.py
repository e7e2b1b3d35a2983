"""What is kept from build to build, between the steps of one: opened, added to, saved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsroom.cache import Cache, State
from newsroom.making import Making
from newsroom.reading import Memory
from newsroom.release import Release
from plugins.options import Options
from plugins.program import Theme, program_of

if TYPE_CHECKING:
    from plugins.build import NewsroomGenerator

UNWRITABLE = "حافظهٔ ساخت نوشته نشد"


class Kept:
    """
    The state of one build in the making.

    Attributes:
        cache: None where nothing is kept.
        state: what the last build left; then, step by step, what this one leaves.
        doubt: why nothing of the last build is used, in Persian; empty where all is well.
    """

    def __init__(self, cache: Cache | None, doubt: str = "") -> None:
        self.cache = cache
        self.state = cache.state if cache else State("", "", 0)
        self.doubt = cache.doubt if cache else doubt

    def keep_posts(self, memory: Memory) -> None:
        """What was read."""
        self.state.posts, self.state.media = memory.posts, memory.media

    def keep_theme(self, generator: NewsroomGenerator) -> None:
        """The digests of the templates; they are taken anew only if the theme has changed."""
        overrides = generator.settings["THEME_TEMPLATES_OVERRIDES"]
        theme = Theme(Path(generator.theme), [Path(folder) for folder in overrides])
        if theme.digest != self.state.theme:
            self.state.templates = theme.templates(generator.env)
            self.state.theme = theme.digest

    def intact(self, release: Release) -> set[str]:
        """The files of the output that are as the last build left them."""
        if not self.state.files:
            return set()
        stamps = {path: kept.stamp for path, kept in self.state.files.items()}
        return release.compare(stamps, self.state.folders)

    def keep_files(self, making: Making, release: Release) -> None:
        """What lies in the output now."""
        self.state.files, self.state.folders = making.files, release.folders()
        self.state.reasons = {path: str(reason) for path, reason in making.reasons.items()}

    def save(self) -> None:
        """Leave the state to the next build; if that cannot be, the build is none the worse."""
        if self.cache is None:
            return
        self.state.now_ns = self.cache.now_ns
        try:
            self.cache.save(self.state)
        except OSError as error:
            self.doubt = f"{UNWRITABLE} ({error.strerror})"


@contextmanager
def open_cache(settings: Mapping[str, Any], options: Options) -> Iterator[Kept]:
    """The kept state of the output folder of *settings*."""
    if options.cache is None:
        yield Kept(None)
        return
    content, output = (Path(settings[name]).resolve() for name in ("PATH", "OUTPUT_PATH"))
    place = f"{content}\n{output}"
    name = f"{output.name}-{hashlib.blake2b(str(output).encode(), digest_size=6).hexdigest()}"
    try:
        cache = Cache(options.cache / name, program_of(settings), place)
    except OSError as error:
        yield Kept(None, f"{UNWRITABLE} ({error.strerror})")
        return
    with cache:
        yield Kept(cache)
