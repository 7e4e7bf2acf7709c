"""Parts of the Gizi page: the month in figures, balok SKDN, status gizi, SKDN per posyandu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.domain.case_lists import CaseList
from lib.domain.settings import N_RULES, Targets
from lib.domain.skdn import COUNTS, RATIOS, compute_group_totals
from lib.views import components, notes, tokens
from lib.views.charts import build_skdn_chart, build_status_chart, describe_skdn, describe_status
from lib.views.daftar_anak import TITLES as CHILD_LISTS
from lib.views.formats import format_day, format_month, format_number, format_percent
from lib.views.links import page_link

MONTHS_DRAWN = 6
SMALL = "<5"
CLOSED = "tidak dirinci"
CLOSED_HERE = "tidak dirinci per posyandu"
CLOSED_DISTRIBUTION = "Sebaran z tidak dirinci per posyandu untuk peran Anda. Pilih Semua posyandu."
NO_DATA_YET = "belum ada"
ALL = "Semua posyandu"

NO_WEIGHINGS_TITLE = "Belum ada penimbangan"
NO_WEIGHINGS_HELP = (
    "Isi tab Penimbangan di buku kerja: satu baris untuk satu anak setiap kali ditimbang. "
    "Halaman ini terisi sendiri setelahnya."
)
NO_WEIGHTS_TITLE = "Tidak ada berat badan sasaran yang terbaca bulan ini"
NO_WEIGHTS_HELP = "Periksa kolom BB (kg) dan ID balita di tab Penimbangan: judulnya, dan isinya."
SMALL_NOTE = (
    "Angka kasus di bawah 5 ditulis <5, dan tidak dirinci per posyandu, untuk menjaga kerahasiaan anak."
)
LEGEND = {"S": "sasaran", "K": "punya KMS atau Buku KIA", "D": "ditimbang", "N": "naik"}

METHODS_OF_MONTH = (
    *("ds", "nd_corrected", "nd", "ks", "S", "K", "D", "bulan", "nt", "kbm", "two_t", "bgm", "awal_data"),
    *("gizi_buruk", "target"),
)
METHODS_OF_STATUS = (
    *("stunting", "wasting", "underweight", "interval", "sebaran", "kategori", "z_score", "posisi"),
    *("tak_wajar", "edema"),
)
METHODS_OF_TABLE = ("ds", "nd_corrected", "nd", "ks", "not_weighed", "S", "D", "outside")

_INDICES = {
    "tb_u": ("stunting", "Stunting", "TB/U · tinggi menurut umur"),
    "bb_tb": ("wasting", "Wasting", "BB/TB · berat menurut tinggi"),
    "bb_u": ("underweight", "Underweight", "BB/U · berat menurut umur"),
    "imt_u": ("", "", "IMT/U · indeks massa tubuh menurut umur"),
}


def methods_of_month(n_rule: str) -> tuple[str, ...]:
    """The methods behind the month's figures, by this puskesmas' own rule for N."""
    return METHODS_OF_MONTH + (("nt_garis",) if n_rule != N_RULES[0] else ())


def months_drawn(months: Sequence[pd.Period], chosen: pd.Period) -> list[pd.Period]:
    """The chosen month and those before it, none before the first one known."""
    first = max(chosen - (MONTHS_DRAWN - 1), min([*months, chosen]))
    return list(pd.period_range(first, chosen, freq="M"))


def opening_note(openings: pd.DataFrame, posyandu: str | None) -> None:
    """Of the running month: how many posyandu have opened, and which comes next; nothing when all have."""
    shown = openings[openings["posyandu"] == posyandu] if posyandu else openings
    waiting = shown[~shown["opened"]].sort_values("day")
    if waiting.empty:
        return
    first = waiting.iloc[0]
    day = format_day(first["day"]) if pd.notna(first["day"]) else ""
    if len(shown) == 1:
        opens = f" Hari bukanya {day}." if day else ""
        components.notice_note(f"Posyandu {first['name']} belum buka bulan ini.{opens}")
        return
    coming = f" Berikutnya {first['name']}, {day}." if day else ""
    opened = f"{format_number(shown['opened'].sum())} dari {format_number(len(shown))}"
    components.notice_note(f"{opened} posyandu sudah buka bulan ini; angkanya belum lengkap.{coming}")


def is_partial(openings: pd.DataFrame, posyandu: str | None) -> bool:
    """Whether any posyandu (or this one) has yet to open."""
    return not openings.loc[(openings["posyandu"] == posyandu) | (posyandu is None), "opened"].all()


def nothing_weighed(missing: Sequence[str]) -> None:
    """In place of the page where no month has anything: the tabs to add, or the one to fill."""
    notes.missing_tabs(missing)
    if not missing:
        components.empty_state(NO_WEIGHINGS_TITLE, NO_WEIGHINGS_HELP)


def no_weighings(months: Sequence[pd.Period], month: pd.Period) -> None:
    """A month in which nobody was weighed; which other month has something."""
    before = [one for one in months if one < month]
    more = f"Pilih bulan lain, misalnya {format_month(before[-1])}." if before else NO_WEIGHINGS_HELP
    components.empty_state(f"Belum ada penimbangan pada {format_month(month)}", more)


def headline(
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    gizi_buruk: float,
    targets: Targets,
    *,
    partial: bool,
    month: pd.Period,
) -> None:
    """The month's eight figures, each with what it is made of, its target and the month before."""
    name = format_month(month - 1).split()[0]
    if now["D"] == 0:
        components.problem_note(NO_WEIGHTS_TITLE, NO_WEIGHTS_HELP)

    def rate(label: str, key: str, target: float | None = None) -> str:
        above, below = RATIOS[key]
        whole = now["N"] + now["T"] if below == "D_corrected" else now[below]
        return components.build_figure(
            label, now[key], percent=True, numerator=now[above], denominator=whole,
            compare=f"{name}: {format_percent(before[key])}",
            mark=None if target is None else _judge(now[key], target, partial=partial and key != "ks"),
        )  # fmt: skip

    def cases(label: str, key: str) -> str:
        if pd.isna(now[key]) and not now.get(f"{key}_small"):
            return components.build_figure(label, None, compare=CLOSED_HERE)
        if pd.isna(now[key]):
            return components.build_figure(label, SMALL, compare=f"dari {format_number(now['D'])} ditimbang")
        last = SMALL if pd.isna(before[key]) else format_number(before[key])
        return components.build_figure(
            label,
            now[key],
            compare=(
                f"dari {format_number(now['D'])} ditimbang",
                f"{format_percent(now[f'{key}_d'])} · {name}: {last}",
            ),
        )

    closed_here = pd.isna(now["two_t"]) and "two_t_small" not in now
    thin = None if closed_here else SMALL if pd.isna(gizi_buruk) else gizi_buruk
    missed = "S − D · belum ditimbang" if partial else "S − D · tak ditimbang"
    components.figures(
        [
            rate("D/S · ditimbang", "ds", targets.ds),
            rate("N/D′ koreksi · naik", "nd_corrected", targets.nd),
            rate("N/D riil · naik", "nd"),
            rate("K/S · punya KMS", "ks", targets.ks),
            components.build_figure(
                "Gizi buruk",
                thin,
                compare=CLOSED_HERE if closed_here else "BB/TB, edema, atau LiLA",
            ),
            cases("BGM · garis merah", "bgm"),
            cases("2T · dua kali tak naik", "two_t"),
            components.build_figure(
                missed,
                now["not_weighed"],
                compare=(
                    f"dari {format_number(now['S'])} sasaran",
                    f"{name}: {format_number(before['not_weighed'])}",
                ),
            ),
        ]
    )
    if now["outside"]:
        st.caption(
            f"Di luar sasaran: {format_number(now['outside'])} anak lain juga ditimbang, tidak masuk D."
        )


def links_to_children(
    lists: Mapping[str, CaseList], may_open: Callable[[str], bool], query: Mapping[str, str | None]
) -> None:
    """From the figures to the children behind them, list by list with its length."""
    if not may_open("daftar_anak"):
        return
    with st.container(key="papan_ke_daftar", horizontal=True, gap="small"):
        for key, one in lists.items():
            if one.count > 0:
                label = f"{CHILD_LISTS[key]} · {format_number(one.count)}"
                page_link("daftar_anak", label, **{**query, "daftar": key})


def _judge(value: float, target: float, *, partial: bool) -> tuple[str, str]:
    wanted = format_percent(target, decimals=0 if float(target).is_integer() else 1)
    if pd.isna(value) or (partial and value < target):
        return "notice", f"◐ menuju {wanted}" if partial else f"◐ target {wanted}"
    return ("good", f"✓ target {wanted}") if value >= target else ("problem", f"▲ di bawah {wanted}")


def balok(table: pd.DataFrame, running: pd.Period) -> None:
    """Balok SKDN of the given months, with what the letters mean."""
    palette = tokens.palette(dark=components.is_dark())
    words = "".join(
        f'<span><b style="background:{palette.skdn[letter].ground};color:{palette.skdn[letter].ink}">'
        f"{letter}</b>{escape(word)}</span>"
        for letter, word in LEGEND.items()
    )
    st.html(f'<p class="papan-legend">{words}</p>')
    components.show_chart(
        build_skdn_chart,
        table=table,
        running=running,
        running_label="berjalan",
        description=describe_skdn(table=table),
        key="papan_balok",
    )


def statuses(prevalence: pd.DataFrame, distribution: pd.DataFrame, left_out: pd.DataFrame) -> None:
    """Four indices, two side by side: prevalence with its interval, categories, and who is left out."""
    rates = {str(row["indicator"]): row for row in prevalence.to_dict("records")}
    with st.container(key="papan_status"):
        columns = st.columns(2)
    for at, (index, (indicator, title, name)) in enumerate(_INDICES.items()):
        rows = distribution[distribution["index"] == index]
        with columns[at % 2]:
            if indicator in rates:
                st.html(_build_prevalence(title, rates[indicator]))
            st.html(f'<p class="papan-lead"><strong>{escape(name)}</strong></p>')
            if rows["n"].iloc[0] == 0:
                components.empty_state("Belum ada anak dengan nilai ini", "Isi berat dan tinggi anak.")
            else:
                components.show_chart(
                    build_status_chart,
                    table=rows,
                    hidden=CLOSED,
                    description=describe_status(table=rows, title=name, hidden=CLOSED),
                    key=f"papan_status_{index}",
                )
            left = left_out[left_out["index"] == index].iloc[0].to_dict()
            st.caption(describe_left_out(left, grouped=len(rows) == 3, n=int(rows["n"].iloc[0])))


def _build_prevalence(title: str, row: Mapping[Any, Any]) -> str:
    if pd.isna(row["cases"]):
        return components.build_figure(title, SMALL, compare=f"dari {format_number(row['n'])} anak")
    span = f"{format_number(row['low'], decimals=1)}–{format_percent(row['high'])}"
    return components.build_figure(
        title,
        row["percent"],
        percent=True,
        compare=(
            f"{format_number(row['cases'])} dari {format_number(row['n'])} anak",
            f"selang 95%: {span}" if row["n"] else "",
        ),
    )


def describe_left_out(left: Mapping[Any, Any], *, grouped: bool, n: int) -> str:
    """Who was measured and is not in the figure, in words; `grouped` viewers learn only how many."""
    if grouped:
        left = {"measured": left["measured"], "n": n, "other": left["measured"] - n}
    reasons = {
        "implausible": "{} anak nilainya tak wajar (timbang ulang)",
        "no_height": "{} anak belum diukur tingginya",
        "oedema": "{} anak edema (masuk daftar gizi buruk)",
        "other": "{} anak tidak punya nilai",
    }
    said = [words.format(format_number(left[key])) for key, words in reasons.items() if left.get(key)]
    if not said:
        return f"Semua {format_number(left['measured'])} anak yang diukur masuk."
    return "Tidak masuk: " + "; ".join(said) + "."


def posyandu_table(
    table: pd.DataFrame, *, targets: Targets, chosen: str | None, running: bool = False
) -> None:
    """SKDN of every posyandu, lowest D/S first, totals at the end; scrolls in its own box where narrow.

    In the `running` month posyandu without any weighing yet stand last and are not judged, nor is the total.
    """
    to_come = (table["D"] == 0) & running
    rows = table.assign(ds=table["ds"].mask(to_come)).sort_values("ds", kind="stable", na_position="last")
    rows = pd.concat([rows, build_total(table)], ignore_index=True)
    names = rows["name"].fillna(rows["posyandu"]).fillna("Tanpa posyandu")
    mine = (rows["posyandu"] == (chosen or "")).to_numpy(dtype=bool)
    unopened = (rows["D"] == 0) & running
    unjudged = unopened | (rows["name"].eq(ALL) & bool(to_come.any()))
    rows = rows.assign(
        place=np.where(mine, "▸ ", "") + names.astype(object),
        ds=_build_rates(rows["ds"], targets.ds, unjudged),
        nd_corrected=_build_rates(rows["nd_corrected"], targets.nd, unjudged),
    )
    rows["ds"] = rows["ds"].mask(unopened, NO_DATA_YET)
    columns = {"place": "Posyandu", "ds": "D/S", "nd_corrected": "N/D′", "not_weighed": "S − D"}
    if table[["two_t", "bgm"]].notna().to_numpy().any():
        columns |= {"two_t": "2T", "bgm": "BGM"}
    columns |= {letter: letter for letter in "SKDNTOB"} | {"nd": "N/D", "ks": "K/S"}
    built = components.build_table(
        rows,
        columns,
        formats=dict.fromkeys(("nd", "ks"), format_percent)
        | dict.fromkeys([name for name in columns if name in COUNTS], format_number),
        html=("ds", "nd_corrected"),
        numbers=[name for name in columns if name != "place"],
        caption="D/S terendah di atas. ▲ di bawah target.",
        stacked=False,
    )
    st.html(f'<div class="papan-wide">{built}</div>')


def build_total(table: pd.DataFrame) -> pd.DataFrame:
    """One row "Semua posyandu" of the summed counts and their ratios; closed counts stay closed."""
    return compute_group_totals(table).assign(name=ALL)


def _build_rates(values: pd.Series[float], target: float, unjudged: pd.Series[bool]) -> list[str]:
    mark = '<span role="img" aria-label="di bawah target">▲</span> '
    below = (values < target) & ~unjudged
    return [
        f"{mark if low else ''}{escape(format_percent(value))}"
        for value, low in zip(values, below, strict=True)
    ]
