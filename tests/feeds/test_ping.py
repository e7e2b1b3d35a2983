"""Point 18: a POST for each feed that changed, none after a no-op, no harm from a dead hub."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server

from newsroom.websub import (
    NoFeedsError,
    UnreachableError,
    fetch_within,
    find_changed,
    load_published,
    tell,
)
from scripts import ping
from tests.feeds.documents import FORMS
from tests.feeds.servers import Recorder, free_port, nginx, recording, serving
from tests.sites import build_site, post

FIRST = {"news/1405/a.md": post("یک", "1405-08-20 10:00", "aaaaaa")}
SECOND = {"news/1405/b.md": post("دو", "1405-09-01 10:00", "bbbbbb", audience="media")}
CHANGED = [f"/feeds/{key}{form}" for key in ("all", "news", "media") for form in FORMS]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ping.main, list(arguments), catch_exceptions=False)


def published(root: Path, hub: str = "", **settings: str) -> Path:
    """Two releases of one site below *root*: `before`, and `output` with one post more."""
    build_site(root, FIRST, WEBSUB_HUB=hub, **settings)
    shutil.copytree(root / "output", root / "before")
    build_site(root, SECOND, WEBSUB_HUB=hub, **settings)
    return root / "output"


def topics(recorder: Recorder) -> list[str]:
    """The paths of the topics that a hub was told of."""
    forms = [parse_qs(body.decode()) for _, _, body in recorder.requests]
    assert all(form["hub.mode"] == ["publish"] for form in forms)
    assert all(form["hub.url"] == form["hub.topic"] for form in forms)
    return [urlsplit(form["hub.topic"][0]).path for form in forms]


def test_point_18_one_post_for_each_feed_that_changed(tmp_path: Path) -> None:
    recorder = Recorder()
    with recording(recorder) as hub:
        output = published(tmp_path, hub)
        result = run("--output", str(output), "--before", str(tmp_path / "before"))
    assert result.exit_code == 0
    assert topics(recorder) == CHANGED
    assert "told of 9 changed feeds" in result.output


def test_point_18_none_after_a_build_with_nothing_new(tmp_path: Path) -> None:
    recorder = Recorder()
    with recording(recorder) as hub:
        build_site(tmp_path, FIRST, WEBSUB_HUB=hub)
        shutil.copytree(tmp_path / "output", tmp_path / "before")
        build_site(tmp_path, WEBSUB_HUB=hub)
        result = run("--output", str(tmp_path / "output"), "--before", str(tmp_path / "before"))
    assert (result.exit_code, recorder.requests) == (0, [])


def test_a_feed_that_is_new_counts_as_changed(tmp_path: Path) -> None:
    output = published(tmp_path)
    (tmp_path / "before/feeds/courses.json").unlink()
    found = find_changed(load_published(output), tmp_path / "before")
    assert [urlsplit(topic).path for topic in found] == [
        *CHANGED[:6], "/feeds/courses.json", *CHANGED[6:],
    ]  # fmt: skip


@pytest.mark.slow
def test_point_18_the_live_address_is_compared_before_the_deployment(tmp_path: Path) -> None:
    recorder, port = Recorder(), free_port()
    with recording(recorder) as hub:
        output = published(tmp_path, hub, SITEURL=f"http://127.0.0.1:{port}")
        live = tmp_path / "live"
        (tmp_path / "before").rename(live)
        deploy = "import shutil, sys; shutil.copytree(*sys.argv[1:], dirs_exist_ok=True)"
        command = [sys.executable, "-c", deploy, str(output), str(live)]
        with nginx(tmp_path / "nginx", live, port=port):
            assert run("--output", str(output), "--", *command).exit_code == 0
            assert topics(recorder) == CHANGED
            recorder.requests.clear()
            assert run("--output", str(output), "--", *command).exit_code == 0
    assert recorder.requests == []
    assert (live / "news/1405/b/index.html").is_file()


def test_a_deployment_that_fails_is_not_announced(tmp_path: Path) -> None:
    recorder = Recorder()
    with recording(recorder) as hub:
        output = published(tmp_path, hub)
        failing = [sys.executable, "-c", "raise SystemExit(7)"]
        before = str(tmp_path / "before")
        result = run("--output", str(output), "--before", before, "--", *failing)
    assert (result.exit_code, recorder.requests) == (7, [])


def test_a_command_that_cannot_be_run_and_a_misspelt_option_are_told(tmp_path: Path) -> None:
    output = str(published(tmp_path))
    result = run("--output", output, "--", str(tmp_path / "no-such-command"))
    assert (result.exit_code, "cannot be run" in result.output) == (1, True)
    assert run("--output", output, "--befor", output).exit_code == 2


def test_no_hub_means_nobody_is_told_and_no_feed_names_one(tmp_path: Path) -> None:
    output = published(tmp_path)
    result = run("--output", str(output), "--before", str(tmp_path / "before"))
    assert result.exit_code == 0
    assert "no hub" in result.output
    for form in FORMS:
        assert b"hub" not in (output / f"feeds/all{form}").read_bytes()


def test_a_hub_is_named_by_feeds_and_not_by_archives(tmp_path: Path) -> None:
    output = published(tmp_path, "https://hub.example.ir/")
    for form in FORMS:
        assert b"https://hub.example.ir/" in (output / f"feeds/news{form}").read_bytes()
        archive = (output / f"feeds/archive/1405-08{form}").read_bytes()
        assert b"hub.example.ir" not in archive


@contextmanager
def silent_hub() -> Iterator[str]:
    """Takes every connection and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_point_18_a_dead_hub_costs_its_time_out_and_nothing_else(tmp_path: Path) -> None:
    with silent_hub() as hub:
        output = published(tmp_path, hub)
        start = time.monotonic()
        arguments = ("--output", str(output), "--before", str(tmp_path / "before"))
        result = run(*arguments, "--timeout", "0.3", "--json")
        spent = time.monotonic() - start
    assert result.exit_code == 0
    errors = [record["error"] for record in json.loads(result.output)]
    assert len(errors) == len(CHANGED)
    assert "timed out" in errors[0]
    assert set(errors[1:]) == {"not tried: the hub does not answer"}
    assert 0.3 <= spent < 3


def test_a_hub_that_refuses_is_told_of_all_the_same(tmp_path: Path) -> None:
    recorder = Recorder(status=503)
    with recording(recorder) as hub:
        output = published(tmp_path, hub)
        result = run("--output", str(output), "--before", str(tmp_path / "before"))
    assert result.exit_code == 0
    assert len(recorder.requests) == len(CHANGED)
    assert "told of 0 of 9 changed feeds: the hub answered 503" in result.output


class Dripping(BaseHTTPRequestHandler):
    """Begins an answer, sends a byte whenever it is asked to, and never ends."""

    stopped: threading.Event

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.stopped.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    do_POST = do_GET  # noqa: N815 (the library's name)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@pytest.mark.slow
def test_a_server_that_never_ends_its_answer_costs_the_limit(tmp_path: Path) -> None:
    Dripping.stopped = threading.Event()
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Dripping)) as url:
        output = published(tmp_path, url, SITEURL=url.rstrip("/"))
        start = time.monotonic()
        result = run("--output", str(output), "--limit", "1", "--json", "--", "true")
        spent = time.monotonic() - start
        Dripping.stopped.set()
    assert result.exit_code == 0
    records = json.loads(result.output)
    assert len(records) == 33  # nobody knows what changed: each of them is told of
    assert {record["error"] for record in records} == {"out of time"}
    assert spent < 10


def test_a_live_address_that_nobody_answers_counts_as_changed(tmp_path: Path) -> None:
    output = published(tmp_path, SITEURL=f"http://127.0.0.1:{free_port()}")
    found = list(find_changed(load_published(output), fetch_within(0.5)))
    assert len(found) == 33


def test_a_live_address_without_the_feed_counts_as_changed(tmp_path: Path) -> None:
    with recording(Recorder(status=404)) as url:
        output = published(tmp_path, SITEURL=url.rstrip("/"))
        assert len(list(find_changed(load_published(output), fetch_within(2)))) == 33


def test_a_hub_whose_address_is_nonsense_is_a_dead_one() -> None:
    told = list(tell("http://127.0.0.1:1/", ["a", "b"], 1))
    assert told[0].error.startswith("no answer from 127.0.0.1:1")
    assert told[1].error.startswith("not tried")
    with pytest.raises(UnreachableError):
        fetch_within(1)("http://127.0.0.1:1/")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"feed_url": "x", "hubs": 3}'])
def test_a_folder_that_is_no_site_is_told(tmp_path: Path, text: str) -> None:
    if text:
        (tmp_path / "feeds").mkdir()
        (tmp_path / "feeds/all.json").write_text(text, encoding="utf-8")
    with pytest.raises(NoFeedsError):
        load_published(tmp_path)
    result = run("--output", str(tmp_path), "--before", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no built site" in result.output


def test_with_nothing_to_compare_with_it_says_what_is_needed(tmp_path: Path) -> None:
    result = run("--output", str(published(tmp_path)))
    assert result.exit_code == 2
    assert "--before" in result.output


def test_a_dry_run_tells_nobody_and_prints_what_changed(tmp_path: Path) -> None:
    recorder = Recorder()
    with recording(recorder) as hub:
        output = published(tmp_path, hub)
        arguments = ("--output", str(output), "--before", str(tmp_path / "before"), "--dry-run")
        plain, machine = run(*arguments), run(*arguments, "--json")
    assert recorder.requests == []
    assert json.loads(machine.output) == plain.output.split()
    assert [urlsplit(topic).path for topic in plain.output.split()] == CHANGED


# --- A real hub -----------------------------------------------------------------------------------


class AtOnce:
    """In place of the queue of tasks that the hub wants: each is done when it is handed in."""

    def task(self, *, bind: bool = False, **_: object) -> Callable[[Callable[..., Any]], Any]:
        def wrap(function: Callable[..., Any]) -> Any:
            class Task:
                @staticmethod
                def delay(*arguments: Any) -> None:
                    function(*([None] if bind else []), *arguments)

            return Task

        return wrap


class Subscriber(BaseHTTPRequestHandler):
    """Confirms that it subscribed, and keeps what it is sent."""

    received: list[tuple[str, bytes]]

    def do_GET(self) -> None:
        challenge = parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode()
        self._answer(challenge)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.headers["Content-Type"], body))
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@contextmanager
def real_hub(folder: Path) -> Iterator[str]:
    hub = Hub(SQLite3HubStorage(str(folder / "hub.sqlite3")), AtOnce(), PUBLISH_SUPPORTED=True)
    app = Flask("hub")
    app.config["PUBLISH_SUPPORTED"] = True
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    with serving(make_server("127.0.0.1", 0, app, threaded=True)) as url:
        yield f"{url}hub"


@pytest.mark.slow
def test_point_18_a_real_hub_fetches_the_feed_and_hands_it_to_its_subscriber(
    tmp_path: Path,
) -> None:
    Subscriber.received = []
    port = free_port()
    topic = f"http://127.0.0.1:{port}/feeds/all.rss.xml"
    with (
        real_hub(tmp_path) as hub,
        serving(ThreadingHTTPServer(("127.0.0.1", 0), Subscriber)) as callback,
    ):
        output = published(tmp_path, hub, SITEURL=f"http://127.0.0.1:{port}")
        with nginx(tmp_path / "nginx", output, hub=hub, port=port):
            form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback}
            with urlopen(hub, urlencode(form).encode(), timeout=10) as answer:
                assert answer.status == 202
            result = run("--output", str(output), "--before", str(tmp_path / "before"))
    assert "told of 9 changed feeds" in result.output
    ((kind, body),) = Subscriber.received
    assert kind == "application/rss+xml; charset=utf-8"
    assert body == (output / "feeds/all.rss.xml").read_bytes()
