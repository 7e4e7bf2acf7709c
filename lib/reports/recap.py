"""The month's figures as data: the same that the pages show (desain rekap.md has the shape).

Percentages are 0–100 unrounded and None where the denominator is 0; z to two decimals; dates ISO; step
numbers text.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook

from lib.data.seen import Seen
from lib.domain import antar_jemput, pendampingan, prevalence
from lib.domain.steps import compute_compliance, is_judged
from lib.workbook.clean_cells import quote_formula
from lib.workbook.findings import Level

Recap = dict[str, Any]

SKDN_KEYS = {
    **{name: name for name in ("S", "K", "D", "N", "T", "O", "B")},
    "2T": "two_t",
    "BGM": "bgm",
    "luar_sasaran": "outside",
    "K/S": "ks",
    "D/S": "ds",
    "N/D": "nd",
    "N/D'": "nd_corrected",
    "D/K": "dk",
    "N/S": "ns",
    "BGM/D": "bgm_d",
    "2T/D": "two_t_d",
}
"""Keys of a SKDN row → columns of skdn.compute_skdn."""

INDEX_NAMES = {"bb_u": "BB/U", "tb_u": "TB/U", "bb_tb": "BB/TB", "imt_u": "IMT/U"}
"""Indices with a z and a status in a measurement → their names."""

FLAG_NAMES = {**INDEX_NAMES, "lk_u": "LK/U", "lila_u": "LiLA/U"}
"""Indices that can be implausible → their names."""

MEASURES = ("weight_kg", "height_cm", "lila_cm", "head_cm")

COUNTS = ("ya", "tidak", "tb", "belum")

MEETING_KEYS = {
    "rencana": "planned",
    "terlaksana": "held",
    "hadir_persen": "present",
    "nilai_sebelum": "before",
    "nilai_sesudah": "after",
}
"""Keys of the meetings → figures of Seen.month_meetings."""

KEBAL_KEYS = {
    "hadir": "present",
    "sasaran_hadir": "sasaran_present",
    "naik_bulan_kegiatan": "risen_before",
    "naik_bulan_berikut": "risen_after",
    "tanpa_ukur": "unweighed_after",
}
"""Keys of a KEBAL MSG session → columns of kebal_msg.compute_session_figures."""


def plain(value: object) -> object:
    """A figure as JSON has it: None for missing, int for whole NumPy numbers, ISO for dates."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value


def _rounded_z(value: object) -> object:
    number = plain(value)
    return round(number, 2) + 0.0 if isinstance(number, float) else number


def build_recap(seen: Seen, month: pd.Period) -> Recap:
    """Everything of one puskesmas and month; `seen` must see all of it."""
    return {
        "puskesmas": seen.settings.name or seen.puskesmas or None,
        "bulan": str(month),
        "hari_ini": seen.today.date().isoformat(),
        "sumber": seen.sources,
        "tidak_dihitung": seen.left_out,
        "skdn": build_skdn(seen, month),
        "penimbangan": build_measurements(seen, month),
        "prevalensi": build_prevalence(seen, month),
        "sop": build_sop(seen, month),
        "antar_jemput": build_rounds(seen, month),
        "mentoring": build_mentoring(seen, month.year),
        "pendampingan": build_pendampingan(seen),
        "pertemuan": build_pertemuan(seen, month),
        "kebal_msg": build_kebal(seen, month),
        "temuan": {
            str(level).lower(): int((seen.kualitas_data.findings["level"] == str(level)).sum())
            for level in (Level.ERROR, Level.WARNING, Level.INFO)
        },
        "tidak_dibaca": seen.kualitas_data.unread,
    }


def build_skdn(seen: Seen, month: pd.Period) -> list[Recap]:
    """One row a posyandu and one (posyandu None) for all."""
    parts = seen.gizi.skdn([month], by=("posyandu",))
    total = seen.gizi.skdn([month]).assign(posyandu=None)
    rows = pd.concat([parts[parts["posyandu"].notna()], total], ignore_index=True)
    return [
        {
            "posyandu": plain(row["posyandu"]),
            **{key: plain(row[column]) for key, column in SKDN_KEYS.items()},
            "K": _whole(row["K"]),
        }
        for row in rows.to_dict("records")
    ]


def build_measurements(seen: Seen, month: pd.Period) -> list[Recap]:
    """One row for each child with any measurement that month, be it an arm or oedema alone."""
    table = seen.gizi.measured(month)
    table = table[table[list(MEASURES)].notna().any(axis=1) | table["oedema"]]
    return [
        {
            "id": row["child_id"],
            "posyandu": plain(row["posyandu"]),
            "tanggal": plain(row["date"]),
            "umur_hari": _whole(row["age_days"]),
            "umur_bulan": _whole(row["age_months"]),
            "bb": plain(row["weight_kg"]),
            "tb": plain(row["height_cm"]),
            **{f"z_{index}": _rounded_z(row[f"z_{index}"]) for index in INDEX_NAMES},
            **{f"status_{index}": plain(row[f"status_{index}"]) for index in INDEX_NAMES},
            "gizi_buruk": bool(row["gizi_buruk"]),
            "nt": plain(row["nt"]),
            "2t": bool(row["two_t"]),
            "nyaris_2t": bool(row["nyaris_2t"]),
            "bgm": bool(row["bgm"]),
            "tak_wajar": [name for index, name in FLAG_NAMES.items() if row[f"flag_{index}"]],
        }
        for row in table.to_dict("records")
    ]


def _whole(value: object) -> int | None:
    number = plain(value)
    return int(number) if isinstance(number, (int, float)) else None


def build_prevalence(seen: Seen, month: pd.Period) -> list[Recap]:
    """Stunting, wasting, underweight: one row a posyandu and indicator, and for all (posyandu None).

    A posyandu where nobody was measured has its rows too, with n 0, as it has one in the SKDN.
    """
    nobody = [{"indicator": name, "cases": 0, "n": 0} for name in prevalence.INDICATORS]
    return [
        {
            "posyandu": posyandu,
            "indikator": row["indicator"],
            "kasus": plain(row["cases"]),
            "n": plain(row["n"]),
            "persen": plain(row.get("percent")),
            "bawah": plain(row.get("low")),
            "atas": plain(row.get("high")),
        }
        for posyandu in [*seen.posyandu_names, None]
        for row in seen.gizi.prevalence(month, posyandu).to_dict("records") or nobody
    ]


def build_sop(seen: Seen, month: pd.Period) -> list[Recap]:
    """Compliance of each SOP over the steps due in the month, and of each of its steps in their order."""
    status = seen.sop.status(month)
    whole = compute_compliance(status, by=("sop",))
    least = seen.settings.targets.filled
    in_order = status.sort_values("step_order", kind="stable")
    steps = compute_compliance(in_order, by=("sop", "step"))
    return [
        {
            "sop": sop["sop"],
            **{count: plain(sop[count]) for count in COUNTS},
            "jatuh_tempo": plain(sop["total"]),
            "terisi": plain(sop["filled"]),
            "dinilai": is_judged(sop["compliance"], sop["filled"], sop["total"], least=least),
            "kepatuhan": plain(sop["compliance"]),
            "langkah": [
                {
                    "no": step["step"],
                    **{count: plain(step[count]) for count in COUNTS},
                    "menit_baku": _whole(step["standard_minutes"]),
                    "menit_median": plain(step["minutes_median"]),
                }
                for step in steps[steps["sop"] == sop["sop"]].to_dict("records")
            ],
        }
        for sop in whole.to_dict("records")
    ]


def build_rounds(seen: Seen, month: pd.Period) -> list[Recap]:
    """The antar-jemput rounds of the month: tasks, sasaran, and the funnel of balita."""
    tasks = seen.antar_jemput.tasks(month)
    people, funnel = seen.antar_jemput.round_people(month), seen.antar_jemput.funnel(month)
    rows = []
    for one in seen.antar_jemput.rounds(month).to_dict("records"):
        here = {"posyandu": one["posyandu"], "round_date": one["round_date"]}
        own = people[_is_round(people, here) & people["in_target"].astype(bool)]
        own_tasks = tasks[_is_round(tasks, here)]
        children = funnel[_is_round(funnel, here) & (funnel["kind"] == antar_jemput.CHILD)]
        rows.append(
            {
                "posyandu": one["posyandu"],
                "tanggal": plain(one["round_date"]),
                "tugas": [
                    {"langkah": task["step"], "jatuh_tempo": plain(task["due_on"]), "status": task["state"]}
                    for task in own_tasks.to_dict("records")
                ],
                "sasaran": sorted(own[own["kind"] == antar_jemput.CHILD]["person_id"]),
                "ibu_hamil": sorted(own[own["kind"] == antar_jemput.MOTHER]["person_id"]),
                "corong": {
                    part: int(children[part].iloc[0]) if len(children) else 0
                    for part in ("sasaran", "dihubungi", "bersedia", "naik", "ditimbang")
                },
            }
        )
    return rows


def _is_round(table: pd.DataFrame, here: dict[str, object]) -> pd.Series:
    return (table["posyandu"] == here["posyandu"]) & (table["round_date"] == here["round_date"])


def build_mentoring(seen: Seen, year: int) -> list[Recap]:
    """SIKERITING pairs of the year with their steps and z-scores then and now."""
    steps = seen.mentoring.pair_steps(year)
    rows = []
    for pair in seen.mentoring.pairs(year).to_dict("records"):
        own = steps[(steps["child_id"] == pair["child_id"]) & (steps["team"] == pair["team"])]
        rows.append(
            {
                "id_balita": plain(pair["child_id"]),
                "tim": plain(pair["team"]),
                "mentor": plain(pair["mentor"]),
                "status": plain(pair["status"]),
                "langkah": [
                    {"no": step["step"], "status": step["state"], "tanggal": plain(step["done_on"])}
                    for step in own.to_dict("records")
                ],
                **{
                    f"z_{index}_{when}": _rounded_z(pair[f"z_{index}_{when}"])
                    for index in ("tb_u", "bb_u")
                    for when in ("awal", "kini")
                },
            }
        )
    return rows


def build_pendampingan(seen: Seen) -> list[Recap]:
    """One Student One Client pairs, and mothers Perlu segera without a student (mahasiswa None)."""
    pairs = seen.pendampingan.pairs
    going_on = pairs.loc[pairs["status"].isin(pendampingan.OPEN), "mother_id"]
    urgent = seen.pendampingan.urgent()
    alone = urgent[~urgent["mother_id"].isin(going_on)]
    alone = alone[["mother_id", "kspr_score", "kspr_group", "gestation_days", "hpl", "segera"]]
    return [
        {
            "id_ibu": plain(pair["mother_id"]),
            "mahasiswa": plain(pair["student"]),
            "kspr": _whole(pair["kspr_score"]),
            "kelompok": plain(pair["kspr_group"]),
            "usia_kehamilan_hari": _whole(pair["gestation_days"]),
            "hpl": plain(pair["hpl"]),
            "kunjungan": _whole(pair["visits"]),
            "kunjungan_terakhir": plain(pair["last_visit"]),
            "status": plain(pair["status"]),
            "segera": [word for word in str(plain(pair["segera"]) or "").split("; ") if word],
        }
        for pair in [*pairs.to_dict("records"), *alone.reindex(columns=pairs.columns).to_dict("records")]
    ]


def build_pertemuan(seen: Seen, month: pd.Period) -> Recap:
    """The meetings of the month in totals, and the actions noted up to its end by their state today."""
    figures = seen.pertemuan.month(month)
    counts = seen.pertemuan.action_counts_until(month)
    return {
        **{key: plain(figures[column]) for key, column in MEETING_KEYS.items()},
        "tindak_lanjut": {state: counts[state] for state in ("belum", "berjalan", "selesai", "lewat")},
    }


def build_kebal(seen: Seen, month: pd.Period) -> list[Recap]:
    """The KEBAL MSG sessions of the month: who came, N in that month and the next, unweighed in the next."""
    return [
        {
            "posyandu": session["posyandu"],
            "tanggal": plain(session["date"]),
            **{key: plain(session[column]) for key, column in KEBAL_KEYS.items()},
        }
        for session in seen.kebal_msg.sessions(month).to_dict("records")
    ]


def is_empty_recap(recap: Recap) -> bool:
    """Whether there is nothing to report: no child in S, nobody measured, no step answered, no round.

    Steps alone are none: the empty workbook carries the SOPs, whose monthly steps fall due by themselves.
    """
    return (
        not recap["penimbangan"]
        and not any(row["S"] for row in recap["skdn"])
        and not any(row[answer] for row in recap["sop"] for answer in ("ya", "tidak", "tb"))
        and not recap["antar_jemput"]
    )


# --- The recap as a workbook.


def write_recap_xlsx(recaps: list[Recap], target: Path) -> None:
    """The recap as a workbook: one sheet a part; lists inside a row become text. Raises OSError."""
    book = Workbook(write_only=True)
    for part in recaps[0]:
        rows = [row for recap in recaps for row in _rows_of(recap[part])]
        sheet = book.create_sheet(part)
        headers = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(headers)
        for row in rows:
            sheet.append([_cell(row.get(header)) for header in headers])
    book.save(target)


def _rows_of(part: object) -> list[Recap]:
    if isinstance(part, list):
        return part
    return [part] if isinstance(part, dict) else [{"nilai": part}]


def _cell(value: object) -> str | int | float | bool | None:
    if isinstance(value, list):
        return "; ".join(
            ", ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, str):
        return quote_formula(value)
    return value if isinstance(value, (int, float, bool)) or value is None else str(value)
