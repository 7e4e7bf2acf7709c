"""The loop of a wrong cell: found, mended or confirmed, still open, by posyandu and week; and how many days
pass from a posyandu day until its first row is typed.

What is kept from one reading to the next are fingerprints only: of the row's person and day, the column and
what is typed, never of the row's number, so that a sheet that is sorted or inserted into tells nothing new.
Source: WHO, Data quality assurance (2022): timeliness counts from the day of service to the entry.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from lib.domain.kualitas_data.justified import value_key
from lib.workbook.columns import Kind, Shows
from lib.workbook.findings import Level
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key

Prints = Mapping[str, Collection[str]]
"""Posyandu ("" for the puskesmas) → fingerprints."""

MOST_WEEKS = 26
MOST_OF_A_CELL = 3  # findings of one value of a cell
MOST_PRINTS = 20_000  # of one posyandu: what is beyond is not followed
REMEMBERED_WEEKS = 2  # so long a mended cell that is wrong again counts as never mended
MOST_DAYS = 60  # posyandu days whose first entry is remembered, by posyandu
ENTRY_DAYS = 40  # a posyandu day older than this is no longer waited for
COUNTED = (str(Level.ERROR), str(Level.WARNING))
PRINT_BYTES = 8
_NAMES = ("name", "subject", "team", "kelurahan", "donor")

METHODS = {
    "putaran_temuan": (
        "Temuan per minggu (Senin sampai Minggu): ditemukan = sel yang baru salah (Galat atau Peringatan); "
        "diperbaiki = sel yang tidak salah lagi; dibenarkan = dicatat di tab Dibenarkan; masih ada = yang "
        "tersisa "
        "pada pembacaan terakhir minggu itu. Sel yang salah lagi dalam dua minggu dihitung belum "
        "diperbaiki. Minggu "
        "pertama papan berjalan memuat semua yang sudah ada waktu itu."
    ),
}


@dataclass(frozen=True, slots=True)
class WeekCount:
    """What happened to the cells of one posyandu in a week; `open`: at its last reading."""

    found: int = 0
    mended: int = 0
    justified: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is remembered of one puskesmas. Weeks are their Mondays (ISO).

    `standing`: posyandu → fingerprint → week found; `closed`: posyandu → fingerprint → (week found, week
    closed, "mended" or "justified"); `weeks`: week → posyandu → counts; `entries`: posyandu → posyandu day →
    day its first row was seen (ISO); `since`: the day of the first reading.
    """

    since: str = ""
    standing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    closed: Mapping[str, Mapping[str, tuple[str, str, str]]] = field(default_factory=dict)
    weeks: Mapping[str, Mapping[str, WeekCount]] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def keep_posyandu(ledger: Ledger, codes: Collection[str]) -> Ledger:
    """The counts and days of these posyandu (codes in any case) only."""
    own = {code.casefold() for code in codes}
    return Ledger(
        since=ledger.since,
        weeks={
            week: {code: one for code, one in counts.items() if code.casefold() in own}
            for week, counts in ledger.weeks.items()
        },
        entries={code: days for code, days in ledger.entries.items() if code.casefold() in own},
    )


def find_week(day: date) -> str:
    """The Monday of a day's week, ISO."""
    return (day - timedelta(days=day.weekday())).isoformat()


def compute_prints(findings: pd.DataFrame, frames: Mapping[str, pd.DataFrame], salt: bytes) -> pd.Series:
    """A fingerprint (hex) for each finding (findings.COLUMNS, `tab` the declared title), keyed by `salt`
    (1–64 bytes). Two findings of one cell are two; the row's number and the message do not enter."""
    who = pd.Series("", index=findings.index, dtype="str")
    for tab in TABS.values():
        mine = findings["tab"] == tab.title
        if not mine.any():
            continue
        table = frames[tab.name]
        if "register_month" in table.columns:  # what the register adds has the places of its own tab
            table = table[table["register_month"].isna()]
        table = table.drop_duplicates(["source_book", "source_row"])
        named = [
            column.name
            for column in tab.columns
            if column.kind in (Kind.ID, Kind.DATE) or column.name in _NAMES
        ]
        keys = pd.Series("", index=table.index, dtype="str")
        for name in (name for name in named if name in table.columns):
            keys += "\x1f" + table[name].astype("str").fillna("")
        places = pd.MultiIndex.from_arrays(
            [table["source_book"].astype("str"), table["source_row"].astype("int64")]
        )
        rows = findings[mine]
        asked = pd.MultiIndex.from_arrays(
            [rows["source_book"].astype("str"), rows["source_row"].astype("int64")]
        )
        at = places.get_indexer(asked)
        texts = keys.to_numpy(dtype=object)
        who[mine] = np.where(at >= 0, texts[at], "") if len(texts) else ""
    parts = findings[["source_book", "tab", "column", "value"]].astype("str").assign(who=who)
    parts["value"] = [value_key(value, None) for value in parts["value"]]
    # Alike ones are numbered: how many there are counts, not where they stand.
    number = parts.groupby(list(parts.columns), sort=False, dropna=False).cumcount()
    return pd.Series(
        [
            hashlib.blake2b(
                "\x1e".join((*row, str(n))).encode(), key=salt, digest_size=PRINT_BYTES
            ).hexdigest()
            for row, n in zip(parts.itertuples(index=False, name=None), number, strict=True)
        ],
        index=findings.index,
        dtype="str",
    )


def list_confirmed(frames: Mapping[str, pd.DataFrame], justified: pd.DataFrame) -> pd.DataFrame:
    """Rows for compute_prints of every cell that `Dibenarkan` names, as often as a cell can have findings.
    `justified`: justified.find_justified. Of a weight that is confirmed there is no finding left to ask."""
    cells = justified[["source_book", "source_row", "tab", "column"]].assign(
        value=frames["dibenarkan"]["value"].reindex(justified["at"]).to_numpy()
    )
    return pd.concat([cells] * MOST_OF_A_CELL, ignore_index=True)


def count_week(ledger: Ledger, standing: Prints, justified: Collection[str], day: date) -> Ledger:
    """The ledger after a reading on `day` in which the cells `standing` are wrong and those of `justified`
    would be, were they not confirmed in the tab Dibenarkan. The same reading twice changes nothing."""
    week, confirmed = find_week(day), set(justified)
    oldest = find_week(day - timedelta(weeks=REMEMBERED_WEEKS - 1))
    weeks = {name: dict(counts) for name, counts in ledger.weeks.items()}
    open_now: dict[str, dict[str, str]] = {}
    closed_now: dict[str, dict[str, tuple[str, str, str]]] = {}

    def add(when: str, posyandu: str, **change: int) -> None:
        counts = weeks.setdefault(when, {})
        old = counts.get(posyandu, WeekCount())
        counts[posyandu] = replace(
            old, **{name: max(0, getattr(old, name) + n) for name, n in change.items()}
        )

    for posyandu in sorted({*ledger.standing, *ledger.closed, *standing}):
        before = ledger.standing.get(posyandu, {})
        gone = dict(ledger.closed.get(posyandu, {}))
        now = set(sorted(standing.get(posyandu, ()))[:MOST_PRINTS])
        kept = {one: since for one, since in before.items() if one in now}
        for one in now - set(before):
            if one in gone:
                kept[one], when, how = gone.pop(one)
                add(when, posyandu, **{how: -1})
            else:
                kept[one] = week
                add(week, posyandu, found=1)
        for one in set(before) - now:
            how = "justified" if one in confirmed else "mended"
            gone[one] = (before[one], week, how)
            add(week, posyandu, **{how: 1})
        open_now[posyandu] = kept
        closed_now[posyandu] = {one: told for one, told in gone.items() if told[1] >= oldest}
        counts = weeks.setdefault(week, {})
        counts[posyandu] = replace(counts.get(posyandu, WeekCount()), open=len(kept))
    return Ledger(
        since=ledger.since or day.isoformat(),
        standing={posyandu: rows for posyandu, rows in open_now.items() if rows},
        closed={posyandu: rows for posyandu, rows in closed_now.items() if rows},
        weeks={name: weeks[name] for name in sorted(weeks)[-MOST_WEEKS:]},
        entries=ledger.entries,
    )


def note_entries(ledger: Ledger, weighings: pd.DataFrame, schedule: pd.DataFrame, day: date) -> Ledger:
    """The ledger with the day on which the first row of each recent posyandu day was seen. A day before the
    first reading (`since`) is not known, and never becomes known."""
    since = date.fromisoformat(ledger.since) if ledger.since else day
    first = pd.Timestamp(max(since, day - timedelta(days=ENTRY_DAYS)))
    held = schedule[schedule["date"].between(first, pd.Timestamp(day)) & schedule["status"].ne("Batal")]
    typed = weighings[weighings["date"].between(first, pd.Timestamp(day))]
    both = (
        held[["posyandu", "date"]].merge(typed[["posyandu", "date"]].drop_duplicates(), how="inner").dropna()
    )
    entries = {posyandu: dict(days) for posyandu, days in ledger.entries.items()}
    for posyandu, when in both.itertuples(index=False, name=None):
        entries.setdefault(str(posyandu), {}).setdefault(f"{when:%Y-%m-%d}", day.isoformat())
    bounded = {posyandu: dict(sorted(days.items())[-MOST_DAYS:]) for posyandu, days in entries.items()}
    return replace(ledger, entries=bounded)


def find_entry_delays(ledger: Ledger) -> dict[tuple[str, str], int]:
    """(posyandu, month as 2026-11) → days from the posyandu day to its first row; of several the longest."""
    delays: dict[tuple[str, str], int] = {}
    for posyandu, days in ledger.entries.items():
        for held, seen in days.items():
            waited = (date.fromisoformat(seen) - date.fromisoformat(held)).days
            key = (posyandu, held[:7])
            delays[key] = max(waited, delays.get(key, 0))
    return delays


def list_weeks(ledger: Ledger, posyandu: Collection[str] | None, most: int) -> pd.DataFrame:
    """The last `most` weeks, newest first: week (Timestamp), found, mended, justified, open; of these
    posyandu (None = all and the puskesmas's own)."""
    rows = []
    for week in sorted(ledger.weeks, reverse=True)[:most]:
        counts = [one for code, one in ledger.weeks[week].items() if posyandu is None or code in posyandu]
        rows.append(
            {
                "week": pd.Timestamp(week),
                **{
                    name: sum(getattr(one, name) for one in counts)
                    for name in ("found", "mended", "justified", "open")
                },
            }
        )
    return pd.DataFrame(rows, columns=["week", "found", "mended", "justified", "open"])


def find_menders(ledger: Ledger, day: date) -> dict[str, int]:
    """Posyandu → cells mended this week, most first; only those that mended something."""
    counts = ledger.weeks.get(find_week(day), {})
    mended = {posyandu: one.mended for posyandu, one in counts.items() if posyandu and one.mended}
    return dict(sorted(mended.items(), key=lambda item: (-item[1], item[0])))


# --- What is told to a posyandu about its wrong cells: which cells, and what to type; never a person's name,
# NIK, number, or what stands in a cell about who somebody is.
#
# Source: aturan.md, Privacy: a message leaves the puskesmas, so it carries the public columns and
# measures only.

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
