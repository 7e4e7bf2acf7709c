"""Grids → what the page of findings would show: the same way that a workbook takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pandas as pd

from lib.data.engine import Parser, build_whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.settings import Settings
from lib.sources.refresher import BookState
from lib.workbook.grids import Grid, RawBook, RawTab

TODAY = date(2026, 11, 22)
BOOK = "Buku"


def build_view(grids: Mapping[str, Grid], settings: Settings, digest: str = "") -> Seen:
    """A Seen of everything in one workbook of these grids (by tab title)."""
    tabs = tuple(RawTab(title, grid, f"{title}{digest}") for title, grid in grids.items())
    raw = RawBook("b", BOOK, tabs, datetime(2026, 11, 22, tzinfo=UTC))
    whole = build_whole("", (BookState(raw.key, raw.name, raw, raw.fetched_at),), Parser(), settings, 1)
    return open_seen(whole, Scope(Role.KEPALA))


def find_rows(findings: pd.DataFrame, *levels: str) -> set[tuple[str, int]]:
    """(tab title, row) of the findings of these levels; a run counts for each of its rows."""
    rows = findings[findings["level"].isin(levels)] if levels else findings
    counts = rows["count"] if "count" in rows.columns else [1] * len(rows)
    return {
        (tab, int(first) + step)
        for tab, first, count in zip(rows["tab"], rows["source_row"], counts, strict=True)
        for step in range(int(count))
    }
