"""Rows and cells on their way into text: what is given, what is joined."""

from __future__ import annotations

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
