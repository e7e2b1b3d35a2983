"""Sending what is saved to the shared place, however often others are faster."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.changes import Change
from newsroom.repository import Answer, Conflict, GitError, Pushed, Repository

TRIES = 3  # a colleague may push between our question and our answer
REVIEW = "review"  # the folder of branches that wait for approval


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of sending: the conflicts that stopped it, or the answer of the shared place."""

    conflicts: tuple[Conflict, ...] = ()
    answer: Answer | None = None


def send(repository: Repository) -> Sent:
    """
    Take what is new, put ours after it, and push.

    Whatever becomes of it, ours is committed here.
    """
    answer = None
    for _ in range(TRIES):
        try:
            repository.fetch()
        except GitError as error:
            return Sent(answer=Answer(Pushed.UNREACHABLE, str(error)))
        for revision in (repository.shared, repository.revision_of(repository.branch)):
            conflicts = repository.catch_up(revision)
            if conflicts:
                return Sent(conflicts)
        answer = repository.push(repository.branch)
        if answer.pushed is not Pushed.OVERTAKEN:
            break
    return Sent(answer=answer)


def review_branch(changes: Sequence[Change], repository: Repository) -> str:
    """A name for the branch of *changes* that nobody has used: `review/labels-before-buying`."""
    post = next((change.after for change in changes if change.after), None)
    stem = re.sub(r"[^a-z0-9-]", "", post.slug if post else "") or "change"
    taken = set(repository.git("for-each-ref", "--format=%(refname)").split("\n"))
    numbered = (f"{REVIEW}/{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(
        name
        for name in (f"{REVIEW}/{stem}", *numbered)
        if not taken & {f"refs/heads/{name}", f"refs/remotes/{repository.remote}/{name}"}
    )
