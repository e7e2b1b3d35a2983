"""What is kept from build to build, between the steps of one: opened, added to, saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment

from newsroom.cache import STATE, Cache, State, folder_of
from newsroom.clock import Clock
from newsroom.content import Content
from newsroom.fingerprints import canonical
from newsroom.making import Making
from newsroom.output_tree import Tree
from newsroom.plan import Plan
from newsroom.reading import Memory
from newsroom.records import digest_of
from newsroom.release import Release, Switched
from newsroom.site import Site
from newsroom.workers import aside
from plugins.options import Options
from plugins.program import Theme, program_of

MOST_NAMED = 20  # of the files that a build read anew, for whoever asks why
WORTH_A_WORKER = 2_000  # files to be looked at


class Kept:
    """
    The state of one build in the making.

    Attributes:
        cache: None where nothing is kept.
        state: what the last build left; then, step by step, what this one leaves.
        doubt: why nothing of the last build is used, in Persian; empty where all is well.
        unsaved: why nothing can be left to the next, as the system says it; likewise.
    """

    def __init__(self, cache: Cache | None, unsaved: str = "") -> None:
        self.cache = cache
        self.state = cache.state if cache else State("", "", 0)
        self.doubt = cache.doubt if cache else ""
        self.unsaved = unsaved
        self.is_changed = False

    def keep_posts(self, memory: Memory) -> None:
        """What was read."""
        self.is_changed = memory.is_changed
        self.state.posts, self.state.media = memory.posts, memory.media
        if memory.parsed:
            self.state.changed = tuple(memory.parsed[:MOST_NAMED])

    def keep_templates(self, theme: Theme, environment: Environment) -> None:
        """The digests of the templates; they are taken anew only if the theme has changed."""
        if theme.digest != self.state.theme:
            self.state.templates = theme.templates(environment)
            self.state.theme = theme.digest

    @contextmanager
    def comparing(self, release: Release, jobs: int) -> Iterator[Callable[[], Tree]]:
        """Begin to look at the output beside what the last build left there; call for the tree."""
        files, folders = self.state.files, self.state.folders
        stamps = {path: kept.stamp for path, kept in files.items()}

        def look() -> bytes:
            tree = release.compare(stamps, folders)
            return b"" if tree.is_as_left else msgspec.msgpack.encode(tree)

        def found() -> Tree:
            if not files:
                return Tree()
            seen = result()
            tree = (
                msgspec.msgpack.decode(seen, type=Tree)
                if seen
                else Tree(set(files), set(), {*folders} - {""}, set(files), is_as_left=True)
            )
            release.adopt(tree)
            return tree

        is_much = len(files) >= WORTH_A_WORKER
        with aside(look, "output", jobs=jobs if is_much else 1) as result:
            yield found

    def stands(self, whole: bytes, clock: Clock) -> bool:
        """
        Whether the last build was made of the same, and no moment has come that it waited for.

        A plan depends on nothing but its content, the settings and the answers of the clock; the
        moments that were still to come are asked for again, so that *clock* remembers the next.
        """
        state = self.state
        if not whole or whole != state.whole or state.instant is None:
            return False
        if state.instant > clock.now:
            return False
        return state.next_change is None or not clock.has_come(state.next_change)

    def keep_built(self, whole: bytes, plan: Plan, clock: Clock) -> None:
        """What the build was made of, and what came of its posts."""
        self.state.whole, self.state.fates = whole, plan.fates
        self.state.instant, self.state.next_change = clock.now, clock.next_change

    def keep_files(self, making: Making, release: Release, switched: Switched) -> None:
        """What lies in the output now."""
        self.state.folders = release.folders(self.state.folders, switched)
        self.state.files, self.state.number = making.files, making.build

    def rest(self) -> None:
        """Nothing was built; what was read may have other stamps."""
        if self.is_changed:
            self.save()

    def reject(self) -> None:
        """Keep what was read, though nothing was built of it."""
        self.state.whole = b""
        self.save()

    def save(self) -> None:
        """Leave the state to the next build; if that cannot be, the build is none the worse."""
        if self.cache is None:
            return
        self.state.now_ns = self.cache.now_ns
        try:
            self.cache.save(self.state)
        except OSError as error:
            self.unsaved = str(error.strerror)


@contextmanager
def open_cache(settings: Mapping[str, Any], options: Options) -> Iterator[Kept]:
    """The kept state of the output folder of *settings*."""
    if options.cache is None:
        yield Kept(None)
        return
    content, output = (Path(settings[name]).resolve() for name in ("PATH", "OUTPUT_PATH"))
    place = f"{content}\n{output}"
    try:
        cache = Cache(folder_of(options.cache, output), program_of(settings), place)
    except OSError as error:
        yield Kept(None, str(error.strerror))
        return
    with cache:
        yield Kept(cache)


def forget(settings: Mapping[str, Any], options: Options) -> None:
    """Let the next build begin anew."""
    if options.cache:
        (folder_of(options.cache, Path(settings["OUTPUT_PATH"])) / STATE).unlink(missing_ok=True)


def whole_of(
    content: Content, memory: Memory, site: Site, theme: Theme, editor: Mapping[str, bytes]
) -> bytes:
    """A digest of all that a build is made of but the clock; empty while there are problems."""
    if content.problems:
        return b""
    posts = {path: kept.digest for path, kept in memory.posts.items()}
    form = {path: digest_of(data) for path, data in editor.items()}
    data = (content.tags, content.partners, content.agreement, content.share, content.media)
    return digest_of(canonical((posts, data, site, form)) + theme.digest)
