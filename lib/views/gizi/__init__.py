"""Parts of the Gizi page: who has opened, the month in figures and its sums, balok SKDN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.case_lists import CaseList
from lib.domain.kms import NT_LABELS
from lib.domain.settings import N_RULES, Targets
from lib.domain.skdn import RATIOS
from lib.views import components
from lib.views.charts import build_skdn_chart, describe_skdn
from lib.views.links import ChildLinks, build_link, page_link
from lib.views.sparklines import build_line
from lib.views.templates import join, macro
from lib.words import tokens
from lib.words.case_lists import TITLES as CHILD_LISTS
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import format_filled, format_month, format_number, format_percent, format_short_month

_outside = macro("gizi/gizi.html", "outside")
_term = macro("gizi/gizi.html", "term")
_part = macro("gizi/gizi.html", "part")
_legend = macro("gizi/gizi.html", "legend")
build_opened = macro("gizi/gizi.html", "opened")

CLOSED_HERE = "tidak dirinci per posyandu"

LEGEND = {"S": "sasaran", "K": "punya KMS atau Buku KIA", "D": "ditimbang", "N": "naik"}

METHODS_OF_MONTH = (
    *("ds", "nd_corrected", "nd", "ks", "S", "K", "D", "not_weighed", "outside", "bulan", "nt", "kbm"),
    *("two_t", "bgm", "awal_data", "gizi_buruk", "target", "garis_sendiri", "mutu_ukur"),
)


def methods_of_month(n_rule: str) -> tuple[str, ...]:
    """The methods behind the month's figures, by this puskesmas' own rule for N."""
    return METHODS_OF_MONTH + (("nt_garis",) if n_rule != N_RULES[0] else ())


def rates(
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    year_before: Mapping[str, Any] | None,
    year: pd.DataFrame,
    targets: Targets,
    *,
    partial: bool,
    children: ChildLinks,
) -> None:
    """The month's four rates, each with what it is made of, its target, the month before and, where known,
    the same month a year before, and the line of the months of `year` (SKDN by month); each opens the
    children it counts."""
    name, then = format_month(children.month - 1).split()[0], format_short_month(children.month - 12)
    months = list(year["month"].dt.to_period("M"))

    def rate(label: str, key: str, sift: str, target: float | None = None) -> Markup:
        if key == "ks" and pd.isna(now["K"]):
            return components.build_figure(label, None, compare=format_filled(now["kms_known"], now["S"]))
        above, below = RATIOS[key]
        told_t = below != "D_corrected" or pd.notna(now["T"])
        if pd.isna(now[above]) or not told_t:
            return components.build_figure(label, None, compare=CLOSED)
        whole = now["N"] + now["T"] if below == "D_corrected" else now[below]
        return components.build_figure(
            label, now[key], percent=True, numerator=now[above], denominator=whole,
            compare=[
                f"{name}: {format_percent(before[key])}",
                *_describe_year_before(year_before, key, then),
            ],
            link=children.address("sasaran", sift) if now[above] > 0 else "",
            mark=None if target is None else _judge(now[key], target, partial=partial and key != "ks"),
            line=build_line(label, months, year[key].to_list(), percent=True),
        )  # fmt: skip

    components.figures(
        [
            rate("D/S · ditimbang", "ds", "ditimbang", targets.ds),
            rate("N/D′ koreksi · naik", "nd_corrected", "N", targets.nd),
            rate("N/D riil · naik", "nd", "N"),
            rate("K/S · punya KMS", "ks", "kms", targets.ks),
        ]
    )


def counts(
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    lists: Mapping[str, CaseList],
    *,
    partial: bool,
    closed_here: bool,
    children: ChildLinks,
) -> None:
    """The children to act on in four figures; each opens them. `closed_here`: of a single place this viewer
    learns no cases."""
    name = format_month(children.month - 1).split()[0]

    def cases(label: str, key: str) -> Markup:
        if pd.isna(now[key]) and not now.get(f"{key}_small"):
            return components.build_figure(label, None, compare=CLOSED_HERE if closed_here else CLOSED)
        if pd.isna(now[key]):
            return components.build_figure(label, SMALL, compare=f"dari {format_number(now['D'])} ditimbang")
        closed = SMALL if before.get(f"{key}_small") else CLOSED
        last = closed if pd.isna(before[key]) else format_number(before[key])
        return components.build_figure(
            label,
            now[key],
            compare=(
                f"dari {format_number(now['D'])} ditimbang",
                f"{format_percent(now[f'{key}_d'])} · {name}: {last}",
            ),
            link=children.address("sasaran", key) if now[key] > 0 else "",
        )

    gizi_buruk = lists["gizi_buruk"]
    thin = gizi_buruk.count if not pd.isna(gizi_buruk.count) else SMALL if gizi_buruk.small else None
    about = "BB/TB, edema, atau LiLA" if thin is not None else CLOSED_HERE if closed_here else CLOSED
    missed = "S − D · belum ditimbang" if partial else "S − D · tak ditimbang"
    components.figures(
        [
            components.build_figure(
                "Gizi buruk",
                thin,
                compare=about,
                link=children.address("gizi_buruk") if gizi_buruk.count > 0 else "",
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
                link=children.address("not_weighed") if now["not_weighed"] > 0 else "",
            ),
        ]
    )
    if now["outside"]:
        words = f"{format_number(now['outside'])} anak lain"
        link = build_link(words, children.address("outside", "outside"))
        st.html(_outside(link=link))


def _describe_year_before(then: Mapping[str, Any] | None, key: str, name: str) -> list[str]:
    """ "Okt 2025: 85,9%", where that says something: in the first month of the books nobody could be judged,
    and no N of them is no figure."""
    if not then or pd.isna(then[key]) or (RATIOS[key][0] == "N" and then["N"] + then["T"] == 0):
        return []
    return [f"{name}: {format_percent(then[key])}"]


def build_sums(now: Mapping[str, Any], children: ChildLinks) -> Markup:
    """HTML of what the month's counts add up to: S = D + not weighed, D = N + T + O + B; each opens its
    children."""

    def term(letter: str, daftar: str, sift: str = "") -> Markup:
        return _term(letter=letter, number=children.number(now[letter], daftar, sift))

    judged = [term(letter, "sasaran", letter) for letter in NT_LABELS if pd.notna(now[letter])]
    weighed = Markup(" + ").join(judged)
    if pd.isna(now["T"]):
        weighed += f" + T, O, dan B ({CLOSED})" if weighed else f"N, T, O, dan B ({CLOSED})"
    missed = children.number(now["not_weighed"], "not_weighed")
    without = children.number(now["S"] - now["kms_yes"], "no_kms")
    if pd.isna(now["K"]):
        kms = [f"K {format_filled(now['kms_known'], now['S'])}, tanpa KMS atau kosong ", without]
    else:
        kms = [term("K", "sasaran", "kms"), ", tanpa KMS ", without]
    sums = (
        [term("S", "sasaran"), " = ", term("D", "sasaran", "ditimbang"), " + tidak ditimbang ", missed],
        ["D = ", weighed],
        kms,
    )
    return join(_part(parts=parts) for parts in sums)


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


def balok(table: pd.DataFrame, running: pd.Period, now: Mapping[str, Any], children: ChildLinks) -> None:
    """Balok SKDN of the given months, with what the letters mean and, below, what the month's counts (`now`)
    add up to."""
    palette, sums = tokens.palette(dark=components.is_dark()), build_sums(now, children)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header("Balok SKDN", anchor=False, width="content")
        letters = [(letter, palette.skdn[letter], word) for letter, word in LEGEND.items()]
        st.html(_legend(letters=letters), width="content")
    components.show_chart(
        build_skdn_chart,
        table=table,
        running=running,
        running_label="berjalan",
        description=describe_skdn(table=table),
        key="papan_balok",
    )
    st.html(build_opened(said=format_month(children.month), links=sums))
