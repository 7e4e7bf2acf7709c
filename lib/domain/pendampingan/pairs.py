"""One Student One Client: which student accompanies which mother, how far the pair is, and who has nobody.

Source: SOP OSOC of Dinkes Banyuwangi; aturan.md "Ibu hamil".
"""

from __future__ import annotations

import pandas as pd

from lib.domain.kspr import HIGH_RISK
from lib.domain.mothers import (
    DANGEROUS_PRESSURE,
    HIGH_PRESSURE,
    NIFAS_DAYS,
    PREGNANT,
    compute_anaemia,
    compute_kek,
    compute_mothers,
    compute_pressure,
)
from lib.domain.steps.keys import OSOC, look_up
from lib.domain.steps.pair_visits import keep_own, list_visits
from lib.domain.steps.status import STATUS_COLUMNS, SopEngine, compute_pair_status, compute_today
from lib.domain.steps.units import Tables, compute_osoc_pairs

PLANNED, ACTIVE, ENDED, STOPPED = "Direncanakan", "Aktif", "Selesai", "Berhenti"
OPEN = (PLANNED, ACTIVE)
"""Pairs that go on; a blank Status is Aktif, or Selesai from Tanggal selesai on."""

DOCUMENTS = ("assignment_letter", "notice_letter", "counselling_material", "report")
"""Columns of `Pendampingan` that prove steps 1, 2, 5 and 7."""

MOVED, LOST, NIFAS_OVER = "pindah", "keguguran", "nifas selesai"
GONE = (MOVED, LOST, NIFAS_OVER)
"""Why an open pair has no mother to accompany any more."""

METHODS = {
    "tanpa_pendamping": (
        "Tanpa pendamping: ibu berstatus Hamil, risiko tinggi atau sangat tinggi (KRT, KRST), dan tiap ibu "
        "yang perlu segera (Hamil atau Nifas), tanpa mahasiswa yang Aktif atau Direncanakan di tab "
        "Pendampingan; yang perlu segera paling atas. Nifas sampai 42 hari sesudah bersalin."
    ),
    "pasangan_osoc": (
        "Pasangan: satu baris tab Pendampingan. Status kosong dihitung Aktif, atau Selesai bila Tanggal "
        "selesai sudah tiba. Kunjungan tanpa nama mahasiswa dihitung bagi mahasiswa yang mendampingi ibu itu "
        "pada hari itu; bila ada beberapa, kunjungannya tampil, tetapi tidak dihitung bagi siapa pun."
    ),
    "tanpa_ibu": (
        "Mahasiswa tanpa ibu: pasangan Aktif atau Direncanakan yang ibunya pindah, keguguran, atau sudah "
        "lewat 42 hari nifas, dan mahasiswa yang semua barisnya tidak terhitung karena ibunya tidak dikenal."
    ),
}


def compute_pair_state(pairs: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    """Status of each row of `Pendampingan` as it counts: as typed, a blank one as in `OPEN`."""
    over = pairs["ended_on"].astype("datetime64[s]") <= today
    return pairs["status"].fillna(over.map({True: ENDED, False: ACTIVE})).astype("str")


def compute_unaccompanied(mothers: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Mothers whom nobody accompanies (no active or planned student): the rows of compute_mothers that are
    Perlu segera, the gravest first, then those whom OSOC is for, pregnant and at high risk, highest score
    first, then nearest HPL."""
    going_on = pairs["status"].isin(OPEN) & pairs["mother_id"].notna()
    wanted = mothers["status"].eq(PREGNANT) & mothers["kspr_group"].isin(HIGH_RISK)
    wanted |= mothers["segera_rank"].notna()
    return sort_by_urgency(mothers[wanted & ~mothers["mother_id"].isin(pairs.loc[going_on, "mother_id"])])


def select_urgent(mothers: pd.DataFrame) -> pd.DataFrame:
    """The mothers (rows of compute_mothers) who are Perlu segera, the gravest first."""
    return sort_by_urgency(mothers[mothers["segera_rank"].notna()])


def sort_by_urgency(mothers: pd.DataFrame) -> pd.DataFrame:
    """Perlu segera first, by the gravest sign; then the highest score, then the nearest HPL."""
    order = ["segera_rank", "kspr_score", "hpl"]
    return mothers.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)


def compute_pairs(tables: Tables, *, today: object) -> pd.DataFrame:
    """OSOC pairs: one row per mother and student of `Pendampingan`.

    Columns: unit (the mother's ID as in sop_status), mother_id, name, posyandu, student, student_number,
    university, phone (the student's), status (as it counts), received_on, started_on, ended_on, reported_on,
    DOCUMENTS as typed, kspr_score, kspr_group, high_risk (whom OSOC is for), gestation_days, hpl,
    segera (as in compute_mothers), mother_status, delivered_on, visits, last_visit, minutes (of all visits),
    silent_days (since the last visit, else since started_on), active_students (of that mother), source_book,
    source_row.
    """
    now = compute_today(today)
    pairs, mothers = compute_osoc_pairs(tables), compute_mothers(tables, today=now)
    pairs = pairs.assign(status=compute_pair_state(pairs, now))
    own = match_visits(tables, pairs, now)
    counts = own.groupby("unit_key").agg(
        visits=("date", "size"), last_visit=("date", "max"), minutes=("minutes", "sum")
    )
    counts = counts.reset_index()
    of_mother = {
        column: look_up(pairs["mother_id"], mothers, "mother_id", column)
        for column in ("kspr_score", "kspr_group", "gestation_days", "hpl", "segera")
    }
    last_visit = look_up(pairs["unit_key"], counts, "unit_key", "last_visit").astype("datetime64[s]")
    since = last_visit.fillna(pairs["started_on"].astype("datetime64[s]"))
    active = pairs[pairs["status"].eq(ACTIVE)].groupby("mother_id").size()
    table = pairs[
        [
            *("unit", "mother_id", "name", "posyandu", "student", "student_number", "university"),
            *("phone", "status"),
            *("received_on", "started_on", "ended_on", "reported_on", *DOCUMENTS),
        ]
    ]
    return table.assign(
        **of_mother,
        high_risk=of_mother["kspr_group"].isin(HIGH_RISK),
        name=look_up(pairs["mother_id"], mothers, "mother_id", "name").fillna(pairs["name"]),
        mother_status=look_up(pairs["mother_id"], mothers, "mother_id", "status"),
        delivered_on=look_up(pairs["mother_id"], tables["ibu_hamil"], "mother_id", "delivered_on"),
        visits=look_up(pairs["unit_key"], counts, "unit_key", "visits").fillna(0).astype("int64"),
        last_visit=last_visit,
        minutes=look_up(pairs["unit_key"], counts, "unit_key", "minutes").fillna(0.0),
        silent_days=(now - since).dt.days.astype("float64"),
        active_students=active.reindex(pairs["mother_id"]).fillna(0).astype("int64").to_numpy(),
        source_book=pairs["source_book"],
        source_row=pairs["source_row"],
    )


def match_visits(tables: Tables, pairs: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Which visit up to today counts for which of the `pairs` (compute_osoc_pairs): unit_key, mother_id,
    date, minutes, source_book, source_row.  One without a student's name: see name_visitors."""
    visits = list_visits(tables)
    visits = visits[visits["date"].notna() & visits["mother_id"].notna() & (visits["date"] <= today)]
    columns = ["mother_id", "visitor", "date", "minutes", "source_book", "source_row"]
    own = pairs[["unit_key", "mother_id", "student_key"]].merge(visits[columns], on="mother_id", how="inner")
    return keep_own(own).drop(columns=["visitor", "student_key"]).reset_index(drop=True)


def compute_osoc_steps(tables: Tables, *, today: object, engine: SopEngine) -> pd.DataFrame:
    """The ten steps of every pair, ended ones too: rows of compute_sop_status (`STATUS_COLUMNS`; `unit` and
    `partner` are a pair's unit and student), each pair's as of the last year it was there."""
    now = compute_today(today)
    started = compute_osoc_pairs(tables)["started_on"].min()
    first = min(started.year, now.year) if pd.notna(started) else now.year
    years = [
        compute_pair_status(tables, sop_key=OSOC, year=year, today=now, engine=engine)
        for year in (now.year + 1, *range(first, now.year + 1))  # next year's only where there is no other
    ]
    filled = [rows for rows in years if len(rows)]
    if not filled:
        return pd.DataFrame(columns=list(STATUS_COLUMNS))
    newest = pd.concat(filled, ignore_index=True)
    return newest.drop_duplicates(["unit", "partner", "step"], keep="last").reset_index(drop=True)


def compute_matchless(pairs: pd.DataFrame, mothers: pd.DataFrame) -> pd.DataFrame:
    """Open pairs whose mother moved, miscarried, or has her nifas behind her: their rows of
    compute_pairs with `reason` (of `GONE`).  `mothers`: compute_mothers."""
    status = look_up(pairs["mother_id"], mothers, "mother_id", "status")
    days = look_up(pairs["mother_id"], mothers, "mother_id", "days_since_birth")
    reason = status.map({"Pindah": MOVED, "Keguguran": LOST}).astype("str")
    reason = reason.where(~(reason.isna() & (days > NIFAS_DAYS)), NIFAS_OVER)
    free = pairs["status"].isin(OPEN) & reason.notna()
    return pairs[free].assign(reason=reason[free]).reset_index(drop=True)


# --- Visits to mothers, one row each: what was measured, and what of it is alarming.

MEASURED = ("weight_kg", "systolic", "diastolic", "lila_cm", "hb_g_dl")


def compute_visits(tables: Tables, *, today: object) -> pd.DataFrame:
    """Every visit of `Kunjungan Ibu` up to today, oldest first.

    Columns: date, mother_id, name, posyandu (the mother's), student (as typed), MEASURED, complaint,
    counselling, minutes, gestation_days (on that day; NaN before HPHT), after_birth (the day is after the
    birth), hypertension, danger, kek, anaemia (nullable), of_pair (counts for a pair of `Pendampingan`),
    source_book, source_row.
    """
    now = compute_today(today)
    rows = tables["kunjungan_ibu"]
    rows = rows[rows["date"].notna() & rows["mother_id"].notna() & (rows["date"] <= now)]
    rows = rows.sort_values("date", kind="stable").reset_index(drop=True)
    mothers = tables["ibu_hamil"]
    of_mother = {
        column: look_up(rows["mother_id"], mothers, "mother_id", column)
        for column in ("name", "posyandu", "last_period", "delivered_on")
    }
    days = (rows["date"] - of_mother["last_period"].astype("datetime64[s]")).dt.days.astype("float64")
    counted = match_visits(tables, compute_osoc_pairs(tables), now)[["source_book", "source_row"]]
    keys = pd.MultiIndex.from_frame(rows[["source_book", "source_row"]])
    columns = ["date", "mother_id", "student", *MEASURED, "complaint", "counselling", "minutes"]
    return rows[columns].assign(
        name=of_mother["name"],
        posyandu=of_mother["posyandu"],
        gestation_days=days.where(days >= 0),
        after_birth=rows["date"] > of_mother["delivered_on"].astype("datetime64[s]"),
        hypertension=compute_pressure(rows["systolic"], rows["diastolic"], HIGH_PRESSURE),
        danger=compute_pressure(rows["systolic"], rows["diastolic"], DANGEROUS_PRESSURE),
        kek=compute_kek(rows["lila_cm"]),
        anaemia=compute_anaemia(rows["hb_g_dl"], days),
        of_pair=keys.isin(pd.MultiIndex.from_frame(counted)),
        source_book=rows["source_book"],
        source_row=rows["source_row"],
    )
