"""Points 5, 6 and 10: a real nginx with deploy/nginx, asked as agencies ask."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import brotli
import pytest
from lxml import html as lxml_html

from tests.feeds.conftest import HUB
from tests.feeds.documents import FORMS, SITE, Feeds
from tests.feeds.servers import Server, check_configuration, free_port, nginx
from tests.feeds.stories import PICTURE, SECRET, write_newsroom
from tests.feeds.test_items import addresses
from tests.sites import ROOT, build_site, post

pytestmark = pytest.mark.slow

KINDS = {
    ".rss.xml": "application/rss+xml; charset=utf-8",
    ".atom.xml": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
}
ENCODINGS = {"identity": "", "gzip": ".gz", "br": ".br"}


@pytest.fixture(scope="module")
def server(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("nginx")
    with nginx(root, world / "output", site=SITE, hub=HUB) as running:
        yield running


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_point_05_each_encoding_is_the_same_document_with_an_etag_of_its_own(
    server: Server, feeds: Feeds, encoding: str
) -> None:
    for stem in ("/feeds/all", "/feeds/archive/1405-05"):
        for form in FORMS:
            answer = server.get(stem + form, Accept_Encoding=encoding)
            assert answer.status == 200
            assert answer.headers.get("Content-Encoding", "identity") == encoding
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert not answer.headers["ETag"].startswith("W/")
            unpack = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
            assert unpack(answer.body) == feeds.read(stem + form)
            assert feeds.path(stem + form + ENCODINGS[encoding]).read_bytes() == answer.body


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_point_05_whoever_has_it_gets_304(server: Server, encoding: str) -> None:
    for form in FORMS:
        path = f"/feeds/all{form}"
        first = server.get(path, Accept_Encoding=encoding).headers
        by_tag = server.get(path, Accept_Encoding=encoding, If_None_Match=first["ETag"])
        assert (by_tag.status, by_tag.body) == (304, b"")
        by_date = server.get(
            path, Accept_Encoding=encoding, If_Modified_Since=first["Last-Modified"]
        )
        assert (by_date.status, by_date.body) == (304, b"")
        assert by_tag.links() == server.get(path).links()


def test_point_05_twins_lie_beside_every_feed_with_its_mtime(feeds: Feeds) -> None:
    plain = [
        p for p in (feeds.output / "feeds").rglob("*") if p.suffix in (".xml", ".json", ".opml")
    ]
    assert len(plain) > 60
    for path in plain:
        for ending, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
            twin = path.with_name(path.name + ending)
            assert twin.stat().st_mtime_ns == path.stat().st_mtime_ns, twin
            assert unpack(twin.read_bytes()) == path.read_bytes()


def test_point_05_a_real_change_is_200_and_a_build_without_one_is_304(tmp_path: Path) -> None:
    files = {"news/1405/a.md": post("یک", "1405-08-20 10:00", "aaaaaa")}
    build_site(tmp_path, files, PURPOSE="production")
    with nginx(tmp_path / "nginx", tmp_path / "output") as server:
        tags = {
            e: server.get("/feeds/all.json", Accept_Encoding=e).headers["ETag"] for e in ENCODINGS
        }
        build_site(tmp_path, PURPOSE="production")
        for encoding, tag in tags.items():
            again = server.get("/feeds/all.json", Accept_Encoding=encoding, If_None_Match=tag)
            assert again.status == 304
        new = {"news/1405/b.md": post("دو", "1405-09-01 10:00", "bbbbbb")}
        build_site(tmp_path, new, PURPOSE="production")
        for encoding, tag in tags.items():
            again = server.get("/feeds/all.json", Accept_Encoding=encoding, If_None_Match=tag)
            assert again.status == 200


def test_point_06_every_feed_has_its_headers_and_none_is_elsewhere(
    server: Server, feeds: Feeds
) -> None:
    for stem in feeds.stems():
        for form in FORMS:
            answer = server.get(stem + form)
            assert answer.status == 200
            assert answer.headers["Content-Type"] == KINDS[form]
            assert answer.headers["Cache-Control"] == "public, max-age=60"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.links() == {"self": [f"{SITE}{stem}{form}"], "hub": [HUB]}
    for outline in feeds.xml("/feeds/feeds.opml").iter("outline"):
        assert server.get(urlsplit(outline.get("xmlUrl")).path).status == 200
    opml = server.get("/feeds/feeds.opml")
    assert opml.headers["Content-Type"] == "text/x-opml; charset=utf-8"


def test_point_06_the_own_address_is_the_one_in_the_document(server: Server, feeds: Feeds) -> None:
    for form in FORMS:
        (own,) = server.get(f"/feeds/news{form}").links()["self"]
        assert own.encode() in feeds.read(f"/feeds/news{form}")


def test_point_06_without_a_hub_none_is_named(tmp_path: Path) -> None:
    build_site(tmp_path, {"news/1405/a.md": post()})
    with nginx(tmp_path / "nginx", tmp_path / "output", site=SITE) as server:
        for form in FORMS:
            answer = server.get(f"/feeds/all{form}")
            assert answer.links() == {"self": [f"{SITE}/feeds/all{form}"]}
            assert b"hub" not in answer.body


def test_point_10_every_own_address_answers_and_a_withdrawn_one_with_410(
    server: Server, feeds: Feeds
) -> None:
    found = {a.removeprefix(SITE).split("#")[0] for a in addresses(feeds) if a.startswith(SITE)}
    found.discard("/feeds/")  # that page is not in the small newsroom
    gone = {path for path in found if path == "/news/1404/withdrawn/"}
    assert gone
    statuses = {path: server.get(path).status for path in found}
    assert {path for path, status in statuses.items() if status != 200} == gone
    answer = server.get("/news/1404/withdrawn/")
    assert answer.status == 410
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    text = lxml_html.fromstring(answer.body).text_content()
    assert "نشانی درست نبود." in text
    assert SECRET not in text
    assert server.get("/news/1404/withdrawn/index.html").status == 301
    assert server.get("/news/1404/withdrawn/410").status == 404
    assert server.get("/news/1404/withdrawn/ninjs.json").status == 200


def test_pages_are_asked_for_again_and_answered_with_304(server: Server) -> None:
    for path in ("/", "/news/", "/news/1405/picture/"):
        first = server.get(path, Accept_Encoding="gzip")
        assert first.status == 200
        assert first.headers["Cache-Control"] == "no-cache"
        assert first.headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        again = server.get(path, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
        assert again.status == 304
    assert server.get("/news").headers["Location"] == "/news/"
    assert server.get("/news/index.html?x=1").headers["Location"] == "/news/"


def test_nothing_leads_to_the_page_for_nothing(server: Server) -> None:
    answer = server.get("/no/such/page/")
    assert answer.status == 404
    assert "پیدا نشد" in answer.body.decode()
    for path in ("/404.html", "/feeds/all.json.gz", "/feeds/all.json.br", "/.git/config"):
        assert server.get(path).status == 404, path


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/theme/icon.svg", "image/svg+xml; charset=utf-8", "public, max-age=3600"),
        (f"/{PICTURE}", "image/png", "public, max-age=86400"),
        ("/media/list.txt", "text/plain; charset=utf-8", "public, max-age=86400"),
        ("/media/poster.pdf", "application/pdf", "public, max-age=86400"),
        ("/news/1405/picture/press-kit.zip", "application/zip", "public, max-age=3600"),
        ("/news/1405/picture/ninjs.json", "application/json; charset=utf-8", "public, max-age=60"),
        ("/sitemap-news.xml", "application/xml; charset=utf-8", "public, max-age=60"),
        ("/manifest.webmanifest", "application/manifest+json; charset=utf-8", "public, max-age=60"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
    ],
)
def test_every_kind_of_file_has_its_type_and_its_time(
    server: Server, path: str, kind: str, cache: str
) -> None:
    answer = server.get(quote(path))
    assert answer.status == 200
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (kind, cache)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"]


def test_what_is_named_after_its_bytes_is_kept_for_ever(server: Server) -> None:
    named = set(re.findall(r'"(/theme/[^"]+)"', server.get("/").body.decode()))
    kept = {path: server.get(path).headers["Cache-Control"] for path in named}
    for_ever = "public, max-age=31536000, immutable"
    assert {path for path, cache in kept.items() if cache != for_ever} == {"/theme/icon.svg"}
    kinds = {path.rpartition(".")[2]: server.get(path).headers["Content-Type"] for path in named}
    assert kinds["woff2"] == "font/woff2"


def test_a_withdrawn_post_is_gone_without_a_word_to_the_server(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    build_site(tmp_path)
    with nginx(tmp_path / "nginx", tmp_path / "output") as server:
        assert server.get("/news/1405/fresh/").status == 200
        gone = "\n  date: 1405-09-01\n  reason: ن."
        files = {"news/1405/fresh.md": post("خبر تازه", "1405-08-30 20:00", "frshfr",
                                            status="withdrawn", withdrawn=gone)}  # fmt: skip
        build_site(tmp_path, files)
        assert server.get("/news/1405/fresh/").status == 410


def test_the_form_of_editors_is_handed_out_compressed_and_kept_by_nobody(tmp_path: Path) -> None:
    api = "http://127.0.0.1:1/api/v1"
    build_site(tmp_path, {"news/1405/a.md": post()}, WEB_EDITOR={"host": "local", "url": api})
    with nginx(tmp_path / "nginx", tmp_path / "output") as server:
        for name, kind in (
            ("", "text/html"),
            ("config.yml", "text/yaml"),
            ("editor.css", "text/css"),
        ):
            answer = server.get(f"/admin/{name}")
            assert (answer.status, answer.headers["X-Robots-Tag"]) == (200, "noindex")
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["Content-Type"].startswith(kind)
        program = server.get("/admin/decap-cms.js", Accept_Encoding="gzip")
        assert program.headers["Content-Encoding"] == "gzip"
        assert len(program.body) < 2_000_000


def test_the_example_of_a_server_is_accepted(tmp_path: Path) -> None:
    """As it stands, but for the certificate and the ports, which this machine does not have."""
    text = (ROOT / "deploy/nginx/example.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *(ssl_|listen \[).*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen \d+[^;]*", lambda _: f"listen 127.0.0.1:{free_port()}", text)
    assert text.count("listen 127.0.0.1") == 2
    (tmp_path / "tarvij").symlink_to(ROOT / "deploy/nginx")
    (tmp_path / "example.conf").write_text(text, encoding="utf-8")
    checked = check_configuration(tmp_path, "include example.conf;")
    assert checked.returncode == 0, checked.stderr
