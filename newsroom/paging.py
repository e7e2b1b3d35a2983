"""
Pages of a list, numbered from the oldest.

An address keeps what it shows: page 1 holds the oldest posts for ever, the section's own address
holds the newest. A new post changes the first page shown and, once in `size` posts, one more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """
    One page of a list.

    Attributes:
        number: 0 for the front of the list, else 1 for the oldest page and up.
        items: newest first. The front has `size` to `2 * size - 1` of them, or all.
        older: number of the next older page, or None.
        newer: number of the next newer page (0 is the front), or None on the front.
    """

    number: int
    items: tuple[Item, ...]
    older: int | None
    newer: int | None


def paginate(oldest_first: Sequence[Item], size: int) -> list[ListPage[Item]]:
    """
    Cut a list into its front and its full older pages.

    >>> [(page.number, len(page.items)) for page in paginate(range(45), 20)]
    [(0, 25), (1, 20)]
    >>> [(page.number, page.older, page.newer) for page in paginate(range(60), 20)]
    [(0, 2, None), (2, 1, 0), (1, None, 2)]
    """
    full = max(0, len(oldest_first) // size - 1)
    pages = [
        ListPage(
            number=number,
            items=tuple(reversed(oldest_first[(number - 1) * size : number * size])),
            older=number - 1 or None,
            newer=number + 1 if number < full else 0,
        )
        for number in range(full, 0, -1)
    ]
    front = ListPage(0, tuple(reversed(oldest_first[full * size :])), full or None, None)
    return [front, *pages]
