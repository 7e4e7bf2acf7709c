"""What is typed of meetings and actions, reads well and yet does not count: findings beside the parser's."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.keys import build_finding_rows, normalise_key
from lib.domain.steps.units import Tables

_SUBJECTS = (
    *(("balita", "child_id"), ("ibu_hamil", "mother_id"), ("posyandu", "code"), ("posyandu", "desa")),
    *(("tim_mentoring", "team"), ("mentoring", "team"), ("mentoring", "kelurahan"), ("mou", "kelurahan")),
    *(("kegiatan_mentoring", "team"), ("kegiatan_mentoring", "kelurahan")),
)
"""Columns whose values an action may be about."""


def compute_pertemuan_findings(tables: Tables, *, today: pd.Timestamp) -> pd.DataFrame:
    """Findings (level, tab, source_book, source_row, column, value, message, suggestion): a meeting whose
    Status and Tanggal contradict each other, answers without a stage (one finding a meeting), an action that
    has a day of being done and is not Selesai, and one about somebody or something unknown.
    """
    return pd.concat(
        [
            _find_undated_meetings(tables["pertemuan"], today),
            _find_unmarked_meetings(tables["pertemuan"], today),
            _find_answers_without_stage(tables["tanya_jawab"]),
            _find_unmarked_actions(tables["tindak_lanjut"]),
            _find_unknown_subjects(tables),
        ],
        ignore_index=True,
    )


def _find_undated_meetings(meetings: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    undated = meetings["date"].isna() | (meetings["date"] > today)
    rows = meetings[meetings["status"].eq("Terlaksana").fillna(False).astype(bool) & undated]
    return _describe(
        rows,
        "Pertemuan",
        "status",
        "Status Terlaksana, tetapi Tanggal kosong atau sesudah hari ini: belum dihitung terlaksana",
        "Isi Tanggal pelaksanaannya",
    )


def _find_unmarked_meetings(meetings: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    rows = meetings[meetings["status"].isin(["Rencana", "Ditunda"]) & (meetings["date"] <= today)]
    return _describe(
        rows,
        "Pertemuan",
        "status",
        "Tanggal sudah terisi, tetapi Status belum Terlaksana: belum dihitung terlaksana",
        "Bila sudah terlaksana, pilih Status Terlaksana",
    )


def _find_answers_without_stage(answers: pd.DataFrame) -> pd.DataFrame:
    rows = answers[answers["stage"].isna() & answers["meeting_id"].notna()]
    count = rows.groupby("meeting_id")["source_row"].transform("size").astype("str")
    first = ~rows["meeting_id"].duplicated()
    return _describe(
        rows[first],
        "Tanya Jawab",
        "stage",
        "Tahap kosong atau tidak terbaca: " + count[first] + " jawaban di pertemuan ini tidak dihitung",
        "Pilih Sebelum atau Sesudah di tiap barisnya",
        level="Galat",
    )


def _find_unmarked_actions(actions: pd.DataFrame) -> pd.DataFrame:
    finished = actions["status"].eq("Selesai").fillna(False).astype(bool)
    return _describe(
        actions[actions["done_on"].notna() & ~finished],
        "Tindak Lanjut",
        "status",
        "Tanggal selesai sudah terisi, tetapi Status belum Selesai: masih dihitung belum selesai",
        "Bila sudah selesai, pilih Status Selesai",
    )


def _find_unknown_subjects(tables: Tables) -> pd.DataFrame:
    actions = tables["tindak_lanjut"]
    known = pd.concat([normalise_key(tables[tab][column]) for tab, column in _SUBJECTS]).dropna()
    rows = actions[actions["subject"].notna() & ~normalise_key(actions["subject"]).isin(known)]
    return _describe(
        rows,
        "Tindak Lanjut",
        "subject",
        "Subjek tidak dikenal, jadi tidak tampil pada anak, ibu, atau posyandunya",
        "Ketik ID anak atau ibu, posyandu, kelurahan, atau tim; kosongkan bila untuk semua",
    )


def _describe(
    rows: pd.DataFrame,
    tab: str,
    column: str,
    message: str | pd.Series,
    suggestion: str,
    *,
    level: str = "Peringatan",
) -> pd.DataFrame:
    return build_finding_rows(
        rows, level=level, tab=tab, column=column, value=rows[column], message=message, suggestion=suggestion
    )
