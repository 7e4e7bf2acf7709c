"""Daftar Anak narrowed to the children of one figure: by N/T, status, answer, sex, age group or desa."""

from __future__ import annotations

import pandas as pd

from lib.domain.age import AGE_GROUPS
from lib.domain.case_lists import GROUPS, SIFTS
from lib.domain.categories import INDEX_TITLES
from lib.views import filters
from lib.words.formats import format_number
from lib.words.programme import PROGRAMMES
from lib.words.text import SEX

SIFT_PARAMETER, GROUP_PARAMETER = "saring", "kelompok"
DESA = "desa:"
"""How the code of a desa begins."""
TITLES = {
    "ditimbang": "D: ditimbang",
    "tidak": "S − D: tidak ditimbang",
    "N": "N: naik",
    "T": "T: tidak naik",
    "O": "O: bulan lalu tidak ditimbang",
    "B": "B: baru pertama ditimbang",
    "two_t": "2T",
    "bgm": "BGM",
    "kms": "K: punya KMS",
    "outside": "Ditimbang",
    "outside:gizi_buruk": "Gizi buruk",
    "stunting": "Stunting (TB/U di bawah −2)",
    "wasting": "Wasting (BB/TB di bawah −2 atau edema)",
    "underweight": "Underweight (BB/U di bawah −2)",
}
REASONS = {
    "implausible": "nilai tak wajar",
    "oedema": "edema",
    "no_height": "belum diukur tingginya",
    "other": "tidak punya nilai",
}
ANSWERS = {"ya": "ya", "tidak": "tidak", "belum": "belum dicatat"}
VITAMIN_ANSWERS = {"ya": "sudah", "tidak": "belum", "belum": "belum"}
GROUP_TITLES = {**SEX, "tanpa_jk": "JK belum diisi"}


def name_sift(code: str) -> str:
    """A code of case_lists.SIFTS in words."""
    if code in TITLES:
        return TITLES[code]
    first, _, second = code.partition(":")
    if first in PROGRAMMES:
        answers = VITAMIN_ANSWERS if first.startswith("vitamin_a") else ANSWERS
        return f"{PROGRAMMES[first]}: {answers[second]}"
    return f"{INDEX_TITLES[first]}: {REASONS.get(second, second)}"


def name_group(code: str) -> str:
    """A code of case_lists.GROUPS, or of a desa, in words."""
    if code in AGE_GROUPS:
        return f"{code} bulan"
    return GROUP_TITLES.get(code, code.removeprefix(DESA))


def sift_rows(rows: pd.DataFrame, key: str, sifts: pd.DataFrame) -> pd.DataFrame:
    """The rows of the figure and the group chosen; what has no children is not offered, the rest says how
    many. `sifts` of Seen.sifts."""
    marks = sifts.reindex(rows["child_id"], fill_value=False).reset_index(drop=True)
    desa = [name for name in marks.columns if name.startswith(DESA)]
    offered = {
        SIFT_PARAMETER: ("Saring", [*SIFTS[key]], name_sift),
        GROUP_PARAMETER: ("Kelompok", [*GROUPS, *(desa if len(desa) > 1 else [])], name_group),
    }
    kept = pd.Series(True, index=rows.index)
    for parameter, (label, codes, name) in offered.items():
        labels = {"": f"Semua · {format_number(len(rows))}"}
        labels |= {
            code: f"{name(code)} · {format_number(marks[code].sum())}" for code in codes if marks[code].any()
        }
        chosen = filters.choice_filter(label, parameter, labels, "")
        kept &= marks[chosen].to_numpy() if chosen else True
    return rows[kept].reset_index(drop=True)
