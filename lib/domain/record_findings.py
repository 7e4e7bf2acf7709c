"""What is doubtful in a record that reads well: findings beside the parser's."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.age import compute_age_days
from lib.domain.growth import STANDING, STANDING_FROM_DAY
from lib.domain.kebal_msg import find_days_without_session
from lib.domain.pregnancy import compute_unread_factors
from lib.domain.skdn import LEFT_STATUSES
from lib.domain.sop.keys import build_finding_rows


def compute_record_findings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Findings (level, tab, source_book, source_row, column, value, message, suggestion) about weighings,
    children and mothers: standing below nine months (position ignored), children who left without a date,
    risk factors that the card does not have, and days of eating together that only the list of participants
    knows of.

    Source: aturan.md, WHO growth standards, SKDN and Ibu hamil; SOP KEBAL MSG.
    """
    return pd.concat(
        [
            _find_standing_babies(tables["penimbangan"], tables["balita"]),
            _find_undated_leavers(tables["balita"]),
            _find_unread_factors(tables["ibu_hamil"]),
            _find_days_without_session(tables),
        ],
        ignore_index=True,
    )


def _find_standing_babies(weighings: pd.DataFrame, balita: pd.DataFrame) -> pd.DataFrame:
    born = (
        balita.drop_duplicates("child_id").set_index("child_id")["birth_date"].reindex(weighings["child_id"])
    )
    days = compute_age_days(born.to_numpy(), weighings["date"].to_numpy())
    rows = weighings[(weighings["position"] == STANDING).to_numpy() & (days < STANDING_FROM_DAY)]
    return _describe(
        rows,
        "Penimbangan",
        "position",
        "Umur di bawah 9 bulan diukur berdiri; cara ukur diabaikan",
        "Ukur terlentang, lalu pilih Terlentang",
    )


def _find_undated_leavers(balita: pd.DataFrame) -> pd.DataFrame:
    rows = balita[balita["status"].isin(LEFT_STATUSES) & balita["left_on"].isna()]
    return _describe(
        rows,
        "Balita",
        "status",
        "Tanggal keluar kosong; dihitung sampai bulan terakhir ditimbang",
        "Isi Tanggal keluar",
    )


def _find_unread_factors(mothers: pd.DataFrame) -> pd.DataFrame:
    rows = mothers[compute_unread_factors(mothers["risk_factors"])]
    return _describe(
        rows,
        "Ibu Hamil",
        "risk_factors",
        "Ada yang bukan nomor faktor KSPR; bagian itu tidak dihitung",
        "Ketik nomornya saja, misalnya 1, 6, 10",
    )


def _find_days_without_session(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = find_days_without_session(tables)
    return _describe(
        rows.assign(date=rows["date"].dt.strftime("%d/%m/%Y")),
        "Peserta Kebal MSG",
        "date",
        "Tanggal ini tidak ada di tab Kebal MSG; kehadiran pada hari itu tidak ikut perbandingan sesudahnya",
        "Tambah baris kegiatan itu di tab Kebal MSG, atau perbaiki tanggalnya",
    )


def _describe(rows: pd.DataFrame, tab: str, column: str, message: str, suggestion: str) -> pd.DataFrame:
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=tab,
        column=column,
        value=rows[column],
        message=message,
        suggestion=suggestion,
    )
