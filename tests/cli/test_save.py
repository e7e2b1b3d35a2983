"""Two editors, two clones, one shared repository: what `save` and `undo` do and say."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from scripts import save, undo
from tests.repositories import BARE, git
from tests.sites import NOW, ROOT, post, write_content

A = "content/news/1405/a.md"
B = "content/news/1405/b.md"
SMS_GONE = "پیامک «{}» شاید رفته باشد"


@dataclass(frozen=True, slots=True)
class Editor:
    """A clone, and whoever sits before it."""

    root: Path

    def run(self, command: click.Command, *words: str, **env: str) -> Result:
        """Run *command* in the clone, at NOW, with nobody to ask."""
        options = ["--settings", str(ROOT / "pelicanconf.py"), "--content", "content"]
        runner = CliRunner(env={**BARE, "BUILD_TIME": NOW, **env})
        with chdir(self.root):
            return runner.invoke(command, [*options, *words], catch_exceptions=False)

    def save(self, *words: str, code: int = 0, **env: str) -> str:
        done = self.run(save.main, *words, **env)
        assert done.exit_code == code, done.output
        return done.output

    def undo(self, code: int = 0) -> str:
        done = self.run(undo.main, "--yes")
        assert done.exit_code == code, done.output
        return done.output

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def log(self, *words: str) -> list[str]:
        return git(self.root, "log", "--format=%s", *words).split("\n")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The shared repository, bare, with one published post."""
    first = tmp_path / "first"
    write_content(first, {"news/1405/a.md": post("یک", body="سطر یک.\n\nسطر دو.")})
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "shared.git")
    git(first, "init", "-q", "-b", "main")
    git(first, "add", "-A")
    git(first, "commit", "-qm", "آغاز")
    git(first, "push", "-q", str(tmp_path / "shared.git"), "main")
    return tmp_path / "shared.git"


def join(shared: Path, name: str) -> Editor:
    root = shared.parent / name
    git(shared.parent, "clone", "-q", str(shared), name)
    git(root, "config", "user.name", name)
    git(root, "config", "user.email", f"{name}@example.ir")
    return Editor(root)


@pytest.fixture
def sara(shared: Path) -> Editor:
    return join(shared, "sara")


@pytest.fixture
def omid(shared: Path) -> Editor:
    return join(shared, "omid")


def test_a_new_post_is_committed_in_persian_and_sent(sara: Editor, shared: Path) -> None:
    sara.write(B, post("خبر دوم", id="bbbbbb"))
    said = sara.save()
    assert said.split("\n") == [
        "ذخیره شد: انتشار: خبر دوم",
        "فرستاده شد: origin/main",
        "«خبر دوم» با ساخت بعدی پایگاه در /news/1405/b/ دیده می‌شود.",
        "",
    ]
    assert git(shared, "log", "-1", "--format=%an %s", "main") == "sara انتشار: خبر دوم"


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        (post("دو", id="bbbbbb", status="draft"), "پیش‌نویس"),
        (post("دو", "1405-12-01 10:00", "bbbbbb"), "زمان‌بندی"),
        (
            post("دو", id="bbbbbb", status="withdrawn", withdrawn="{date: 1405-08-21, reason: ن}"),
            "پس‌گیری",
        ),
    ],
)
def test_the_message_says_what_was_done(sara: Editor, text: str, verb: str) -> None:
    sara.write(B, text)
    assert sara.save().startswith(f"ذخیره شد: {verb}: دو\n")


@pytest.mark.parametrize(
    ("key", "verb"),
    [
        ({"corrections": "[{date: 1405-08-21 10:00, text: سال ۱۳۹۶ است.}]"}, "اصلاحیه"),
        ({"slug": "other", "aliases": "/news/1405/a/"}, "نشانی تازه"),
        ({"kicker": "کوتاه"}, "ویرایش"),
    ],
)
def test_the_message_says_what_was_done_to_a_published_post(
    sara: Editor, key: dict[str, str], verb: str
) -> None:
    sara.write(A, post("یک", **key))
    assert sara.save().startswith(f"ذخیره شد: {verb}: یک\n")


def test_a_post_that_was_renamed_is_one_change(sara: Editor) -> None:
    (sara.root / A).unlink()
    sara.write(B, post("یک", aliases="/news/1405/a/"))
    assert sara.save().startswith("ذخیره شد: نشانی تازه: یک\n")


def test_a_file_that_was_removed_is_told_by_its_name(sara: Editor) -> None:
    sara.write("content/media/a.txt", "متن")
    sara.save()
    (sara.root / "content/media/a.txt").unlink()
    assert sara.save().startswith("ذخیره شد: حذف: a.txt\n")


def test_several_changes_are_listed_below_the_first_line(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.write("content/media/a.txt", "متن")
    sara.save()
    assert git(sara.root, "log", "-1", "--format=%B").strip().split("\n") == [
        "انتشار: دو، و ۱ تغییر دیگر", "", "- تصویر و پیوست: a.txt", "- انتشار: دو",
    ]  # fmt: skip


def test_with_a_problem_nothing_is_saved(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb", date="نادرست"))
    said = sara.save(code=1)
    assert f"{B}:3:" in said
    assert "چیزی ذخیره نشد" in said
    assert sara.log() == ["آغاز"]


def test_a_mere_remark_keeps_nothing_from_being_saved(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb", body=" ".join(["واژه"] * 45) + "."))
    assert "ذخیره شد" in sara.save()


def test_without_a_change_it_says_so_and_brings_what_is_new(sara: Editor, omid: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.save()
    assert omid.save().startswith("چیز تازه‌ای برای ذخیره نیست.\n")
    assert omid.read(B) == sara.read(B)


def test_the_work_of_two_editors_on_two_posts_is_put_in_a_row(sara: Editor, omid: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    omid.write("content/news/1405/c.md", post("سه", id="cccccc"))
    sara.save()
    omid.save()
    assert omid.log("origin/main") == ["انتشار: سه", "انتشار: دو", "آغاز"]


def test_a_conflict_is_told_with_its_line_and_both_texts_are_kept(
    sara: Editor, omid: Editor
) -> None:
    sara.write(A, sara.read(A).replace("سطر دو.", "سطر دوی سارا."))
    omid.write(A, omid.read(A).replace("سطر دو.", "سطر دوی امید."))
    sara.save()
    said = omid.save(code=1)
    text = omid.read(A)
    line = text.split("\n").index("<<<<<<< نوشتهٔ شما") + 1
    assert f"{A}:{line}: شما و همکار یک جای این پرونده را تغییر داده‌اید." in said
    assert ">>>>>>> نوشتهٔ همکار (sara)" in text
    assert "سطر دوی سارا." in text
    assert "سطر دوی امید." in text
    assert "[conflict-marks]" in omid.save(code=1)
    omid.write(A, post("یک", body="سطر یک.\n\nسطر دوی هر دو."))
    assert "فرستاده شد" in omid.save()
    sara.save()
    assert sara.read(A) == omid.read(A)
    assert {"ویرایش: یک", "یکی کردن با نوشتهٔ همکار"} <= set(sara.log())


def test_whoever_wants_no_conflict_now_gets_their_own_text_back(sara: Editor, omid: Editor) -> None:
    sara.write(A, sara.read(A).replace("سطر دو.", "سطر دوی سارا."))
    sara.save()
    mine = omid.read(A).replace("سطر دو.", "سطر دوی امید.")
    omid.write(A, mine)
    omid.save(code=1)
    assert "یکی کردن کنار رفت" in omid.undo()
    assert omid.read(A) == mine


def test_a_post_that_a_colleague_removed_is_kept_and_told(sara: Editor, omid: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb", status="draft"))
    sara.save()
    omid.save()
    (sara.root / B).unlink()
    sara.save()
    omid.write(B, post("دو، بهتر", id="bbbbbb", status="draft"))
    assert f"{B}:1: همکار این پرونده را پاک کرده و شما تغییرش داده‌اید." in omid.save(code=1)
    omid.save()
    sara.save()
    assert "دو، بهتر" in sara.read(B)


def test_of_two_pictures_of_one_name_both_are_kept(sara: Editor, omid: Editor) -> None:
    for editor, end in ((sara, b"\x00s"), (omid, b"\x00o")):
        (editor.root / "content/media").mkdir()
        (editor.root / "content/media/a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + end)
    sara.save()
    assert "از همکار content/media/a-2.png" in omid.save(code=1)
    assert (omid.root / "content/media/a.png").read_bytes().endswith(b"o")
    assert (omid.root / "content/media/a-2.png").read_bytes().endswith(b"s")
    omid.save()


def test_a_text_that_came_and_went_before_it_was_sent_is_no_conflict(
    sara: Editor, omid: Editor, shared: Path
) -> None:
    before = omid.read(A)
    away = shared.rename(shared.with_name("away.git"))
    for text in (before.replace("سطر دو.", "سطر دوی امید."), before):
        omid.write(A, text)
        omid.save(code=1)
    away.rename(shared)
    sara.write(A, before.replace("سطر دو.", "سطر دوی سارا."))
    sara.save()
    omid.save()
    assert omid.read(A) == sara.read(A)


def push_between(sara: Editor, omid: Editor, *, once: bool) -> None:
    """Let *omid* push whenever *sara* has put her commits after his, before she sends them."""
    hook = sara.root / ".git/hooks/post-rewrite"
    # A hook is told of the repository that runs it, and this one goes to another.
    hook.write_text(
        "#!/bin/sh\nunset $(git rev-parse --local-env-vars)\n"
        f"{f'rm {hook}' if once else ''}\ncd {omid.root}\n"
        "git commit -q --allow-empty -m باز && git push -q\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)


@pytest.mark.parametrize("once", [True, False])
def test_whoever_is_overtaken_tries_again_and_gives_up_in_the_end(
    sara: Editor, omid: Editor, once: bool
) -> None:
    omid.write(B, post("دو", id="bbbbbb"))
    omid.save()
    push_between(sara, omid, once=once)
    sara.write("content/news/1405/c.md", post("سه", id="cccccc"))
    said = sara.save(code=0 if once else 1)
    assert ("فرستاده شد: origin/main" if once else "پی‌درپی می‌فرستند") in said
    assert sara.log()[0] == "انتشار: سه"


def test_the_first_save_of_all_fills_an_empty_shared_place(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "shared.git")
    sara = join(tmp_path / "shared.git", "sara")
    write_content(sara.root, {"news/1405/a.md": post()})
    git(sara.root, "add", "-A")
    git(sara.root, "commit", "-qm", "آغاز")
    assert "فرستاده شد: origin/main" in sara.save(REVIEW="1")
    assert sara.save().startswith("چیز تازه‌ای")


def test_without_a_network_it_is_saved_and_the_next_save_sends_it(
    sara: Editor, shared: Path
) -> None:
    away = shared.rename(shared.with_name("away.git"))
    sara.write(B, post("دو", id="bbbbbb"))
    said = sara.save(code=1)
    assert "ذخیره شد: انتشار: دو\nذخیره شد ولی فرستاده نشد: به مخزن نرسیدم." in said
    away.rename(shared)
    assert sara.save().startswith("فرستاده شد: origin/main\n")
    assert git(shared, "log", "-1", "--format=%s", "main") == "انتشار: دو"


def test_whoever_may_read_and_not_write_is_told_what_git_says(sara: Editor) -> None:
    git(sara.root, "config", "remote.origin.pushurl", "/nowhere")
    sara.write(B, post("دو", id="bbbbbb"))
    assert "به مخزن نرسیدم" in sara.save(code=1)


def test_files_outside_of_the_content_are_left_as_they_are(sara: Editor, omid: Editor) -> None:
    sara.write("notes.txt", "یادداشت")
    sara.write("staged.txt", "آماده")
    git(sara.root, "add", "staged.txt")
    sara.write(B, post("دو", id="bbbbbb"))
    omid.write("content/news/1405/c.md", post("سه", id="cccccc"))
    omid.save()
    assert "بیرون از content است و با شما نرفت: notes.txt، staged.txt" in sara.save()
    assert git(sara.root, "show", "--name-only", "--format=") == B
    assert git(sara.root, "status", "--porcelain") == "A  staged.txt\n?? notes.txt"


def test_what_is_in_the_way_of_a_colleague_s_change_is_told(sara: Editor, omid: Editor) -> None:
    sara.write("notes.txt", "یک")
    git(sara.root, "add", "-A")
    git(sara.root, "commit", "-qm", "یادداشت")
    git(sara.root, "push", "-q")
    omid.write("notes.txt", "دو")
    omid.write(B, post("دو", id="bbbbbb"))
    assert "changed by somebody else: notes.txt" in omid.save(code=1)
    assert omid.read("notes.txt") == "دو"


def test_one_file_can_be_saved_without_the_others(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.write("content/news/1405/c.md", post("سه", id="cccccc"))
    sara.save(B)
    assert git(sara.root, "status", "--porcelain") == "?? content/news/1405/c.md"


def test_a_file_outside_of_the_content_is_wrong_usage(sara: Editor) -> None:
    sara.write("notes.txt", "یادداشت")
    assert "is not in content" in sara.save("notes.txt", code=2)


def test_a_detached_head_is_refused(sara: Editor) -> None:
    git(sara.root, "checkout", "-q", "--detach")
    sara.write(B, post("دو", id="bbbbbb"))
    assert "git switch main" in sara.save(code=3)
    assert (sara.root / B).is_file()


def test_an_unfinished_operation_of_git_is_refused(sara: Editor) -> None:
    (sara.root / ".git/rebase-merge").mkdir()
    assert "نیمه‌کاره" in sara.save(code=3)


def test_a_folder_outside_of_git_is_wrong_usage(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    assert "در مخزن git نیست" in Editor(tmp_path).save(code=2)


def test_whoever_is_unknown_to_git_is_asked_once(sara: Editor) -> None:
    git(sara.root, "config", "--unset", "user.name")
    sara.write(B, post("دو", id="bbbbbb"))
    assert "git نام و نشانی شما را نمی‌داند" in sara.save(code=3)
    sara.save("--name", "سارا", "--email", "sara@example.ir")
    assert git(sara.root, "log", "-1", "--format=%an") == "سارا"


def test_a_repository_without_a_shared_place_saves_here(tmp_path: Path) -> None:
    write_content(tmp_path, {"news/1405/a.md": post()})
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "آغاز"]):
        git(tmp_path, *words)
    editor = Editor(tmp_path)
    editor.write(B, post("دو", id="bbbbbb"))
    said = editor.save("--name", "سارا", "--email", "sara@example.ir")
    assert "تنها روی همین رایانه" in said


def forbid_pushes_to_main(shared: Path, address: str) -> None:
    """As a host with a protected branch does; and as hosts name the address of a request."""
    hook = shared / "hooks/pre-receive"
    hook.write_text(
        "#!/bin/sh\nwhile read old new name; do\n"
        '  [ "$name" != refs/heads/main ] || { echo "main is protected"; exit 1; }\n'
        f'  echo "Create a new pull request for ${{name#refs/heads/}}:"; echo "  {address}"\n'
        "done\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)


def test_a_second_person_s_approval_is_asked_for_and_the_way_back_is_found(
    sara: Editor, omid: Editor, shared: Path
) -> None:
    address = "https://git.example.ir/office/tarvij/compare/main...review/b"
    forbid_pushes_to_main(shared, address)
    sara.write(B, post("دو", id="bbbbbb"))
    said = sara.save(code=1)
    assert "REVIEW=1" in said
    assert "main is protected" in said
    said = sara.save(REVIEW="1")
    assert f"برای تأیید فرستاده شد، در شاخهٔ review/b. درخواست: {address}" in said
    sara.write(B, post("دو، پس از نظر", id="bbbbbb"))
    assert "review/b" in sara.save()
    assert git(sara.root, "rev-parse", "main") == git(sara.root, "rev-parse", "origin/main")
    # Somebody accepts it on the host, as one commit.
    (shared / "hooks/pre-receive").unlink()
    git(omid.root, "fetch", "-q")
    git(omid.root, "merge", "-q", "--squash", "origin/review/b")
    git(omid.root, "commit", "-qm", "پذیرفته")
    git(omid.root, "push", "-q")
    sara.write("content/news/1405/c.md", post("سه", id="cccccc"))
    said = sara.save()
    assert said.startswith("شاخهٔ review/b پذیرفته شده است؛ به main برگشتیم.\n")
    assert sara.log("origin/main")[:2] == ["انتشار: سه", "پذیرفته"]


def test_two_requests_for_one_post_have_two_branches(
    sara: Editor, omid: Editor, shared: Path
) -> None:
    for editor in (sara, omid):
        editor.write(A, editor.read(A).replace("سطر دو.", f"سطر {editor.root.name}."))
        editor.save(REVIEW="1")
    branches = git(shared, "for-each-ref", "--format=%(refname:short)", "refs/heads/review")
    assert branches.split("\n") == ["review/a", "review/a-2"]


def test_commits_of_ones_own_on_the_shared_branch_are_not_left_behind(
    sara: Editor, omid: Editor
) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.save(REVIEW="1")
    git(sara.root, "switch", "-q", "main")
    git(sara.root, "commit", "-q", "--allow-empty", "-m", "به دست")
    git(sara.root, "switch", "-q", "review/b")
    git(omid.root, "fetch", "-q")
    git(omid.root, "merge", "-q", "--no-ff", "origin/review/b")
    git(omid.root, "push", "-q")
    sara.save()
    assert git(sara.root, "branch", "--show-current") == "review/b"
    assert git(sara.root, "log", "-1", "--format=%s", "main") == "به دست"


def test_a_reviewer_s_own_change_of_the_branch_is_taken(sara: Editor, omid: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.save(REVIEW="1")
    git(omid.root, "fetch", "-q")
    git(omid.root, "switch", "-q", "review/b")
    omid.write(B, post("دو، بهتر", id="bbbbbb"))
    git(omid.root, "commit", "-qam", "نظر")
    git(omid.root, "push", "-q")
    sara.write(A, post("یک", kicker="کوتاه"))
    sara.save()
    assert "دو، بهتر" in sara.read(B)


def test_a_published_sample_says_nothing_of_readers(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb", sample="true"))
    assert "دیده می‌شود" not in sara.save()


def test_a_change_that_comes_too_late_for_the_sms_is_told(sara: Editor) -> None:
    sara.write(A, sara.read(A).replace("title: یک", "title: یک، تازه"))
    said = sara.save()
    assert f"{A}: {SMS_GONE.format('یک، تازه')}؛ تغییر عنوان به گیرندگان آن نمی‌رسد." in said
    assert "make post-correct" in said


@pytest.mark.parametrize(
    "text",
    [
        post("یک", body="متنی دیگر."),
        post("یک", kicker="کوتاه", body="سطر یک.\n\nسطر دو."),
    ],
)
def test_a_change_of_the_text_alone_is_no_matter_of_the_sms(sara: Editor, text: str) -> None:
    sara.write(A, text)
    assert "پیامک" not in sara.save()


def test_undo_is_a_new_commit_and_undo_again_brings_it_back(sara: Editor, omid: Editor) -> None:
    before = sara.read(A)
    after = before.replace("سطر دو.", "سطر دیگر.")
    sara.write(A, after)
    sara.save()
    assert sara.undo().startswith("برگشت: بازگشت: ویرایش: یک\nفرستاده شد")
    assert sara.read(A) == before
    omid.save()
    assert omid.log() == ["بازگشت: ویرایش: یک", "ویرایش: یک", "آغاز"]
    sara.undo()
    assert sara.read(A) == after
    assert sara.log()[0] == "دوباره: ویرایش: یک"


def test_undo_takes_back_my_own_change_not_that_of_a_colleague(sara: Editor, omid: Editor) -> None:
    sara.write(A, sara.read(A).replace("سطر دو.", "سطر دیگر."))
    sara.save()
    omid.write(B, post("دو", id="bbbbbb", status="draft"))
    omid.save()
    sara.save()
    sara.undo()
    assert "سطر دو." in sara.read(A)
    assert (sara.root / B).is_file()


def test_undo_of_a_publication_is_refused_because_its_address_would_die(sara: Editor) -> None:
    sara.write(B, post("دو", id="bbbbbb"))
    sara.save()
    said = sara.undo(code=1)
    assert "[post-gone]" in said
    assert (sara.root / B).is_file()
    assert sara.log() == ["انتشار: دو", "آغاز"]


def test_undo_of_what_a_colleague_built_upon_is_refused(sara: Editor, omid: Editor) -> None:
    sara.write(A, sara.read(A).replace("سطر دو.", "سطر دیگر."))
    sara.save()
    omid.save()
    omid.write(A, omid.read(A).replace("سطر دیگر.", "سطر سوم."))
    omid.save()
    sara.save()
    assert "کسی همان‌جا را تغییر داده است" in sara.undo(code=3)
    assert "سطر سوم." in sara.read(A)
    assert git(sara.root, "status", "--porcelain") == ""


def test_undo_leaves_what_is_not_saved(sara: Editor) -> None:
    sara.write(A, post("یک", body="ذخیره نشده."))
    assert "هنوز ذخیره نشده است" in sara.undo(code=3)
    assert "ذخیره نشده." in sara.read(A)


def test_undo_with_nothing_of_mine_does_nothing(omid: Editor) -> None:
    assert "چیزی از شما در تاریخچه نیست" in omid.undo()
