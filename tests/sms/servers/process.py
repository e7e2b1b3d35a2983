"""
A gateway in a process of its own: `python -m tests.sms.servers.process kavenegar --faults 0.1`.

Its first line has its port, and that of the desk, which never refuses. Both answer `GET
/-/accepted` with how often each message was accepted, by «phone id»; `GET /-/summary` with how many
there are and which more than once; `GET /-/faults?share=0` ends the faults. It ends when its
standard input does, so it never outlives whoever started it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from tests.sites import ROOT
from tests.sms.servers.ghasedak import Ghasedak
from tests.sms.servers.http import Contract, HttpServer
from tests.sms.servers.kavenegar import Kavenegar
from tests.sms.servers.magfa import Magfa
from tests.sms.servers.melipayamak import MeliPayamak
from tests.sms.servers.smsir import SmsIr

CONTRACTS: dict[str, type[Contract]] = {
    "kavenegar": Kavenegar,
    "magfa": Magfa,
    "ghasedak": Ghasedak,
    "smsir": SmsIr,
    "melipayamak": MeliPayamak,
}


@dataclass(frozen=True)
class Remote:
    """A running one."""

    port: int
    desk_port: int

    def ask(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.desk_port}/-/{path}", timeout=60) as answer:
            return json.load(answer)

    def accepted(self) -> dict[str, int]:
        """How often each «phone id» was accepted."""
        counts: dict[str, int] = self.ask("accepted")
        return counts


@contextmanager
def running(name: str, **options: float) -> Iterator[Remote]:
    """The gateway *name*; options are those of the command: `seed=1, faults=0.1, latency_ms=50`."""
    command = [sys.executable, "-m", "tests.sms.servers.process", name]
    for option, value in options.items():
        command += [f"--{option.replace('_', '-')}", str(value)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    try:
        yield Remote(*map(int, process.stdout.readline().split()))
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


async def serve(server: HttpServer) -> None:
    """Serve until standard input ends."""
    await server.start()
    print(server.port, server.desk_port, flush=True)  # noqa: T201 (whoever started this reads it)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contract", choices=CONTRACTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--late-ms", type=float, default=50)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    server = HttpServer(
        CONTRACTS[given.contract](keeps_requests=False),
        seed=given.seed,
        faults=given.faults,
        latency_seconds=given.latency_ms / 1000,
        late_seconds=given.late_ms / 1000,
        port=given.port,
    )
    asyncio.run(serve(server))


if __name__ == "__main__":
    main()
