"""The slides of meeting mode about the work: antar-jemput, mentoring, SOP and what was agreed (see
rapat_slides)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.domain.attention import SILENT_DAYS
from lib.domain.rapat import MOST_ROWS
from lib.domain.steps import JUDGED_FROM, is_judged
from lib.views.rapat.frame import Room, Sheet, shorten
from lib.views.rapat.table import Bar, build_bars, build_sheets, shorten_name
from lib.words.antar_jemput import describe_days
from lib.words.cells import is_given
from lib.words.figures import SMALL
from lib.words.formats import (
    format_day,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_weekday,
)
from lib.words.pertemuan import LATE
from lib.words.steps import short_title

FILL_IN = {
    "ibu": "Isi tab Ibu Hamil dan Kunjungan Ibu; slide ini terisi sendiri.",
    "ajb": "Isi hari posyandu bulan depan di tab Jadwal dan hasil menelepon di tab Antar Jemput.",
    "mentoring": "Isi pasangan di tab Mentoring dan kegiatannya di tab Kegiatan Mentoring.",
    "sop": "Isi tab SOP dan Langkah SOP, lalu catat langkahnya di tab Daftar Tilik.",
    "rtl": "Tulis rencana, penanggung jawab, dan tenggat di tab Tindak Lanjut.",
}
TITLE_WORDS, PLACE_WORDS, LONG_WORDS = 30, 30, 90
FUNNEL = ("sasaran", "dihubungi", "bersedia", "naik", "ditimbang")


def build_mothers(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    """How many mothers are Perlu segera, by posyandu and sign; nobody stands here by name or initials."""
    count, places = facts["count"], facts["places"]
    if count == 0:
        return [Sheet("Tidak ada ibu yang perlu segera", hint="Pertahankan.")]
    said = SMALL if pd.isna(count) else format_number(count)
    if places is None:
        return [Sheet(f"{said} ibu perlu segera diperiksa atau dirujuk")]
    alone = f", {facts['alone']} belum didampingi" if facts["alone"] else ""
    shown = places.assign(posyandu=places["posyandu"].map(facts["posyandu"]).fillna(places["posyandu"]))
    return build_sheets(
        f"{said} ibu perlu segera diperiksa atau dirujuk{alone}",
        shown,
        {"posyandu": "Posyandu", "sign": "Tanda terberat", "count": "Ibu"},
        room,
        numbers=("count",),
        names=("posyandu",),
        note="Tiap ibu dihitung sekali, pada tandanya yang terberat. Namanya di halaman Pendampingan.",
    )


def build_rounds(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    ahead, last = facts["ahead"], facts["last"]
    sheets: list[Sheet] = []
    if len(ahead):
        named = ahead["posyandu_name"].fillna(ahead["posyandu"])
        days, first = int(ahead["days_left"].iloc[0]), shorten_name(named.iloc[0], PLACE_WORDS)
        shown = pd.DataFrame(
            {
                "name": named,
                "day": [format_weekday(day) for day in ahead["round_date"]],
                "left": [describe_days(days) for days in ahead["days_left"]],
                "children": ahead["children"],
                "mothers": ahead["mothers"],
            }
        )
        sheets += build_sheets(
            f"Jemputan berikutnya {first}, {f'{days} hari lagi' if days else 'hari ini'}: "
            f"{ahead['children'].iloc[0]} balita dan {ahead['mothers'].iloc[0]} ibu hamil diajak",
            shown,
            {
                "name": "Posyandu",
                "day": "Hari",
                "left": "Tinggal",
                "children": "Balita",
                "mothers": "Ibu hamil",
            },
            room,
            numbers=("children", "mothers"),
            strong=("left",),
            names=("name",),
        )
    for row in last.to_dict("records"):
        whole = float(row["sasaran"])
        bars = [
            Bar(step.capitalize(), 100 * row[step] / whole, f"{format_number(row[step])} balita")
            for step in FUNNEL
        ]
        places = [facts["posyandu"].get(code, code) for code in row["posyandu"].split(", ")]
        where = ", ".join(places)
        if len(where) > PLACE_WORDS:
            where = f"{len(places)} posyandu" if len(places) > 1 else shorten_name(where, PLACE_WORDS)
        headline = (
            f"Jemputan terakhir {where}, {format_day(row['round_date'])}: "
            f"{format_number(row['ditimbang'])} dari {format_number(whole)} sasaran naik bus dan ditimbang"
        )
        size = room.below(headline).fit(len(bars), 30)
        sheets.append(Sheet(headline, build_bars(bars, size=size, description="Corong jemputan terakhir")))
    return sheets or [Sheet("Belum ada hari posyandu yang terjadwal", hint=FILL_IN["ajb"])]


def build_pairs(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    rows, pairs = facts["rows"], facts["pairs"]
    if not pairs:
        return [Sheet("Belum ada pasangan mentoring yang aktif", hint=FILL_IN["mentoring"])]
    if rows.empty:
        return [
            Sheet(
                f"Semua {pairs} pasangan berjalan",
                hint=f"Tidak ada yang diam lebih dari {SILENT_DAYS} hari, dan tidak ada langkah yang lewat.",
            )
        ]
    silent, late = int(rows["silent"].sum()), int((rows["steps_missed"] > 0).sum())
    parts = [f"{silent} dari {pairs} pasangan diam lebih dari {SILENT_DAYS} hari"] if silent else []
    parts += [f"{late} {'' if silent else f'dari {pairs} pasangan '}punya langkah lewat"] if late else []
    shown = pd.DataFrame(
        {
            "label": rows["label"],
            "team": rows["team"],
            "posyandu": rows["posyandu"].map(facts["posyandu"]).fillna(rows["posyandu"]),
            "silent": [
                f"{format_number(days)} hari" if pd.notna(days) else None for days in rows["silent_days"]
            ],
            "late": rows["steps_missed"],
        }
    )
    columns = {
        "label": "Anak",
        "team": "Tim",
        "posyandu": "Posyandu",
        "silent": "Tanpa kegiatan",
        "late": "Langkah lewat",
    }
    return build_sheets(
        "; ".join(parts),
        shown,
        columns,
        room,
        numbers=("silent", "late"),
        strong=("label",),
        names=("team", "posyandu"),
    )


def build_sop(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    table, missed, target = facts["compliance"], facts["missed"], facts["target"]
    if table.empty:
        return [Sheet("Belum ada langkah SOP", hint=FILL_IN["sop"])]
    short = {code: short_title(title) for code, title in facts["titles"].items()}
    # Nothing is cut on a slide: a long title gives way to the code, which every kader knows.
    titles = {code: title if len(title) <= TITLE_WORDS else code for code, title in short.items()}
    least = facts.get("least", JUDGED_FROM)
    judged = [
        is_judged(row["compliance"], row["filled"], row["total"], least=least)
        for row in table.to_dict("records")
    ]
    rated = table[judged]
    low = int((rated["compliance"] < target).sum())
    goal = f"target {format_number(target)}%"
    if rated.empty:
        headline = f"Belum ada SOP yang dapat dinilai pada {format_month(facts['month'])}"
    elif low:
        headline = f"{low} dari {len(rated)} SOP yang dapat dinilai di bawah {goal}"
    else:
        headline = f"{len(rated)} SOP yang dapat dinilai mencapai {goal}"
    blank = int(table["belum"].sum())
    headline += f"; {blank} langkah belum diisi" if blank else ""
    bars = [
        Bar(
            titles.get(row["sop"], row["sop"]),
            row["compliance"] if known else float("nan"),
            _describe_rate(row["compliance"], target, row["filled"], row["total"], is_judged=known),
        )
        for row, known in zip(table.to_dict("records"), judged, strict=True)
    ]
    longest = max(len(bar.name) + len(bar.shown) for bar in bars)
    note = f"Garis putus: {goal}. Kepatuhan = Ya dari yang dicatat Ya atau Tidak."
    below = room.below(headline, note)
    a_page = below.rows()
    size = below.fit(min(a_page, len(bars)), longest + 14)
    sheets = [
        Sheet(
            headline,
            build_bars(bars[at : at + a_page], size=size, target=target, description="Kepatuhan tiap SOP"),
            note=note,
        )
        for at in range(0, len(bars), a_page)
    ]
    if len(missed):
        worst = missed.iloc[0]
        shown = pd.DataFrame(
            {
                "step": missed["sop"] + " " + missed["step"],
                "what": [shorten(words, LONG_WORDS) for words in missed["description"]],
                "missed": [
                    f"{row.missed} dari {row.due}" for row in missed.itertuples(index=False)
                ],
            }
        ).head(MOST_ROWS)  # fmt: skip
        sheets += build_sheets(
            f"Paling sering terlewat: langkah {worst['step']} {worst['sop']}, "
            f"{worst['missed']} dari {worst['due']} kali",
            shown,
            {"step": "Langkah", "what": "Isi", "missed": "Terlewat"},
            room,
            numbers=("missed",),
            strong=("step",),
            wrapped="what",
        )
    return sheets


def _describe_rate(rate: float, target: float, filled: int, total: int, *, is_judged: bool) -> str:
    if not total:
        return "belum jatuh tempo"
    if pd.isna(rate):
        return f"— terisi {filled} dari {total}"
    if not is_judged:
        return f"belum dinilai, terisi {filled} dari {total}"
    # What was filled in only in part is never simply good.
    mark = "▼ " if rate < target else "✓ " if filled == total else ""
    return f"{mark}{format_percent(rate)} · terisi {filled} dari {total}"


def build_actions(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    rows = facts["actions"]
    if rows.empty:
        return [Sheet("Tidak ada tindak lanjut yang masih terbuka", hint=FILL_IN["rtl"])]
    late = int(rows["state"].eq(LATE).sum())
    rest = len(rows) - late
    parts = [f"{late} tindak lanjut lewat tenggat"] if late else []
    parts += [f"{rest} {'lagi' if late else 'tindak lanjut'} belum selesai"] if rest else []
    shown = pd.DataFrame(
        {
            "due": [format_short_day(day) for day in rows["due_on"]],
            "kind": rows["kind"],
            "label": [shorten(words, 34) if is_given(words) else None for words in rows["label"]],
            "state": [
                f"▲ lewat {-left:.0f} hari" if state == LATE else state.capitalize()
                for left, state in zip(rows["days_left"], rows["state"], strict=True)
            ],
            "plan": [shorten(words, LONG_WORDS) if is_given(words) else None for words in rows["plan"]],
            "owner": [shorten(words, 24) if is_given(words) else None for words in rows["owner"]],
        }
    )
    columns = {"due": "Tenggat", "state": "Keadaan", "kind": "Jenis", "label": "Untuk"}
    if shown["plan"].notna().any():
        columns |= {"plan": "Rencana", "owner": "Siapa"}
        del columns["kind"]
    wrapped = "plan" if "plan" in columns else ""
    return build_sheets(", ".join(parts), shown, columns, room, strong=("state",), wrapped=wrapped)
