"""Rows and cells on their way into text: what is given, what is joined."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, columns as attributes: itertuples, which looks every column up by its place and
    makes a class of them at each call."""
    build = _build_row_class(tuple(rows.columns))._make
    return map(build, zip(*(column for _, column in rows.items()), strict=True))


@lru_cache(maxsize=256)
def _build_row_class(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


def is_given(value: object) -> bool:
    """Whether a cell holds anything."""
    return value is not None and not bool(pd.isna(value))  # type: ignore[call-overload]


def join_given(*parts: object, separator: str = " · ") -> str:
    """The parts that hold something, one after the other (not escaped)."""
    return separator.join(str(part) for part in parts if is_given(part) and str(part))


# --- Which addresses from cells may become links.

# A host as browsers read it: no user before it (https://a.id@b.id opens b.id), no look-alike letters.
_LINK = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)


def find_link_host(address: object) -> str | None:
    """Where an address typed into a cell leads; None when it is none that may become a link: only https, and
    only with a host that says where it leads."""
    found = _LINK.fullmatch(address.strip()) if isinstance(address, str) else None
    return found.group(1).lower() if found else None
