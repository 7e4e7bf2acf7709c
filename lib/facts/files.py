"""Where facts are kept: one Parquet file a puskesmas, replaced in one step, in a folder or at any address
that fsspec knows (`s3://…`, `file://…`)."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lib.facts.schema import WHOLE, build_table

ENDING = ".parquet"
ROWS_A_GROUP = 50_000
COMPRESSION = "zstd"


class AddressUnknown(ValueError):
    """An address for whose kind nothing is installed here."""


def name_file(puskesmas: str) -> str:
    """The file of a puskesmas: its name as letters that every disk takes, and what tells it from names that
    look alike then."""
    plain = re.sub(r"[^a-z0-9]+", "-", puskesmas.casefold()).strip("-")[:40] or "puskesmas"
    return f"{plain}-{hashlib.blake2b(puskesmas.encode(), digest_size=4).hexdigest()}{ENDING}"


def write_facts(
    facts: pd.DataFrame, puskesmas: str, address: str | Path, months: Sequence[pd.Period] | None = None
) -> str:
    """Write the facts of one puskesmas (schema.COLUMNS) in place of those that were there, of all its months
    or, with `months`, of these (the others stay); returns the file's name.

    A reader sees the old file or the new one, never half of one. The same rows make the same bytes. OSError
    where it cannot be read or written, AddressUnknown where no driver for the address is installed.
    """
    name = name_file(puskesmas)
    system, path = _reach(f"{str(address).rstrip('/')}/{name}")
    if months is not None and (system.exists(path) if system else Path(path).is_file()):
        content = system.cat_file(path) if system else Path(path).read_bytes()
        facts = pd.concat([_keep_others(content, months), facts], ignore_index=True)
    content = _encode(build_table(facts))
    if system:
        # An object store takes an object whole or not at all.
        system.pipe_file(path, content)
    else:
        _replace(Path(path), content)
    return name


def _keep_others(content: bytes, months: Sequence[pd.Period]) -> pd.DataFrame:
    """The rows of a file that are of other months."""
    table = pq.read_table(io.BytesIO(content))
    days = pa.array([month.start_time.date() for month in months], type=pa.date32())
    others = table.filter(pc.invert(pc.is_in(table["month"], days)))
    kept: pd.DataFrame = others.to_pandas(date_as_object=False)
    return kept.astype({"denominator": "Int64"})


def _reach(address: str) -> tuple[Any, str]:
    """The file system of an address and the path in it; no file system for one of this machine."""
    if "://" not in address:
        return None, address
    # Imported when asked for: addresses come with requirements-klaster.txt, the app needs folders only.
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise AddressUnknown(address.partition("://")[0]) from error
    return (None, path) if "file" in system.protocol else (system, path)


def _encode(table: pa.Table) -> bytes:
    """Rows of the whole puskesmas in a group of their own: who asks for those reads no other."""
    content = io.BytesIO()
    is_whole = pc.equal(table["posyandu"], WHOLE)
    with pq.ParquetWriter(content, table.schema, compression=COMPRESSION) as writer:
        for part in (table.filter(is_whole), table.filter(pc.invert(is_whole))):
            if len(part):
                writer.write_table(part, row_group_size=ROWS_A_GROUP)
    return content.getvalue()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".baru-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def find_files(folder: Path, puskesmas: Sequence[str]) -> list[Path]:
    """The files of these puskesmas that are there, in this order."""
    return [path for name in puskesmas if (path := folder / name_file(name)).is_file()]


def read_stamp(folder: Path, puskesmas: Sequence[str]) -> int:
    """A number that grows when facts of these puskesmas are written anew, in nanoseconds; 0 without any."""
    return max((path.stat().st_mtime_ns for path in find_files(folder, puskesmas)), default=0)
