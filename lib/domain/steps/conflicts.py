"""Ticks typed in `Daftar Tilik` that another tab contradicts: the explicit row wins, and the conflict is a
finding (aturan.md, "SOP and daftar tilik").

Decided: a contradiction is Ya against anything but Ya. Another tab only ever proves Ya, but for `Alat siap`
answered Tidak; where two of its rows disagree (two meetings in a month), the typed row agrees with one of
them and is no contradiction.  Dates, executors and minutes may differ: the typed ones are simply nearer.
"""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.keys import build_finding_rows
from lib.domain.steps.occasions import KEYS
from lib.workbook.tabs import TABS

DERIVED = "turunan: "
"""How the source of a derived record begins; the tab's name follows."""


def compute_conflicts(typed: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """The typed records that count (the last of an occasion) and contradict every derived one: one row for
    each row of `Daftar Tilik`, with its columns, and result_derived, done_on_derived, source_derived and
    source_row_derived of the first proof against it.

    `typed` and `derived` are those of a SopEngine.
    """
    key = [*KEYS, "round_date"]
    counted = typed.drop_duplicates(key, keep="last")
    about = ["result", "done_on", "source", "source_row"]
    # What is done for some only, or had nobody to be done for, contradicts nobody.
    derived = derived[derived["result"].isin(["Ya", "Tidak"])]
    proofs = derived[[*key, *about]].rename(columns={name: f"{name}_derived" for name in about})
    both = counted.merge(proofs, on=key, how="inner")
    same = both["result"].eq(both["result_derived"])
    backed = same.groupby(both["row"], sort=False).transform("any")
    against = ~same & (both["result"].eq("Ya") | both["result_derived"].eq("Ya"))
    return both[against & ~backed].drop_duplicates("row").reset_index(drop=True)


def compute_conflict_findings(typed: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """A finding at `Hasil` of each of compute_conflicts: which tab and row says otherwise, and what to do."""
    found = compute_conflicts(typed, derived)
    names = found["source_derived"].str.removeprefix(DERIVED)
    tabs = names.map({name: tab.title for name, tab in TABS.items()}).astype("str")
    rows = found["source_row_derived"].astype("Int64").astype("str")
    place = "tab " + tabs + (" baris " + rows).where(found["source_row_derived"].notna(), "")
    day = (" tanggal " + found["done_on_derived"].dt.strftime("%d/%m/%Y")).fillna("")
    says = (" mencatat langkah ini dilakukan" + day).where(
        found["result_derived"].eq("Ya"), " menjawab Tidak"
    )
    return build_finding_rows(
        found,
        level="Peringatan",
        tab=TABS["daftar_tilik"].title,
        column="Hasil",
        value=found["result"],
        message="Diketik " + found["result"] + ", tetapi " + place + says + "; yang diketik yang dihitung.",
        suggestion="Betulkan Hasil atau hapus baris ini; bila Hasil sudah benar, betulkan isian di tab itu.",
    )
