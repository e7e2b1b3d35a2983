"""A small web server for a built site: what a real one would send, from loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli

HOST = "127.0.0.1"
# Not from the system's table, which differs between machines.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
UNKNOWN = "application/octet-stream"
# The rest is compressed in itself.
COMPRESSED = (
    "text/",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg",
)
BROTLI_QUALITY = 5  # what the budgets of DESIGN allow for files that change daily
GZIP_LEVEL = 6


def type_of(path: Path) -> str:
    """The Content-Type of a file, by its ending."""
    return TYPES.get(path.suffix, UNKNOWN)


def read(path: Path, encoding: str) -> bytes:
    """The bytes of *path* as they go over the wire; *encoding* is `br`, `gzip` or empty."""
    return _encoded(path, encoding, path.stat().st_mtime_ns)


@cache
def _encoded(path: Path, encoding: str, changed_ns: int) -> bytes:
    del changed_ns  # a file that is written anew is read anew
    body = path.read_bytes()
    if encoding == "br":
        compressed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return compressed
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == "gzip" else body


class _Handler(BaseHTTPRequestHandler):
    """Files of one folder, its 404 page for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, folder: Path, compresses: bool) -> None:
        self.folder = folder
        self.compresses = compresses
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    def _answer(self, *, with_body: bool) -> None:
        if self.path == "/favicon.ico":  # asked for by browsers, not by the page
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
            return
        path, status = self._find(), HTTPStatus.OK
        if path is None:
            path, status = self.folder / "404.html", HTTPStatus.NOT_FOUND
        kind = type_of(path)
        encoding = self._encoding() if kind.startswith(COMPRESSED) else ""
        body = read(path, encoding) if path.is_file() else b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        # What the theme brings is asked for once a year; a page is asked for anew each time.
        is_asset = path.suffix in (".css", ".js", ".woff2")
        self.send_header("Cache-Control", "max-age=31536000" if is_asset else "no-cache")
        if encoding:
            self.send_header("Content-Encoding", encoding)
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _find(self) -> Path | None:
        address = unquote(urlsplit(self.path).path)
        path = (self.folder / address.lstrip("/")).resolve()
        if address.endswith("/"):
            path /= "index.html"
        return path if path.is_relative_to(self.folder) and path.is_file() else None

    def _encoding(self) -> str:
        accepted = self.headers.get("Accept-Encoding", "") if self.compresses else ""
        return next((name for name in ("br", "gzip") if name in accepted), "")


@contextmanager
def serving(folder: Path, *, compresses: bool = False) -> Iterator[str]:
    """
    Serve *folder*, which may still be empty, on a free port.

    Yields the address of the site, without a final `/`.
    """
    handler = partial(_Handler, folder=folder.resolve(), compresses=compresses)
    with ThreadingHTTPServer((HOST, 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://{HOST}:{server.server_address[1]}"
        server.shutdown()
        thread.join()
