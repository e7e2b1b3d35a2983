"""
Work for all cores: forked workers, each with every n-th item, and the results in their order.

A worker begins with all that its parent has in memory and gives back bytes, so nothing is copied to
it and nothing but results comes back. Whoever calls this must have no second thread: a child would
inherit the locks that the thread holds, and wait for ever.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeVar

Item = TypeVar("Item")

LEAST_ITEMS = 100  # for each worker: to begin one takes as long as some ten pages
_FRAME = struct.Struct("<?I")  # whether it is a failure, and how many bytes follow
_PIECE_BYTES = 1 << 16


class WorkerError(RuntimeError):
    """A worker ended before its work was done; `name` is of the item that it had in hand."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: کارگری که این را در دست داشت از کار افتاد. چیزی تغییر نکرد؛ دوباره بسازید."
        )
        self.name = name


class FailedItemError(RuntimeError):
    """The work on an item raised an error that cannot be sent; holds its traceback."""


def work(
    items: Sequence[Item],
    do: Callable[[Item], bytes],
    *,
    jobs: int,
    name: Callable[[Item], str],
    least: int = LEAST_ITEMS,
) -> Iterator[bytes]:
    """
    What *do* makes of each item, in the order of the items.

    Args:
        do: its result must not depend on what it was called for before.
        jobs: workers at most; with 1, or too few items, all is done here.
        name: what to call an item when a worker dies of it.
        least: items that are worth a worker.

    Raises:
        WorkerError: a worker died.
        FailedItemError: for an error of *do* that cannot be sent from a worker; others come as
            they are.
    """
    jobs = min(jobs, len(items) // least)
    if jobs < 2:
        yield from map(do, items)
        return
    with _Crew(items, do, jobs, name) as crew:
        yield from crew.results()


@contextmanager
def aside(do: Callable[[], bytes], name: str, *, jobs: int) -> Iterator[Callable[[], bytes]]:
    """
    Begin *do* on another core, and go on; its result is had by calling what is given.

    Raises: as `work`, when it is called.
    """
    if jobs < 2:
        yield do
        return
    with _Crew([name], lambda _: do(), 1, str) as crew:
        yield lambda: next(crew.results())


class _Crew:
    """The workers of one call; all of them are gone when it is left."""

    def __init__(
        self,
        items: Sequence[Item],
        do: Callable[[Item], bytes],
        jobs: int,
        name: Callable[[Item], str],
    ) -> None:
        self._items: Sequence[object] = items
        self._name: Callable[..., str] = name
        self._jobs = jobs
        self._left = len(items)  # results that are still to come
        self._pids: dict[int, int] = {}  # by the end of the pipe that is read
        self._buffers: dict[int, bytearray] = {}
        self._begin(do)

    def _begin(self, do: Callable[..., bytes]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # a collection in a child would copy all that the parent has
        for number in range(self._jobs):
            reading, writing = os.pipe()
            own = self._items[number :: self._jobs]
            pid = os.fork() or _serve(writing, own, do)  # from the second no child comes back
            os.close(writing)
            self._pids[reading] = pid
            self._buffers[reading] = bytearray()
        gc.unfreeze()

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe, pid in self._pids.items():
            os.close(pipe)
            if self._left:
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def results(self) -> Iterator[bytes]:
        """The results in order; those of the others wait in memory meanwhile."""
        pipes = list(self._pids)
        with selectors.DefaultSelector() as selector:
            for pipe in pipes:
                selector.register(pipe, selectors.EVENT_READ)
            for number in range(len(self._items)):
                pipe = pipes[number % self._jobs]
                while (result := _take(self._buffers[pipe])) is None:
                    if pipe not in selector.get_map():
                        raise WorkerError(self._name(self._items[number]))
                    self._receive(selector)
                self._left -= 1
                yield result

    def _receive(self, selector: selectors.BaseSelector) -> None:
        """Read what has come; everybody is listened to, or a full pipe would stop a worker."""
        for key, _ in selector.select():
            data = os.read(key.fd, _PIECE_BYTES)
            self._buffers[key.fd] += data
            if not data:
                selector.unregister(key.fd)


def _take(buffer: bytearray) -> bytes | None:
    """The first whole result of *buffer*, taken out of it. Raises what a worker has raised."""
    if len(buffer) < _FRAME.size:
        return None
    is_failure, size = _FRAME.unpack_from(buffer)
    end = _FRAME.size + size
    if len(buffer) < end:
        return None
    data = bytes(buffer[_FRAME.size : end])
    del buffer[:end]
    if is_failure:
        raise pickle.loads(data)  # it comes from our own child
    return data


def _serve(pipe: int, items: Sequence[object], do: Callable[..., bytes]) -> NoReturn:
    """What a worker does, from its first instant to its last."""
    code = 1
    try:
        for item in items:
            try:
                is_failure, data = False, do(item)
            except Exception as error:  # noqa: BLE001  (it is raised again where it can be told)
                is_failure, data = True, _portable(error)
            _send(pipe, _FRAME.pack(is_failure, len(data)) + data)
        code = 0
    finally:  # whatever happens: nothing may run the parent's code twice
        os._exit(code)


def _portable(error: Exception) -> bytes:
    """*error* as it can be sent: itself, with its traceback as a note; or that alone."""
    story = "".join(traceback.format_exception(error))
    error.add_note(story)
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
    except Exception:  # noqa: BLE001  (errors of libraries are not made to be sent)
        return pickle.dumps(FailedItemError(story))
    return data


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
