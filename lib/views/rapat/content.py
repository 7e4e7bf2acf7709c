"""The slides of meeting mode: one message each, a headline that says the finding with its figure, then a
chart or a table of at most seven rows, on as many pages as that takes.

`facts` are those of lib.data's slide figures. Everything from cells is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from lib.domain import followed_up
from lib.views.rapat import work
from lib.views.rapat.frame import Room, Sheet, build_figures
from lib.views.rapat.table import build_columns, build_sheets
from lib.words.figures import CLOSED, SMALL, compare
from lib.words.followed_up import describe_priority, describe_wait, name_kinds, say_headline
from lib.words.formats import (
    format_filled,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_short_month,
)
from lib.words.weighing_days import name_span, say_so_far

FILL_IN = {
    "skdn": "Isi tab Balita dan Penimbangan; slide ini terisi sendiri.",
    "timbang": "Isi Operasi timbang mulai dan selesai di tab Pengaturan; Februari dan Agustus sendiri.",
    "2t": "Isi tab Balita dan Penimbangan; slide ini terisi sendiri.",
    "prioritas": "Isi tab Balita dan Penimbangan; slide ini terisi sendiri.",
    **work.FILL_IN,
}
ALL_POSYANDU = "semua posyandu"
MOST_CHILDREN = 42
"""Children listed one by one, six pages at scale 1 and more of larger text: of several hundred nobody in a
room reads the list to its end."""


def build_slide(slide: str, facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    """The pages of a slide, at least one."""
    if facts["missing"]:
        named = " dan ".join(f"“{title}”" for title in facts["missing"])
        return [Sheet(f"Tab {named} belum ada", hint=FILL_IN[slide])]
    return _BUILDERS[slide](facts, room)


def describe_place(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Of which posyandu and month: "Posyandu Melati 1", "November 2026"."""
    names = list(facts["posyandu"].values())
    return (f"Posyandu {names[0]}" if len(names) == 1 else ALL_POSYANDU, format_month(facts["month"]))


def _build_skdn(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    now, before, targets = facts["now"], facts["before"], facts["targets"]
    month = format_month(facts["month"])
    if not now["D"]:
        return [Sheet(f"Belum ada balita yang ditimbang pada {month}", hint=FILL_IN["skdn"])]
    opened, of = facts["opened"], facts["of"]
    running = facts["month"] == facts["today"].to_period("M")
    # As on Gizi: before every posyandu has opened a low share is no verdict, nor a fall against last month.
    waiting = running and opened < of
    figures = [
        (
            name,
            format_percent(now[key]),
            format_filled(now["kms_known"], now["S"])
            if key == "ks" and pd.isna(now["K"])
            else _verdict(now[key], target, waiting=waiting and key != "ks"),
            "" if waiting and key == "ds" else _describe_change(now[key], before[key]),
        )
        for name, key, target in (
            ("Ditimbang, D/S", "ds", targets.ds),
            ("Naik berat, N/D′", "nd_corrected", targets.nd),
            ("Punya KMS, K/S", "ks", targets.ks),
        )
    ]
    note = "Naik dan turun: dibanding bulan lalu."
    note += _describe_year_before(facts["year_before"], facts["month"])
    if opened < of:
        told = "sudah buka, belum lengkap" if running else "buka bulan itu"
        note = f"{opened} dari {of} posyandu {told}. {note}"
    goal = f"target {format_number(targets.ds)}%"
    if now["ds"] >= targets.ds:
        reached = f": {goal} tercapai"
    else:
        reached = f"; baru {opened} dari {of} posyandu yang buka" if waiting else f": di bawah {goal}"
    headline = (
        f"{format_number(now['D'])} dari {format_number(now['S'])} balita ditimbang, "
        f"{format_percent(now['ds'])}{reached}"
    )
    chart = build_columns(
        {letter: float(now[letter]) for letter in "SKDN" if pd.notna(now[letter])}, dark=room.dark
    )
    words = build_figures(figures, room.below(headline, note))
    return [Sheet(headline, chart + words, note=note, beside=True)]


def _describe_year_before(then: Mapping[str, Any] | None, month: pd.Period) -> str:
    """ " Okt 2025: D/S 85,9%, N/D′ 70,1%.", where that month is known."""
    if then is None:
        return ""
    named = {"ds": "D/S", "nd_corrected": "N/D′", "ks": "K/S"}
    known = [f"{name} {format_percent(then[key])}" for key, name in named.items() if pd.notna(then[key])]
    return f" {format_short_month(month - 12)}: {', '.join(known)}." if known else ""


def _describe_change(now: float, before: float) -> str:
    """ "turun 15,6 poin"; nothing without both months."""
    return "" if pd.isna(now) else "".join(compare(now, before, unit="%")[1:])


def _verdict(value: float, target: float, *, waiting: bool) -> str:
    if pd.isna(value) or (waiting and value < target):
        return f"target {format_number(target)}%"
    return f"{'✓' if value >= target else '▼'} target {format_number(target)}%"


def _build_weighing_days(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    """How far each posyandu is with an announced weighing, who has not begun first."""
    span, days = facts["span"], facts["days"]
    month = format_month(facts["month"])
    if span is None:
        return [Sheet(f"{month} bukan bulan timbang", hint=FILL_IN["timbang"])]
    if days.empty:
        hint = "Isi tab Penimbangan; slide ini terisi sendiri."
        return [Sheet(f"{name_span(span)}: belum ada yang ditimbang", hint=hint)]
    names = facts["posyandu"]
    newest = days.dropna(subset=["posyandu"]).drop_duplicates("posyandu", keep="last")
    newest = newest.sort_values("percent", kind="stable", na_position="last")
    last = days["day"].max()
    today = days[days["day"].eq(last)].set_index("posyandu")["weighed"]
    before = days[days["day"] < last].dropna(subset=["posyandu"]).drop_duplicates("posyandu", keep="last")
    gained = today.reindex(newest["posyandu"]).to_numpy() - (
        before.set_index("posyandu")["weighed"].reindex(newest["posyandu"]).fillna(0).to_numpy()
    )
    shown = pd.DataFrame(
        {
            "name": newest["posyandu"].map(names).fillna(newest["posyandu"]),
            "weighed": [
                f"{format_number(row.weighed)} dari {format_number(row.sasaran)}"
                for row in newest.itertuples(index=False)
            ],
            "percent": [
                "belum mulai" if not row.weighed else format_percent(row.percent)
                for row in newest.itertuples(index=False)
            ],
            "gained": [f"+{format_number(count)}" if count else "—" for count in gained],
        }
    )
    columns = {
        "name": "Posyandu",
        "weighed": "Ditimbang",
        "percent": "Bagian",
        "gained": format_short_day(last),
    }
    return build_sheets(
        say_so_far(days),
        shown,
        columns,
        room,
        numbers=("weighed", "percent", "gained"),
        strong=("percent",),
        names=("name",),
        note=f"{name_span(span)}. Yang terendah di atas; kolom terakhir: ditimbang pada hari itu.",
    )


def _build_cases(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    month = format_month(facts["month"])
    if not facts["total"]["D"]:
        return [Sheet(f"Belum ada balita yang ditimbang pada {month}", hint=FILL_IN["2t"])]
    count = facts["count"]
    if facts["cases"] is None:
        figures = [
            (name, _say_count(value, small), "", "")
            for name, value, small in (
                ("2T, dua bulan tidak naik", facts["total"]["two_t"], facts["total"].get("two_t_small")),
                ("BGM, di bawah garis merah", facts["total"]["bgm"], facts["total"].get("bgm_small")),
                ("Nyaris 2T", count["nyaris_2t"], "nyaris_2t" in facts["small"]),
            )
        ]
        headline = f"{_say_count(count['kebal'], 'kebal' in facts['small'])} anak 2T atau BGM pada {month}"
        if pd.isna(count["kebal"]) and "kebal" not in facts["small"]:
            headline = f"Anak 2T atau BGM pada {month}"
        return [Sheet(headline, build_figures(figures, room.below(headline), across=True))]
    cases, counts = facts["cases"], facts["counts"]
    listed = cases.head(MOST_CHILDREN)
    new, near = int(cases["new"].sum()), int(count["nyaris_2t"])
    if cases.empty:
        return [Sheet(f"Tidak ada anak 2T, BGM, atau nyaris 2T pada {month}", hint="Pertahankan.")]
    fresh = f", {new} di antaranya baru" if new else ""
    headline = f"{format_number(count['kebal'])} anak 2T atau BGM{fresh}; {near} nyaris 2T"
    places = pd.DataFrame(
        {"name": counts["name"], "two_t": counts["two_t"], "bgm": counts["bgm"], "near": counts["nyaris_2t"]}
    )
    shown = pd.DataFrame(
        {
            "label": listed["label"],
            "posyandu": listed["posyandu"].map(facts["posyandu"]).fillna(listed["posyandu"]),
            "state": [_describe_case(row.two_t, row.bgm, row.new) for row in listed.itertuples(index=False)],
        }
    )
    columns = {"label": "Anak", "posyandu": "Posyandu", "state": "Keadaan"}
    if "gain_g" in listed:  # not beside initials
        gains = zip(listed["gain_g"], listed["kbm_g"], strict=True)
        shown = shown.assign(gain=[_describe_gain(gain, least) for gain, least in gains])
        columns["gain"] = "Berat sejak bulan lalu"
    first = f"{new} anak baru 2T atau BGM" if new else f"{near} anak nyaris 2T"
    sheets = build_sheets(
        headline,
        places,
        {"name": "Posyandu", "two_t": "2T", "bgm": "BGM", "near": "Nyaris 2T"},
        room,
        numbers=("two_t", "bgm", "near"),
        names=("name",),
        note="Posyandu dengan anak 2T atau BGM terbanyak di atas.",
    )
    todo = f"Kunjungi sebelum hari posyandu berikutnya, mulai dari {first}"
    if len(facts["posyandu"]) == 1:  # its counts would be a table of one line, and are in the headline
        del columns["posyandu"]
        sheets, todo = [], headline
    more = ""
    if len(cases) > len(listed):
        more = f"{len(listed)} dari {len(cases)} anak, 2T dan BGM lebih dulu; semuanya di Daftar Anak."
    return [
        *sheets,
        *build_sheets(todo, shown, columns, room, strong=("label",), names=("posyandu",), note=more),
    ]


def _build_priority(facts: Mapping[str, Any], room: Room) -> list[Sheet]:
    """How many of those who cannot wait were followed up, and who was not: overdue first, then by waiting."""
    counts, rows = facts["counts"], facts["rows"]
    whole = counts[followed_up.ALL]
    month = format_month(facts["month"])
    if not facts["measured"]:
        return [Sheet(f"Belum ada balita yang ditimbang pada {month}", hint=FILL_IN["prioritas"])]
    if rows is None:
        said = describe_priority(counts) or f"Anak prioritas pada {month}: jumlahnya tidak dirinci"
        return [Sheet(said)]
    if not whole["cases"]:
        return [Sheet(f"Tidak ada anak gizi buruk, 2T, atau BGM pada {month}", hint="Pertahankan.")]
    if rows.empty:
        all_of = f"Semua {format_number(whole['cases'])}" if whole["cases"] > 1 else "Satu-satunya"
        hint = "Lihat hasilnya pada penimbangan berikutnya."
        return [Sheet(f"{all_of} anak prioritas sudah ditindaklanjuti", hint=hint)]
    listed = rows.head(MOST_CHILDREN)
    shown = pd.DataFrame(
        {
            "label": listed["label"],
            "posyandu": listed["posyandu"].map(facts["posyandu"]).fillna(listed["posyandu"]),
            "kinds": [
                name_kinds(*one) for one in zip(*(listed[kind] for kind in followed_up.KINDS), strict=True)
            ],
            "state": [_describe_left(row, facts["today"]) for row in listed.to_dict("records")],
        }
    )
    columns = {"label": "Anak", "posyandu": "Posyandu", "kinds": "Sebab", "state": "Tindak lanjut"}
    if len(facts["posyandu"]) == 1:
        del columns["posyandu"]
    note = "Prioritas: gizi buruk, 2T, atau BGM. Belum ada: sepakati di rapat ini siapa berbuat apa."
    if len(rows) > len(listed):
        note = f"{len(listed)} dari {len(rows)} anak; semuanya di Daftar Anak. {note}"
    return build_sheets(
        say_headline(whole), shown, columns, room, strong=("state",), names=("posyandu",), note=note
    )


def _describe_left(row: Mapping[Any, Any], today: pd.Timestamp) -> str:
    if row["state"] == followed_up.LATE:
        return f"▲ lewat {format_number((today - row['due_on']).days)} hari"
    return f"belum ada, {describe_wait(row['waiting_days'])}"


def _say_count(value: float, small: object) -> str:
    return format_number(value) if not pd.isna(value) else SMALL if small else CLOSED


def _describe_case(two_t: bool, bgm: bool, new: bool) -> str:
    kinds = " dan ".join(word for word, holds in (("2T", two_t), ("BGM", bgm)) if holds)
    return f"{kinds}{', baru' if new else ''}" if kinds else "Nyaris 2T"


def _describe_gain(gain: float, least: float) -> str:
    if pd.isna(gain):
        return "bulan lalu tidak ditimbang"
    grams = format_number(abs(gain))
    words = f"naik {grams} g" if gain > 0 else f"turun {grams} g" if gain < 0 else "tetap"
    return words if pd.isna(least) else f"{words}, perlu {format_number(least)} g"


_BUILDERS: dict[str, Callable[[Mapping[str, Any], Room], list[Sheet]]] = {
    "skdn": _build_skdn,
    "timbang": _build_weighing_days,
    "2t": _build_cases,
    "prioritas": _build_priority,
    "ibu": work.build_mothers,
    "ajb": work.build_rounds,
    "mentoring": work.build_pairs,
    "sop": work.build_sop,
    "rtl": work.build_actions,
}
