"""
Where a gateway calls back by HTTP: a small listener that stands while the script runs.

A receipt is answered at once. A message that somebody wrote is answered when the next call asks for
more, because by then it is stored; if the script ends before, the gateway calls again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

from newsroom.sms.drivers.driver import moment, number, phone_of
from newsroom.sms.gateway import Inbound

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Callbacks:
    """
    A listener at *place* (`127.0.0.1:8090`).

    Args:
        patience_seconds: how long it stands at least before it is read: the gateway calls again
            every few seconds, and the script may have just begun.

    Attributes:
        receipts: the states that were told of each id, as the gateway numbers them.
        trouble: why it does not listen; empty where it does.
    """

    def __init__(self, place: str, patience_seconds: float) -> None:
        self._host, _, port = place.rpartition(":")
        self._port = int(port)
        self._patience_seconds = patience_seconds
        self._server: asyncio.Server | None = None
        self._read_from = 0.0
        self._waiting: list[_Held] = []
        self._handed: list[_Held] = []
        self._stored: list[asyncio.Task[None] | None] = []
        self._calls: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.receipts: dict[str, set[int]] = {}
        self.trouble = ""

    async def open(self) -> None:
        """Begin to listen, if that is not done yet; a place that is taken is `trouble`."""
        if self._server or self.trouble:
            return
        try:
            self._server = await asyncio.start_server(self._meet, self._host, self._port)
        except OSError as error:
            self.trouble = f"{self._host}:{self._port}: {error.strerror}"
        self._read_from = asyncio.get_running_loop().time() + self._patience_seconds

    async def be_patient(self) -> None:
        """Listen, and return when what the gateway had kept for us must have come."""
        await self.open()
        if self._server:
            left = self._read_from - asyncio.get_running_loop().time()
            await asyncio.sleep(max(0, left))

    async def take(self) -> Sequence[Inbound]:
        """What came in since the last call; what that one gave is now answered."""
        await self.be_patient()
        for held in self._handed:
            held.is_stored.set()
            self._stored.append(held.task)
        self._handed, self._waiting = self._waiting, []
        return [held.inbound for held in self._handed]

    async def close(self) -> None:
        """Answer what is stored, and let the gateway call again about the rest."""
        if self._server:
            await asyncio.gather(*(task for task in self._stored if task))
            self._server.close()
            await asyncio.sleep(0)  # a caller at the door comes in, to be shown out with the others
            calls = dict(self._calls)
            for task, writer in calls.items():
                task.cancel()
                writer.close()
            await asyncio.gather(*calls, return_exceptions=True)

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._talk(reader, writer))
        self._calls[task] = writer
        task.add_done_callback(self._calls.pop)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError, ValueError, LookupError, asyncio.LimitOverrunError):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(
                    await self._answer(head.split(b"\r\n")[0].split(b" ")[1].decode("ascii"))
                )
                await writer.drain()
        finally:
            writer.close()

    async def _answer(self, target: str) -> bytes:
        parts = urlsplit(target)
        # Latin-1 keeps bytes as they are: the text is UTF-16.
        told = dict(parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1"))
        state = number(told.get("status"))
        if parts.path == "/receipt" and "id" in told and state is not None:
            self.receipts.setdefault(told["id"], set()).add(state)
            return OK
        if parts.path == "/inbox" and "from" in told:
            held = _Held(_inbound(told))
            self._waiting.append(held)
            await held.is_stored.wait()
            return OK
        return UNKNOWN


class _Held:
    """A message whose gateway waits for an answer."""

    def __init__(self, inbound: Inbound) -> None:
        self.inbound = inbound
        self.task = asyncio.current_task()
        self.is_stored = asyncio.Event()


def _inbound(told: dict[str, str]) -> Inbound:
    raw = told.get("text", "").encode("latin-1")
    is_wide = told.get("coding") == "2"
    text = raw.decode("utf-16-be" if is_wide else "utf-8", errors="replace")
    phone = phone_of(told["from"])
    key = told.get("id") or f"{phone} {told.get('time')} {text}"
    return Inbound(key, phone, text, moment(told.get("time")))
