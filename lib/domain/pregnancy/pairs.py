"""One Student One Client: which student accompanies which mother, and who has nobody.

Source: SOP OSOC of Dinkes Banyuwangi; aturan.md "Ibu hamil".
"""

from __future__ import annotations

import pandas as pd

from lib.domain.pregnancy.kspr import HIGH_RISK
from lib.domain.pregnancy.mothers import PREGNANT, compute_mothers
from lib.domain.sop.keys import look_up, normalise_key
from lib.domain.sop.status import compute_today
from lib.domain.sop.units import Tables, compute_osoc_pairs

METHODS = {
    "tanpa_pendamping": (
        "Tanpa pendamping: ibu berstatus Hamil, risiko tinggi atau sangat tinggi (KRT, KRST), tanpa "
        "mahasiswa yang Aktif atau Direncanakan di tab Pendampingan. Nifas sampai 42 hari sesudah bersalin."
    ),
}


def compute_unaccompanied(mothers: pd.DataFrame, companions: pd.DataFrame) -> pd.DataFrame:
    """Mothers whom OSOC is for and whom nobody accompanies: the rows of compute_mothers that are pregnant, at
    high risk and without an active or planned student, highest score first, then nearest HPL."""
    going_on = companions["status"].isin(["Aktif", "Direncanakan"]) & companions["mother_id"].notna()
    wanted = mothers["status"].eq(PREGNANT) & mothers["kspr_group"].isin(HIGH_RISK)
    alone = mothers[wanted & ~mothers["mother_id"].isin(companions.loc[going_on, "mother_id"])]
    return alone.sort_values(["kspr_score", "hpl"], ascending=[False, True], kind="stable", ignore_index=True)


def compute_companions(tables: Tables, *, today: object) -> pd.DataFrame:
    """OSOC pairs: one row per mother and student of `Pendampingan`.

    Columns: mother_id, name, posyandu, student, university, status, started_on, ended_on, kspr_score,
    kspr_group, high_risk (whom OSOC is for), gestation_days, hpl, visits, last_visit, silent_days (since the
    last visit, else since started_on), source_book, source_row.
    """
    now = compute_today(today)
    pairs, mothers = compute_osoc_pairs(tables), compute_mothers(tables, today=now)
    visits = tables["kunjungan_ibu"]
    visits = visits[visits["date"].notna() & (visits["date"] <= now)][["mother_id", "student", "date"]]
    visits = visits.assign(visitor=normalise_key(visits["student"])).drop(columns="student")
    own = pairs[["unit_key", "mother_id", "student_key"]].merge(visits, on="mother_id", how="inner")
    own = own[own["mother_id"].notna() & (own["visitor"].isna() | own["visitor"].eq(own["student_key"]))]
    counts = own.groupby("unit_key")["date"].agg(visits="size", last_visit="max").reset_index()
    of_mother = {
        column: look_up(pairs["mother_id"], mothers, "mother_id", column)
        for column in ("kspr_score", "kspr_group", "gestation_days", "hpl")
    }
    last_visit = look_up(pairs["unit_key"], counts, "unit_key", "last_visit").astype("datetime64[s]")
    since = last_visit.fillna(pairs["started_on"].astype("datetime64[s]"))
    table = pairs[
        ["mother_id", "name", "posyandu", "student", "university", "status", "started_on", "ended_on"]
    ]
    return table.assign(
        **of_mother,
        high_risk=of_mother["kspr_group"].isin(HIGH_RISK),
        name=look_up(pairs["mother_id"], mothers, "mother_id", "name").fillna(pairs["name"]),
        visits=look_up(pairs["unit_key"], counts, "unit_key", "visits").fillna(0).astype("int64"),
        last_visit=last_visit,
        silent_days=(now - since).dt.days.astype("float64"),
        source_book=pairs["source_book"],
        source_row=pairs["source_row"],
    )
