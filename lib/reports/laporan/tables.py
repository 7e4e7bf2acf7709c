"""The monthly report as tables: the same for the page, the PDF and the .xlsx, from the same Seen figures.

No child is in it, by name or otherwise. A number that the viewer may not know stands as words ("<5").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain.case_lists import CaseList
from lib.domain.prevalence import INDICATORS
from lib.domain.settings import Targets
from lib.domain.skdn import RATIOS
from lib.reports.recap import INDEX_NAMES
from lib.words.figures import ALL, CLOSED, NO_DATA_YET, SMALL
from lib.words.formats import format_filled, format_month, format_number, format_percent
from lib.words.programme import PROGRAMME_TITLE, PROGRAMMES, describe_vitamin_a

WORDS, COUNT, PERCENT = "words", "count", "percent"
"""Kinds of a column: what stands in its cells."""

REACHED, BELOW, INCOMPLETE = "✓ tercapai", "▲ di bawah", "◐ berjalan"
_LETTERS = tuple("SKDNTOB")
_RATIOS = {
    "ks": "K/S · liputan",
    "ds": "D/S · partisipasi",
    "nd_corrected": "N/D′ · koreksi",
    "nd": "N/D · riil",
    "dk": "D/K · kelangsungan",
    "ns": "N/S · keberhasilan",
    "bgm_d": "BGM/D",
    "two_t_d": "2T/D",
}
_COMPARED = {"ks": "K/S", "ds": "D/S", "nd_corrected": "N/D′"}
_INDICATORS = {"stunting": "Stunting", "wasting": "Wasting", "underweight": "Underweight"}


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the report: `columns` are header and kind, a row has a value for each (NaN: nothing)."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    has_total: bool = False

    def format_rows(self) -> list[list[str]]:
        """The rows as they are read: "1.234", "82,4%", "—"."""
        return [
            [_format(value, kind) for value, (_, kind) in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def _format(value: Any, kind: str) -> str:
    if isinstance(value, str):
        return value
    return format_percent(value) if kind == PERCENT else format_number(value)


def build_tables(seen: Seen, month: pd.Period) -> dict[str, Table]:
    """Every table of a month, in the order of the report, by its key."""
    now = _only(seen.gizi.skdn([month]))
    opened, days = seen.gizi.opened(month)
    partial = month == seen.this_month and opened < days
    return {
        "skdn": _build_skdn(now, seen.gizi.case_lists(month)["gizi_buruk"]),
        "cakupan": _build_ratios(now, seen.settings.targets, partial=partial),
        "prevalensi": _build_prevalence(seen.gizi.prevalence(month)),
        "program": _build_programme(seen.gizi.programme(month), month, seen.settings.vitamin_a_months),
        "banding": _build_compared(seen, month),
        "posyandu": _build_posyandu(seen, month, now),
        **_build_statuses(seen.gizi.statuses(month), seen.gizi.count_counted(month)),
        "kebal": _build_kebal(seen, month),
    }


def _only(table: pd.DataFrame) -> dict[Any, Any]:
    (row,) = table.to_dict("records")
    return row


def _read_case(row: Mapping[Any, Any], name: str) -> Any:
    if pd.isna(row[name]):
        return SMALL if row.get(f"{name}_small") else CLOSED
    return row[name]


def _build_skdn(now: Mapping[Any, Any], gizi_buruk: CaseList) -> Table:
    thin = _read_case({"gizi_buruk": gizi_buruk.count, "gizi_buruk_small": gizi_buruk.small}, "gizi_buruk")
    cases = (_read_case(now, "two_t"), _read_case(now, "bgm"), thin)
    headers = (*_LETTERS, "2T", "BGM", "Gizi buruk", "Tidak ditimbang", "Di luar sasaran")
    counts = (*(_read_case(now, letter) for letter in _LETTERS), *cases, now["not_weighed"], now["outside"])
    return Table("SKDN puskesmas", tuple((header, COUNT) for header in headers), (counts,))


def _build_ratios(now: Mapping[Any, Any], targets: Targets, *, partial: bool) -> Table:
    wanted = {"ks": targets.ks, "ds": targets.ds, "nd_corrected": targets.nd}
    rows = []
    for key, name in _RATIOS.items():
        above, below = RATIOS[key]
        whole = now["N"] + now["T"] if below == "D_corrected" else now[below]
        whole = CLOSED if pd.isna(whole) else whole
        target = wanted.get(key)
        verdict = "" if target is None else _judge(now[key], target, partial=partial and key != "ks")
        if "K" in (above, below) and pd.isna(now["K"]):
            verdict = f"Punya KMS {format_filled(now['kms_known'], now['S'])}"
        rows.append(
            (
                name,
                _read_case(now, above),
                whole,
                now[key],
                float("nan") if target is None else target,
                verdict,
            )
        )
    columns = (
        *(("Cakupan", WORDS), ("Anak", COUNT), ("Dari", COUNT), ("Capaian", PERCENT)),
        *(("Target", PERCENT), ("Hasil", WORDS)),
    )
    return Table("Cakupan dan target", columns, tuple(rows))


def _build_compared(seen: Seen, month: pd.Period) -> Table:
    """The month beside the one before and the same one a year before (bulan timbang with its like): rates
    and prevalence, of the months in which somebody was weighed."""
    now, before, year_before = seen.gizi.skdn_compared(month)
    rows = []
    skdn = (now, before if before["D"] else None, year_before)
    for at, table in enumerate(seen.gizi.prevalence_compared(month)):
        row = skdn[at]
        if row is None:
            continue
        found = table.set_index("indicator")["percent"].reindex(INDICATORS)
        rates = (row[key] for key in _COMPARED)
        rows.append((format_month(month - (0, 1, 12)[at]), *rates, *found))
    columns = (("Bulan", WORDS), *((name, PERCENT) for name in (*_COMPARED.values(), *_INDICATORS.values())))
    return Table("Dibanding bulan lalu dan tahun lalu", columns, tuple(rows))


def _judge(value: float, target: float, *, partial: bool) -> str:
    if pd.isna(value):
        return ""
    if value >= target:
        return REACHED
    return INCOMPLETE if partial else BELOW


def _build_prevalence(table: pd.DataFrame) -> Table:
    known = {row["indicator"]: row for row in table.to_dict("records")}
    nothing = {
        "cases": 0,
        "small": False,
        "n": 0,
        "percent": float("nan"),
        "low": float("nan"),
        "high": float("nan"),
    }
    rows = []
    for indicator in INDICATORS:
        row = known.get(indicator, nothing)
        cases = _read_case({**row, "cases_small": row["small"]}, "cases")
        rows.append((_INDICATORS[indicator], cases, row["n"], row["percent"], row["low"], row["high"]))
    columns = (
        *(("Masalah", WORDS), ("Anak", COUNT), ("Diukur", COUNT), ("Persen", PERCENT)),
        *(("95% dari", PERCENT), ("sampai", PERCENT)),
    )
    return Table("Prevalensi", columns, tuple(rows))


def _build_programme(table: pd.DataFrame, month: pd.Period, vitamin_a_months: Sequence[int]) -> Table:
    rows, notes = [], []
    for row in table.to_dict("records"):
        count = row["count"]
        if pd.isna(count):
            count = SMALL if row["small"] else CLOSED
        rows.append((PROGRAMMES[row["programme"]], count, row["n"], row["percent"]))
        if row["programme"] == "asi_eksklusif" and row["of_age"] > row["n"]:
            without = format_number(row["of_age"] - row["n"])
            notes.append(f"{without} anak 0–5 bulan belum dicatat ASI-nya.")
    if month.month not in vitamin_a_months:
        notes.append(describe_vitamin_a(vitamin_a_months))
    columns = (("Program", WORDS), ("Anak", COUNT), ("Dari", COUNT), ("Persen", PERCENT))
    return Table(PROGRAMME_TITLE, columns, tuple(rows), note=" ".join(notes))


def _build_posyandu(seen: Seen, month: pd.Period, now: Mapping[Any, Any]) -> Table:
    """Every posyandu in the order of its tab, who has none after them, and the total."""
    table = seen.gizi.skdn_of_all(month)
    order = {code: place for place, code in enumerate(seen.posyandu_names)}
    table = table.iloc[table["posyandu"].map(order).fillna(len(order)).argsort(kind="stable")]
    # What is closed everywhere is no column.
    cases = [name for name in ("two_t", "bgm") if table[name].notna().any()]
    letters = [letter for letter in _LETTERS if table[letter].notna().any()]
    rates = [name for name in ("ds", "nd_corrected", "ks") if name == "ds" or table[name].notna().any()]
    shown = letters, cases, rates
    running = month == seen.this_month
    rows = []
    for row in table.to_dict("records"):
        name = next((row[key] for key in ("name", "posyandu") if pd.notna(row[key])), "Tanpa posyandu")
        waiting = running and row["D"] == 0
        rows.append(
            _list_posyandu(str(name), row, *shown) if not waiting else _list_waiting(str(name), row, *shown)
        )
    rows.append(_list_posyandu(ALL, now, *shown))
    columns = (
        *(("Posyandu", WORDS), *((letter, COUNT) for letter in letters), ("S − D", COUNT)),
        *(({"two_t": "2T", "bgm": "BGM"}[name], COUNT) for name in cases),
        *(({"ds": "D/S", "nd_corrected": "N/D′", "ks": "K/S"}[name], PERCENT) for name in rates),
    )
    return Table("SKDN tiap posyandu", columns, tuple(rows), has_total=True)


def _list_posyandu(
    name: str, row: Mapping[Any, Any], letters: Iterable[str], cases: Iterable[str], rates: Iterable[str]
) -> tuple[Any, ...]:
    counts = (_read_case(row, letter) for letter in letters)
    seen = (_read_case(row, case) for case in cases)
    return (name, *counts, row["not_weighed"], *seen, *(row[rate] for rate in rates))


def _list_waiting(
    name: str, row: Mapping[Any, Any], letters: Iterable[str], cases: Iterable[str], rates: Iterable[str]
) -> tuple[Any, ...]:
    """One that has nothing yet in the running month: no 0% of D/S."""
    return _list_posyandu(name, {**row, "ds": NO_DATA_YET}, letters, cases, rates)


def _build_statuses(table: pd.DataFrame, measured: int) -> dict[str, Table]:
    tables = {}
    for index, name in INDEX_NAMES.items():
        rows = []
        for row in table[table["index"] == index].to_dict("records"):
            count = row["count"]
            if pd.isna(count):
                count = SMALL if row["small"] else CLOSED
            rows.append((row["category"], count, row["percent"]))
        n = int(table.loc[table["index"] == index, "n"].iloc[0])
        header = f"{name} · {format_number(n)} dari {format_number(measured)} yang diukur"
        columns = ((header, WORDS), ("Anak", COUNT), ("Persen", PERCENT))
        tables[index] = Table(f"Status gizi {name}", columns, tuple(rows))
    return tables


def _build_kebal(seen: Seen, month: pd.Period) -> Table:
    """Sessions, sasaran who came, everyone who came, and how many of them rose then and a month later."""
    sessions = seen.kebal_msg.sessions(month)
    sasaran = seen.gizi.cases(month)["kebal"]
    came = seen.kebal_msg.count_present(month)
    sums = {
        name: sessions[name].astype("float64").sum(skipna=False)
        for name in ("present", "risen_before", "risen_after")
    }
    closed = {"sasaran": sasaran, "came": came, **sums}
    shown: dict[str, float | str] = {
        name: CLOSED if pd.isna(value) else value for name, value in closed.items()
    }
    if month >= seen.this_month and not isinstance(shown["risen_after"], str):
        shown["risen_after"] = NO_DATA_YET
    headers = (
        *("Kegiatan", "Sasaran 2T/BGM", "Sasaran hadir", "Semua yang hadir"),
        *("N bulan itu", "N bulan berikutnya"),
    )
    row = (len(sessions), *(shown[name] for name in ("sasaran", "came", *sums)))
    growing = len(sessions) and month + 1 == seen.this_month
    return Table(
        "KEBAL MSG",
        tuple((header, COUNT) for header in headers),
        (row,),
        note="N bulan berikutnya pada KEBAL MSG masih dapat bertambah." if growing else "",
    )
