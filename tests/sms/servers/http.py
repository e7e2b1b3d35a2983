"""A small HTTP/1.1 server, and a contract as it sees it; faults are told in advance or drawn."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class Fault(Enum):
    """What goes wrong with one call; «after»: all of it was accepted."""

    HANG_BEFORE = "hang-before"
    HANG_AFTER = "hang-after"
    LATE = "late"  # nobody answers, and it is accepted once the client has gone
    ERROR_BEFORE = "error-before"
    ERROR_AFTER = "error-after"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    HALF = "half"  # accepted, and the answer ends in the middle
    TRICKLE = "trickle"  # accepted, and the answer comes byte by byte, too slowly for anybody
    REFUSE = "refuse"  # for a moment nobody listens


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def given(self) -> dict[str, str]:
        """The fields, wherever they stand."""
        return {**self.query, **self.form()}

    def record(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(record: Any, status: int = 200) -> Reply:
        body = json.dumps(record, ensure_ascii=False).encode()
        return Reply(status, body, {"Content-Type": "application/json; charset=utf-8"})

    def as_bytes(self) -> bytes:
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} Said\r\n{lines}\r\n".encode() + self.body


@dataclass
class Contract:
    """
    One gateway: what it answers, and what it has accepted.

    Attributes:
        sending: how the path of a call that sends ends; only these have faults by chance.
        requests: all of them, as they came.
        coming: what is done about the next calls, in order, in place of answering them.
        accepted: each message that somebody's phone would get: (phone, text, the sender's own id).
        rewrite: changes the record of each answer before it leaves.
    """

    sending: str = ""
    requests: list[Request] = field(default_factory=list)
    coming: deque[Reply | Fault] = field(default_factory=deque)
    accepted: list[tuple[str, str, str]] = field(default_factory=list)
    keeps_requests: bool = True
    rewrite: Callable[[Any], Any] | None = None

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """How often each (phone, own id or text) was accepted."""
        return dict(Counter(f"{phone} {own or text}" for phone, text, own in self.accepted))


class HttpServer:
    """
    Serves one contract on a free port of 127.0.0.1.

    Args:
        faults: the share of sending calls that go wrong, drawn from *seed*.
        latency_seconds: from a whole request to its answer.
        late_seconds: after the end of a connection, for what is accepted late.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        seed: int = 0,
        faults: float = 0,
        latency_seconds: float = 0,
        late_seconds: float = 0.05,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.contract = contract
        self.port = port
        self._random = random.Random(seed)
        self._faults = faults
        self._latency_seconds = latency_seconds
        self._late_seconds = late_seconds
        self._tls = tls
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._late: set[asyncio.Future[None]] = set()

    async def start(self) -> None:
        await self._open_the_door()
        # Whoever asks what was accepted must not be refused with the others.
        self._desk = await asyncio.start_server(self._inform, "127.0.0.1", 0)
        self.desk_port = self._desk.sockets[0].getsockname()[1]

    async def _open_the_door(self) -> None:
        self._server = await asyncio.start_server(
            self._talk, "127.0.0.1", self.port, ssl=self._tls, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        self._desk.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read(reader)
        if request.path.startswith("/-/"):
            writer.write(self._told(request).as_bytes())
            await writer.drain()
            return True
        if self.contract.keeps_requests:
            self.contract.requests.append(request)
        while self._late:  # what is still to be accepted is, before anybody is told otherwise
            await asyncio.wait(self._late)
        due = asyncio.get_running_loop().time() + self._latency_seconds
        planned = self._plan(request)
        if isinstance(planned, Fault):
            return await self._fail(planned, request, reader, writer)
        reply = planned or self.contract.answer(request)
        if self.contract.rewrite:
            reply = Reply.of(self.contract.rewrite(json.loads(reply.body)), reply.status)
        if self._latency_seconds:  # what is accepted may be killed before it is answered
            await asyncio.sleep(due - asyncio.get_running_loop().time())
        writer.write(reply.as_bytes())
        await writer.drain()
        return True

    def _plan(self, request: Request) -> Reply | Fault | None:
        if self.contract.coming:
            return self.contract.coming.popleft()
        is_sending = request.path.endswith(self.contract.sending)
        if self._faults and is_sending and self._random.random() < self._faults:
            return self._random.choice(list(Fault))
        return None

    async def _fail(
        self,
        fault: Fault,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        after = {
            Fault.HANG_AFTER, Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.HALF, Fault.TRICKLE,
        }  # fmt: skip
        reply = self.contract.answer(request) if fault in after else Reply(503, b"busy")
        if fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER, Fault.LATE):
            await reader.read()  # until the client has had enough
        if fault is Fault.LATE:
            await self._accept_late(request)
        if fault in (Fault.ERROR_BEFORE, Fault.ERROR_AFTER):
            writer.write(Reply(503, b"<html>Service Unavailable</html>").as_bytes())
            await writer.drain()
            return True
        if fault is Fault.HALF:
            whole = Reply(200, reply.body[: len(reply.body) // 2], reply.headers)
            writer.write(whole.as_bytes())
            await writer.drain()
            return True
        if fault is Fault.TRICKLE:
            for byte in reply.as_bytes():
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.1)
        if fault is Fault.REFUSE:
            await self._close_the_door()
        return False

    async def _accept_late(self, request: Request) -> None:
        accepted = asyncio.get_running_loop().create_future()
        self._late.add(accepted)
        try:
            await asyncio.sleep(self._late_seconds)
            self.contract.answer(request)
        finally:
            self._late.discard(accepted)
            accepted.set_result(None)

    async def _close_the_door(self) -> None:
        """Everyone is thrown out, and for a moment new ones are refused by the kernel."""
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(self._late_seconds)
        with suppress(OSError):  # another call had the same idea and was quicker
            await self._open_the_door()

    async def _inform(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._told(await _read(reader)).as_bytes())
        await writer.drain()
        writer.close()

    def _told(self, request: Request) -> Reply:
        """For whoever asks from another process what was accepted."""
        counts = self.contract.counts()
        if request.path == "/-/accepted":
            return Reply.of(counts)
        if request.path == "/-/faults":
            self._faults = float(request.query["share"])
        more = {key: times for key, times in counts.items() if times > 1}
        return Reply.of(
            {"accepted": len(self.contract.accepted), "keys": len(counts), "more": more}
        )


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *lines = head.rstrip().split("\r\n")
    method, target, _ = line.split(" ")
    headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(method, unquote(parts.path), query, headers, body)


@contextmanager
def serving(contract: Contract, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """*contract* served from a thread; the port."""
    loop = asyncio.new_event_loop()
    server = HttpServer(contract, tls=tls)
    loop.run_until_complete(server.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.port
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
