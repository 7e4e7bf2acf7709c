"""Words about who has been followed up and who still waits."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain import followed_up
from lib.words.formats import format_number

KINDS = {"gizi_buruk": "gizi buruk", "two_t": "2T", "bgm": "BGM", followed_up.SASARAN: "2T atau BGM"}
ALL_FOLLOWED = "Semua anak prioritas sudah ditindaklanjuti."
NOBODY = "Tidak ada anak prioritas (gizi buruk, 2T, BGM)."


def describe_followed(followed: float, cases: float, late: float) -> str:
    """ "Ditindaklanjuti 4 dari 6, 1 lewat tenggat"; "" where that is hidden."""
    if pd.isna(followed) or pd.isna(cases) or not cases:
        return ""
    overdue = f", {format_number(late)} lewat tenggat" if late > 0 else ""
    return f"Ditindaklanjuti {format_number(followed)} dari {format_number(cases)}{overdue}"


def describe_priority(counts: Mapping[str, Mapping[str, float]]) -> str:
    """A sentence for a list or slide: all together where that may be known, each kind beside it; "" where
    nothing may be known."""
    whole = counts[followed_up.ALL]
    if whole["cases"] == 0:
        return NOBODY
    known = {kind: one for kind, one in counts.items() if kind in KINDS and one["cases"] > 0}
    if pd.isna(whole["cases"]):
        parts = [f"{_say(one)} anak {KINDS[kind]}" for kind, one in known.items()]
        return f"{' dan '.join(parts)} sudah ditindaklanjuti." if parts else ""
    kinds = ", ".join(
        f"{KINDS[kind]} {_say(one)}" for kind, one in known.items() if kind != followed_up.SASARAN
    )
    return f"{say_headline(whole)} ({kinds})."


def say_headline(whole: Mapping[str, float]) -> str:
    """ "4 dari 9 anak prioritas sudah ditindaklanjuti; 1 lewat tenggat, 4 belum"."""
    left = [
        f"{format_number(whole[name])} {words}"
        for name, words in (("late", "lewat tenggat"), ("waiting", "belum"))
        if whole[name] > 0
    ]
    said = f"{_say(whole)} anak prioritas sudah ditindaklanjuti"
    return f"{said}; {', '.join(left)}" if left else said


def _say(one: Mapping[str, float]) -> str:
    return f"{format_number(one['followed'])} dari {format_number(one['cases'])}"


def name_kinds(gizi_buruk: bool, two_t: bool, bgm: bool) -> str:
    """ "Gizi buruk, 2T"."""
    said = ", ".join(
        KINDS[kind] for kind, holds in zip(followed_up.KINDS, (gizi_buruk, two_t, bgm), strict=True) if holds
    )
    return said[:1].upper() + said[1:]


def describe_wait(days: float) -> str:
    """ "menunggu 19 hari"."""
    return "" if pd.isna(days) else f"menunggu {format_number(days)} hari" if days else "baru hari ini"
