"""
One build's way into the output folder: staged, compared, and put in place file by file by rename.

Three hidden neighbours of the folder (here: of `output/`) belong to it:

- `.output.lock` is locked while a build runs, and stays. Its text, written by the first switch,
  says that the folder is ours to tidy up; without it a folder that is not empty is refused, so that
  `-o ~/Documents` erases nothing. It stands outside, for the output holds what was put into it and
  nothing else, and `deploy` has nothing to leave out.
- `.output.stage/` holds the files that differ, under short names, until they are renamed.
- `.output.stage/journal` says which goes where. It appears whole, by a rename, and from that
  moment the switch counts as decided: if it is interrupted, the next build finishes it first.

What a power cut may do: to a file that did not differ, nothing. The staged bytes are on the disk
before the journal is, so no file is put in place empty. That takes one `os.sync` for a switch: 1 ms
for 24 files, 10 ms for 700, 0.1 s for 12,000, where an fsync of each took 4 ms, 0.15 s and 1.8 s
(ext4 on a virtual disk); it also waits for what other programs have yet to write. The renames are
not synced: after the cut there is the old site, the new one, or a mixture of the two together with
the journal that ends it (on ext4, XFS and btrfs, which keep the order of renames).
"""

# Paths are strings where thousands of them pass: pathlib takes 0.24 s more for 12,000 files.
# ruff: noqa: PTH102, PTH104, PTH106, PTH108, PTH122

import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from newsroom.output_tree import Tree, compare_tree, load_tree
from newsroom.records import Record
from newsroom.stamps import Stamp, stamp_of

Twin = Callable[[bytes], bytes]
NO_TWINS: Mapping[str, Twin] = {}

PIECE_BYTES = 1 << 20
LONGEST_PART_BYTES = 255  # NAME_MAX of every file system in use
LONGEST_PATH_BYTES = 4095  # PATH_MAX of Linux without its closing NUL

LAST = "notices.json"
JOURNAL = "journal"
JOURNAL_VERSION = 1
OURS = "The folder beside this file is written by the Tarvij build, which removes all else in it.\n"

UNTOUCHED = "ساخت تازه آماده نشد و خروجی همان است که بود؛ مانع را بردارید و دوباره بسازید"
UNFINISHED = "جایگزینی ناتمام ماند؛ مانع را بردارید، ساخت بعدی نخست همین را تمام خواهد کرد"


class BuildRunningError(Exception):
    """Another build holds the lock of `path`, the output folder. Nothing was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: ساخت دیگری برای این پوشه در کار است. چیزی تغییر نکرد."
            " صبر کنید تا تمام شود، سپس دوباره بسازید."
        )
        self.path = path


class NotOurOutputError(Exception):
    """`path` holds files and no build has ever switched it. Nothing was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: این پوشه خالی نیست و ساختهٔ ترویج نیست. چیزی پاک نشد."
            " پوشهٔ دیگری نام ببرید، یا اگر محتوای این یکی لازم نیست خودتان آن را پاک کنید."
        )
        self.path = path


class DuplicateOutputError(Exception):
    """`path` was put twice, or as a file and as a folder. The first one stands in the stage."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: این نشانی دو بار ساخته شد. نامک یا نشانی پیشین یکی از آن دو را عوض کنید."
        )
        self.path = path


@dataclass(frozen=True)
class Switched:
    """
    What a switch did, as paths relative to the output.

    `written` is in the order of writing, `removed` in that of the alphabet and without folders;
    `unchanged` counts the files that were put and found to be there already, byte for byte.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


class Staged(Record, frozen=True):
    """What has become of a file and its twins: those that were staged, and how many were not."""

    paths: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True)
class _Journal:
    """The steps of a switch; each may be done twice."""

    writes: list[tuple[str, str]]  # (name in the stage, path in the output)
    removals: list[str]
    folders: list[str]  # to go if empty; inner ones before outer ones
    version: int = JOURNAL_VERSION


class Release:
    """
    One build's way into the output folder; used with `with`, once, by one thread of one process.

    Whatever is below the output and was not put is removed by the switch, save what another
    program writes there after the first file was put: that goes with the next. Without `switch()`
    the output stays as it is.

    Memory grows with the number of paths, not with their bytes.
    """

    def __init__(self, output: Path) -> None:
        """
        Args:
            output: need not exist, nor its parents. A link is resolved, for what counts is where
                the files lie: two names of one folder share one lock.
        """
        folder = output.resolve()
        if not folder.name:
            raise ValueError(f"the root of the file system is no output folder: {output}")
        self._output = str(folder)
        self._room = LONGEST_PATH_BYTES - len(os.fsencode(folder)) - 1
        self._lock_path = folder.with_name(f".{folder.name}.lock")
        self._stage = str(folder.with_name(f".{folder.name}.stage"))
        self._journal_path = Path(self._stage, JOURNAL)
        self._lock = -1
        self._was_open = self._is_open = False
        self._tree: Tree | None = None
        self._was_compared = False
        self._files: set[str] = set()
        self._folders: set[str] = {""}
        self._staged: list[str] = []
        self._unchanged = 0

    def __enter__(self) -> Self:
        """
        Take the lock, finish an interrupted switch, throw away an unfinished stage.

        Raises:
            BuildRunningError, NotOurOutputError.
            OSError: the folders cannot be read or written, or are of two file systems.
        """
        if self._was_open:
            raise RuntimeError("a release is for one build: make another")
        with _explaining(UNTOUCHED):
            self._refuse_a_strange_folder()
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        try:
            with _explaining(UNTOUCHED):
                journal = _load_journal(self._journal_path)
            if journal is not None:
                self._finish(journal)
            with _explaining(UNTOUCHED):
                self._prepare()
        except BaseException:
            self._release_lock()
            raise
        self._was_open = self._is_open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Drop the stage, unless a switch that stopped half-way has left its journal; unlock."""
        self._is_open = False
        try:
            if not self._journal_path.exists():
                shutil.rmtree(self._stage, ignore_errors=True)  # the next build looks again
        finally:
            self._release_lock()

    def put(self, path: str, data: bytes, twins: Mapping[str, Twin] = NO_TWINS) -> None:
        """
        Hand over one file; it is staged if the output has not exactly these bytes.

        Args:
            path: relative to the output, with `/`; no part empty, `.`, `..` or over 255 bytes.
            data: may be empty.
            twins: files that are made of the same bytes and lie beside it, by what is added to its
                name (`.gz`). A twin has the mtime of its file, and one that has it already was
                made of these bytes: it is neither made again nor written.

        Raises:
            DuplicateOutputError: the path, or a file and a folder of one name, came before.
            ValueError: the path cannot be one of the output.
            OSError: the stage cannot be written. The output is untouched and stays so: this
                release can be neither fed nor switched any more.
        """
        self.claim(path, *(path + ending for ending in twins))
        self.note(self.stage(path, data, twins))

    def claim(self, *paths: str) -> None:
        """Say that the files *paths* will be staged. Raises as `put` does."""
        for path in paths:
            self._claim(path)

    def keep(self, paths: Iterable[str]) -> None:
        """Say that files of the output, which are known to be as they should, stay. As `claim`."""
        self._require_open()
        for path in paths:
            if path in self._files:
                raise DuplicateOutputError(path)
            self._files.add(path)
            self._claim_folder(path.rpartition("/")[0])
            self._unchanged += 1

    def stage(self, path: str, data: bytes, twins: Mapping[str, Twin] = NO_TWINS) -> Staged:
        """The work of `put` on a file that is claimed; a forked worker may do it and send this."""
        if path in self._there.files and _holds(f"{self._output}/{path}", data):
            stamp = self._stamp_of(path)
            staged = []
            wanted = [end for end in twins if not self._is_twin(path + end, stamp)]
        else:
            with self._closing_on_failure():
                stamp = self._write_to_stage(path, (data,))
            staged, wanted = [path], list(twins)
        for ending in wanted:
            made = twins[ending](data)
            with self._closing_on_failure():
                self._write_to_stage(path + ending, (made,), stamp)
            staged.append(path + ending)
        return Staged(tuple(staged), 1 + len(twins) - len(staged))

    def note(self, staged: Staged) -> None:
        """What has become of a claimed file."""
        self._staged += staged.paths
        self._unchanged += staged.unchanged

    def _is_twin(self, path: str, stamp: int | None) -> bool:
        """Whether *path* was made of the file of that mtime, and left alone as far as we know."""
        is_altered = self._was_compared and path not in self._there.intact
        return not is_altered and self._stamp_of(path) == stamp

    def _stamp_of(self, path: str) -> int | None:
        """The mtime of a file of the output in nanoseconds; None if there is none, or no more."""
        if path not in self._there.files:
            return None
        try:
            return os.lstat(f"{self._output}/{path}").st_mtime_ns
        except FileNotFoundError:
            return None

    def copy(self, path: str, source: Path) -> None:
        """As `put`, for a file of the content folder; it is read piece by piece, however large."""
        self.claim(path)
        self.note(self.stage_copy(path, source))

    def stage_copy(self, path: str, source: Path) -> Staged:
        """The work of `copy`, as `stage` is that of `put`."""
        with self._closing_on_failure(), source.open("rb", buffering=0) as file:
            if path in self._there.files and _is_copy(f"{self._output}/{path}", file):
                return Staged((), 1)
            file.seek(0)
            self._write_to_stage(path, iter(lambda: file.read(PIECE_BYTES), b""))
            return Staged((path,), 0)

    def switch(self) -> Switched:
        """
        Put in place what was staged, then remove what was not put, and folders left empty.

        What others refer to comes before them: pictures and styles, then pages, then feeds and
        maps of the site, and `notices.json` last, since an SMS cannot be taken back.

        Raises:
            OSError: before the journal stood, and the output is untouched; or after it, and the
                next `Release` of this folder will finish (the message says which).
        """
        self._require_open()
        self._is_open = False
        writes = sorted(self._staged, key=_order)
        removed = sorted((self._there.files | self._there.others) - self._files)
        journal = _Journal(
            writes=[(_staged_name(path), path) for path in writes],
            removals=[path for path in removed if path not in self._folders],
            folders=sorted(self._there.folders - self._folders, reverse=True),
        )
        if journal.writes or journal.removals or journal.folders:
            self._decide(journal)
            self._finish(journal)
        return Switched(tuple(writes), tuple(removed), self._unchanged)

    def compare(self, files: Mapping[str, Stamp], folders: Mapping[str, int]) -> Tree:
        """
        The output beside what an earlier build left there; see `adopt`.

        Args:
            files, folders: as for `newsroom.output_tree.compare_tree`, whose result this is.
        """
        with _explaining(UNTOUCHED):
            return compare_tree(self._output, files, folders)

    def adopt(self, tree: Tree) -> None:
        """Take *tree*, which `compare` found, for what is there; first of all, or not at all."""
        self._tree = tree
        self._was_compared = True

    def stamps(self, paths: Iterable[str]) -> dict[str, Stamp]:
        """The stamps of files of the output, after the switch. OSError if one is not there."""
        return {path: stamp_of(os.lstat(f"{self._output}/{path}")) for path in paths}

    def folders(self, known: Mapping[str, int], switched: Switched) -> dict[str, int]:
        """
        The mtime of each folder of the output, after the switch; the output's own under "".

        Args:
            known: as they were compared before; asked for again is what the switch has touched.
        """
        touched = {path.rpartition("/")[0] for path in (*switched.written, *switched.removed)}
        for folder in tuple(touched):
            while folder:  # a new folder touches the one that it lies in
                folder = folder.rpartition("/")[0]  # noqa: PLW2901  climbing is the loop
                touched.add(folder)
        return {
            path: known[path]
            if path in known and path not in touched
            else os.lstat(f"{self._output}/{path}").st_mtime_ns
            for path in self._folders
        }

    def _refuse_a_strange_folder(self) -> None:
        # Looked at in this order, for a first build writes its mark before its first file.
        folder = Path(self._output)
        is_filled = any(folder.iterdir()) if folder.is_dir() else folder.exists()
        if is_filled and not _has_text(self._lock_path):
            raise NotOurOutputError(folder)

    def _take_lock(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        self._lock = os.open(self._lock_path, flags, 0o666)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._release_lock()
            raise BuildRunningError(Path(self._output)) from error

    def _release_lock(self) -> None:
        os.close(self._lock)

    def _prepare(self) -> None:
        """Throw away an unfinished stage and begin one."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._stage)
        # A rename of nothing: if the output is a mount of its own, the kernel says so first.
        with suppress(FileNotFoundError):
            os.rename(self._stage, f"{self._output}/nothing")
        os.mkdir(self._stage, 0o700)

    @property
    def _there(self) -> Tree:
        """What is in the output, listed when it is first asked for."""
        if self._tree is None:
            with _explaining(UNTOUCHED):
                self._tree = load_tree(self._output)
        return self._tree

    def _require_open(self) -> None:
        if not self._is_open:
            raise RuntimeError("this release is not open: outside `with`, switched, or failed")

    def _claim(self, path: str) -> None:
        """Check *path* and keep it as put, together with its folders."""
        self._require_open()
        folder, _, name = path.rpartition("/")
        if folder not in self._folders or path.startswith("/"):
            for part in path.split("/"):
                _require_part(part, path)
        else:
            _require_part(name, path)
        if len(path.encode()) > self._room:
            raise ValueError(f"the path is too long: {path!r}")
        if path in self._files or path in self._folders:
            raise DuplicateOutputError(path)
        self._claim_folder(folder)
        self._files.add(path)

    def _claim_folder(self, folder: str) -> None:
        if folder in self._folders:
            return
        new = []
        while folder not in self._folders:
            if folder in self._files:
                raise DuplicateOutputError(folder)
            new.append(folder)
            folder = folder.rpartition("/")[0]
        self._folders.update(new)

    def _write_to_stage(self, path: str, pieces: Iterable[bytes], stamp: int | None = None) -> int:
        """Write a file with the mtime *stamp*, or with that of now; its mtime in nanoseconds."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        target = os.open(f"{self._stage}/{_staged_name(path)}", flags, 0o666)
        try:
            for piece in pieces:
                _write_all(target, piece)
            if stamp is not None:
                os.utime(target, ns=(stamp, stamp))
            else:
                stamp = os.fstat(target).st_mtime_ns
        finally:
            os.close(target)
        return stamp

    def _decide(self, journal: _Journal) -> None:
        """Make the switch certain: the mark, the staged bytes and the journal are on the disk."""
        with _explaining(UNTOUCHED):
            try:
                self._require_writable(journal)
                if not _has_text(self._lock_path):
                    _write_all(self._lock, OURS.encode())
                os.sync()
                _write_durably(self._journal_path, json.dumps(vars(journal)).encode())
            except OSError:
                self._journal_path.unlink(missing_ok=True)
                raise

    def _require_writable(self, journal: _Journal) -> None:
        """Raise PermissionError for a folder in which the switch would stop half-way."""
        paths = [path for _, path in journal.writes] + journal.removals + journal.folders
        nearest: set[str] = set()
        for folder in {path.rpartition("/")[0] for path in paths}:
            while folder and folder not in self._there.folders:
                folder = folder.rpartition("/")[0]  # noqa: PLW2901  climbing is the loop
            nearest.add(folder)
        for folder in sorted(nearest):
            path = f"{self._output}/{folder}".rstrip("/")
            if Path(path).exists() and not os.access(path, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    def _finish(self, journal: _Journal) -> None:
        """Do what is left of a decided switch, and drop its journal."""
        with _explaining(UNFINISHED):
            _Switch(self._output, self._stage).run(journal)
            self._journal_path.unlink()

    @contextmanager
    def _closing_on_failure(self) -> Iterator[None]:
        try:
            with _explaining(UNTOUCHED):
                yield
        except OSError:
            self._is_open = False
            raise


class _Switch:
    """The steps of a journal, each of which may have been done before."""

    def __init__(self, output: str, stage: str) -> None:
        self._output = output
        self._stage = stage
        self._ready: set[str] = set()  # folders known to be there and to be no links

    def run(self, journal: _Journal) -> None:
        for name, path in journal.writes:
            self._make_folder(path.rpartition("/")[0])
            self._place(f"{self._stage}/{name}", f"{self._output}/{path}")
        for path in journal.removals:
            # Gone already, or with the folder that gave way to a file.
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{self._output}/{path}")
        for folder in journal.folders:
            # A folder that somebody has filled meanwhile stays until the next build.
            with suppress(OSError):
                os.rmdir(f"{self._output}/{folder}")

    def _make_folder(self, folder: str) -> None:
        if folder in self._ready:
            return
        if folder:
            self._make_folder(folder.rpartition("/")[0])
        path = f"{self._output}/{folder}"
        try:
            os.mkdir(path)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                self._set_aside(path)
                os.mkdir(path)
        self._ready.add(folder)

    def _place(self, staged: str, path: str) -> None:
        try:
            os.rename(staged, path)
        except IsADirectoryError:
            self._set_aside(path)
            os.rename(staged, path)
        except FileNotFoundError:
            pass  # renamed before the interruption; if it is truly lost, the build now writes it

    def _set_aside(self, path: str) -> None:
        """Move what is in the way into the stage, whole: the address is missing for an instant."""
        os.rename(path, f"{tempfile.mkdtemp(dir=self._stage)}/aside")


@contextmanager
def _explaining(sentence: str) -> Iterator[None]:
    """Put *sentence* before the system's own words; errno, its subclass and the paths are kept."""
    try:
        yield
    except OSError as error:
        text = f"{sentence} ({error.strerror})"
        raise OSError(error.errno, text, error.filename, None, error.filename2) from error


def _order(path: str) -> tuple[int, str]:
    """Sort key of the writes. A compressed file goes with what it is a copy of."""
    plain = path.removesuffix(".gz").removesuffix(".br")
    if plain == LAST:
        return (4 if path == LAST else 3), path
    return {".html": 1, ".xml": 2, ".json": 2}.get(os.path.splitext(plain)[1], 0), path


def _staged_name(path: str) -> str:
    """Short for any path, and the same in whichever process asks."""
    return hashlib.blake2b(path.encode(), digest_size=16).hexdigest()


def _require_part(part: str, path: str) -> None:
    if part in ("", ".", "..") or "\0" in part or len(part.encode()) > LONGEST_PART_BYTES:
        raise ValueError(f"no path of an output folder: {path!r}")


def _load_journal(path: Path) -> _Journal | None:
    """The journal, or None if there is none, or a torn one, or one of another version."""
    try:
        journal = _Journal(**json.loads(path.read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return journal if journal.version == JOURNAL_VERSION else None


def _has_text(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _holds(path: str, data: bytes) -> bool:
    """Whether the file is readable and has exactly these bytes."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return os.read(file, len(data) + 1) == data
    finally:
        os.close(file)


def _is_copy(path: str, source: FileIO) -> bool:
    """As `_holds`, for the bytes of *source*, which is read from its beginning."""
    try:
        copy = FileIO(os.open(path, os.O_RDONLY | os.O_NOFOLLOW))
    except OSError:
        return False
    with copy:
        if os.fstat(copy.fileno()).st_size != os.fstat(source.fileno()).st_size:
            return False
        while piece := source.read(PIECE_BYTES):
            if copy.read(PIECE_BYTES) != piece:
                return False
    return True


def _write_all(file: int, data: bytes) -> None:
    done = os.write(file, data)
    while done < len(data):  # a disk that fills up takes a part first, and refuses the next
        done += os.write(file, memoryview(data)[done:])


def _write_durably(path: Path, data: bytes) -> None:
    """Let *path* appear whole, on the disk, with its name."""
    new = path.with_suffix(".new")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    new.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
