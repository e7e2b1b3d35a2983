"""Show the site to its editors: build into .preview/, serve it, and build again on every change."""

from __future__ import annotations

import html
import signal
import subprocess
import sys
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import watchfiles

from newsroom.patterns import FOLDER, lay_content

PREVIEW = Path(".preview")
PATTERNS = Path(".patterns")
PATTERNS_WAY = "/patterns/"
WATCHED = ("content", "theme", "newsroom", "plugins", "pelicanconf.py")
HOST = "127.0.0.1"
TICK_MS = 200  # after so long without a change the watcher hands over an empty set

NOT_BUILT = """<!doctype html>
<html lang="fa" dir="rtl"><meta charset="utf-8"><title>پیش‌نمایش ساخته نشد</title>
<meta http-equiv="refresh" content="2">
<h1>پیش‌نمایش ساخته نشد</h1>
<p>این‌ها را درست کنید؛ صفحه خودش تازه می‌شود.</p>
<pre dir="auto">{report}</pre></html>
"""


class Preview:
    """A site for editors' eyes: its folder, and what its last build said."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.report = ""

    def build(self, content: str = "content", *settings: str) -> bool:
        """Build in a process of its own, so that a changed module counts. True if it worked."""
        command = [sys.executable, "-m", "pelican", content, "-s", "pelicanconf.py"]
        command += ["-o", str(self.folder), "--log-handler", "plain", "-e"]
        command += ['PURPOSE="preview"', f'SITEURL="{self.address}"', *settings]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.report = (done.stdout + done.stderr).strip()
        click.echo(self.report, err=done.returncode != 0)
        return done.returncode == 0


class PatternSite(Preview):
    """The site of patterns, for whoever works on the theme: built when it is asked for."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder / "site", address)
        self.content = folder / "content"
        self.is_stale = True
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Build, if anything has changed since the last time."""
        with self._lock:
            if self.is_stale:
                self.is_stale = False
                lay_content(Path("content"), Path(FOLDER), self.content)
                self.build(str(self.content), "PATTERNS=true")


class Handler(SimpleHTTPRequestHandler):
    """Files of the preview; its own 404 page; what is wrong, while there is no preview yet."""

    def __init__(self, *args: object, preview: Preview, pattern_site: PatternSite) -> None:
        self.preview = preview
        self.pattern_site = pattern_site
        super().__init__(*args, directory=str(preview.folder))  # type: ignore[arg-type]  # passed on

    def translate_path(self, path: str) -> str:
        """The file of an address; those below /patterns/ are of the site of patterns."""
        if not path.startswith(PATTERNS_WAY):
            return super().translate_path(path)
        self.pattern_site.refresh()
        self.preview = self.pattern_site
        self.directory = str(self.pattern_site.folder)
        return super().translate_path(path.removeprefix(PATTERNS_WAY[:-1]))

    def end_headers(self) -> None:
        """Never let a browser keep a page that is about to change."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for a missing address, as a web server would send it."""
        page = self.preview.folder / "404.html"
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        body = (
            page.read_bytes()
            if page.is_file()
            else NOT_BUILT.format(report=html.escape(self.preview.report)).encode()
        )
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def list_directory(self, path: object) -> None:
        """No listing: a folder without a page is a missing page, as on the real server."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *args: object) -> None:
        """Requests are not news to an editor."""


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine; 0: any.")
@click.option("--once", is_flag=True, help="Build and stop; do not serve.")
def main(port: int, once: bool) -> None:
    """Serve a preview with drafts and scheduled posts; rebuild whenever a file changes."""
    try:
        server = ThreadingHTTPServer((HOST, port), SimpleHTTPRequestHandler)
    except OSError as error:
        taken = f"درگاه {port} گرفته شده است؛ شاید پیش‌نمایش در پایانه‌ای دیگر باز است."
        way = f"آن را با Ctrl+C ببندید، یا «make serve PORT={port + 1}» را بزنید."
        raise click.UsageError(f"{taken} {way} ({error})") from error
    address = f"http://{HOST}:{server.server_address[1]}"
    # What is not a terminal stops us so; Ctrl+C does not reach a process in the background.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    preview = Preview(PREVIEW.resolve(), address)
    # Watching begins before the first build, so that no change falls between the two.
    changes = watchfiles.watch(
        *WATCHED, rust_timeout=TICK_MS, yield_on_timeout=True, raise_interrupt=True
    )
    next(changes)
    built = preview.build()
    if once:
        server.server_close()
        raise SystemExit(0 if built else 1)
    pattern_site = PatternSite(PATTERNS.resolve(), f"{address}{PATTERNS_WAY[:-1]}")
    server.RequestHandlerClass = partial(Handler, preview=preview, pattern_site=pattern_site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"پیش‌نمایش: {address}/  (پایان: Ctrl+C)")
    try:
        for changed in changes:
            if changed:
                pattern_site.is_stale = True
                preview.build()
    except KeyboardInterrupt:
        server.shutdown()


if __name__ == "__main__":
    main()
