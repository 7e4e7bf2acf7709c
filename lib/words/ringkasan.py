"""The month in ten lines, to send in a message: one text for the group of kader, one for the kepala.

No person is named: the figures (summary.Summary) hold none. Typed names of puskesmas and posyandu are cut, so
that a text never grows beyond MOST_LETTERS. Bold is written as WhatsApp has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pandas as pd

from lib.domain.prevalence import INDICATORS
from lib.domain.summary import Standing, Summary
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import (
    format_filled,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_time,
    format_weekday,
)

KADER, KEPALA = "kader", "kepala"
AUDIENCES: dict[str, str] = {KADER: "Grup kader", KEPALA: "Kepala puskesmas"}
"""For whom a text is → how that is said."""

MOST_LETTERS = 1000
MOST_LINES = 10
MOST_DAYS = 3
"""Posyandu days named one by one."""
PLACE_LETTERS = 60

CLOSED_NOTE = "Tanpa nama; angka kasus di bawah 5 ditulis <5 dan tidak dirinci per posyandu."
SHEET_NAME = "Lembar Kader"


def build_share_link(text: str) -> str:
    """The address that opens WhatsApp with a text typed in; whom it goes to is chosen there."""
    return f"https://wa.me/?text={quote(text)}"


def build_kader_text(summary: Summary) -> str:
    """For the group: what was reached, whom to see to, what comes next, and thanks. At most MOST_LINES lines
    and MOST_LETTERS letters."""
    lines = [
        f"*Ringkasan posyandu {format_month(summary.month)}*",
        _say_opened(summary),
        *(_say_work_of_kader(summary) if summary.now["D"] else ["Belum ada balita yang ditimbang."]),
        _say_vitamin_a(summary),
        _say_next_days(summary),
        f"Terima kasih, Ibu dan Bapak Kader. {CLOSED_NOTE}",
    ]
    return "\n".join(lines)


def build_kepala_text(summary: Summary, standing: Standing) -> str:
    """For the kepala: figures beside last month's and their targets, what is urgent, overdue and unread. As
    short as the other."""
    now, before = summary.now, summary.before
    rates = [
        _say_rate(summary, "Ditimbang (D/S)", "ds", now["D"], now["S"], summary.targets.ds),
        _say_rate(summary, "Naik (N/D′)", "nd_corrected", now["N"], now["N"] + now["T"], summary.targets.nd),
        f"Punya KMS (K/S): {format_filled(now['kms_known'], now['S'])}."
        if pd.isna(now["K"])
        else _say_rate(summary, "Punya KMS (K/S)", "ks", now["K"], now["S"], summary.targets.ks),
    ]
    cases = ", ".join(
        f"{name} {_say_case(now, key)}" + (f" (bulan lalu {_say_case(before, key)})" if before["D"] else "")
        for name, key in (("2T", "two_t"), ("BGM", "bgm"))
    )
    statuses = ", ".join(
        f"{name} {_say_share(now, name)}" + (f" ({_say_share(before, name)})" if before["D"] else "")
        for name in INDICATORS
    )
    told = [*rates, f"{cases}, nyaris 2T {_say_list(summary, 'nyaris_2t')}.", f"{statuses.capitalize()}."]
    lines = [
        f"*Ringkasan {format_month(summary.month)} untuk kepala puskesmas*",
        _say_opened(summary),
        *(told if now["D"] else ["Belum ada balita yang ditimbang."]),
        _say_urgent(summary, standing),
        f"Lewat batas waktu: {format_number(standing.late_steps)} langkah SOP, "
        f"{format_number(standing.late_actions)} tindak lanjut.",
        _say_books(standing),
    ]
    return "\n".join(lines)


def _cut(name: str, most: int) -> str:
    """A typed name on one line, of at most so many letters."""
    whole = " ".join(name.split())
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _say_opened(summary: Summary) -> str:
    puskesmas = _cut(summary.puskesmas, PLACE_LETTERS) or "Puskesmas"
    waiting = " Sementara, belum lengkap." if summary.is_waiting else ""
    if summary.posyandu is not None:
        opened = "sudah buka" if summary.opened else "belum buka"
        return f"Posyandu {_cut(summary.posyandu, PLACE_LETTERS)}, {puskesmas}: {opened}.{waiting}"
    opened = f"{format_number(summary.opened)} dari {format_number(summary.of)} posyandu sudah buka"
    return f"{puskesmas}: {opened}.{waiting}"


def _say_work_of_kader(summary: Summary) -> list[str]:
    now = summary.now
    missing = float(now["not_weighed"])
    later = "Ajak datang pada hari posyandunya." if summary.is_waiting else "Ajak, atau jemput bulan depan."
    absent = (
        f"{'Belum' if summary.is_waiting else 'Tidak'} ditimbang: {format_number(missing)} balita. {later}"
    )
    return [
        _say_reached(summary, "Ditimbang", "D/S", "ds", now["D"], now["S"], summary.targets.ds),
        _say_reached(
            summary, "Naik berat", "N/D′", "nd_corrected", now["N"], now["N"] + now["T"], summary.targets.nd
        ),
        absent if missing else "Semua sasaran sudah ditimbang.",
        _say_visits(summary),
        _say_severe(summary),
    ]


def _say_reached(
    summary: Summary, name: str, short: str, key: str, part: float, whole: float, target: float
) -> str:
    """ "Ditimbang: 136 dari 160 balita (D/S 85,0%). Target 80% tercapai." """
    rate = summary.now[key]
    if pd.isna(part) or pd.isna(whole):
        return f"{name}: {CLOSED}."
    if pd.isna(rate):
        return f"{name}: belum dapat dihitung ({short})."
    goal = f"Target {format_number(target)}%"
    if rate >= target:
        verdict = f"{goal} tercapai, terima kasih."
    else:
        verdict = f"{goal}, belum dinilai." if summary.is_waiting else f"{goal} belum tercapai."
    return (
        f"{name}: {format_number(part)} dari {format_number(whole)} balita "
        f"({short} {format_percent(rate)}). {verdict}"
    )


def _say_visits(summary: Summary) -> str:
    found = {key: summary.cases[key] for key in ("kebal", "nyaris_2t")}
    if not any(pd.isna(count) or count for count in found.values()):
        return "Tidak ada anak 2T, BGM, atau nyaris 2T. Pertahankan."
    if all(pd.isna(count) and key not in summary.small for key, count in found.items()):
        return f"Kunjungi anak 2T, BGM, dan nyaris 2T; siapa, ada di {SHEET_NAME}."
    return (
        f"Kunjungi: 2T atau BGM {_say_children(summary, 'kebal')}, nyaris 2T "
        f"{_say_children(summary, 'nyaris_2t')}; siapa, ada di {SHEET_NAME}."
    )


def _say_severe(summary: Summary) -> str:
    if summary.cases["gizi_buruk"] == 0:
        return "Gizi buruk: tidak ada di antara yang diukur."
    if pd.isna(summary.cases["gizi_buruk"]) and "gizi_buruk" not in summary.small:
        return f"Gizi buruk: {CLOSED}. Bila ada tandanya, dampingi ke puskesmas sekarang juga."
    return f"Gizi buruk: {_say_children(summary, 'gizi_buruk')}. Dampingi ke puskesmas sekarang juga."


def _say_list(summary: Summary, key: str) -> str:
    count = summary.cases[key]
    if pd.isna(count):
        return SMALL if key in summary.small else CLOSED
    return format_number(count)


def _say_children(summary: Summary, key: str) -> str:
    said = _say_list(summary, key)
    return said if said == CLOSED else f"{said} anak"


def _say_vitamin_a(summary: Summary) -> str:
    if not summary.vitamin_a:
        return f"Vitamin A berikutnya: {format_month(summary.next_vitamin_a)}."
    ages = {"vitamin_a_6_11": "6–11 bulan", "vitamin_a_12_59": "12–59 bulan"}
    given = ", ".join(
        f"{ages[name]} " + (CLOSED if pd.isna(count) else f"{format_number(count)} dari {format_number(of)}")
        for name, (count, of) in summary.vitamin_a.items()
    )
    return f"Vitamin A bulan ini: {given}."


def _say_next_days(summary: Summary) -> str:
    days = summary.next_days
    if not days:
        return "Hari posyandu berikutnya belum terjadwal."
    if summary.posyandu is not None:
        return f"Hari posyandu berikutnya: {format_weekday(days[0][1])}."
    named = [f"{_cut(name, 30)} {format_short_day(day)}" for name, day in days[:MOST_DAYS]]
    more = f", dan {format_number(len(days) - MOST_DAYS)} lagi" if len(days) > MOST_DAYS else ""
    return f"Hari posyandu berikutnya: {', '.join(named)}{more}."


def _say_rate(summary: Summary, name: str, key: str, part: float, whole: float, target: float) -> str:
    """ "Ditimbang (D/S): 85,0% (136 dari 160), bulan lalu 88,1%; target 80% tercapai." """
    rate, then = summary.now[key], summary.before[key]
    if pd.isna(rate):
        return f"{name}: {CLOSED if pd.isna(part) or pd.isna(whole) else 'belum dapat dihitung'}."
    goal = f"target {format_number(target)}%"
    if rate >= target:
        goal += " tercapai"
    else:
        goal += ", belum dinilai" if summary.is_waiting and key != "ks" else " belum tercapai"
    # Of a month in which nobody was weighed there is nothing to compare with.
    was = f", bulan lalu {format_percent(then)}" if summary.before["D"] and pd.notna(then) else ""
    return f"{name}: {format_percent(rate)} ({format_number(part)} dari {format_number(whole)}){was}; {goal}."


def _say_case(figures: Any, key: str) -> str:
    if pd.isna(figures[key]):
        return SMALL if figures.get(f"{key}_small") else CLOSED
    return format_number(figures[key])


def _say_share(figures: Any, indicator: str) -> str:
    if pd.notna(figures[indicator]) or figures[f"{indicator}_n"] == 0:
        return format_percent(figures[indicator])
    return CLOSED if pd.isna(figures[f"{indicator}_cases"]) else format_percent(figures[indicator])


def _say_urgent(summary: Summary, standing: Standing) -> str:
    said = [f"gizi buruk {_say_children(summary, 'gizi_buruk')}"] if summary.now["D"] else []
    if standing.mothers is not None:
        count = standing.mothers
        said.append(f"ibu perlu segera {SMALL if pd.isna(count) else format_number(count)}")
    return f"Perlu segera: {', '.join(said) or 'belum ada yang diukur'}."


def _say_books(standing: Standing) -> str:
    read = f"{format_number(standing.books)} buku kerja"
    if standing.read_at is not None:
        read += f" dibaca {format_short_day(standing.read_at)} {format_time(standing.read_at)}"
    found: list[tuple[int | None, Callable[[str], str]]] = [
        (standing.unread, lambda n: f"{n} berat atau tinggi tidak terbaca"),
        (standing.errors, lambda n: f"{n} isian perlu diperbaiki"),
        (standing.left_out, lambda n: f"{n} baris tidak dihitung"),
    ]
    wrong = [say(format_number(count)) for count, say in found if count]
    if wrong or standing.errors is None:
        return f"Data: {'; '.join([read, *wrong])}."
    return f"Data: {read}; tidak ada isian yang perlu diperbaiki."
