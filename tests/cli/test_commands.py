"""The commands as an editor runs them: what they print, what they write, how they end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

from newsroom.fields import SECTIONS
from newsroom.problems import Code
from plugins.build import summarise
from scripts import check, docs, fix, new, next, serve
from tests.sites import NOW, ROOT, build_site, post, write_content

NEWS = "news/1405"


def invoke(command: object, root: Path, *arguments: str, text: str | None = None) -> Result:
    """Run a command on the content of *root*, at NOW."""
    options = [*arguments, "--content", str(root / "content")]
    settings = ["--settings", str(ROOT / "pelicanconf.py")]
    runner = CliRunner(env={"BUILD_TIME": NOW, "EDITOR": ""})
    return runner.invoke(command.main, options + settings, input=text, catch_exceptions=False)


def test_check_of_good_content_says_so(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post()})
    result = invoke(check, tmp_path)
    assert (result.exit_code, result.output) == (0, "۱ نوشته و ۱ صفحه خوانده شد؛ مشکلی نیست.\n")


def test_check_counts_as_the_build_does(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post(), f"{NEWS}/b.md": post(id="bbbbbb", status="draft")}
    (first, *_) = summarise(build_site(tmp_path, files))
    assert first == "۲ نوشته و ۱ صفحه؛ نوشته‌ها: ۱ منتشرشده، ۱ پیش‌نویس."
    assert invoke(check, tmp_path).output == "۲ نوشته و ۱ صفحه خوانده شد؛ مشکلی نیست.\n"


def test_check_prints_place_sentence_code_and_remedy(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post(date="1405-07-31 10:00")})
    result = invoke(check, tmp_path)
    assert result.exit_code == 1
    first, second, last = result.output.splitlines()
    assert first.startswith("content/news/1405/a.md:3: تاریخ «1405-07-31 10:00» خوانده نشد:")
    assert first.endswith("[date-invalid]")
    assert second.startswith("    راه‌حل: ")
    assert last == "۱ نوشته و ۱ صفحه خوانده شد؛ ۱ مشکل پیدا شد."


def test_check_tells_machines_the_same(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post(id="")})
    result = invoke(check, tmp_path, "--json")
    assert result.exit_code == 1
    (record,) = json.loads(result.output)
    assert set(record) == {"path", "line", "code", "severity", "what", "fix"}
    assert (record["path"], record["code"]) == ("content/news/1405/a.md", Code.ID_MISSING)


@pytest.mark.parametrize("command", [check, fix, new, next], ids=lambda m: m.__name__)
def test_a_command_outside_of_the_project_ends_with_exit_code_two(
    command: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command.main, [], catch_exceptions=False)
    assert result.exit_code == 2
    assert "run this from the project's folder" in result.output


def test_fix_writes_an_id_a_time_and_normal_text_and_shows_them(tmp_path: Path) -> None:
    file = f"{NEWS}/a.md"
    content = write_content(tmp_path, {file: post("كتاب", "1405-08-20", id="", body="متن ٣ `ي`")})
    result = invoke(fix, tmp_path)
    assert result.exit_code == 0
    text = (content / file).read_text(encoding="utf-8")
    assert "title: کتاب" in text
    assert "date: 1405-08-20 08:00" in text
    assert "متن ۳ `ي`" in text
    assert "+title: کتاب" in result.output
    assert "-title: كتاب" in result.output
    assert result.output.endswith("۱ پرونده درست شد.\n")
    assert invoke(check, tmp_path).exit_code == 0
    assert invoke(fix, tmp_path).output == "۰ پرونده درست شد.\n"


def test_fix_dry_run_writes_nothing(tmp_path: Path) -> None:
    content = write_content(tmp_path, {f"{NEWS}/a.md": post("كتاب")})
    before = (content / NEWS / "a.md").read_bytes()
    result = invoke(fix, tmp_path, "--dry-run")
    assert "+title: کتاب" in result.output
    assert (content / NEWS / "a.md").read_bytes() == before


def test_fix_of_one_file_leaves_the_others(tmp_path: Path) -> None:
    content = write_content(tmp_path, {f"{NEWS}/a.md": post("ك"), f"{NEWS}/b.md": post("ك")})
    invoke(fix, tmp_path, str(content / NEWS / "a.md"))
    assert "ک" in (content / NEWS / "a.md").read_text(encoding="utf-8")
    assert "ك" in (content / NEWS / "b.md").read_text(encoding="utf-8")


def test_fix_says_how_many_files_it_could_not_read(tmp_path: Path) -> None:
    content = write_content(tmp_path, {f"{NEWS}/a.md": "بی سرآغاز"})
    result = invoke(fix, tmp_path)
    assert result.exit_code == 1
    assert "۱ پرونده خوانده نشد؛ «make check» را بزنید." in result.output
    assert (content / NEWS / "a.md").read_text(encoding="utf-8") == "بی سرآغاز"


def test_fix_gives_two_new_posts_two_ids(tmp_path: Path) -> None:
    files = {f"{NEWS}/{name}.md": post(id="") for name in "ab"}
    content = write_content(tmp_path, files)
    invoke(fix, tmp_path)
    ids = {(content / path).read_text(encoding="utf-8").split("id: ")[1][:6] for path in files}
    assert len(ids) == 2


@pytest.mark.parametrize("section", SECTIONS)
def test_new_writes_a_draft_without_problems(tmp_path: Path, section: str) -> None:
    content = write_content(tmp_path, {})
    arguments = ["--section", section, "--title", "عنوان: با دونقطه", "--slug", "first"]
    result = invoke(new, tmp_path, *arguments, "--date", "۲۲ آذر ۱۴۰۵")
    assert result.exit_code == 0, result.output
    assert (content / section / "1405" / "first.md").is_file()
    checked = invoke(check, tmp_path)
    assert checked.exit_code == 0, checked.output


def test_new_asks_for_what_it_was_not_told_and_asks_again(tmp_path: Path) -> None:
    content = write_content(tmp_path, {})
    answers = ["ورزش", "خبرها", "", "خبر تازه", "نامک", "my-post", "۱۴۰۵/۱۳/۱", "۱۴۰۵/۹/۱ ۹:۳۰"]
    result = invoke(new, tmp_path, text="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    text = (content / NEWS / "my-post.md").read_text(encoding="utf-8")
    assert 'عنوان: "خبر تازه"' in text
    assert "۱ آذر ۱۴۰۵ ۹:۳۰" in text


def test_new_proposes_a_slug_that_a_reader_would_write(tmp_path: Path) -> None:
    content = write_content(tmp_path, {})
    result = invoke(new, tmp_path, text="\nكيفيت در خرم‌آباد\n\n۱۴۰۵/۹/۱ ۹:۳۰\n")
    assert result.exit_code == 0, result.output
    assert "[keyfiyat-khorramabad]" in result.output
    assert (content / NEWS / "keyfiyat-khorramabad.md").is_file()


def test_new_proposes_the_identity_where_there_is_nothing_to_spell(tmp_path: Path) -> None:
    content = write_content(tmp_path, {})
    result = invoke(new, tmp_path, text="\n؟؟\n\n۱۴۰۵/۹/۱ ۹:۳۰\n")
    assert result.exit_code == 0, result.output
    (file,) = (content / NEWS).iterdir()
    assert f"شناسه: {file.stem}" in file.read_text(encoding="utf-8")


def test_new_asks_of_a_course_when_it_is_and_of_a_brochure_what_it_is(tmp_path: Path) -> None:
    content = write_content(tmp_path, {})
    dates = ["۱۴۰۵/۱۰/۵ ۹:۰۰", "۵ دی ۱۴۰۵ ۱۲:۰۰"]
    answers = ["دوره‌های آموزشی", "ایمنی گاز", "", "", *dates]
    result = invoke(new, tmp_path, text="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    text = (content / "courses/1405/imeni-gaz.md").read_text(encoding="utf-8")
    assert "\nآغاز: ۵ دی ۱۴۰۵، ساعت ۹:۰۰\nپایان: ۵ دی ۱۴۰۵، ساعت ۱۲:۰۰\n" in text
    answers = ["brochures", "نشان", "", "", "اعلامیه", "poster"]
    result = invoke(new, tmp_path, text="\n".join(answers) + "\n")
    assert "نوع «اعلامیه» شناخته‌شده نیست" in result.output
    text = (content / "brochures/1405/neshan.md").read_text(encoding="utf-8")
    assert "\nنوع: پوستر\n" in text
    checked = invoke(check, tmp_path)
    assert checked.exit_code == 0, checked.output


def test_new_takes_everything_as_an_option_and_opens_the_editor(tmp_path: Path) -> None:
    content = write_content(tmp_path, {})
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened"\n', encoding="utf-8")
    editor.chmod(0o755)
    options = {
        "--section": "courses", "--title": "دوره", "--slug": "a", "--date": "1405-08-01",
        "--starts": "1405-08-10 09:00", "--ends": "1405-08-10 12:00",
        "--content": str(content), "--settings": str(ROOT / "pelicanconf.py"),
    }  # fmt: skip
    runner = CliRunner(env={"BUILD_TIME": NOW, "EDITOR": str(editor), "VISUAL": ""})
    words = [word for pair in options.items() for word in pair]
    result = runner.invoke(new.main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    file = content / "courses/1405/a.md"
    assert "آغاز: ۱۰ آبان ۱۴۰۵، ساعت ۹:۰۰" in file.read_text(encoding="utf-8")
    assert (tmp_path / "opened").read_text(encoding="utf-8").strip() == str(file)


def test_new_never_writes_over_a_post(tmp_path: Path) -> None:
    content = write_content(tmp_path, {f"{NEWS}/a.md": post()})
    arguments = ["--section", "news", "--title", "خبر", "--slug", "a", "--date", "1405-08-01"]
    result = invoke(new, tmp_path, *arguments)
    assert result.exit_code == 2
    assert (content / NEWS / "a.md").read_text(encoding="utf-8") == post()


@pytest.mark.parametrize(
    "wrong", [["--title", " "], ["--title", "خ" * 111], ["--slug", "ب"], ["--date", "فردا"]]
)
def test_new_refuses_a_wrong_option(tmp_path: Path, wrong: list[str]) -> None:
    write_content(tmp_path, {})
    options = {"--section": "news", "--title": "خبر", "--slug": "a", "--date": "1405-08-01"}
    options[wrong[0]] = wrong[1]
    result = invoke(new, tmp_path, *[word for pair in options.items() for word in pair])
    assert result.exit_code == 2
    assert not (tmp_path / "content/news").exists()


def test_next_tells_the_moments_at_which_the_real_site_changes(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/a.md": post(date="1405-09-02 08:00"),
        f"{NEWS}/b.md": post(date="1405-09-03 08:00", id="bbbbbb", sample="true"),
    }
    write_content(tmp_path, files)
    result = invoke(next, tmp_path)
    assert result.output == "2026-11-23 08:00  دوشنبه ۲ آذر ۱۴۰۵، ساعت ۸:۰۰\n"
    assert json.loads(invoke(next, tmp_path, "--json").output) == ["2026-11-23T08:00:00+03:30"]


def test_next_says_when_nothing_will_change(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    assert invoke(next, tmp_path).output == "سایت به خودی خود تغییری نخواهد کرد.\n"


def test_docs_check_notices_a_stale_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert runner.invoke(docs.main, ["--check"]).exit_code == 1
    assert runner.invoke(docs.main, []).exit_code == 0
    assert runner.invoke(docs.main, ["--check"]).exit_code == 0
    (tmp_path / "docs/commands.md").write_text("old", encoding="utf-8")
    stale = runner.invoke(docs.main, ["--check"])
    assert (stale.exit_code, stale.output) == (
        1, "docs/commands.md is not current: make docs\n",
    )  # fmt: skip


def copy_of_the_project(root: Path) -> Path:
    """A checkout of links: its own content, our code."""
    for name in ("newsroom", "plugins", "scripts", "theme", "pelicanconf.py"):
        (root / name).symlink_to(ROOT / name)
    write_content(root, {f"{NEWS}/a.md": post(status="draft")})
    return root


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@contextmanager
def serving(project: Path) -> Iterator[tuple[str, IO[str]]]:
    """`make serve` in *project*: its address, and what it goes on to say."""
    command = [sys.executable, "-m", "scripts.serve", "--port", "0"]
    env = {**os.environ, "BUILD_TIME": NOW, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=project, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as served:
        assert served.stdout is not None
        try:
            line = wait_for("پیش‌نمایش: ", served.stdout)
            yield line.split()[1], served.stdout
        finally:
            served.terminate()
        served.stdout.read()
    assert served.returncode == 0


def wait_for(words: str, output: IO[str]) -> str:
    """Read *output* up to the line that has *words* in it."""
    for line in output:
        if words in line:
            return line
    raise AssertionError(f"it ended before it said {words}")


def test_serve_shows_drafts_follows_changes_and_names_problems(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    file = project / "content" / NEWS / "a.md"
    with serving(project) as (address, output):
        status, text = fetch(f"{address}news/1405/a/")
        assert (status, "متن خبر." in text) == (200, True)
        status, text = fetch(f"{address}no/such/page/")
        assert (status, "پیدا نشد" in text) == (404, True)
        assert fetch(f"{address}theme/")[0] == 404
        file.write_text(post(status="draft", body="متن دیگر."), encoding="utf-8")
        wait_for("پرونده‌ها:", output)
        assert "متن دیگر." in fetch(f"{address}news/1405/a/")[1]
        file.write_text(post(date="نادرست"), encoding="utf-8")
        wait_for("[date-invalid]", output)
        assert "متن دیگر." in fetch(f"{address}news/1405/a/")[1]


def test_serve_shows_the_parts_of_the_theme_when_they_are_asked_for(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    shutil.rmtree(project / "content")
    shutil.copytree(ROOT / "content", project / "content")
    with serving(project) as (address, output):
        assert fetch(f"{address}components/")[0] == 404
        status, text = fetch(f"{address}patterns/components/")
        assert (status, "الگوهای نما" in text) == (200, True)
        status, text = fetch(f"{address}patterns/no/such/page/")
        assert (status, 'href="/patterns/news/"' in text) == (404, True)
        page = project / "content/pages/about.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nجمله‌ای تازه.\n", encoding="utf-8")
        wait_for("پرونده‌ها:", output)  # of the site of patterns, when it was asked for
        wait_for("پرونده‌ها:", output)
        assert "جمله‌ای تازه." in fetch(f"{address}patterns/about/")[1]


def test_serve_says_that_a_port_is_taken() -> None:
    taken = serve.ThreadingHTTPServer((serve.HOST, 0), serve.SimpleHTTPRequestHandler)
    with taken:
        result = CliRunner().invoke(serve.main, ["--port", str(taken.server_address[1])])
    assert result.exit_code == 2
    assert f"make serve PORT={taken.server_address[1] + 1}" in result.output


def test_check_tells_of_an_address_that_git_remembers(tmp_path: Path) -> None:
    content = write_content(tmp_path, {f"{NEWS}/a.md": post()})
    author = ["-c", "user.name=t", "-c", "user.email=t@example.ir", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(tmp_path), *author, *words], check=True)
    (content / NEWS / "a.md").rename(content / NEWS / "b.md")
    result = invoke(check, tmp_path)
    assert result.exit_code == 1
    assert "[alias-missing]" in result.output
    assert "نشانی‌های پیشین: /news/1405/a/" in result.output
