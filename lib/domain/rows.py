"""Rules of one line about rows, said once: whose they are, and whether they still count."""

from __future__ import annotations

import pandas as pd


def of_posyandu(table: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    """The rows of one posyandu (column `posyandu`); all without one."""
    return table[table["posyandu"].eq(posyandu).fillna(False)] if posyandu else table


def of_posyandu_and_all(table: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    """The rows of one posyandu and those that belong to none; all rows without one."""
    return table[table["posyandu"].eq(posyandu) | table["posyandu"].isna()] if posyandu else table


def is_active(table: pd.DataFrame) -> pd.Series:
    """Whether a row is active (bool): a blank `active` means yes. Source: buku-kerja.md."""
    active: pd.Series = table["active"].fillna(True).astype(bool)
    return active
