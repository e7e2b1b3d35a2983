"""Everything that is wrong with a content folder, or might be better, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsroom.clock import Clock
from newsroom.content import Content, Read, load_content
from newsroom.edition import Edition
from newsroom.history import find_changed, find_lost_addresses, find_with_words
from newsroom.links import find_dead_links
from newsroom.plan import make_plan
from newsroom.posts import CONTENT
from newsroom.problems import Code, Problem, Severity
from newsroom.site import Site
from newsroom.style.glossary import load_style
from newsroom.style.review import find_slips


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the problems, sorted, and how much was read."""

    problems: tuple[Problem, ...]
    read: Read

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are no mere remarks."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


def check_content(root: Path, site: Site, clock: Clock, since: str | None = None) -> Checked:
    """
    Read and plan the content of *root* and gather the problems, those of the house style too.

    No build asks about the style: a missing half-space does not hold a post back at night.

    Args:
        clock: is told of every moment at which the site will change by itself.
        since: a revision of git whose published addresses must still lead somewhere.
    """
    content = load_content(root)
    plan = make_plan(content, site, clock)
    lost = find_lost_addresses(content, clock.now, since) if since else ()
    found = {*content.problems, *plan.problems, *lost, *_style_of(content)}
    return Checked(tuple(sorted(found)), content.read)


def check_changed(root: Path, site: Site, clock: Clock) -> Checked:
    """
    Check what git says has changed, in a moment: for a hook that runs before each commit.

    Not looked at are links to an address (links to a file are), and what the change means for the
    files that stayed as they were: `check_content` has the last word.
    """
    changed = find_changed(root)
    if changed is None:
        return check_content(root, site, clock)
    content = load_content(root, only=changed)
    known = (*content.posts, *content.pages)
    linked = {link.target for post in known for link in post.body.links}
    namesakes = find_with_words(root, (post.id for post in known if post.id))
    around = load_content(root, only=changed | linked | namesakes)
    dead = find_dead_links(Edition(around, site, clock), lambda _: True)
    lost = find_lost_addresses(around, clock.now, "HEAD")
    others = {f"{CONTENT}/{source}" for source in (linked | namesakes) - changed}
    found = {
        problem
        for problem in (*around.problems, *dead, *lost)
        if problem.path not in others or problem.code is Code.ID_TAKEN
    }
    return Checked(tuple(sorted({*found, *_style_of(content)})), content.read)


def _style_of(content: Content) -> set[Problem]:
    style, problems = load_style(content.root)
    return {*problems, *find_slips(content, style)}
