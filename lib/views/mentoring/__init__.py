"""The page Mentoring: what is chosen, the figures on top, the steps in words, and a student's own mothers.

Its parts: rail.py the year's steps, board.py the pairs, plan.py planned against held, candidates.py, mou.py,
monev.py, rtl.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import mentoring
from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import ACTIVE, compute_changes
from lib.domain.steps.keys import OSOC, normalise_sop
from lib.domain.steps.timing import DONE, DONE_LATE, NOT_APPLICABLE
from lib.domain.steps.units import PAIR
from lib.views import cells, components, filters
from lib.views.sparklines import build_line
from lib.views.steps import name_units, render_steps
from lib.words import text
from lib.words.cells import is_given, join_given
from lib.words.formats import format_number, format_short_day
from lib.words.mentoring import INDICES, format_change, format_z

TITLE = "Mentoring"
LEAD = "Siapa didampingi siapa, sampai di langkah mana tiap pasangan, dan apakah anaknya membaik."
CHOOSE_YEAR = "Tahun"
CHOOSE_KELURAHAN = "Kelurahan"
ALL_KELURAHAN = "Semua kelurahan"
TABS_READ = ("Mentoring", "Kegiatan Mentoring", "MoU", "Tindak Lanjut", "Balita", "Penimbangan")
YEAR, PAIRS, CANDIDATES, MOU, MONEV = "tahun", "pasangan", "calon", "mou", "monev"
PARTS = {
    YEAR: "Sepanjang tahun",
    PAIRS: "Pasangan dan kegiatan",
    CANDIDATES: "Calon pasien",
    MOU: "MoU",
    MONEV: "Monev dan RTL",
}
TABS_OF_PARTS = {
    YEAR: ("kegiatan_mentoring",),
    PAIRS: ("kegiatan_mentoring",),
    CANDIDATES: ("penimbangan",),
    MOU: ("mou",),
    MONEV: ("penimbangan", "tindak_lanjut"),
}
"""What each part needs beside `Mentoring`."""
FILE = "mentoring/mentoring.html"
METHODS_OF_PARTS = {
    YEAR: ("rel", "langkah", "diam", "z_awal", "z_kini", "perubahan", "keadaan"),
    PAIRS: ("diam", "rencana"),
    CANDIDATES: ("calon", "two_t", "bgm", "gizi_buruk", "daftar_gizi_kurang"),
    MOU: ("masa_mou",),
    MONEV: ("monev", "monev_nt", "z_awal", "tak_wajar", "kategori", "rtl"),
}
NO_PAIRS_TITLE = "Belum ada pasangan SIKERITING"
NO_PAIRS_HELP = (
    "Isi tab “Mentoring”: satu baris satu anak dengan Tim, Mentor dan Tanggal pilih. Kegiatannya diisi di "
    "tab “Kegiatan Mentoring” menurut nomor langkah."
)
NO_OWN_PAIRS_TITLE = "Belum ada pasangan atas nama Anda"
NO_OWN_PAIRS_HELP = (
    "Nama Anda harus tertulis sama di kolom Mentor (tab “Mentoring”) atau kolom Mahasiswa (tab "
    "“Pendampingan”). Minta petugas puskesmas memeriksanya."
)


def choose_part(*, is_own: bool) -> str:
    """Which part of the page is shown; kept in the address.  A mentor chooses no patients here."""
    parts = {key: label for key, label in PARTS.items() if not (is_own and key == CANDIDATES)}
    return filters.part_filter("mentoring", parts, YEAR)


def read_years(mentoring: pd.DataFrame, this_year: int) -> dict[str, str]:
    """The years that have pairs, up to this one, newest first, for choosing."""
    first = mentoring["selected_on"].min()
    start = min(first.year, this_year) if is_given(first) else this_year
    return {str(year): str(year) for year in range(this_year, start - 1, -1)}


def read_kelurahan(pairs: pd.DataFrame) -> dict[str, str]:
    """The kelurahan of the pairs for choosing, "" for all; only that where there is nothing to choose."""
    names = sorted(pairs["kelurahan"].dropna().unique())
    return {"": ALL_KELURAHAN} | ({name: name for name in names} if len(names) > 1 else {})


def choose_kelurahan(pairs: pd.DataFrame) -> str:
    """One kelurahan of the pairs, kept in the address; "" for all, or where there is nothing to choose."""
    choices = read_kelurahan(pairs)
    return filters.choice_filter(CHOOSE_KELURAHAN, "kelurahan", choices, "") if len(choices) > 1 else ""


def select_pairs(pairs: pd.DataFrame, kelurahan: str, posyandu: str | None) -> pd.DataFrame:
    """The pairs of a kelurahan ("" = all) and posyandu; those that need attention first, ended ones last."""
    pairs = mentoring.keep_place(pairs, kelurahan, posyandu)
    ended = pairs["status"].ne(ACTIVE)
    return pairs.assign(ended=ended).sort_values(
        ["ended", "steps_missed", "silent_days"], ascending=[True, False, False], kind="stable"
    )


def render_nothing(*, is_own: bool) -> None:
    """In place of a part that needs pairs: what to fill in."""
    if is_own:
        components.empty_state(NO_OWN_PAIRS_TITLE, NO_OWN_PAIRS_HELP)
    else:
        components.empty_state(NO_PAIRS_TITLE, NO_PAIRS_HELP)


def render_figures(pairs: pd.DataFrame, steps: pd.DataFrame, today: pd.Timestamp) -> None:
    """Pairs, missed steps, silent pairs, the steps done and in which month, and the mean z of the same
    children at the start and now. `steps`: of every pair (mentoring.compute_pair_steps)."""
    active = pairs[pairs["status"].eq(ACTIVE)]
    missed = int(active["steps_missed"].sum())
    behind = int(active["steps_missed"].gt(0).sum())
    silent = int(active["silent_days"].gt(SILENT_DAYS).sum())
    built = [
        components.build_figure(
            "Pasangan aktif",
            len(active),
            compare=f"dari {len(pairs)} pasangan tahun ini"
            + (f"; {missed} langkah lewat pada {behind} pasangan" if missed else "; tidak ada langkah lewat"),
        ),
        components.build_figure(
            "Pasangan diam", silent, compare=f"aktif, tanpa kegiatan lebih dari {SILENT_DAYS} hari"
        ),
    ]
    built.append(_build_done(steps.merge(pairs[["child_id", "team"]], on=["child_id", "team"]), today))
    changes = compute_changes(pairs).set_index("index").to_dict("index")
    built += [
        components.build_figure(f"Perubahan z {name}", _describe_change(row), compare=_describe_same(row))
        for index, name in INDICES.items()
        if (row := changes.get(index))
    ]
    components.figures(built)


def _build_done(steps: pd.DataFrame, today: pd.Timestamp) -> Markup:
    """The steps done of those that apply, and a line of how many in each month up to today."""
    steps = steps[steps["state"].ne(NOT_APPLICABLE)]
    done = steps[steps["state"].isin([DONE, DONE_LATE])]
    when = done["done_on"].dropna().dt.to_period("M")
    months = list(pd.period_range(when.min(), max(when.max(), today.to_period("M")))) if len(when) else []
    return components.build_figure(
        "Langkah selesai",
        len(done),
        compare=f"dari {format_number(len(steps))} langkah setahun",
        line=build_line(
            "Langkah selesai", months, [int(when.eq(one).sum()) for one in months], percent=False
        ),
    )


def _describe_change(row: Mapping[Any, Any]) -> str:
    if not row["children"]:
        return text.EMPTY_VALUE
    return format_change(row["mean_change"])


def _describe_same(row: Mapping[Any, Any]) -> str:
    without = int(row["pairs"] - row["children"])
    missing = f"{without} tanpa ukuran awal atau kini" if without else None
    if not row["children"]:
        return missing or "belum ada pasangan"
    mean = f"rata-rata {format_z(row['mean_awal'])} → {format_z(row['mean_kini'])}"
    same = f"{int(row['children'])} anak yang sama, {int(row['improved'])} naik"
    return join_given(mean, same, missing, separator="; ")


def name_pair(row: Any, posyandu_names: Mapping[str, str]) -> Markup:
    """HTML: the child's name, below it the place, and team and mentor (with the status once it ended)."""
    name = row.name if is_given(row.name) else row.child_id
    place = join_given(posyandu_names.get(row.posyandu, row.posyandu), row.kelurahan)
    guide = join_given(row.team, row.mentor, None if row.status == ACTIVE else row.status.lower())
    return cells.build_named(name, place, guide)


def describe_steps(steps: pd.DataFrame) -> dict[str, str]:
    """Step number → its wording, in the SOP's order."""
    columns = steps.drop_duplicates("step").sort_values("step_order")
    return dict(zip(columns["step"].astype("str"), columns["description"].astype("str"), strict=True))


def format_whole_day(value: date) -> str:
    """ "14 Mei 2026" on one line, also in a narrow column."""
    return format_short_day(value).replace(" ", "\u00a0")


def select_osoc(status: pd.DataFrame, people: Mapping[str, str]) -> pd.DataFrame:
    """The pairs' rows of One Student One Client with `key` and `label` of their pair."""
    of_pairs = normalise_sop(status["sop"]).eq(OSOC) & status["unit_kind"].eq(PAIR.casefold())
    return name_units(status[of_pairs], people=people, posyandu_names={})


def render_osoc(rows: pd.DataFrame) -> None:
    """A student's own mothers, each with the steps of One Student One Client."""
    for _, pair in rows.groupby("key", sort=False):
        st.header(components.plain(f"One Student One Client: {pair['label'].iloc[0]}"), anchor=False)
        render_steps(pair)
