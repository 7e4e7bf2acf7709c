"""Small typed tables for the tests of rules: only what a test is about is written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from lib.workbook.columns import Kind
from lib.workbook.tabs import TABS

DTYPES = {
    Kind.NUMBER: "float64",
    Kind.INTEGER: "float64",
    Kind.TIME: "float64",
    Kind.DATE: "datetime64[s]",
    Kind.YES_NO: "boolean",
}

LONG_AGO = {"begins_on": "2020-01-01"}
SOPS: list[dict[str, object]] = [
    {"code": "AJB", "title": "Antar jemput", "scope": "Posyandu", **LONG_AGO},
    {"code": "PK", "title": "Pertemuan kader", "scope": "Puskesmas", **LONG_AGO},
    {"code": "SIKERITING", "title": "SIKERITING", "scope": "Pasangan", **LONG_AGO},
    {"code": "OSOC", "title": "One Student One Client", "scope": "Pasangan", **LONG_AGO},
    {"code": "KEBAL", "title": "KEBAL MSG", "scope": "Posyandu", **LONG_AGO},
]
STOPS = [
    {"code": f"TJ-{posyandu}", "name": "Balai desa", "posyandu": posyandu} for posyandu in ("MLT1", "MLT2")
]


def _steps(sop: str, *steps: tuple[str, str | None, float | None]) -> list[dict[str, object]]:
    return [
        {
            "sop": sop,
            "step": step,
            "timing": timing,
            "standard_minutes": minutes,
            "description": f"{sop} {step}",
        }
        for step, timing, minutes in steps
    ]


STEPS = [
    *_steps("AJB", ("1", "H-5", 30), ("2", "H-5", None), ("3", "H-4", 7), ("4", "H-1", 5), ("5", "H", 35)),
    *_steps("PK", *((str(number), "Bulanan", None) for number in range(1, 8))),
    *_steps("SIKERITING", *((str(number), "TW1", None) for number in range(1, 6))),
    *_steps("SIKERITING", *((str(number), "TW2", None) for number in range(6, 10))),
    *_steps("SIKERITING", ("10", "Juni", None), ("11", "TW3", None), ("12", "Desember", None)),
    *_steps("OSOC", *((step, None, 60) for step in ("1", "2", "3", "4a", "4b", "5", "6", "7", "8", "9"))),
    *_steps("KEBAL", *((f"A{number}", "Bulanan", None) for number in range(1, 8))),
    *_steps("KEBAL", *((f"B{number}", "Bulanan", 10) for number in range(1, 7)), ("B7", "H+30", None)),
]

POSYANDU = [
    {"code": "MLT1", "name": "Melati 1", "desa": "Sukamaju"},
    {"code": "MLT2", "name": "Melati 2", "desa": "Sukasari"},
]


def build_table(tab: str, rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """One typed table; columns that a row does not give are missing."""
    # With its type: 1, 1.0 and True are one key, and not one text.
    typed = tuple(tuple((name, type(value), value) for name, value in row.items()) for row in rows)
    return _build_table(tab, typed).copy(deep=False)


@lru_cache(maxsize=256)
def _build_table(tab: str, rows: tuple[tuple[tuple[str, type, object], ...], ...]) -> pd.DataFrame:
    """Once for the same rows: nearly every test asks for the same empty tables and the same steps."""
    given = pd.DataFrame([{name: value for name, _, value in row} for row in rows], dtype=object)
    unknown = (
        set(given.columns) - {column.name for column in TABS[tab].columns} - {"source_book", "source_row"}
    )
    assert not unknown, unknown
    columns = {}
    for column in TABS[tab].columns:
        values = given[column.name] if column.name in given else pd.Series([None] * len(given), dtype=object)
        if column.kind is Kind.DATE:
            values = pd.to_datetime(values)
        columns[column.name] = values.astype(DTYPES.get(column.kind, "str")).where(values.notna())
    table = pd.DataFrame(columns, index=given.index)
    rows_given = given.get("source_row", pd.Series(range(2, len(given) + 2), dtype="int64"))
    return table.assign(source_book=pd.Series("buku", index=table.index, dtype="str"), source_row=rows_given)


def build_tables(**rows: Iterable[Mapping[str, object]]) -> dict[str, pd.DataFrame]:
    """Every table of the workbook, empty where nothing is given."""
    return {tab: build_table(tab, rows.get(tab, ())) for tab in TABS}


def build_sop_tables(**rows: Iterable[Mapping[str, object]]) -> dict[str, pd.DataFrame]:
    """The same, with the five SOPs and two posyandu filled in."""
    return build_tables(
        **{"sop": SOPS, "langkah_sop": STEPS, "posyandu": POSYANDU, "titik_jemput": STOPS, **rows}
    )
