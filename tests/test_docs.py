"""The documents say what is so: every command, link, setting and example in them is tried."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner
from lxml import html as lxml_html

from newsroom.checks import check_content
from newsroom.fixes import fix_text
from newsroom.front_matter import FENCE
from newsroom.jalali import to_jalali
from newsroom.markup import Renderer
from newsroom.moments import DateError, parse_moment
from newsroom.posts import read_post
from newsroom.problems import Problem
from newsroom.project import load_project
from newsroom.sms.settings import DEFAULTS
from scripts import docs
from tests.sites import NOW, ROOT, post, write_content

DOCUMENTS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
FOR_EDITORS = ROOT / "README.fa.md"
MARKDOWN = (ROOT / "docs/markdown.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACCEPTED, REFUSED = MARKDOWN.split("## پذیرفته نیست", 1)
EXAMPLES = [text for language, text in FENCED.findall(ACCEPTED) if language == "markdown"]
REFUSALS = re.findall(r"^```markdown\n(.*?)^```\n\nپیام: `([a-z-]+)`$", REFUSED, re.M | re.S)
TYPED_AND_SHOWN = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", ACCEPTED, re.MULTILINE)

TAGS = """\
نشان استاندارد: {slug: standard-mark, description: نشان روی کالا.}
حقوق مصرف‌کننده: {slug: consumer-rights, description: حق خریدار.}
"""
STUB_PAGE = "---\nعنوان: صفحه\nخلاصه: یک جمله.\n---\n\nمتن.\n"
EXAMPLE = "news/1405/example.md"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def first_line(text: str) -> str:
    return text.split("\n", 1)[0][:40]


# --- What is made from the code -------------------------------------------------------------------


def test_the_generated_documents_are_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(docs.main, ["--check"], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_every_date_that_the_document_of_keys_shows_is_read() -> None:
    text = (ROOT / "docs/front-matter.md").read_text(encoding="utf-8")
    (passage,) = re.findall(r"^تاریخ شمسی.*?^$", text, re.MULTILINE | re.DOTALL)
    shown = re.findall(r"`([^`]+)`", passage)
    assert len(shown) >= 8
    assert {to_jalali(parse_moment(date).at) for date in shown} == {(1405, 7, 22)}
    for word in re.findall("«(.*?)»", passage):
        with pytest.raises(DateError):
            parse_moment(f"{shown[-1]} {word}")


# --- Commands and links ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_make_target_that_a_document_names_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    # In code, in «», or at the start of a line of code; «make a page» in prose is no command.
    named = re.findall(r"(?:[`«]|^(?:\$ | {4})?)(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)", text, re.M)
    assert set(named) <= targets


def test_the_readmes_name_make_targets_at_all() -> None:
    for path in ROOT.glob("README*.md"):
        assert "make serve" in path.read_text(encoding="utf-8")


def relative_links(path: Path) -> Iterator[tuple[str, str]]:
    """Target and fragment of every link to a file of the project, outside fenced code."""
    prose = FENCED.sub("", path.read_text(encoding="utf-8"))
    for link in re.findall(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)(?!`)", prose):
        if "://" not in link:
            target, _, fragment = link.partition("#")
            yield target, fragment


def anchors(path: Path) -> set[str]:
    """The ids that git hosts give to the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_relative_link_of_a_document_leads_somewhere(path: Path) -> None:
    for target, fragment in relative_links(path):
        linked = path.parent / target if target else path
        assert linked.is_file(), f"{name_of(path)} links to {target}"
        if fragment:
            assert fragment in anchors(linked), f"{name_of(path)} links to {target}#{fragment}"


def test_the_readmes_lead_to_every_document() -> None:
    linked = {target for path in ROOT.glob("README*.md") for target, _ in relative_links(path)}
    assert {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} <= linked


def test_no_document_names_a_place_on_the_machine_where_it_was_written() -> None:
    for path in DOCUMENTS:
        assert not re.search(r"/tmp/|/home/|/root/", path.read_text(encoding="utf-8"))


# --- docs/markdown.md -----------------------------------------------------------------------------


def read_example(body: str) -> list[Problem]:
    found, problems = read_post(EXAMPLE, post(body=body).encode(), Renderer())
    assert found is not None
    return problems


def stubs_for(bodies: list[str]) -> dict[str, str]:
    """A file for everything that the bodies link to or show."""
    files = {}
    for number, body in enumerate(bodies):
        found, _ = read_post(EXAMPLE, post(body=body).encode(), Renderer())
        assert found is not None
        for link in found.body.media:
            files[link.target] = "<svg/>"  # no matter what it is called
        for link in found.body.links:
            section, _, rest = link.target.partition("/")
            if section == "pages":
                files[link.target] = STUB_PAGE
            elif rest.endswith(".md"):
                year = PurePosixPath(link.target).parent.name
                stub_id = f"st{number:02}{len(files):02}"
                more = {"kind": "brochure"} if section == "brochures" else {}
                files[link.target] = post(date=f"{year}-06-01 10:00", id=stub_id, **more)
    return files


def problems_of(root: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    """What `make check` finds in a content folder of *files*, two tags and a page."""
    content = write_content(root, {"tags.yaml": TAGS, **files})
    project = load_project(ROOT / "pelicanconf.py", datetime.fromisoformat(NOW), content)
    return check_content(content, project.site, project.clock).problems


def test_the_document_for_editors_has_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 20
    assert len(REFUSALS) == REFUSED.count("```markdown\n") >= 8
    assert len(TYPED_AND_SHOWN) >= 8


@pytest.mark.parametrize("body", EXAMPLES, ids=first_line)
def test_every_example_is_read_without_a_problem(body: str) -> None:
    assert read_example(body) == []


def test_every_example_can_be_published_and_all_its_links_live(tmp_path: Path) -> None:
    posts = {
        f"news/1405/example-{number}.md": post(id=f"ex{number:04}", body=body)
        for number, body in enumerate(EXAMPLES)
    }
    # One example leads to another post of the same year: it is among the stubs.
    assert problems_of(tmp_path, {**stubs_for(EXAMPLES), **posts}) == ()


@pytest.mark.parametrize(("body", "code"), REFUSALS, ids=first_line)
def test_every_refused_example_is_refused_with_the_code_that_is_named(body: str, code: str) -> None:
    assert {str(problem.code) for problem in read_example(body)} == {code}


@pytest.mark.parametrize(("typed", "shown"), TYPED_AND_SHOWN)
def test_what_the_house_does_by_itself_is_what_the_table_says(typed: str, shown: str) -> None:
    found, problems = read_post(EXAMPLE, post(body=typed).encode(), Renderer())
    assert found is not None
    text = "".join(lxml_html.fromstring(found.body.html).itertext())
    assert (text, problems) == (shown, [])


# --- README.fa.md ---------------------------------------------------------------------------------

BLOCKS = FENCED.findall(FOR_EDITORS.read_text(encoding="utf-8"))
POSTS = [text for _, text in BLOCKS if text.startswith(FENCE)]
KEYS_TO_ADD = [text for language, text in BLOCKS if language == "yaml"]
SHOWN = "".join(text for language, text in BLOCKS if language == "text")
WRONG, COURSE = POSTS
FIRST_POST = "news/1405/labels-before-buying.md"
STUBS = {
    "news/1404/read-the-mark.md": post(date="1404-06-01 10:00", id="aaaaaa"),
    "media/label-code.svg": "<svg/>",
}


def mended(text: str) -> str:
    """The first post after the editor has done what the report says, and `make fix` the rest."""
    text = text.replace("خلاصا:", "خلاصه:").replace("نشان استاندار،", "نشان استاندارد،")
    fixed = fix_text(
        FIRST_POST, text.encode(), now=datetime.now(UTC), new_id=lambda: pytest.fail("it has one")
    )
    assert fixed is not None
    return fixed.decode()


def with_keys(text: str, keys: str) -> str:
    """*text* with the keys of a fragment, each in place of one of the same name."""
    names = re.findall(r"^(\S[^:]*):", keys, re.MULTILINE)
    kept = [line for line in text.split("\n") if line.partition(":")[0] not in names]
    end = kept.index(FENCE, 1)
    return "\n".join([*kept[:end], keys.rstrip("\n"), *kept[end:]])


def test_the_first_post_of_an_editor_gets_the_report_that_is_shown(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {**STUBS, FIRST_POST: WRONG})
    assert len(problems) == 2
    assert "".join(f"{problem}\n" for problem in problems) in SHOWN


def test_the_first_post_once_mended_is_clean_and_changed_as_shown(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {**STUBS, FIRST_POST: mended(WRONG)}) == ()
    old, new = WRONG.splitlines(), mended(WRONG).splitlines()
    changed = [number for number, line in enumerate(new) if f"+{line}" in SHOWN.splitlines()]
    assert [f"-{old[number]}" in SHOWN.splitlines() for number in changed] == [True]


@pytest.mark.parametrize("keys", KEYS_TO_ADD, ids=first_line)
def test_the_keys_that_an_editor_is_shown_can_be_added(tmp_path: Path, keys: str) -> None:
    assert problems_of(tmp_path, {**STUBS, FIRST_POST: with_keys(mended(WRONG), keys)}) == ()


def test_the_wrong_name_of_a_picture_gets_the_answer_that_is_shown(tmp_path: Path) -> None:
    (picture,) = (keys for keys in KEYS_TO_ADD if keys.startswith("تصویر:"))
    text = with_keys(mended(WRONG), picture.replace("label-code", "label-cod"))
    (problem,) = problems_of(tmp_path, {**STUBS, FIRST_POST: text})
    assert str(problem) in SHOWN


def test_the_course_of_an_editor_is_clean(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"courses/1405/gas-for-teachers.md": COURSE}) == ()


def test_every_right_to_left_passage_of_the_readme_ends() -> None:
    marks = re.findall(r'^<div dir="rtl">$|^</div>$', FOR_EDITORS.read_text("utf-8"), re.MULTILINE)
    assert marks == ['<div dir="rtl">', "</div>"] * (len(marks) // 2) != []


# --- docs/settings.md -----------------------------------------------------------------------------


def assigned_names(path: Path) -> set[str]:
    """The settings that a settings file sets."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        names.update(target.id for target in targets if isinstance(target, ast.Name))
    return {name for name in names if name.isupper()}


def real_settings() -> set[str]:
    """Every name that changes what a command does: of settings files, make and the environment."""
    names = assigned_names(ROOT / "pelicanconf.py") | assigned_names(ROOT / "publishconf.py")
    made = set(re.findall(r"^([A-Z]+) (?::=|\?=)", MAKEFILE, re.MULTILINE))
    fixed = set(re.findall(r"^([A-Z]+) :=", MAKEFILE, re.MULTILINE))
    names |= (made | set(re.findall(r"\$\((?:if \$\()?([A-Z]+)\)", MAKEFILE))) - fixed
    # What make itself brings, and a step of pelicanconf.py that is no setting.
    names -= {"MAKEFILE_LIST", "CURDIR", "ROOT"}
    code = [*ROOT.glob("*conf.py"), *(p for f in ("newsroom", "plugins", "scripts")
            for p in (ROOT / f).rglob("*.py"))]  # fmt: skip
    names |= set(DEFAULTS)  # of the SMS script, which reads them all in one place
    read = r'(?:environ(?:\.get\(|\[)|envvar=)"([A-Z_]+)"'
    return names | {n for path in code for n in re.findall(read, path.read_text("utf-8"))}


def documented_settings() -> set[str]:
    rows = re.findall(r"^\| ((?:`[A-Z_]+` ?)+)\|", SETTINGS, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    # pip's own: scripts/setup.sh names it in its advice.
    assert "PIP_INDEX_URL" in (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")
    assert documented_settings() == real_settings() | {"PIP_INDEX_URL"}


def test_the_documented_defaults_are_those_of_the_settings() -> None:
    conf = (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
    defaults = dict(re.findall(r'environ\.get\("([A-Z_]+)", "([^"]+)"\)', conf))
    assert len(defaults) >= 3
    for name, value in defaults.items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", SETTINGS, re.MULTILINE)
        assert f"`{value}`" in row
