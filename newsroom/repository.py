"""
A checkout of git and the shared place behind it: the only room that runs git.

Nothing here rewrites what was pushed, and nothing throws away what an editor wrote.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

OURS, THEIRS = "نوشتهٔ شما", "نوشتهٔ همکار"
BASE_KEY = "tarvijBase"  # of a branch that waits for approval: the branch that it left

_UNFINISHED = ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
_MARK = re.compile(r"^(<{7}|>{7}) .*$", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")
# A line that died must not hold an editor for minutes.
_PATIENCE = {"GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": "30"}


class GitError(Exception):
    """Git refused something; the message is its own."""


def git_output(folder: Path, *words: str) -> bytes:
    """What git prints; nothing where it fails: no repository, no such revision, no git."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


class Pushed(StrEnum):
    """What became of a push."""

    DONE = "done"
    OVERTAKEN = "overtaken"  # somebody pushed in between
    DECLINED = "declined"  # the host has a rule against it
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Answer:
    """A push: what became of it, what the host said, and the address in what it said, if any."""

    pushed: Pushed
    words: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    A file that two editors changed in one place, or that one changed and the other removed.

    Attributes:
        path: from the top of the repository.
        line: of the first mark in it; 0 where there is none.
        beside: where the colleague's file was put, when the two cannot stand in one file.
        removed_by: OURS or THEIRS, for a file that one of the two removed; else empty.
    """

    path: str
    line: int = 0
    beside: str = ""
    removed_by: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """The work tree whose top is `top`; paths go from there, with `/`."""

    top: Path

    def git(self, *words: str) -> str:
        """What git prints, without the last line's end. GitError if it fails."""
        done = self._run(*words)
        if done.returncode:
            raise GitError((done.stderr.strip() or done.stdout.strip()) or f"git {words[0]}")
        return done.stdout.rstrip("\n")

    def succeeds(self, *words: str) -> bool:
        """Whether git ends with exit code 0."""
        return self._run(*words).returncode == 0

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", str(self.top), "-c", "core.quotePath=false", *words],
            capture_output=True, check=False, encoding="utf-8", errors="replace",
            env={**os.environ, **_PATIENCE, "LC_ALL": "C"},
        )  # fmt: skip

    # --- Where it stands --------------------------------------------------------------------------

    @property
    def branch(self) -> str:
        """The branch that is checked out; empty on a detached head."""
        return self._run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()

    @property
    def remote(self) -> str:
        """The shared place; empty where there is none."""
        configured = self._run("config", f"branch.{self.branch}.remote").stdout.strip()
        return configured or (self._run("remote").stdout.split() or [""])[0]

    @property
    def base(self) -> str:
        """The branch that all share: this one, or the one that it left to wait for approval."""
        return self._run("config", f"branch.{self.branch}.{BASE_KEY}").stdout.strip() or self.branch

    @property
    def shared(self) -> str:
        """The revision of `base` that the shared place had when it was last asked, or empty."""
        return self.revision_of(self.base)

    def revision_of(self, branch: str) -> str:
        """The same of any branch."""
        name = f"refs/remotes/{self.remote}/{branch}"
        return name if self.remote and self.succeeds("rev-parse", "--verify", "-q", name) else ""

    @property
    def unfinished(self) -> str:
        """The operation of git that somebody began and left; empty if there is none."""
        return next((name for name in _UNFINISHED if self._in_git(name).exists()), "")

    @property
    def is_merging(self) -> bool:
        """Whether two versions wait to be made one."""
        return self._in_git("MERGE_HEAD").exists()

    @property
    def author(self) -> str:
        """The address of whoever writes, as git was told it; a guess of its own does not count."""
        ident = self._run("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT").stdout
        return ident.partition("<")[2].partition(">")[0]

    def _in_git(self, name: str) -> Path:
        return self.top / self.git("rev-parse", "--git-path", name)

    def changed(self, *paths: str) -> list[str]:
        """Files that differ from the last commit, new and removed ones too; all, or of *paths*."""
        flags = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        listed = self.git("status", *flags, "--", *paths).split("\0")
        return sorted(line[3:] for line in listed if line)

    def changed_since(self, revision: str, path: str) -> list[str]:
        """Files of *path* that differ from *revision*, committed or not."""
        listed = self.git("diff", "--name-only", "--no-renames", "-z", revision, "--", path)
        return sorted({*filter(None, listed.split("\0")), *self.changed(path)})

    def waits(self) -> bool:
        """Whether there are commits that the shared place has not."""
        if not self.shared:
            return self.succeeds("rev-parse", "--verify", "-q", "HEAD")
        return bool(self.git("rev-list", "-n1", "HEAD", "--not", f"--remotes={self.remote}"))

    # --- What it does -----------------------------------------------------------------------------

    def commit(self, message: str, paths: Iterable[str]) -> None:
        """Commit *paths* alone: what somebody else prepared stays as it is."""
        self.git("add", "--all", "--", *paths)
        # Git commits a merge as a whole or not at all.
        only = () if self.is_merging else ("--only", "--", *paths)
        self.git("commit", "--quiet", f"--message={message}", *only)

    def last_of_mine(self, path: str) -> tuple[str, str]:
        """The revision and the subject of my last commit that touched *path*; empty if none."""
        found = self.git(
            "log", "-1", "--no-merges", "--fixed-strings", f"--author=<{self.author}>",
            "--format=%H %s", "--", path,
        )  # fmt: skip
        revision, _, subject = found.partition(" ")
        return revision, subject

    def take_back(self, revision: str, message: str) -> bool:
        """Undo *revision* by a new commit; False, and nothing, where later ones build on it."""
        if not self.succeeds("revert", "--no-edit", revision):
            self.succeeds("revert", "--abort")
            return False
        self.git("commit", "--quiet", "--amend", "--allow-empty", f"--message={message}")
        return True

    def drop_last(self) -> None:
        """Forget the last commit, which was never pushed, and what it changed."""
        self.git("reset", "--quiet", "--keep", "HEAD~1")

    def stop_merging(self) -> None:
        """Back to our own version as it was committed; that of the colleague stays where it is."""
        self.git("merge", "--abort")

    def fetch(self) -> None:
        """Ask the shared place for what is new. GitError if it cannot be reached."""
        if self.remote:
            self.git("fetch", "--quiet", "--prune", self.remote)

    def catch_up(self, shared: str) -> tuple[Conflict, ...]:
        """
        Bring what the revision *shared* has into ours; our commits come after its own.

        Returns:
            Where the two do not fit: then both texts stand in the files, and the merge waits to be
            committed. GitError where files that are not committed are in the way.
        """
        if not shared or self.succeeds("merge-base", "--is-ancestor", shared, "HEAD"):
            return ()
        theirs = set(self.git("diff", "--name-only", "-z", f"HEAD...{shared}").split("\0"))
        in_the_way = sorted(theirs & set(self.changed()))
        if in_the_way:
            raise GitError(f"not committed, and changed by somebody else: {', '.join(in_the_way)}")
        if self._may_rebase(shared) and self.succeeds("rebase", "--quiet", "--autostash", shared):
            return ()
        self.succeeds("rebase", "--abort")
        if self.succeeds("merge", "--quiet", "--no-edit", "--autostash", shared):
            return ()
        return tuple(self._conflicts())

    def _may_rebase(self, shared: str) -> bool:
        """What waits for approval was pushed; and a merge that a person made would be undone."""
        merges = self.git("rev-list", "-n1", "--merges", f"{shared}..HEAD")
        return self.base == self.branch and not merges

    def _conflicts(self) -> Iterable[Conflict]:
        author = self.git("log", "-1", "--format=%an", "MERGE_HEAD")
        stages: dict[str, dict[str, str]] = {}
        for line in filter(None, self.git("ls-files", "--unmerged", "-z").split("\0")):
            (_, blob, stage), path = line.split("\t")[0].split(), line.split("\t")[1]
            stages.setdefault(path, {})[stage] = blob
        for path, blobs in sorted(stages.items()):
            yield self._conflict(path, blobs, f"{THEIRS} ({author})")

    def _conflict(self, path: str, blobs: dict[str, str], label: str) -> Conflict:
        if "2" not in blobs or "3" not in blobs:
            return Conflict(path, removed_by=OURS if "2" not in blobs else THEIRS)
        file = self.top / path
        data = file.read_bytes()
        if data.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in data:
            names = {"<": OURS, ">": label}
            text = _MARK.sub(lambda m: f"{m[1]} {names[m[1][0]]}", data.decode(errors="replace"))
            file.write_text(text, encoding="utf-8", newline="")
            return Conflict(path, line=text[: text.index("<<<<<<< ")].count("\n") + 1)
        beside = file.with_name(f"{file.stem}-2{file.suffix}")
        command = ["git", "-C", str(self.top), "cat-file", "blob", blobs["3"]]
        beside.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
        return Conflict(path, beside=beside.relative_to(self.top).as_posix())

    def push(self, branch: str) -> Answer:
        """Send the commits to *branch* of the shared place; never by force."""
        done = self._run(
            "push", "--porcelain", "--set-upstream", self.remote, f"HEAD:refs/heads/{branch}"
        )
        remote = [line.removeprefix("remote:").strip() for line in done.stderr.splitlines()
                  if line.startswith("remote:")]  # fmt: skip
        words = "\n".join(filter(None, remote)) or done.stderr.strip()
        found = _ADDRESS.search("\n".join(remote))
        if done.returncode == 0:
            return Answer(Pushed.DONE, words, found[0] if found else "")
        if "[rejected]" in done.stdout or "cannot lock ref" in done.stdout:
            return Answer(Pushed.OVERTAKEN, words)
        if "[remote rejected]" in done.stdout:
            return Answer(Pushed.DECLINED, words)
        return Answer(Pushed.UNREACHABLE, words)

    # --- A second person's approval ---------------------------------------------------------------

    def leave_for_approval(self, name: str) -> None:
        """Go on, with what is changed, on a new branch that leads back to this one."""
        base, shared, remote = self.base, self.shared, self.remote
        self.git("switch", "--quiet", "--create", name)
        self.git("config", f"branch.{name}.{BASE_KEY}", base)
        self.git("config", f"branch.{name}.remote", remote)
        # Commits that the host declined go with the new branch.
        self.git("branch", "--force", base, shared)

    def return_if_accepted(self) -> bool:
        """Back to the shared branch, with what is changed, if it has all that this one has."""
        base, shared = self.base, self.shared
        if base == self.branch or not shared or self.is_merging:
            return False
        merged = self._run("merge-tree", "--write-tree", shared, "HEAD")
        if merged.returncode or merged.stdout.strip() != self.git(
            "rev-parse", f"{shared}^{{tree}}"
        ):
            return False
        if not self.succeeds("merge-base", "--is-ancestor", base, shared):
            return False  # somebody committed to the shared branch by hand
        self.git("branch", "--force", base, shared)
        self.git("switch", "--quiet", base)
        return True


def open_repository(folder: Path) -> Repository | None:
    """The repository that *folder* lies in; None where there is none."""
    top = git_output(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n")
    return Repository(Path(top)) if top else None
