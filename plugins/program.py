"""What reads and makes the site: our code, the theme, Python and every package, as digests."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket

from newsroom.records import DIGEST_BYTES, digest_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("newsroom", "plugins")
TEMPLATES = "templates"


def program_of(settings: Mapping[str, Any]) -> str:
    """Another text for another version of anything that reads or makes, whatever its settings."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    installed = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    options = sorted(settings["JINJA_ENVIRONMENT"].items())
    for fact in (sys.version, repr(options), *sorted(path.name for path in installed)):
        digest.update(f"{fact}\n".encode())
    for package in PACKAGES:
        for path, data in _files(ROOT / package):
            if path.endswith(".py"):
                _add(digest, path, data)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files below *folder* by their path in it, sorted; links are followed."""
    for inner, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        for name in sorted(names):
            path = Path(inner, name)
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _add(digest: hashlib.blake2b, path: str, data: bytes) -> None:
    """Add a file so that none can begin where another ends."""
    digest.update(f"{path}\0{len(data)}\0".encode())
    digest.update(data)


class UndeclaredNameError(ValueError):
    """A template names something that is neither its view nor one of the theme's tools."""


def load_theme(settings: Mapping[str, Any]) -> Theme:
    """The theme that *settings* name."""
    overrides = settings["THEME_TEMPLATES_OVERRIDES"]
    return Theme(Path(settings["THEME"]), [Path(folder) for folder in overrides])


class Theme:
    """
    The theme's files as fingerprints need them.

    Attributes:
        digest: of all of them.
    """

    def __init__(self, folder: Path, overrides: Sequence[Path]) -> None:
        """
        Args:
            overrides: folders of templates that stand before the theme's own.
        """
        others = hashlib.blake2b(digest_size=DIGEST_BYTES)
        self._sources: dict[str, str] = {}
        for path, data in _files(folder):
            if path.startswith(f"{TEMPLATES}/"):
                self._sources[path.removeprefix(f"{TEMPLATES}/")] = data.decode()
            else:
                _add(others, path, data)
        for override in reversed(overrides):
            self._sources |= {path: data.decode() for path, data in _files(override)}
        self._others = others.digest()
        for path, source in sorted(self._sources.items()):
            _add(others, path, source.encode())
        self.digest = others.digest()

    def templates(self, environment: jinja2.Environment) -> dict[str, bytes]:
        """
        For each template, a digest of it, of all that it may include, and of what is no template.

        Raises:
            UndeclaredNameError: it reaches for something that no fingerprint knows of.
        """
        sources = self._sources
        trees = {name: environment.parse(source) for name, source in sources.items()}
        known = {*environment.globals, "view"}
        used = {name: set(_used_by(tree, sources)) for name, tree in trees.items()}
        for name, tree in trees.items():
            brought = {own for other in _all(name, used) for own in _names_of(trees[other])}
            unknown = meta.find_undeclared_variables(tree) - known - brought
            if unknown:
                raise UndeclaredNameError(f"{name} names {', '.join(sorted(unknown))}")
        return {
            name.removesuffix(".html"): digest_of(
                b"".join([self._others, *(sources[n].encode() for n in sorted(_all(name, used)))])
            )
            for name in sources
        }


def _names_of(tree: nodes.Template) -> Iterator[str]:
    """What *tree* brings: jinja2.meta does not see that a block knows the names around it."""
    for imported in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in imported.names)
    for node in tree.find_all((nodes.Macro, nodes.Import)):
        yield getattr(node, "name", "") or getattr(node, "target", "")
    for assigned in tree.find_all(nodes.Assign):
        names = assigned.find_all(nodes.Name)
        yield from (name.name for name in names if name.ctx == "store")


def _used_by(tree: nodes.Template, sources: Iterable[str]) -> Iterator[str]:
    """The templates that *tree* names; all, where it names one that it makes up, or shows them."""
    named = list(meta.find_referenced_templates(tree))
    strange = {name for name in named if name} - set(sources)
    if strange:
        raise UndeclaredNameError(f"{', '.join(sorted(strange))} is none of the theme's templates")
    if None in named or meta.find_undeclared_variables(tree) & {"parts", "example"}:
        yield from sources
    yield from (name for name in named if name)


def _all(name: str, used: Mapping[str, set[str]]) -> set[str]:
    """*name* and whatever it uses, directly or not."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        found |= waiting
        waiting = {other for own in waiting for other in used[own]} - found
    return found


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept as Python keeps compiled modules: for its own version alone."""

    def __init__(self, kept: Mapping[str, tuple[str, bytes]]) -> None:
        self.kept = dict(kept)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from what is kept, if its text is the same."""
        checksum, code = self.kept.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.code = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self.kept[bucket.key] = bucket.checksum, marshal.dumps(bucket.code)
