"""The parts of the page Antar Jemput: choosing a round, its tasks, funnel and buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import antar_jemput
from lib.domain.steps.timing import DONE, DONE_LATE, MISSED, NOT_APPLICABLE, NOT_DONE, TODAY
from lib.views import boards, components, filters
from lib.views.sparklines import build_line
from lib.views.templates import macro
from lib.words import text
from lib.words.antar_jemput import describe_days
from lib.words.cells import each, is_given, join_given
from lib.words.formats import (
    format_minutes_of_day,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_weekday,
)

TEMPLATES = "antar_jemput/antar_jemput.html"
_countdown = macro(TEMPLATES, "countdown")
_quiet = macro(TEMPLATES, "quiet")
_round_head = macro(TEMPLATES, "round_head")
_tasks = macro(TEMPLATES, "tasks")
build_told = macro(TEMPLATES, "told")
_bars = macro(TEMPLATES, "bars")
_buckets = macro(TEMPLATES, "buckets")

TITLE = "Antar Jemput"
LEAD = "Hari posyandu bulan ini: siapa perlu dijemput, siapa sudah dihubungi, dan siapa naik di titik mana."
CHOOSE_ROUND = "Rincian hari posyandu"
TABS_READ = ("Jadwal", "Antar Jemput", "Titik Jemput", "Armada", "Balita", "Ibu Hamil", "Penimbangan")
BASE_MONTH = "Sasaran putaran ini: yang tidak ditimbang pada {month}, bulan buka yang terakhir ({why})."
NO_BASE = (
    "Belum ada bulan sebelum ini yang ada hari posyandu dan penimbangannya, jadi belum ada balita yang "
    "disebut absen."
)
NO_ROUNDS_TITLE = "Belum ada hari posyandu bulan ini"
NO_ROUNDS_HELP = (
    "Isi tab “Jadwal”: satu baris satu hari posyandu (Tanggal dan Posyandu). Dari tanggal itu kelima tugas "
    "antar-jemput dihitung sendiri."
)
AHEAD_NOTE = (
    "Sasaran bulan depan masih akan berkurang: yang ditimbang sebelum bulan ini berakhir tidak ikut dijemput."
)
FUNNEL_TITLE = "Sampai di mana ajakan"
BUCKETS_TITLE = "Tiap sasaran ada di satu kelompok"

PARTS = {
    "putaran": "Putaran",
    "ajakan": "Sasaran dan ajakan",
    "bus": "Daftar naik bus",
    "tahun": "12 bulan",
}
MONTHS = 12

SOON_DAYS = 5
"""From H-5 on the SOP's tasks of a round have begun."""

FUNNEL = {
    "sasaran": "Sasaran",
    "dihubungi": "Dihubungi",
    "bersedia": "Bersedia",
    "naik": "Naik bus",
    "ditimbang": "Ditimbang",
}
BUCKETS = {
    antar_jemput.ON_LIST: "Di daftar naik bus",
    antar_jemput.UNDECIDED: "Ragu atau belum menjawab",
    antar_jemput.UNREACHED: "Tidak tersambung",
    antar_jemput.NOT_CALLED: "Belum dihubungi",
    antar_jemput.REFUSED: "Menolak",
    antar_jemput.LEFT_OUT: "Tidak ikut (pindah, ganda, lainnya)",
}
_TASK_KINDS = {MISSED: "urgent", TODAY: "today"} | dict.fromkeys(
    (DONE, DONE_LATE, NOT_DONE, NOT_APPLICABLE), "settled"
)


def choose_part() -> str:
    """Which part of the page is shown; kept in the address."""
    return filters.part_filter("antar_jemput", PARTS, "putaran")


def choose_round(choices: Mapping[str, str], following: str) -> str:
    """The key of the round asked for, the next one at first (of describe_rounds); kept in the address."""
    return filters.choice_filter(CHOOSE_ROUND, "putaran", choices, following)


def months_of_year(month: pd.Period) -> list[pd.Period]:
    """The month and the eleven before it."""
    return list(pd.period_range(month - (MONTHS - 1), month, freq="M"))


def find_standard_minutes(tasks: pd.DataFrame) -> float:
    """The minutes that the SOP's last step (fetching) may take, as in the tab Langkah SOP; else the SOP's."""
    given = tasks["standard_minutes"].dropna()
    return float(given.iloc[-1]) if len(given) else antar_jemput.STANDARD_MINUTES


def select_round(tables: Sequence[pd.DataFrame], one: Mapping[Any, Any]) -> list[pd.DataFrame]:
    """The rows of one round (`posyandu` and `round_date`) of each table."""
    return [
        table[table["posyandu"].eq(one["posyandu"]) & table["round_date"].eq(one["round_date"])]
        for table in tables
    ]


def describe_rounds(rounds: pd.DataFrame) -> tuple[dict[str, str], str]:
    """Key → label of each round for choosing one, and the key of the next one (else of the last)."""
    keys = build_keys(rounds)
    labels = {
        key: f"{row.posyandu_name} · {format_weekday(row.round_date)} · {describe_days(row.days_left)}"
        for key, row in zip(keys, each(name_posyandu(rounds)), strict=True)
    }
    ahead = [key for key, days in zip(keys, rounds["days_left"], strict=True) if days >= 0]
    return labels, ahead[0] if ahead else keys[-1]


def build_keys(rounds: pd.DataFrame) -> list[str]:
    """A key for the address of each round: "MLT1@2026-11-25"."""
    return [f"{row.posyandu}@{row.round_date:%Y-%m-%d}" for row in each(rounds)]


def find_round(rounds: pd.DataFrame, key: str) -> dict[Any, Any]:
    """The round of a key, as one record."""
    return name_posyandu(rounds).iloc[build_keys(rounds).index(key)].to_dict()


def build_countdown(days_left: float) -> Markup:
    """HTML of the same; from H-5 to H it stands out."""
    kind = "past" if days_left < 0 else "soon" if days_left <= SOON_DAYS else ""
    return _countdown(kind=kind, words=describe_days(days_left))


def name_posyandu(rounds: pd.DataFrame) -> pd.DataFrame:
    """`rounds` with the code where a posyandu has no name."""
    return rounds.assign(posyandu_name=rounds["posyandu_name"].fillna(rounds["posyandu"]))


def quiet(words: str) -> Markup:
    """HTML of a quiet line below others."""
    return _quiet(words=words)


def render_figures(
    rounds: pd.DataFrame, funnel: pd.DataFrame, year: pd.DataFrame, running: pd.Period
) -> None:
    """The month in four figures: D/S, which the rounds are for, with the months of `year` (SKDN by month) as
    a line, the days, and how far the invitations got."""
    now = year.iloc[-1]
    months = list(year["month"].dt.to_period("M"))
    sums = funnel[["sasaran", "dihubungi", "bersedia", "naik"]].sum()
    over = int((rounds["days_left"] < 0).sum())
    components.figures(
        [
            components.build_figure(
                "D/S · ditimbang", now["ds"], percent=True, numerator=now["D"], denominator=now["S"],
                compare="bulan berjalan" if months[-1] == running else None,
                line=build_line("D/S", months, year["ds"].to_list(), percent=True),
            ),
            components.build_figure("Hari posyandu", len(rounds), compare=f"{over} sudah lewat"),
            components.build_figure(
                "Sasaran dihubungi", sums["dihubungi"],
                compare=f"dari {format_number(sums['sasaran'])} sasaran",
            ),
            components.build_figure(
                "Bersedia dijemput", sums["bersedia"], compare=f"{format_number(sums['naik'])} sudah naik bus"
            ),
        ]
    )  # fmt: skip


def render_round_head(
    one: Mapping[Any, Any], counted: tuple[pd.Period | None, Sequence[tuple[pd.Timestamp, str]]]
) -> None:
    """Which round, in how many days, where, when, and by which bus; `counted` of Seen.base_month: whose
    absent children it fetches, where that is not last month."""
    title = f"{one['posyandu_name']}, {format_weekday(one['round_date'])}"
    st.header(components.plain(title), anchor=False)
    seats = f"{one['capacity']:.0f} kursi" if is_given(one["capacity"]) else None
    driver = f"sopir {one['driver']}" if is_given(one["driver"]) else None
    opens = f"buka {format_minutes_of_day(one['open_time'])}" if is_given(one["open_time"]) else None
    bus = join_given(one["bus"], one["plate"], driver, seats, separator=", ")
    details = join_given(opens, one["venue"], bus or "bus belum ditentukan")
    st.html(_round_head(countdown=build_countdown(one["days_left"]), details=details))
    if is_given(one["original_date"]):
        reason = f" Alasan: {one['note']}." if is_given(one["note"]) else ""
        components.notice_note(f"Dipindah dari {format_weekday(one['original_date'])}.{reason}")
    _render_base_month(*counted)


def _render_base_month(base: pd.Period | None, skipped: Sequence[tuple[pd.Timestamp, str]]) -> None:
    """Where the month whose absent children are fetched is not last month: which it is, and why; nothing
    else."""
    if base is None:
        components.notice_note(NO_BASE)
    elif skipped:
        why = ", ".join(f"{format_month(month)} {reason}" for month, reason in skipped)
        components.notice_note(BASE_MONTH.format(month=format_month(base), why=why))


def render_tasks(tasks: pd.DataFrame) -> None:
    """The five tasks with due date, state, and who did them."""
    if tasks.empty:
        components.empty_state(
            "Langkah antar-jemput belum ada",
            "Isi SOP AJB di tab “SOP” dan “Langkah SOP”; buku templat membawanya.",
        )
        return
    st.html(_tasks(tasks=[_read_task(task) for task in each(tasks)]))


def _read_task(task: Any) -> dict[str, str]:
    due = format_short_day(task.due_on) if is_given(task.due_on) else text.EMPTY_VALUE
    standard = f"baku {format_number(task.standard_minutes)}" if is_given(task.standard_minutes) else None
    minutes = f"{format_number(task.minutes)} menit" if is_given(task.minutes) else None
    minutes = join_given(minutes, standard, separator=", ") if minutes else None
    done = format_short_day(task.done_on) if is_given(task.done_on) else None
    record = join_given(done, task.executor, minutes, task.note)
    if not record and is_given(task.standard_executor):
        record = f"oleh {task.standard_executor}"
    if not minutes and standard:
        record = join_given(record, f"{standard} menit")
    return {
        "kind": _TASK_KINDS.get(task.state, ""),
        "when": join_given(task.timing, due),
        "what": f"{task.step}. {task.description}",
        "chip": components.state_chip(task.state),
        "record": quiet(record),
    }


def render_funnel(funnel: pd.DataFrame, skdn: pd.DataFrame) -> None:
    """Balita as bars with their numbers, ibu hamil counted apart, who came by themselves, and beside it the
    D/S of the posyandu in that month (`skdn`: one row of Seen.skdn)."""
    st.html(boards.build_part(words=FUNNEL_TITLE))
    for row in each(funnel):
        if row.kind == antar_jemput.CHILD:
            st.html(_build_bars(row))
        elif row.sasaran:
            steps = [f"{getattr(row, name)} {said.lower()}" for name, said in FUNNEL.items()][:-1]
            st.html(build_told(title="Ibu hamil", words=f" (dihitung terpisah): {' → '.join(steps)}"))
    alone, strangers, boarded = (
        int(funnel[name].sum()) for name in ("datang_sendiri", "di_luar_sasaran", "naik_lain")
    )
    said = join_given(
        f"{alone} sasaran datang sendiri dan ditimbang" if alone else None,
        f"{boarded} naik tanpa catatan tersambung dan bersedia" if boarded else None,
        f"{strangers} orang di daftar bukan sasaran" if strangers else None,
    )
    if said:
        st.html(boards.build_quiet_line(words=said))
    for row in each(skdn):
        if row.S:
            share, of = format_percent(row.ds), f"{format_number(row.D)} dari {format_number(row.S)}"
            st.html(
                build_told(title=f"D/S posyandu ini, {format_month(row.month)}", words=f": {share} ({of})")
            )


def _build_bars(row: Any) -> Markup:
    counts = [(label, int(getattr(row, name))) for name, label in FUNNEL.items()]
    share = 100 / row.sasaran if row.sasaran else 0
    return _bars(bars=[(label, share * count, count) for label, count in counts])


def render_buckets(people: pd.DataFrame) -> None:
    """How many sasaran are in each bucket, balita and ibu hamil apart, with the totals."""
    target = people[people["in_target"].astype(bool)]
    counts = target.groupby(["bucket", "kind"]).size().to_dict()
    kinds = (antar_jemput.CHILD, antar_jemput.MOTHER)
    lines = [(label, [counts.get((bucket, kind), 0) for kind in kinds]) for bucket, label in BUCKETS.items()]
    totals = [int(target["kind"].eq(kind).sum()) for kind in kinds]
    st.html(_buckets(title=BUCKETS_TITLE, lines=lines, totals=totals))
