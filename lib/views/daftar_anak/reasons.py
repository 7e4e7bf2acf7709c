"""Why a child stands on a list, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.domain.case_lists import WEIGHED_AGAIN
from lib.domain.categories import LILA_MODERATE_CM, MODERATE
from lib.domain.followed_up import UNFOLLOWED
from lib.domain.kms import ORANGE_LINE_Z
from lib.domain.skdn import SASARAN_UNDER_MONTHS
from lib.words.followed_up import describe_wait, name_kinds
from lib.words.formats import format_number, format_short_day, format_unit

_MIDDLE = ("Berat badan normal", "Normal", "Gizi baik")


def describe_why(row: Mapping[Any, Any], key: str) -> str:
    """Why a child stands on a list, in words: one row of case_lists.COLUMNS."""
    if key == UNFOLLOWED:
        kinds = name_kinds(row["gizi_buruk"], row["two_t"], row["bgm"])
        since = format_short_day(row["since"])
        return f"{kinds}; prioritas sejak {since}, {describe_wait(row['waiting_days'])}"
    if key == "not_weighed":
        return _describe_absence(row)
    if key == "measured":
        return _describe_statuses(row)
    if key == "no_kms":
        return "Punya KMS belum tercatat Ya"
    if key == "sasaran":
        return _describe_member(row)
    if key == "reweigh":
        return f"{row['implausible']} tak wajar" + _describe_measured(row)
    if key == "stunting":
        return f"z TB/U {_format_z(row['z_tb_u'])}"
    if key == "gizi_kurang":
        return _describe_thin(row)
    if key == "gizi_buruk":
        return _describe_severe(row)
    if key == "outside":
        return _describe_outside(row)
    reasons = _describe_refer(row) if key == "refer_kia" else []
    reasons += [f"BGM: z BB/U {_format_z(row['z_bb_u'])}"] if row["bgm"] else []
    if row["two_t"]:
        reasons.append("2T: dua bulan tidak naik cukup")
    gain = _describe_gain(row["gain_g"], row["kbm_g"])
    return "; ".join([*reasons, *([gain] if gain else [])])


def _describe_severe(row: Mapping[Any, Any]) -> str:
    """The signs of gizi buruk."""
    signs = {
        "edema": row["oedema"],
        f"BB/TB {_format_z(row['z_bb_tb'])}": row["thin"],
        f"LiLA {format_number(row['lila_cm'], decimals=1)} cm": row["small_arm"],
    }
    return "; ".join(sign for sign, there in signs.items() if there)


def _describe_outside(row: Mapping[Any, Any]) -> str:
    """Why a child who was measured is not in S, and whether it needs help all the same."""
    old = pd.notna(row["age_months"]) and row["age_months"] >= SASARAN_UNDER_MONTHS
    why = f"sudah {SASARAN_UNDER_MONTHS} bulan" if old else "tidak aktif bulan itu"
    if pd.isna(row["age_months"]):
        why = "Tanggal lahir kosong"
    severe = _describe_severe(row)
    return f"{why}; gizi buruk: {severe}" if severe else why


def _describe_member(row: Mapping[Any, Any]) -> str:
    """Weighed or not, N, T, O or B, and without KMS."""
    said = "ditimbang" if row["weighed"] else "tidak ditimbang"
    judged = f", {row['nt']}" if pd.notna(row["nt"]) else ""
    return f"{said}{judged}" + ("" if row["has_kms"] else "; tanpa KMS")


def _describe_statuses(row: Mapping[Any, Any]) -> str:
    """N, T, O or B and the categories that are not the middle one; what is implausible says so instead."""
    again = str(row["implausible"]).split(", ")
    said = [
        f"{title}: {'ukur ulang' if title in again else row[f'status_{index}']}"
        for index, title in WEIGHED_AGAIN.items()
        if title in again or (pd.notna(row[f"status_{index}"]) and row[f"status_{index}"] not in _MIDDLE)
    ]
    return "; ".join([*([str(row["nt"])] if pd.notna(row["nt"]) else []), *said])


def _describe_refer(row: Mapping[Any, Any]) -> list[str]:
    above = pd.notna(row["z_bb_u"]) and row["z_bb_u"] > ORANGE_LINE_Z
    return [f"di atas garis oranye: z BB/U {_format_z(row['z_bb_u'])}"] if above else []


def _describe_thin(row: Mapping[Any, Any]) -> str:
    signs = (
        [f"z BB/TB {_format_z(row['z_bb_tb'])}"]
        if pd.notna(row["z_bb_tb"]) and row["z_bb_tb"] < MODERATE
        else []
    )
    if pd.notna(row["lila_cm"]) and row["lila_cm"] < LILA_MODERATE_CM:
        signs.append(f"LiLA {format_number(row['lila_cm'], decimals=1)} cm")
    return "; ".join(signs)


def _describe_measured(row: Mapping[Any, Any]) -> str:
    height = f", {format_unit(row['height_cm'], 'cm', decimals=1)}" if pd.notna(row["height_cm"]) else ""
    return f" ({format_unit(row['weight_kg'], 'kg', decimals=1)}{height})"


def _describe_gain(gain: float, kbm: float) -> str:
    if pd.isna(gain) or pd.isna(kbm) or gain >= kbm:
        return ""
    moved = "turun" if gain < 0 else "naik" if gain > 0 else ""
    by = f"{moved} {format_unit(abs(gain), 'g')}" if moved else "berat tetap"
    return f"{by}, seharusnya naik {format_unit(kbm, 'g')}"


def _describe_absence(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["opens_on"]):
        return f"posyandu baru buka {format_short_day(row['opens_on'])}"
    if row["called_off"]:
        longer = pd.notna(row["missed"]) and row["missed"] > 1
        since = f"; {format_number(row['missed'])} bulan tanpa timbangan" if longer else ""
        return f"hari posyandu dibatalkan{since}"
    if pd.isna(row["missed"]):
        return "belum pernah ditimbang"
    return f"{format_number(row['missed'])} bulan berturut-turut" if row["missed"] > 1 else "bulan ini saja"


def _format_z(z: float) -> str:
    return format_number(z, decimals=2)
