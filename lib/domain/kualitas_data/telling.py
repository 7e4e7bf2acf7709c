"""What is told to a posyandu about its wrong cells: which cells, and what to type; never a person's name,
NIK, number, or what stands in a cell about who somebody is.

Source: aturan.md, Privacy: a message leaves the puskesmas, so it carries the public columns and measures
only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from lib.domain.kualitas_data.loop import COUNTED
from lib.workbook.columns import Shows
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key

MOST_CHARACTERS = 1000
MOST_TEXTS = 5
MOST_CELLS = 12  # of one line
LOOK_THERE = "lihat cara memperbaikinya di halaman Kualitas Data"
_OPEN = {
    (tab.title, column.header)
    for tab in TABS.values()
    for column in tab.columns
    if column.shows in (Shows.PUBLIC, Shows.HEALTH)
}
_TITLES = {header_key(tab.title): tab.title for tab in TABS.values()}
_LONG_NUMBER = re.compile(r"\d{6,}|\d{1,2}/\d{1,2}/\d{4}")
_PEOPLE = (("balita", ("name", "caregiver")), ("ibu_hamil", ("name", "husband")), ("kader", ("name",)))
LEAST_NAME = 3


def list_names(frames: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """Words of persons' names (folded, of three letters and more) in these tables."""
    words: set[str] = set()
    for tab, columns in _PEOPLE:
        for column in columns:
            if column in frames[tab].columns:
                names = frames[tab][column].dropna().astype("str").str.casefold()
                words.update(word for name in names.unique() for word in re.findall(r"\w+", name))
    return frozenset(word for word in words if len(word) >= LEAST_NAME and not word.isdigit())


def list_lines(findings: pd.DataFrame, names: Collection[str]) -> list[str]:
    """A line for each thing to do, gravest first: "Penimbangan F37, F41: tulis angka saja". `findings`: of
    one posyandu, with `declared`; Info is not told. `names`: list_names, of whom nothing is said."""
    told = findings[findings["level"].isin(COUNTED)]
    cells: dict[tuple[str, str], list[str]] = {}
    for row in told.to_dict("records"):
        at = row["cell"] or (f"baris {row['source_row']}" if row["source_row"] else "seluruh tab")
        cells.setdefault((str(row["tab"]), _say_remedy(row, names)), []).append(str(at))
    lines = []
    for (tab, remedy), places in cells.items():
        unique = list(dict.fromkeys(places))
        lines += [
            f"{tab} {', '.join(unique[start : start + MOST_CELLS])}: {remedy}"
            for start in range(0, len(unique), MOST_CELLS)
        ]
    return lines


def _say_remedy(row: Mapping[Any, Any], names: Collection[str]) -> str:
    declared = _TITLES.get(header_key(str(row["declared"])), "")
    remedy = " ".join(str(row["suggestion"]).split()).rstrip(".")
    open_column = (declared, str(row["column"])) in _OPEN
    words = re.findall(r"\w+", remedy.casefold())
    if not remedy or not open_column or _LONG_NUMBER.search(remedy) or any(word in names for word in words):
        return f"{row['column']}, {LOOK_THERE}" if row["column"] else LOOK_THERE
    return remedy[0].lower() + remedy[1:]


def split_texts(opening: str, lines: Sequence[str], closing: str) -> list[str]:
    """Messages of at most MOST_CHARACTERS each, the lines numbered through; at most MOST_TEXTS of them, the
    last then says how many lines are left. One without lines is no message."""
    room = MOST_CHARACTERS - len(opening) - len(closing) - 60  # blank lines, "(1/5)", what is left over
    parts: list[list[str]] = []
    used = room
    for number, line in enumerate(lines, start=1):
        numbered = f"{number}. {line}"
        numbered = numbered if len(numbered) <= room else f"{numbered[: room - 1]}…"
        if used + len(numbered) + 1 > room:
            if len(parts) == MOST_TEXTS:
                parts[-1].append(f"Dan {len(lines) - number + 1} hal lain di halaman Kualitas Data.")
                break
            parts.append([])
            used = 0
        parts[-1].append(numbered)
        used += len(numbered) + 1
    texts = []
    for place, part in enumerate(parts, start=1):
        mark = f" ({place}/{len(parts)})" if len(parts) > 1 else ""
        texts.append("\n".join([f"{opening}{mark}", *part, closing]))
    return texts
