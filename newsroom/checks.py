"""Everything that is wrong with a content folder, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsroom.clock import Clock
from newsroom.content import Read, load_content
from newsroom.history import find_lost_addresses
from newsroom.plan import make_plan
from newsroom.problems import Problem
from newsroom.site import Site


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the problems, sorted, and how much was read."""

    problems: tuple[Problem, ...]
    read: Read


def check_content(root: Path, site: Site, clock: Clock, since: str | None = None) -> Checked:
    """
    Read and plan the content of *root* and gather the problems.

    Args:
        clock: is told of every moment at which the site will change by itself.
        since: a revision of git whose published addresses must still lead somewhere.
    """
    content = load_content(root)
    plan = make_plan(content, site, clock)
    lost = find_lost_addresses(content, clock.now, since) if since else ()
    return Checked(tuple(sorted({*content.problems, *plan.problems, *lost})), content.read)
