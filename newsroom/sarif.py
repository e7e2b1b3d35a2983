"""
Problems as SARIF, for the hosts that show them beside the lines of a change.

SARIF, because it is nobody's own: GitHub's code scanning takes it, so do Azure DevOps, editors and
converters for other hosts. The Code Quality form of GitLab is read by GitLab alone.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; sections in the comments.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from newsroom.problems import Problem, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.REMARK: "note"}  # 3.27.10


def to_sarif(problems: Iterable[Problem]) -> dict[str, Any]:
    """One run (3.14) with a result (3.27) for each problem, in their order."""
    found = list(problems)
    codes = sorted({str(problem.code) for problem in found})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "tarvij", "rules": [{"id": code} for code in codes]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes) for problem in found],
            }
        ],
    }


def _result(problem: Problem, codes: list[str]) -> dict[str, Any]:
    code = str(problem.code)
    place = {
        "artifactLocation": {"uri": problem.path, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": problem.line},
    }
    return {
        "ruleId": code,
        "ruleIndex": codes.index(code),
        "level": _LEVELS[problem.severity],
        "message": {"text": f"{problem.what} راه‌حل: {problem.fix}"},
        "locations": [{"physicalLocation": place}],
    }
