"""Take what one package needs out of a lock file of npm: python quality/lock.py NAME <lock."""

from __future__ import annotations

import json
import sys
from typing import Any

Packages = dict[str, dict[str, Any]]
NEEDS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def without_needs_of(name: str, packages: Packages) -> Packages:
    """*packages* of a lock file of version 3, when the package *name* needs none of them."""
    bundled = packages[f"node_modules/{name}"]
    alone = {key: value for key, value in bundled.items() if key not in NEEDS}
    kept = {**packages, f"node_modules/{name}": alone}
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            needed = [other for kind in NEEDS for other in kept[path].get(kind, {})]
            waiting += [found for other in needed if (found := _find(path, other, kept))]
    return {path: package for path, package in kept.items() if path in reached}


def _find(path: str, name: str, packages: Packages) -> str:
    """Where Node finds *name* when the package at *path* asks for it; empty if it is not there."""
    while True:
        found = f"{path}/node_modules/{name}".lstrip("/")
        if found in packages or not path:
            return found if found in packages else ""
        path = path.rpartition("/node_modules/")[0] if "/node_modules/" in path else ""


if __name__ == "__main__":
    lock = json.load(sys.stdin)
    lock["packages"] = without_needs_of(sys.argv[1], lock["packages"])
    json.dump(lock, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
