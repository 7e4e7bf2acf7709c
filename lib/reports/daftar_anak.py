"""Lembar Kader: one A4 page a posyandu, whom its kader visit after the month's weighing, why, and the least
weight to reach. With names: for that posyandu's kader, on paper.

No NIK, phone or birth date is on it. What does not fit is counted below the list; the page stays one page
whatever was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain.daftar_anak import REASONS
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.formats import (
    format_day,
    format_month,
    format_name,
    format_number,
    format_short_day,
    format_short_month,
    format_unit,
    format_weekday,
)

TEMPLATE = Path(__file__).with_suffix(".typ")
TITLE = "Lembar Kader"
MOST_CHILDREN = 16
"""Rows on the page, each with room to write in."""
NAME_LETTERS, PLACE_LETTERS, CARER_LETTERS, HEAD_LETTERS = 34, 38, 22, 40
FOOT = "Memuat nama anak: untuk kader posyandu ini saja. Jangan difoto ke grup; kembalikan ke petugas."
NOBODY = "Tidak ada anak yang perlu dikunjungi sesudah penimbangan bulan ini."
NOT_OPEN = "Posyandu belum buka bulan ini. Cetak lagi sesudah hari posyandu."

_RT = re.compile(r"\bRT\b", re.IGNORECASE)
_WHY = {
    "gizi_buruk": "Gizi buruk: rujuk",
    "bgm": "BGM",
    "two_t": "2T",
    "nyaris_2t": "Nyaris 2T",
    "reweigh": "Timbang ulang",
}
assert set(_WHY) | {"not_weighed"} == set(REASONS)


def build_kader_sheets(seen: Seen, month: pd.Period, posyandu: str | None = None) -> bytes:
    """The page of one posyandu, or of every posyandu in scope, as PDF; see build_page."""
    return build_pdf(TEMPLATE, build_page(seen, month, posyandu))


def build_page(seen: Seen, month: pd.Period, posyandu: str | None = None) -> dict[str, Any]:
    """All that stands on the sheets. ValueError for a scope without names: they are nothing without them."""
    if seen.scope.names != "full":
        raise ValueError("the sheet for kader needs names")
    names = {posyandu: seen.posyandu_names[posyandu]} if posyandu else seen.posyandu_names
    visits = seen.daftar_anak.visits(month, posyandu)
    days = seen.gizi.next_days
    return {
        "title": f"{TITLE} {format_month(month)}",
        "sheets": [
            _build_sheet(
                name,
                visits[visits["posyandu"].eq(code)],
                opened=bool(seen.gizi.opened(month, code)[0]) or month != seen.this_month,
                next_day=days.get(code),
                month=month,
            )
            for code, name in names.items()
        ],
        "puskesmas": _cut(seen.settings.name, HEAD_LETTERS) or "Puskesmas",
        "printed": format_day(seen.today),
        "foot": FOOT,
        "primary": tokens.LIGHT.primary.ground,
        "line": tokens.LIGHT.line,
        "quiet": tokens.LIGHT.quiet_ink,
        "surface": tokens.LIGHT.surface,
    }


def name_sheets(month: pd.Period, posyandu: str | None = None) -> str:
    """Its file name: "lembar-kader-MLT1-2026-10.pdf"."""
    code = "".join(letter for letter in posyandu or "" if letter.isalnum())
    return "-".join(["lembar-kader", *([code] if code else []), str(month)]) + ".pdf"


def _cut(words: object, most: int) -> str:
    whole = " ".join(str(words).split())
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _build_sheet(
    name: str, visits: pd.DataFrame, *, opened: bool, next_day: pd.Timestamp | None, month: pd.Period
) -> dict[str, Any]:
    shown = visits.head(MOST_CHILDREN)
    left = len(visits) - len(shown)
    return {
        "posyandu": _cut(name, HEAD_LETTERS),
        "count": f"{format_number(len(visits))} anak dikunjungi" if len(visits) else "",
        "next_day": f"Hari posyandu berikutnya: {format_weekday(next_day)}" if next_day is not None else "",
        "rows": [_describe(row, month) for row in shown.to_dict("records")],
        "more": f"… dan {format_number(left)} lainnya, di halaman Daftar Anak." if left else "",
        "empty": "" if len(visits) else NOBODY if opened else NOT_OPEN,
    }


def _describe(row: Mapping[Any, Any], month: pd.Period) -> dict[str, str]:
    address = _cut(row["address"], PLACE_LETTERS) if pd.notna(row["address"]) else ""
    told = _RT.search(address) is not None
    rt = f"RT {_cut(row['rt'], 8)}" if pd.notna(row["rt"]) and not told else ""
    return {
        "name": _cut(format_name(row["label"]), NAME_LETTERS),
        "age": format_unit(row["age_months"], "bln"),
        "carer": _cut(row["caregiver"], CARER_LETTERS) if pd.notna(row["caregiver"]) else "",
        "place": ", ".join(part for part in (address, rt) if part),
        "why": ", ".join(_list_reasons(row)),
        "weight": format_unit(row["weight_kg"], "kg", decimals=1) if pd.notna(row["weight_kg"]) else "—",
        "weighed": format_short_day(row["weighed_on"]) if pd.notna(row["weighed_on"]) else "belum pernah",
        **_describe_least(row, month),
    }


def _list_reasons(row: Mapping[Any, Any]) -> list[str]:
    said = [words for reason, words in _WHY.items() if row[reason]]
    if row["not_weighed"]:
        longer = pd.notna(row["missed"]) and row["missed"] > 1
        said.append(f"Tidak ditimbang {format_number(row['missed'])} bulan" if longer else "Tidak ditimbang")
    return said


def _describe_least(row: Mapping[Any, Any], month: pd.Period) -> dict[str, str]:
    """What the scales have to show to be Naik, and when; not weighed: weigh first."""
    if pd.isna(row["least_kg"]):
        return {"least": "timbang dulu" if row["not_weighed"] or row["reweigh"] else "—", "by": ""}
    by = "bulan ini" if row["least_month"].to_period("M") == month else format_short_month(row["least_month"])
    return {"least": format_unit(row["least_kg"], "kg", decimals=1), "by": by}
