"""
What is built step by step equals what is built anew: files, bytes, compressed twins.

No other test tells whether a build that leaves things out may be believed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.plugins.edits import STEPS, Desk, Step

NUMBER = st.integers(0, 99)
LENGTH = 8
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), NUMBER, NUMBER), min_size=LENGTH, max_size=LENGTH
)
SHARES = 5  # so that several workers can do them
IN_ALL = 2_000


def play(steps: list[Step]) -> None:
    """Build a site after each of *steps*, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.compare()
        assert desk.problems == []
        for step in steps:
            desk.do(step)
            desk.compare()


def looking(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_after_each_edit_the_site_is_what_a_clean_build_makes(share: int) -> None:
    looking(200 // LENGTH // SHARES)(given(SEQUENCES)(play))()


@pytest.mark.long
@pytest.mark.parametrize("share", range(20))
def test_so_it_is_after_many_more(share: int) -> None:
    looking(IN_ALL // 20)(given(SEQUENCES)(play))()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(STEPS))
def test_each_kind_of_edit_alone(name: str) -> None:
    play([(name, 1, 1), (name, 2, 5)])
