"""Words about an announced weighing, for page and slide alike."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.weighing_days import Span
from lib.words.formats import format_month, format_number, format_percent, format_short_day

PLACES_NAMED = 5


def name_span(span: Span) -> str:
    """ "Bulan timbang Agustus 2026"; of other days "Operasi timbang 2 Agu 2026 – 14 Agu 2026"."""
    month = span[0].to_period("M")
    if span == (month.start_time, month.end_time.normalize()):
        return f"Bulan timbang {format_month(month)}"
    return f"Operasi timbang {format_short_day(span[0])} – {format_short_day(span[1])}"


def say_so_far(table: pd.DataFrame) -> str:
    """ "96 dari 139 sasaran sudah ditimbang sampai 18 Nov 2026, 69,1%"; `table` with rows of all."""
    last = table[table["posyandu"].isna()].iloc[-1]
    return (
        f"{format_number(last['weighed'])} dari {format_number(last['sasaran'])} sasaran sudah ditimbang "
        f"sampai {format_short_day(last['day'])}, {format_percent(last['percent'])}"
    )


def find_not_begun(table: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Names of the posyandu with sasaran of whom nobody was weighed yet, in their order."""
    newest = table.dropna(subset=["posyandu"]).drop_duplicates("posyandu", keep="last")
    waiting = newest[newest["weighed"].eq(0) & newest["sasaran"].gt(0)]
    return [names.get(code, code) for code in waiting["posyandu"]]


def say_not_begun(places: list[str]) -> str:
    """ "Belum mulai: Mawar 2, Melati 3."; "" where everybody has begun."""
    if not places:
        return ""
    more = f", dan {len(places) - PLACES_NAMED} posyandu lain" if len(places) > PLACES_NAMED else ""
    return f"Belum mulai: {', '.join(places[:PLACES_NAMED])}{more}."
