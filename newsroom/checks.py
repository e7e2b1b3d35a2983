"""Everything that is wrong with a content folder, or might be better, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsroom.clock import Clock
from newsroom.content import Read, load_content
from newsroom.history import find_lost_addresses
from newsroom.plan import make_plan
from newsroom.problems import Problem, Severity
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
    style, unread = load_style(root)
    slips = find_slips(content, style)
    found = {*content.problems, *plan.problems, *lost, *unread, *slips}
    return Checked(tuple(sorted(found)), content.read)
