"""What a plan is made of: files that are made from a view, and files that are copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from newsroom.posts import Post
from newsroom.records import Record
from newsroom.site import Site


class Twins(StrEnum):
    """Whether a file for the world has compressed twins beside it, and how hard they are made."""

    NONE = "none"
    LIVE = "live"  # changes daily: fast
    CLOSED = "closed"  # hardly ever changes again: as small as can be


class Output(Record, frozen=True):
    """
    One file of the site.

    Attributes:
        path: below the output folder.
        make: the template that renders *view*, or the function that turns it into bytes.
        view: all that the file may show.
        twins: its compressed forms.
        post: whose editor is told if the path is taken by another; None where that is nobody's
            doing.
    """

    path: str
    make: str | Callable[[Site, Any], bytes]
    view: Any
    twins: Twins = Twins.NONE
    post: Post | None = None


def page(address: str, template: str, view: Any, post: Post | None = None) -> Output:
    """The page of *address*, which ends with `/`."""
    return Output(f"{address[1:]}index.html", template, view, post=post)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of content/media that goes out as it is; `digest` is of its bytes."""

    path: str
    source: Path
    digest: bytes
