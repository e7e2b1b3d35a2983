"""A real Kannel 1.4.5 on loopback: bearerbox and smsbox, over SMPP to our SMSC."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.sms.servers.smsc import Smsc

USER, PASSWORD, LINE = "tester", "kannel-secret-foobar", "3000"
CONFIGURATION = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
store-type = file
store-location = "{folder}/store"
sms-resend-freq = 1
log-file = "{folder}/bearerbox.log"
log-level = 1

group = smsc
smsc = smpp
smsc-id = OPERATOR
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = u
smsc-password = p
system-type = ""
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
sendsms-interface = 127.0.0.1
http-request-retry = 1000
http-queue-delay = 1
log-file = "{folder}/smsbox.log"
log-level = 1

group = sendsms-user
username = {user}
password = {password}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = yes
max-messages = 0
get-url = "http://127.0.0.1:{receipts}/inbox?from=%p&coding=%c&charset=%C&time=%T&id=%I&text=%b"
"""


@dataclass
class Kannel:
    """
    Attributes:
        port: of sendsms.
        receipts: where it calls back.
        folder: its logs.
        address: what SMS_GATEWAY is for it.
    """

    port: int
    receipts: int
    folder: Path
    bearerbox: subprocess.Popen[bytes]
    smsbox: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return (
            f"kannel+http://{USER}:{PASSWORD}@127.0.0.1:{self.port}/"
            f"?sender={LINE}&receipts=127.0.0.1:{self.receipts}"
        )

    @contextmanager
    def stopped(self, box: subprocess.Popen[bytes]) -> Iterator[None]:
        """One of the boxes does nothing for a while, though its sockets stand."""
        os.kill(box.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(box.pid, signal.SIGCONT)


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@contextmanager
def kannel(folder: Path, smsc: Smsc) -> Iterator[Kannel]:
    """A gateway that is bound to *smsc*."""
    admin, box, http, receipts = free_ports(4)
    (folder / "kannel.conf").write_text(
        CONFIGURATION.format(
            admin=admin, box=box, http=http, receipts=receipts, smpp=smsc.port, folder=folder,
            user=USER, password=PASSWORD,
        )
    )  # fmt: skip
    with ExitStack() as stack:
        bearerbox = stack.enter_context(_started(folder, "bearerbox", box))
        smsbox = stack.enter_context(_started(folder, "smsbox", http))
        assert smsc.bound.wait(20), "Kannel did not bind"
        _until_online(admin)
        yield Kannel(http, receipts, folder, bearerbox, smsbox)


def _until_online(admin: int) -> None:
    """Bound is not yet online: a message of that moment would be queued."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with urlopen(f"http://127.0.0.1:{admin}/status.txt?password={PASSWORD}") as status:
            if b"(online" in status.read():
                return
    raise AssertionError("Kannel is not online")


@contextmanager
def _started(folder: Path, name: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """
    One box. When its bearerbox dies, smsbox goes on under another pid, so each has a group.

    They are let go of in the other order, and do not always go when asked.
    """
    with (folder / f"{name}.out").open("wb") as out:
        process = subprocess.Popen(
            [f"/usr/sbin/{name}", str(folder / "kannel.conf")],
            stdout=out, stderr=out, cwd=folder, start_new_session=True,
        )  # fmt: skip
    try:
        _until_open(port, process)
        yield process
    finally:
        for sign, patience in ((signal.SIGTERM, 1), (signal.SIGKILL, 10)):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "Kannel ended"
        os.sched_yield()
    raise AssertionError(f"nobody listens at port {port}")
