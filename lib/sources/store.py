"""The last good contents of every workbook on disk, so that a restart without network has data.

One file a tab, named by its digest and never changed, and one manifest a workbook that names them.
A manifest is replaced in one step, so several processes on one folder see an older or a newer
workbook, never half of one.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
import tempfile
import time
import zlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from lib.sources.source import build_tab
from lib.workbook.clean_cells import clean_title
from lib.workbook.grids import RawBook, RawTab, TabLoss, compute_digest

logger = logging.getLogger(__name__)

_VERSION = 1
_MANIFEST = ".book.json"
_TAB = ".tab.json.gz"
_KEPT_SECONDS = 3600.0
"""An unnamed tab file this young may belong to a manifest that another process is about to write."""
_DAMAGED = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError)


class SnapshotStore:
    """Workbooks in `folder`, which only this account may read: they hold names and NIK."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._trusted: set[str] = set()
        """Digests whose files this process has written, or read and found whole."""

    def load(self, key: str, known: RawBook | None = None) -> RawBook | None:
        """The last saved workbook of this key; None when there is none or its manifest is damaged.

        A damaged or lost tab file costs that tab only: `damaged` of the workbook names it. Tabs that are as
        in `known` are its very objects, not read again.
        """
        path = self._manifest_path(key)
        try:
            return self._read_book(path, key, known) if path.exists() else None
        except _DAMAGED as error:
            logger.warning("event=snapshot_damaged file=%s problem=%s", path.name, type(error).__name__)
            self._trusted.clear()  # where one file was spoilt others may be: write them all anew
            return None

    def save(self, book: RawBook) -> None:
        """Writes what is new of a workbook and removes tab files that no workbook names any more.

        Raises OSError when the disk is full or the folder may not be written.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for tab in book.tabs:
            self._save_tab(tab)
        manifest = {
            "version": _VERSION,
            "key": book.key,
            "name": book.name,
            "fetched_at": book.fetched_at.isoformat(),
            "url": book.url,
            "locale": book.locale,
            "puskesmas": book.puskesmas,
            "unread": book.unread,
            "losses": [asdict(loss) for loss in book.losses],
            "tabs": [{"title": tab.title, "digest": tab.digest, "gid": tab.gid} for tab in book.tabs],
        }
        write_atomically(self._manifest_path(book.key), orjson.dumps(manifest))
        self._prune()

    def _manifest_path(self, key: str) -> Path:
        name = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
        return self.folder / f"{name}{_MANIFEST}"

    def _tab_path(self, digest: str) -> Path:
        if not digest.isalnum():
            raise ValueError("a digest has letters and digits only")
        return self.folder / f"{digest}{_TAB}"

    def _read_book(self, path: Path, key: str, known: RawBook | None) -> RawBook:
        manifest = orjson.loads(path.read_bytes())
        if manifest["version"] != _VERSION or manifest["key"] != key:
            raise ValueError("a manifest of another version or workbook")
        at_hand = {(tab.title, tab.digest, tab.gid): tab for tab in known.tabs} if known is not None else {}

        def find(entry: dict[str, Any]) -> RawTab | None:
            known_tab = at_hand.get((entry["title"], entry["digest"], entry["gid"]))
            return known_tab or self._read_tab_if_whole(entry)

        tabs = [(str(entry["title"]), find(entry)) for entry in manifest["tabs"]]
        if tabs and all(tab is None for _, tab in tabs):
            raise ValueError("no tab of the workbook is whole")
        return RawBook(
            key=key,
            name=manifest["name"],
            tabs=tuple(tab for _, tab in tabs if tab is not None),
            fetched_at=datetime.fromisoformat(manifest["fetched_at"]),
            url=manifest["url"],
            locale=manifest["locale"],
            puskesmas=manifest["puskesmas"],
            unread=tuple((clean_title(title), gid) for title, gid in manifest.get("unread", [])),
            losses=tuple(
                TabLoss(**{**loss, "since": datetime.fromisoformat(loss["since"])})
                for loss in manifest.get("losses", [])  # of a version that knew none
            ),
            damaged=tuple(clean_title(title) for title, tab in tabs if tab is None),
        )

    def _read_tab_if_whole(self, entry: dict[str, Any]) -> RawTab | None:
        try:
            return self._read_tab(entry)
        except _DAMAGED as error:
            name = f"{entry['digest']}{_TAB}"
            logger.warning("event=snapshot_damaged file=%s problem=%s", name, type(error).__name__)
            return None

    def _read_tab(self, entry: dict[str, Any]) -> RawTab:
        digest = entry["digest"]
        self._trusted.discard(digest)
        grid = orjson.loads(gzip.decompress(self._tab_path(digest).read_bytes()))
        if compute_digest(grid) != digest:
            raise ValueError("a tab file whose cells are not those of its name")
        self._trusted.add(digest)
        # Saved by a version that did not clean cells yet, perhaps.
        return build_tab(entry["title"], grid, entry["gid"])

    def _save_tab(self, tab: RawTab) -> None:
        path = self._tab_path(tab.digest)
        if tab.digest in self._trusted and _touch(path):
            return
        write_atomically(path, gzip.compress(tab.json, compresslevel=1, mtime=0))
        self._trusted.add(tab.digest)

    def _prune(self) -> None:
        named: set[str] = set()
        for path in self.folder.glob(f"*{_MANIFEST}"):
            try:
                named.update(entry["digest"] for entry in orjson.loads(path.read_bytes())["tabs"])
            except OSError:
                return  # held by another process: what it names is unknown, so prune another time
            except _DAMAGED as error:  # names nothing that could be loaded
                logger.warning("event=snapshot_damaged file=%s problem=%s", path.name, type(error).__name__)
        self._trusted &= named
        oldest = time.time() - _KEPT_SECONDS
        for path in [*self.folder.glob(f"*{_TAB}"), *self.folder.glob("*.tmp")]:
            try:
                if path.name.removesuffix(_TAB) not in named and path.stat().st_mtime < oldest:
                    path.unlink()
            except OSError as error:  # gone already, or held open on Windows: the next save tries again
                logger.debug("event=snapshot_prune file=%s problem=%s", path.name, type(error).__name__)


def _touch(path: Path) -> bool:
    """Whether the file is there; made young, so that no other process prunes it before it is named."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def write_atomically(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file in one step, readable by this account only; without `lasting` a loss of power may take it
    back. Raises OSError."""
    # mkstemp gives owner-only permission; on the same folder, so that the rename is one step.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
