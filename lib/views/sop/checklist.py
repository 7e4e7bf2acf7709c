"""The parts of the page Daftar Tilik: which rows, units × steps, one unit's list. What stands above them:
head.py; beside them: causes.py."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.small_counts import close_parts
from lib.domain.steps.timing import MISSED, NOT_DONE
from lib.domain.steps.units import PAIR
from lib.views import boards, components
from lib.views.steps import build_number, build_wording, render_list
from lib.views.templates import join, macro
from lib.words import tokens
from lib.words.cells import each, join_given
from lib.words.pendampingan import show_count

LEAD = "Langkah tiap SOP bulan ini: apa yang sudah dicentang, kapan, oleh siapa, dan apa yang terlewat."
CHOOSE_SOP = "Pilih SOP"
CHOOSE_UNIT = "Rincian untuk"
TABS_READ = ("SOP", "Langkah SOP", "Daftar Tilik", "Jadwal")
NO_STEPS_TITLE = "Belum ada langkah SOP"
NO_STEPS_HELP = "Isi tab “Langkah SOP”: satu baris satu langkah. Buku kerja templat sudah membawa kelima SOP."

_count = macro("sop/sop.html", "count")

_NO_UNITS = {
    "Posyandu": "Belum ada hari posyandu bulan ini di tab “Jadwal”, atau posyandu di tab “Posyandu”.",
    "Kelurahan": "Belum ada kelurahan: isi kolom Desa di tab “Posyandu”, atau tab “MoU”.",
    PAIR: "Belum ada pasangan bulan ini: isi tab “Mentoring” atau “Pendampingan”.",
}


def select_sop(rows: pd.DataFrame, sop: str) -> pd.DataFrame:
    """The rows of one SOP."""
    return rows[rows["sop"].eq(sop)]


def select_unit(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of one line of the matrix (`name_units`)."""
    return rows[rows["key"].eq(key)]


def is_about_persons(rows: pd.DataFrame) -> bool:
    """Whether the units are pairs, that is: somebody's child or a mother."""
    return bool(rows["unit_kind"].eq("pasangan").any())


def select_named(rows: pd.DataFrame, *, names: str) -> pd.DataFrame:
    """The rows that may be listed one by one: none about persons for those who see totals only
    (`names` of the viewer's scope is "none")."""
    return rows.iloc[:0] if names == "none" and is_about_persons(rows) else rows


def list_sops(steps: pd.DataFrame) -> pd.DataFrame:
    """The SOPs in use, in the order of the workbook: sop, sop_title, scope. `steps` of Seen.sop_steps."""
    return steps.drop_duplicates("sop")[["sop", "sop_title", "scope"]]


def describe_units(rows: pd.DataFrame) -> tuple[dict[str, str], str]:
    """Key → label for choosing one unit, and the key that needs attention first."""
    lines = rows.drop_duplicates("key")
    labels = {
        key: join_given(label, below)
        for key, label, below in lines[["key", "label", "below"]].itertuples(index=False)
    }
    troubled = rows[rows["state"].isin([MISSED, NOT_DONE])]
    return labels, str((troubled if len(troubled) else lines)["key"].iloc[0])


def render_no_units(sops: pd.DataFrame, sop: str) -> None:
    """Instead of a matrix, for an SOP (of `list_sops`) that nobody works by yet."""
    scope = sops.set_index("sop")["scope"].get(sop)
    components.empty_state(
        "Belum ada yang bisa dicentang", _NO_UNITS.get(str(scope), "Belum ada langkah bulan ini.")
    )


def render_step_totals(rows: pd.DataFrame) -> None:
    """How many units stand where in each step: for those who see totals only, and no small ones."""
    table: dict[str, list[Markup]] = {"no": [], "what": [], "states": []}
    for _, step in rows.sort_values("step_order").groupby("step_order", sort=False):
        counts = step["state"].value_counts()
        counts = counts.reindex([state for state in tokens.STATE_SYMBOLS if state in counts.index])
        table["no"].append(build_number(words=step["step"].iloc[0]))
        table["what"].append(build_wording(next(each(step))))
        table["states"].append(
            join(
                _count(chip=components.state_chip(str(state)), count=show_count(count, shown))
                for (state, count), shown in zip(counts.items(), close_parts(counts.tolist()), strict=True)
            )
        )
    render_list(table, {"no": "No", "what": "Langkah", "states": "Banyaknya pasangan"})


def render_unit_name(name: str) -> None:
    """Whose list follows, where there is only one."""
    st.html(boards.build_part(words=name))
