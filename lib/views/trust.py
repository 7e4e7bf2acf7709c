"""How far a month's figures can be trusted, in words beside them: never in their place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.measurement import CHECK, TOO_FEW, TRUSTED, WITH_NOTES, describe_delay, describe_marks
from lib.views import components
from lib.views.templates import macro, state_class
from lib.words.formats import format_month, format_number, format_percent

SYMBOLS = {TRUSTED: "✓", WITH_NOTES: "◐", CHECK: "▲", TOO_FEW: "·"}
TONES = {TRUSTED: "selesai", WITH_NOTES: "hari ini", CHECK: "lewat", TOO_FEW: "akan datang"}
TREND_SYMBOLS = {"membaik": "↗", "memburuk": "↘", "tetap": "→"}
MOST_NAMED = 3
METHODS = ("mutu_ukur",)
_line = macro("trust.html", "line")


def summarise_trust(quality: pd.DataFrame) -> str:
    """One sentence for a month: the single posyandu's words and why, or how many posyandu are trusted and
    which are not; "" where nobody measured. `quality`: Seen.measurement_quality of one month."""
    if quality.empty:
        return ""
    if len(quality) == 1:
        row = quality.iloc[0]
        why = "; ".join(describe_marks(row))
        return f"{SYMBOLS[row['trust']]} {row['trust']}" + (f": {why}." if why else ".")
    counts = quality["trust"].value_counts()
    said = f"{counts.get(TRUSTED, 0)} dari {len(quality)} posyandu"
    doubted = quality[quality["trust"].isin([WITH_NOTES, CHECK])].sort_values(
        "problems", ascending=False, kind="stable"
    )
    if doubted.empty:
        few = " Lainnya terlalu sedikit untuk dinilai." if counts.get(TOO_FEW, 0) else ""
        return f"{SYMBOLS[TRUSTED]} {TRUSTED}: {said}.{few}"
    named = [
        f"{row['name']} ({'; '.join(describe_marks(row))})"
        for row in doubted.head(MOST_NAMED).to_dict("records")
    ]
    more = f", dan {len(doubted) - MOST_NAMED} posyandu lain" if len(doubted) > MOST_NAMED else ""
    grave = CHECK if doubted["trust"].eq(CHECK).any() else WITH_NOTES
    return f"{SYMBOLS[grave]} {TRUSTED}: {said}. Dengan catatan: {', '.join(named)}{more}."


def trust_line(quality: pd.DataFrame) -> None:
    """The sentence under the figures it is about; nothing where nobody measured."""
    said = summarise_trust(quality)
    if said:
        st.html(_line(said=said))


def quality_table(quality: pd.DataFrame, delays: Mapping[tuple[str, str], int], *, of_places: bool) -> None:
    """The marks one by one: a row a posyandu (`of_places`) or a month. `delays`: loop.find_entry_delays."""
    if quality.empty:
        return
    st.header("Mutu pengukuran", anchor=False)
    months = quality["month"].dt.strftime("%Y-%m")
    waited = [delays.get(key) for key in zip(quality["posyandu"], months, strict=True)]
    shown = {
        "who": quality["name"]
        if of_places
        else [format_month(one) for one in quality["month"].dt.to_period("M")],
        "trust": [_chip(trust) for trust in quality["trust"]],
        "n": quality["n"],
        "zero_five": quality["zero_five"] * 100,
        "whole": quality["whole"] * 100,
        "plausible": quality["plausible"] * 100,
        **{name: quality[name] for name in ("sd_bb_u", "sd_tb_u", "sd_bb_tb")},
        "trend": [f"{TREND_SYMBOLS[one]} {one}" if one else None for one in quality["trend"]],
        "typed": [None if days is None else describe_delay(days) for days in waited],
    }
    columns = {
        "who": "Posyandu" if of_places else "Bulan",
        "trust": "Mutu ukur",
        "n": "Diukur",
        "zero_five": "Berat 0/5",
        "whole": "Panjang bulat",
        "plausible": "Wajar",
        "sd_bb_u": "SB BB/U",
        "sd_tb_u": "SB TB/U",
        "sd_bb_tb": "SB BB/TB",
        "trend": "Dari bulan lalu",
        "typed": "Mulai diketik",
    }
    if not any(days is not None for days in waited):
        del columns["typed"]
    shares = ("zero_five", "whole", "plausible")
    components.html_table(
        shown,
        columns,
        formats={
            "n": format_number,
            **{name: lambda value: format_percent(value, decimals=0) for name in shares},
            **{
                name: lambda value: format_number(value, decimals=2)
                for name in ("sd_bb_u", "sd_tb_u", "sd_bb_tb")
            },
        },
        numbers=["n", *shares, "sd_bb_u", "sd_tb_u", "sd_bb_tb"],
        caption="Berat 0/5 wajarnya 20%, panjang bulat 10%; SB: simpang baku z",
    )


def _chip(trust: str) -> Markup:
    return components.build_chip(trust, state_class(TONES[trust]), SYMBOLS[trust])
