"""
Telling a WebSub hub which feeds have changed.

Nothing is remembered for it: what is about to be published is compared with what is there, in a
folder or at the live address. A hub is a convenience: readers that poll hear of everything too, so
whatever goes wrong here is told and passed over.

Source: W3C WebSub, §5 and §7; how a publisher tells its hub is left open there, and hubs agree on
`hub.mode=publish` with the topic as `hub.url` or as `hub.topic`: both are sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from newsroom.feeds.catalogue import ALL, FEEDS, FORMS

MOST_BYTES = 4 << 20  # of a live feed that is read: more than any of ours has
USER_AGENT = "Tarvij"

Fetch = Callable[[str], bytes | None]


class UnreachableError(OSError):
    """Nobody answered, in time or at all."""


class NoFeedsError(ValueError):
    """The folder is no built site."""


@dataclass(frozen=True, slots=True)
class Published:
    """
    A built site as its feeds tell of it.

    Attributes:
        topics: the full address of each feed, in each form, with its path below the output.
        hub: empty for none.
    """

    output: Path
    topics: tuple[tuple[str, str], ...]
    hub: str


@dataclass(frozen=True, slots=True)
class Told:
    """What came of telling the hub of one topic; `error` is empty where it took it."""

    topic: str
    error: str = ""


def load_published(output: Path) -> Published:
    """
    What the site in *output* says of its feeds and its hub.

    Raises:
        NoFeedsError: there is no feed of everything in it, or one that is not ours.
    """
    try:
        feed = json.loads((output / ALL.json[1:]).read_bytes())
        own = str(feed["feed_url"])
        hub = str(feed["hubs"][0]["url"]) if "hubs" in feed else ""
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise NoFeedsError(f"{output} holds no built site") from error
    root = own.removesuffix(ALL.json)
    paths = (f"{info.stem}{form}" for info in FEEDS for form in FORMS)
    topics = tuple((f"{root}{path}", path[1:]) for path in paths)
    return Published(output, topics, hub)


def find_changed(published: Published, before: Path | Fetch) -> Iterator[str]:
    """
    The topics whose bytes are not those of *before*, in their order.

    Args:
        before: the output of the release before, or what gives the bytes at an address (None where
            there are none). If it cannot be reached, all that is left counts as changed.
    """
    is_reachable = True
    for topic, path in published.topics:
        data = (published.output / path).read_bytes()
        if isinstance(before, Path):
            file = before / path
            old = file.read_bytes() if file.is_file() else None
        elif is_reachable:
            try:
                old = before(topic)
            except UnreachableError:
                is_reachable, old = False, None
        else:
            old = None
        if old != data:
            yield topic


def tell(hub: str, topics: Iterable[str], timeout_seconds: float) -> Iterator[Told]:
    """
    One POST for each topic; after one that nobody answers, the hub is asked no more.

    Yields what came of each, in order, as it comes.
    """
    is_reachable = True
    for topic in topics:
        if not is_reachable:
            yield Told(topic, "not tried: the hub does not answer")
            continue
        try:
            _post(hub, topic, timeout_seconds)
        except UnreachableError as error:
            is_reachable = False
            yield Told(topic, str(error))
        except HTTPError as error:
            yield Told(topic, f"the hub answered {error.code}")
        else:
            yield Told(topic)


def fetch_within(timeout_seconds: float) -> Fetch:
    """A function that gives the bytes at an address; None where the answer is no file."""

    def fetch(address: str) -> bytes | None:
        request = Request(address, headers={"User-Agent": USER_AGENT})
        try:
            return _ask(request, timeout_seconds)
        except HTTPError:
            return None

    return fetch


def _post(hub: str, topic: str, timeout_seconds: float) -> None:
    form = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
    request = Request(hub, urlencode(form).encode(), {"User-Agent": USER_AGENT})
    _ask(request, timeout_seconds)


def _ask(request: Request, timeout_seconds: float) -> bytes:
    """The body of the answer. HTTPError for an answer that is no success, else Unreachable."""
    try:
        with urlopen(request, timeout=timeout_seconds) as answer:
            body: bytes = answer.read(MOST_BYTES)
            return body
    except HTTPError as error:
        error.close()
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise UnreachableError(f"no answer from {request.host}: {error}") from error


def summarise(told: Sequence[Told]) -> str:
    """One English line for the administrator."""
    failed = [result for result in told if result.error]
    if not failed:
        return f"told of {len(told)} changed feeds"
    return f"told of {len(told) - len(failed)} of {len(told)} changed feeds: {failed[0].error}"
