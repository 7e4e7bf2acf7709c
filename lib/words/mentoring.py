"""Words about SIKERITING: z-scores, changes, monev."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.domain import mentoring
from lib.domain.categories import INDEX_TITLES
from lib.domain.growth import round_z
from lib.domain.mentoring import compute_monev_nt, compute_moves
from lib.domain.mentoring.monev import COMPARED, REASONS
from lib.words import text
from lib.words.cells import each
from lib.words.formats import format_number, format_short_day

DECIMALS = 2
INDICES = {index: INDEX_TITLES[index] for index in mentoring.INDICES}


def format_change(value: float) -> str:
    """A change of z with its sign: "+0,12", "−0,03", "0,00"; a dash for NaN."""
    if pd.isna(value):
        return text.EMPTY_VALUE
    return f"{'+' if round(value, DECIMALS) > 0 else ''}{format_z(value)}"


def format_z(value: float) -> str:
    return format_number(value, decimals=DECIMALS)


WORDS = {1: "naik", -1: "turun", 0: "tetap"}


def build_rows(children: pd.DataFrame, index: str) -> pd.DataFrame:
    """The compared children for the chart, best change on top: name, start, end, moved (naik, turun, tetap),
    change (as shown), words."""
    rows = children[children[f"change_{index}"].notna()]
    change = pd.Series(round_z(rows[f"change_{index}"]), index=rows.index)
    moved = change.map(lambda value: WORDS[int(value > 0) - int(value < 0)])
    name = rows["name"].fillna(rows["child_id"])
    repeated = name.duplicated(keep=False)
    table = pd.DataFrame(
        {
            "name": name.where(~repeated, name + " · " + rows["child_id"]),
            "start": round_z(rows[f"z_{index}_awal"]),
            "end": round_z(rows[f"z_{index}_monev"]),
            "change": [format_change(value) for value in change],
            "moved": moved.astype("str"),
            "words": [
                f"{format_number(start, decimals=2)} ({format_short_day(day)}) → "
                f"{format_number(end, decimals=2)} ({format_short_day(then)})"
                for start, day, end, then in zip(
                    rows[f"z_{index}_awal"],
                    rows[f"date_{index}_awal"],
                    rows[f"z_{index}_monev"],
                    rows[f"date_{index}_monev"],
                    strict=True,
                )
            ],
        }
    )
    order = change.sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


NOT_STARTED = "Bulan monev {number} belum mulai. Angka di bawah sementara, dari pengukuran sampai {day}."
RUNNING = "Monev {number} masih berjalan sampai akhir bulan. Angka di bawah dari pengukuran sampai {day}."
NOT_COMPARED = "Tidak dibandingkan {title}: {reasons}."
ALL_COMPARED = "Semua {count} pasien dapat dibandingkan."
DIRECTIONS = {1: "▲ lebih tinggi", 0: "tetap", -1: "▼ lebih rendah"}


def describe_left_out(figures: Sequence[Mapping[Any, Any]]) -> list[str]:
    """ "Tidak dibandingkan TB/U: 1 tanpa ukuran awal."; one line where all indices leave out the same."""
    said = {
        row["title"]: ", ".join(
            f"{row[reason]} {reason}" for reason in REASONS if reason != COMPARED and row[reason]
        )
        for row in figures
    }
    if not any(said.values()):
        count = figures[0]["patients"] if figures else 0
        return [ALL_COMPARED.format(count=count)] if count else []
    if len(set(said.values())) == 1:
        return [NOT_COMPARED.format(title=" dan ".join(said), reasons=next(iter(said.values())))]
    return [NOT_COMPARED.format(title=title, reasons=words) for title, words in said.items() if words]


def list_moves(children: pd.DataFrame) -> pd.DataFrame:
    """Moves of every index as words: index, move ("Pendek → Normal"), direction, children."""
    rows = [
        {
            "index": title,
            "move": row.start if row.direction == 0 else f"{row.start} → {row.end}",
            "direction": DIRECTIONS[row.direction],
            "children": row.children,
        }
        for index, title in INDICES.items()
        for row in each(compute_moves(children, index))
    ]
    return pd.DataFrame(rows, columns=["index", "move", "direction", "children"])


def list_grades(children: pd.DataFrame) -> pd.DataFrame:
    """N and T then and now as words: move, children; empty where nobody is graded both times."""
    counts = compute_monev_nt(children)
    rows = [{"move": f"{key[0]} → {key[1]}", "children": counts[key]} for key in ("TN", "NN", "TT", "NT")]
    return pd.DataFrame(rows if counts["compared"] else [], columns=["move", "children"])


ALL_TEAMS = "Tanpa tim (untuk semua)"
