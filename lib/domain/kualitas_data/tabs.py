"""Tabs against each other and dates against dates: what cannot have happened in that order.

Source: issue "Kualitas data", "Against other tabs"; SOP AJB (contact on H-4, before the bus), OSOC (letter,
arrival, visits within the pair's time, report at its end) and SIKERITING.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from lib.domain.steps.keys import (
    OSOC,
    build_finding_rows,
    build_findings,
    look_up,
    normalise_sop,
    normalise_step,
)
from lib.workbook.tabs import TABS

LETTER_STEPS = ("1", "2")  # OSOC: surat tugas, surat pemberitahuan
ARRIVAL_STEP = "3"
LONGEST_PREGNANCY_DAYS = 315  # 45 weeks from HPHT


def compute_tab_findings(frames: Any) -> pd.DataFrame:
    """FINDING_COLUMNS, one at the later-typed cell of each pair of dates that cannot be."""
    return build_findings([*_find_in_a_row(frames), *_find_across(frames), _find_early_arrivals(frames)])


_ORDER = (
    # tab, the date that cannot come before …, … this one, what it says, what to do
    (
        "pendampingan",
        "started_on",
        "received_on",
        "Tanggal mulai sebelum mahasiswa diterima puskesmas",
        "Periksa Tanggal mulai dan Tanggal diterima puskesmas",
    ),
    (
        "pendampingan",
        "ended_on",
        "started_on",
        "Tanggal selesai sebelum Tanggal mulai",
        "Periksa kedua tanggalnya",
    ),
    (
        "pendampingan",
        "reported_on",
        "started_on",
        "Tanggal laporan sebelum pendampingan mulai",
        "Periksa Tanggal laporan dan Tanggal mulai",
    ),
    (
        "tindak_lanjut",
        "due_on",
        "date",
        "Tenggat sebelum tanggal rencana ini dicatat",
        "Periksa Tenggat dan Tanggal",
    ),
    (
        "tindak_lanjut",
        "done_on",
        "date",
        "Tanggal selesai sebelum rencana ini dicatat",
        "Periksa Tanggal selesai dan Tanggal",
    ),
    ("mou", "valid_until", "date", "Berlaku sampai sebelum tanggal MoU", "Periksa kedua tanggalnya"),
    ("ibu_hamil", "delivered_on", "last_period", "Tanggal bersalin sebelum HPHT", "Periksa kedua tanggalnya"),
)


def _find_in_a_row(frames: Any) -> Iterator[pd.DataFrame]:
    for tab, later, earlier, message, suggestion in _ORDER:
        table = frames[tab]
        yield _describe(table[table[later] < table[earlier]], tab, later, message, suggestion)
    calls = frames["antar_jemput"]
    yield _describe(
        calls[calls["contacted_on"] > calls["date"]],
        "antar_jemput",
        "contacted_on",
        "Tanggal kontak sesudah hari posyandu itu",
        "Periksa Tanggal kontak dan Tanggal",
    )
    rode = calls["boarded"].eq(False).fillna(False).astype(bool)
    yield _describe(
        calls[rode & calls["returned"].eq(True).fillna(False).astype(bool)],
        "antar_jemput",
        "returned",
        "Diantar pulang, tetapi Naik tertulis Tidak",
        "Periksa Naik dan Diantar pulang",
    )
    mothers = frames["ibu_hamil"]
    late = (mothers["delivered_on"] - mothers["last_period"]).dt.days > LONGEST_PREGNANCY_DAYS
    yield _describe(
        mothers[late],
        "ibu_hamil",
        "delivered_on",
        "Lebih dari 45 minggu sesudah HPHT",
        "Periksa Tanggal bersalin dan HPHT",
    )


def _find_across(frames: Any) -> Iterator[pd.DataFrame]:
    yield _find_visits_outside(frames)
    activities, pairs = frames["kegiatan_mentoring"], frames["mentoring"]
    chosen = pairs.groupby("child_id")["selected_on"].min()
    of_child = activities[activities["child_id"].notna() & activities["date"].notna()]
    own = _ask(of_child["child_id"], chosen)
    patient = of_child["step"].pipe(normalise_step).isin([str(number) for number in range(8, 13)])
    yield _describe(
        of_child[(of_child["date"] < own) & patient],
        "kegiatan_mentoring",
        "date",
        "Kegiatan sebelum anak ini dipilih menjadi pasien",
        "Periksa Tanggal, atau Tanggal pilih di tab Mentoring",
    )
    children = frames["balita"].drop_duplicates("child_id").set_index("child_id")
    # One who turned five and is still fetched along harms nobody.
    gone = children["left_on"].where(children["status"].isin(["Pindah", "Meninggal"]))
    for tab, person in (("antar_jemput", "person_id"), ("peserta_kebal_msg", "child_id")):
        table = frames[tab]
        yield _describe(
            table[table["date"] > _ask(table[person], gone)],
            tab,
            "date",
            "Sesudah Tanggal keluar anak ini",
            "Periksa ID dan tanggalnya, atau Tanggal keluar di tab Balita",
        )
        yield _describe(
            table[table["date"] < _ask(table[person], children["birth_date"])],
            tab,
            "date",
            "Sebelum anak ini lahir",
            "Periksa ID dan tanggalnya",
        )


def _find_visits_outside(frames: Any) -> pd.DataFrame:
    """Visits to a mother outside the time of every pair of hers (the student's own where one is named)."""
    visits, pairs = frames["kunjungan_ibu"], frames["pendampingan"]
    if visits.empty or pairs.empty:
        return build_findings([])
    rows = visits.reset_index(drop=True).assign(at=np.arange(len(visits)))
    both = rows[["at", "mother_id", "date", "student"]].merge(
        pairs[["mother_id", "student", "started_on", "ended_on"]].dropna(subset=["mother_id", "started_on"]),
        on="mother_id",
        how="inner",
        suffixes=("", "_pair"),
    )
    named = both["student"].str.casefold() == both["student_pair"].str.casefold()
    own = both[both["student"].isna() | named]
    inside = (own["date"] >= own["started_on"]) & ~(own["date"] > own["ended_on"])
    # A pair that ends before it starts is told there: of its visits only those before both.
    inside |= (own["ended_on"] < own["started_on"]) & (own["date"] >= own["ended_on"])
    judged = inside.groupby(own["at"]).any()
    outside = judged.index[~judged]
    return _describe(
        rows.iloc[outside],
        "kunjungan_ibu",
        "date",
        "Kunjungan di luar masa pendampingan pasangan ini",
        "Periksa Tanggal, atau Tanggal mulai dan selesai di tab Pendampingan",
    )


def _find_early_arrivals(frames: Any) -> pd.DataFrame:
    """OSOC: the student was received before the letter was written (both ticked with their dates)."""
    ticks = frames["daftar_tilik"]
    osoc = ticks[(normalise_sop(ticks["sop"]) == OSOC) & (ticks["result"] == "Ya")]
    step = normalise_step(osoc["step"])
    letters = osoc[step.isin(LETTER_STEPS) & osoc["subject"].notna()]
    written = letters.groupby("subject")["date"].min()
    arrived = osoc[(step == ARRIVAL_STEP) & osoc["subject"].notna()]
    early = arrived["date"] < _ask(arrived["subject"], written)
    pairs = frames["pendampingan"]
    received = pairs["received_on"] < look_up(
        pairs["mother_id"], letters.sort_values("date"), "subject", "date"
    )
    suggestion = "Periksa tanggal surat tugas dan tanggal diterima"
    message = "Diterima puskesmas sebelum surat tugasnya"
    return build_findings(
        [
            _describe(arrived[early], "daftar_tilik", "date", message, suggestion),
            _describe(pairs[received], "pendampingan", "received_on", message, suggestion),
        ]
    )


def _ask(values: pd.Series, by: pd.Series) -> pd.Series:
    """What `by` says of each value (its index); Series.map loses the dtype where `by` is empty."""
    return by.reindex(values).set_axis(values.index)


def _describe(rows: pd.DataFrame, tab: str, column: str, message: str, suggestion: str) -> pd.DataFrame:
    values = rows[column]
    shown = (
        values.dt.strftime("%d/%m/%Y")
        if values.dtype.kind == "M"
        else values.map({True: "Ya", False: "Tidak"})
    )
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=TABS[tab].title,
        column=column,
        value=shown,
        message=message,
        suggestion=suggestion,
    )
