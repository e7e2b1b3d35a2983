"""What every message to an editor must be, whatever it quotes."""

from __future__ import annotations

import re

from newsroom.persian import BIDI_CONTROLS
from newsroom.problems import Problem


def assert_is_well_said(problem: Problem) -> None:
    """A place, and two Persian sentences that a terminal shows as they are, each in one line."""
    assert problem.line >= 1
    for sentence in (problem.what, problem.fix):
        assert re.search("[آ-ی]{2}", sentence), problem
        assert sentence.endswith("."), problem
        assert sentence == sentence.strip(), problem
    shown = problem.path + problem.what + problem.fix
    assert not set(shown) & set(BIDI_CONTROLS), problem
    assert not re.search("[\x00-\x1f\x7f-\x9f]", shown), problem
