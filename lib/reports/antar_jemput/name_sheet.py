"""The name sheet of a posyandu day: everyone who is expected, in large rows to tick, on paper or a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.domain.antar_jemput import LEFT_OUT, ON_LIST
from lib.reports.antar_jemput.driver_list import TEMPLATE, describe_round
from lib.reports.typesetting import build_pdf
from lib.words.formats import format_short_day

EXTRA_ROWS = 5
"""Empty rows for those who come unexpected."""

FOOT = "Sesudah posyandu, catat Naik, Hadir, dan Diantar pulang di tab Antar Jemput."
ALONE = "datang sendiri?"
COLUMNS = (
    {"title": "No", "width": 1.2, "kind": "number"},
    {"title": "Nama", "width": 0, "kind": "name"},
    {"title": "RT", "width": 1.4, "kind": "text"},
    {"title": "Dijemput di", "width": 4.2, "kind": "text"},
    {"title": "Hadir", "width": 1.7, "kind": "box"},
    {"title": "Pulang", "width": 1.9, "kind": "box"},
)


def build_name_sheet(one: Mapping[Any, Any], people: pd.DataFrame, roster: pd.DataFrame) -> bytes:
    """The sheet as PDF (A4), by name. `one`: a row of compute_rounds with posyandu_name given; `people` of
    compute_people and `roster` of compute_roster, of that round. Who was taken off the list is not on it."""
    listed = people[people["bucket"].ne(LEFT_OUT)].sort_values("name", kind="stable", na_position="last")
    points = roster.dropna(subset=["person_id"]).set_index("person_id")["point_name"].to_dict()
    rows = []
    for number, person in enumerate(listed.to_dict("records"), start=1):
        point = points.get(person["person_id"])
        where = (
            (str(point) if pd.notna(point) else "titik belum ada") if person["bucket"] == ON_LIST else ALONE
        )
        name = str(person["name"]) if pd.notna(person["name"]) else str(person["person_id"])
        rows.append([str(number), name, str(person["rt"]) if pd.notna(person["rt"]) else "", where, "", ""])
    rows += [[str(len(listed) + place), "", "", "", "", ""] for place in range(1, EXTRA_ROWS + 1)]
    group = {"order": "", "title": "", "hour": "", "note": "", "rows": rows}
    page = {
        "title": f"Daftar nama: {one['posyandu_name']}",
        "lines": describe_round(one)[:1],
        "day": format_short_day(one["round_date"]),
        "columns": COLUMNS,
        "sections": [{"title": "", "note": "", "apart": False, "groups": [group]}],
        "size": 14,
        "space": 11,
        "foot": FOOT,
        "empty": "",
    }
    return build_pdf(TEMPLATE, page)
