"""An operator's SMSC on loopback: as much of SMPP 3.4 as a gateway needs of it."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

SUBMIT, DELIVER, UNBIND, ENQUIRE, BIND_TRANSCEIVER = 0x04, 0x05, 0x06, 0x15, 0x09
RESPONSE = 0x80000000
IS_RECEIPT, HAS_HEADER = 0x04, 0x40
UCS2 = 0x08
INVALID_ADDRESS, THROTTLED = 0x0B, 0x58
PAYLOAD = 0x0424  # where a text is that is longer than 254 octets


class Part(NamedTuple):
    """One SMS of an operator: header and text as they were submitted."""

    to: str
    coding: int
    header: bytes
    payload: bytes


@dataclass
class Smsc:
    """
    Attributes:
        parts: all that were accepted, in order.
        unknown: numbers that are refused.
        throttle: how many submissions to refuse with «slow down» first.
        outcome: what receipts say.
    """

    parts: list[Part] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    throttle: int = 0
    outcome: str = "DELIVRD"
    bound: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    _writer: asyncio.StreamWriter | None = None
    _sequence: int = 0

    def texts(self) -> list[tuple[str, str]]:
        """(number, whole text): parts joined by their headers; only what came as UCS-2."""
        whole: dict[tuple[str, bytes], dict[int, bytes]] = {}
        for place, part in enumerate(self.parts):
            assert part.coding == UCS2
            reference = part.header[:-1] or str(place).encode()
            index = part.header[-1] if part.header else 1
            whole.setdefault((part.to, reference), {})[index] = part.payload
        return [
            (to, b"".join(pieces[index] for index in sorted(pieces)).decode("utf-16-be"))
            for (to, _), pieces in whole.items()
        ]

    def receive(self, phone: str, line: str, text: str) -> None:
        """Somebody writes to the line."""
        body = _addressed(phone, line, 0, UCS2, text.encode("utf-16-be"))
        self.loop.call_soon_threadsafe(self._deliver, body)

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        if self._writer:
            self._writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            while True:
                length, command, _, sequence = struct.unpack(">4I", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                self._answer(command, sequence, body)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    def _answer(self, command: int, sequence: int, body: bytes) -> None:
        if command == BIND_TRANSCEIVER:
            self._put(command | RESPONSE, 0, sequence, b"smsc\0")
            self.bound.set()
        elif command in (ENQUIRE, UNBIND):
            self._put(command | RESPONSE, 0, sequence)
            if command == UNBIND and self._writer:
                self._writer.close()
        elif command == SUBMIT:
            self._submit(sequence, body)

    def _submit(self, sequence: int, body: bytes) -> None:
        part, line, wants_receipt = _submitted(body)
        if self.throttle > 0:
            self.throttle -= 1
            self._put(SUBMIT | RESPONSE, THROTTLED, sequence)
            return
        if part.to in self.unknown:
            self._put(SUBMIT | RESPONSE, INVALID_ADDRESS, sequence)
            return
        self.parts.append(part)
        remote_id = f"m{len(self.parts)}"
        self._put(SUBMIT | RESPONSE, 0, sequence, f"{remote_id}\0".encode())
        if wants_receipt:
            said = (
                f"id:{remote_id} sub:001 dlvrd:001 submit date:2611221738 done date:2611221738 "
                f"stat:{self.outcome} err:000 text:"
            )
            self._deliver(_addressed(part.to, line, IS_RECEIPT, 0, said.encode()))

    def _deliver(self, body: bytes) -> None:
        self._sequence += 1
        self._put(DELIVER, 0, self._sequence, body)

    def _put(self, command: int, status: int, sequence: int, body: bytes = b"") -> None:
        assert self._writer
        self._writer.write(struct.pack(">4I", 16 + len(body), command, status, sequence) + body)


def _addressed(source: str, target: str, esm: int, coding: int, text: bytes) -> bytes:
    """The body of a `deliver_sm`."""
    ends = b"\0\1\1" + source.encode() + b"\0" + b"\1\1" + target.encode() + b"\0"
    return ends + bytes((esm, 0, 0, 0, 0, 0, 0, coding, 0, len(text))) + text


def _submitted(body: bytes) -> tuple[Part, str, bool]:
    """What a `submit_sm` asks for: the part, the line that it comes from, whether to report."""
    _, rest = body.split(b"\0", 1)
    line, rest = rest[2:].split(b"\0", 1)
    to, rest = rest[2:].split(b"\0", 1)
    esm, rest = rest[0], rest[3:]
    _, rest = rest.split(b"\0", 1)
    _, rest = rest.split(b"\0", 1)
    report, coding, length = rest[0], rest[2], rest[4]
    octets, extra = rest[5 : 5 + length], rest[5 + length :]
    if len(extra) > 4 and struct.unpack(">H", extra[:2])[0] == PAYLOAD:
        octets = extra[4:]
    size = octets[0] + 1 if esm & HAS_HEADER else 0
    return Part(to.decode(), coding, octets[:size], octets[size:]), line.decode(), bool(report & 1)


@contextmanager
def operating(smsc: Smsc) -> Iterator[Smsc]:
    """*smsc* in a thread."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(smsc.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield smsc
    finally:
        asyncio.run_coroutine_threadsafe(smsc.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
