"""What is doubtful in a record that reads well: findings beside the parser's."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.age import compute_age_days
from lib.domain.growth import STANDING, STANDING_FROM_DAY
from lib.domain.kspr import compute_unread_factors
from lib.domain.programme import find_strange_capsules
from lib.domain.settings import read_settings
from lib.domain.skdn import LEFT_STATUSES, compute_membership, compute_skdn
from lib.domain.steps.keys import build_finding_rows


def compute_record_findings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Findings (level, tab, source_book, source_row, column, value, message, suggestion) about weighings,
    children and mothers: standing below nine months (position ignored), children who left without a date,
    and risk factors that the card does not have.

    Source: aturan.md, WHO growth standards, SKDN and Ibu hamil.
    """
    return pd.concat(
        [
            _find_standing_babies(tables["penimbangan"], tables["balita"]),
            _find_undated_leavers(tables["balita"]),
            _find_unread_factors(tables["ibu_hamil"]),
            _find_strange_capsules(tables),
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


def compute_kms_findings(balita: pd.DataFrame, monthly: pd.DataFrame, *, month: pd.Timestamp) -> pd.DataFrame:
    """One finding for each posyandu whose D/K of `month` passes 100%, which cannot be by its meaning, at the
    first child who was weighed and is recorded without a KMS; and for each where Punya KMS is answered for a
    few only, so that K is no figure, at the first child of S without an answer.  Columns as of
    compute_record_findings."""
    table = compute_skdn(balita, monthly, months=[month])
    members = compute_membership(balita, monthly, [month])
    children = balita.drop_duplicates("child_id")
    return pd.concat(
        [
            _find_too_few_kms(table, members, children, monthly, month),
            _find_kms_half_answered(table, members, children),
        ],
        ignore_index=True,
    )


def _find_kms_half_answered(
    table: pd.DataFrame, members: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    few = table[(table["kms_known"] > 0) & table["K"].isna()].set_index("posyandu")
    asked = members.loc[~members["kms_known"] & members["posyandu"].isin(few.index), "child_id"]
    first = children[children["child_id"].isin(asked)].drop_duplicates("posyandu")
    figures = few.reindex(first["posyandu"]).set_axis(first.index)
    return build_finding_rows(
        first,
        level="Peringatan",
        tab="Balita",
        column="has_kms",
        value=pd.Series("", index=first.index, dtype="str"),
        message="Punya KMS baru terisi untuk "
        + figures["kms_known"].astype("int64").astype("str")
        + " dari "
        + figures["S"].astype("int64").astype("str")
        + " anak; K belum menjadi angka",
        suggestion="Isi Punya KMS (Ya atau Tidak) bagi semua anak",
    )


def _find_too_few_kms(
    table: pd.DataFrame,
    members: pd.DataFrame,
    children: pd.DataFrame,
    monthly: pd.DataFrame,
    month: pd.Timestamp,
) -> pd.DataFrame:
    over = table[table["D"] > table["K"]].set_index("posyandu")
    weighed = monthly.loc[monthly["month"].eq(month) & monthly["weight_kg"].notna(), "child_id"]
    without = members.loc[~members["has_kms"] & members["child_id"].isin(weighed), "child_id"]
    children = children[children["child_id"].isin(without) & children["posyandu"].isin(over.index)]
    counts = children.groupby("posyandu")["child_id"].transform("size").astype("int64").astype("str")
    first = children[~children["posyandu"].duplicated()]
    figures = over.reindex(first["posyandu"]).set_axis(first.index)
    message = (
        "D/K di atas 100%: bulan ini ditimbang "
        + figures["D"].astype("int64").astype("str")
        + " anak, padahal yang tercatat punya KMS "
        + figures["K"].astype("int64").astype("str")
        + "; "
        + counts[first.index]
        + " anak yang ditimbang tercatat tanpa KMS"
    )
    return build_finding_rows(
        first,
        level="Peringatan",
        tab="Balita",
        column="has_kms",
        value=pd.Series("", index=first.index, dtype="str"),
        message=message,
        suggestion="Isi Punya KMS bagi anak yang ditimbang; bila benar belum punya, beri Buku KIA",
    )


def _find_strange_capsules(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    months = read_settings(tables["pengaturan"]).vitamin_a_months
    rows = find_strange_capsules(tables["penimbangan"], months)
    named = ", ".join(str(month) for month in months)
    return _describe(
        rows.assign(vitamin_a="Ya"),
        "Penimbangan",
        "vitamin_a",
        f"Vitamin A di luar bulannya ({named}) dan bulan sesudahnya; kapsul ini tidak dihitung",
        "Periksa tanggalnya, atau isi Bulan vitamin A di tab Pengaturan",
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
