"""The one-page notice to the bus company (SOP antar-jemput, step 4): day, hours, points, head counts.

No name, phone or anything else of a child or mother is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.domain.settings import PuskesmasSettings
from lib.reports.typesetting import build_pdf
from lib.words.formats import format_day, format_minutes_of_day, format_weekday

TEMPLATE = Path(__file__).with_suffix(".typ")


def build_bus_notice(
    one: Mapping[Any, Any], roster: pd.DataFrame, settings: PuskesmasSettings, *, today: pd.Timestamp
) -> bytes:
    """The page as PDF. `one`: a row of compute_rounds with posyandu_name given; `roster`: its rows of
    Seen.roster, with `trip`."""
    page = {
        "title": "Pemberitahuan penjemputan",
        "puskesmas": settings.name or "Puskesmas",
        "address": " · ".join(part for part in (settings.address, settings.phone) if part),
        "to": f"Kepada Yth. {settings.bus_company or 'perusahaan bus'}",
        "opening": "Bersama ini kami sampaikan hari posyandu dan titik yang perlu dijemput.",
        "facts": _describe_facts(one),
        "rows": [
            [str(place), *_describe_stop(stop)] for place, (_, stop) in enumerate(_group(roster), start=1)
        ],
        "total": ["", "Jumlah", "", str(len(roster)), str(int(roster["seats"].sum()))],
        "remarks": _describe_remarks(roster),
        "closing": "Terima kasih atas bantuannya. Bila ada perubahan, mohon kabari kami.",
        "signed": format_day(today),
    }
    return build_pdf(TEMPLATE, page)


def _group(roster: pd.DataFrame) -> Any:
    return roster.groupby(["trip", "stop_order", "point_name"], sort=False, dropna=False)


def _describe_stop(stop: pd.DataFrame) -> list[str]:
    first = stop.iloc[0]
    point = str(first["point_name"]) if pd.notna(first["point_name"]) else "(titik menyusul)"
    hour = format_minutes_of_day(first["point_time"]) if pd.notna(first["point_time"]) else "menyusul"
    if pd.notna(first["trip"]) and first["trip"] > 1:
        hour = f"perjalanan {first['trip']:.0f}"
    return [point, hour, str(len(stop)), str(int(stop["seats"].sum()))]


def _describe_facts(one: Mapping[Any, Any]) -> list[list[str]]:
    facts: list[list[Any]] = [
        ["Hari posyandu", format_weekday(one["round_date"])],
        ["Posyandu", str(one["posyandu_name"])],
        ["Buka", format_minutes_of_day(one["open_time"]) if pd.notna(one["open_time"]) else None],
        ["Tempat", one["venue"]],
        ["Bus", ", ".join(str(part) for part in (one["bus"], one["plate"]) if pd.notna(part)) or None],
    ]
    return [[name, str(said)] for name, said in facts if pd.notna(said)]


def _describe_remarks(roster: pd.DataFrame) -> list[str]:
    if roster.empty:
        return ["Jumlah yang dijemput menyusul: belum ada yang menyatakan bersedia."]
    trips = roster["trip"].max()
    return [f"Kursi bus tidak cukup sekali jalan: perlu {trips:.0f} perjalanan."] if trips > 1 else []
