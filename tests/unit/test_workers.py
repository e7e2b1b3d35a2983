"""Workers: results in their order, whoever made them, and no failure that nobody hears of."""

from __future__ import annotations

import errno
import os

import pytest

from newsroom.workers import FailedItemError, WorkerError, aside, work

ITEMS = list(range(40))


def in_hundreds(number: int) -> bytes:
    return f"{number * 100}".encode()


def run(do, *, jobs: int = 3, items=ITEMS) -> list[bytes]:
    return list(work(items, do, jobs=jobs, name=lambda item: f"item {item}", least=1))


@pytest.mark.parametrize("jobs", [1, 2, 3, 40])
def test_results_come_in_the_order_of_the_items_for_any_number_of_workers(jobs: int) -> None:
    assert run(in_hundreds, jobs=jobs) == list(map(in_hundreds, ITEMS))


def test_more_than_a_pipe_holds_comes_through() -> None:
    assert run(lambda number: bytes([number]) * 300_000) == [bytes([n]) * 300_000 for n in ITEMS]


def test_the_work_is_shared_out_only_where_it_is_worth_it() -> None:
    own = str(os.getpid()).encode()
    few = work(ITEMS, lambda _: str(os.getpid()).encode(), jobs=2, name=str, least=30)
    assert set(few) == {own}
    assert own not in run(lambda _: str(os.getpid()).encode())


def test_a_worker_that_dies_is_named_by_what_it_had_in_hand() -> None:
    def die(number: int) -> bytes:
        if number == 17:
            os._exit(3)
        return b""

    with pytest.raises(WorkerError, match="item 17"):
        run(die)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_error_of_the_disk_comes_as_it_was() -> None:
    def fail(number: int) -> bytes:
        raise OSError(errno.ENOSPC, "no room", f"/{number}")

    with pytest.raises(OSError, match="no room") as caught:
        run(fail)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/0")
    assert "in fail" in caught.value.__notes__[0]


def test_an_error_that_cannot_be_sent_comes_as_its_traceback() -> None:
    class PrivateError(Exception):
        """Known to this function alone."""

    def fail(number: int) -> bytes:
        raise PrivateError(number)

    with pytest.raises(FailedItemError, match="PrivateError"):
        run(fail)


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_thing_is_done_aside_where_there_is_another_core(jobs: int) -> None:
    with aside(lambda: str(os.getpid()).encode(), "a look", jobs=jobs) as result:
        assert (result() == str(os.getpid()).encode()) == (jobs == 1)
    with (
        pytest.raises(WorkerError, match="a look"),
        aside(lambda: os._exit(1), "a look", jobs=2) as result,
    ):
        result()


def test_who_takes_no_more_results_leaves_no_worker_behind() -> None:
    results = work(ITEMS, in_hundreds, jobs=2, name=str, least=1)
    next(results)
    results.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
