"""Real servers on loopback: nginx with the project's own configuration, Python for the rest."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.sites import ROOT

NGINX = "/usr/sbin/nginx"
CONFIGURATION = """\
daemon off;
master_process off;
pid {root}/nginx.pid;
error_log {root}/error.log info;
{modules}
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {root}/access.log;
    client_body_temp_path {root}/body;
    proxy_temp_path {root}/proxy;
    fastcgi_temp_path {root}/fastcgi;
    uwsgi_temp_path {root}/uwsgi;
    scgi_temp_path {root}/scgi;
    {servers}
}}
"""
SERVER = """\
    include tarvij/http.conf;
    server {{
        listen 127.0.0.1:{port};
        root {output};
        set $tarvij_site {site};
        set $tarvij_hub '{hub}';
        include tarvij/site.conf;
    }}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def links(self) -> dict[str, list[str]]:
        """The addresses of the Link headers, by their rel."""
        found: dict[str, list[str]] = {}
        for header in self.headers.get_all("Link", []):
            address, _, rest = header.partition(">")
            found.setdefault(rest.split('"')[1], []).append(address.lstrip("<"))
        return found


@dataclass(frozen=True)
class Server:
    port: int
    root: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        """One request; `_` in the name of a header stands for `-`. No redirect is followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=names)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found

    def log(self) -> list[str]:
        """The requests so far: `GET /feeds/all.rss.xml HTTP/1.1" 304`."""
        lines = (self.root / "access.log").read_text(encoding="utf-8").splitlines()
        return [line.split('"', 1)[1] for line in lines]


@contextmanager
def nginx(
    root: Path, output: Path, *, site: str = "", hub: str = "", port: int = 0
) -> Iterator[Server]:
    """nginx serving *output* as deploy/nginx says; its own files are below *root*."""
    root.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    server = Server(port, root)
    (root / "tarvij").unlink(missing_ok=True)
    (root / "tarvij").symlink_to(ROOT / "deploy/nginx")
    servers = SERVER.format(port=port, output=output, site=site or server.url, hub=hub)
    checked = check_configuration(root, servers)
    assert checked.returncode == 0, checked.stderr
    command = command_of(root)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def command_of(root: Path) -> list[str]:
    return [NGINX, "-p", str(root), "-c", f"{root}/nginx.conf", "-e", f"{root}/error.log"]


def check_configuration(root: Path, servers: str) -> subprocess.CompletedProcess[str]:
    """Write `nginx.conf` with *servers* into *root*, and let nginx read it."""
    modules = "\n".join(
        f"load_module {path};" for path in sorted(Path("/usr/lib/nginx/modules").glob("*brotli*"))
    )
    text = CONFIGURATION.format(root=root, modules=modules, servers=servers)
    (root / "nginx.conf").write_text(text, encoding="utf-8")
    command = [*command_of(root), "-t"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    """Until the port answers: the kernel refuses at once as long as nobody listens."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server ended"
        os.sched_yield()
    raise AssertionError(f"nobody answers at port {port}")


@dataclass
class Recorder:
    """A server that answers every request with what *reply* gives, and keeps the requests."""

    status: int = 202
    requests: list[tuple[str, str, bytes]] = field(default_factory=list)


@contextmanager
def recording(recorder: Recorder) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            recorder.requests.append((self.command, self.path, body))
            self.send_response(recorder.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 (the library's name)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


@contextmanager
def serving(server: Any) -> Iterator[str]:
    """A server of Python's in a thread of its own; its address."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
