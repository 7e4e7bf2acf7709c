"""Words about meetings, their agenda and their actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.domain import pertemuan
from lib.domain.attention import SILENT_DAYS
from lib.domain.followed_up import LATE as LATE_ACTION
from lib.words.cells import each, is_given, join_given
from lib.words.followed_up import ALL_FOLLOWED, NOBODY, describe_wait, name_kinds
from lib.words.formats import format_month, format_number, format_percent, format_short_day, format_weekday
from lib.words.steps import short_title

LATE = pertemuan.LATE


def describe_points(points: float) -> str:
    """ "+28,6 poin", "−3,0 poin", "0,0 poin"."""
    shown = format_number(points, decimals=1)
    return f"{'+' if points > 0 else ''}{shown} poin"


def describe_subject(row: Any, names: Mapping[str, str]) -> str:
    """ "F.N. RT 005, Melati 2"; a posyandu's name; "" where there is none."""
    place = names.get(row.posyandu, row.posyandu) if is_given(row.posyandu) else None
    rt = f"RT {row.rt}" if is_given(row.rt) else None
    person = join_given(row.initials, rt, separator=" ")
    return join_given(person or None, place, separator=", ")


def describe_deadline(row: Any) -> str:
    """ "27 Okt 2026, lewat 26 hari", "hari ini", "3 hari lagi"."""
    if not is_given(row.due_on):
        return "tanpa tenggat"
    left = int(row.days_left)
    if row.state == pertemuan.DONE:
        return format_short_day(row.due_on)
    when = f"lewat {-left} hari" if left < 0 else "hari ini" if left == 0 else f"{left} hari lagi"
    return f"{format_short_day(row.due_on)}, {when}"


PLACES_NAMED = 8


@dataclass(frozen=True, slots=True)
class Section:
    """One matter of the agenda: its title and lines, or what to say where there is nothing."""

    title: str
    lines: tuple[str, ...]
    nothing: str


def describe_agenda(
    agenda: pertemuan.Agenda, names: Mapping[str, str], titles: Mapping[str, str]
) -> list[Section]:
    """The sections in the order they are talked about. `names`: posyandu by code; `titles`: SOPs by code."""
    month = format_month(agenda.month)
    cases = f" (di samping {agenda.known_cases} yang sudah diketahui)" if agenda.known_cases else ""
    return [
        Section(
            "Ibu perlu segera",
            tuple(_describe_mother(row, names) for row in each(agenda.mothers)),
            "Tidak ada ibu yang perlu segera.",
        ),
        Section(
            "Tindak lanjut yang belum selesai",
            tuple(_describe_action(row, names) for row in each(agenda.actions)),
            "Semua tindak lanjut sudah selesai.",
        ),
        Section(
            "Langkah SOP yang lewat",
            tuple(_describe_steps(agenda.steps, names, titles)),
            "Tidak ada langkah yang lewat.",
        ),
        Section(
            f"Anak 2T atau BGM baru, {month}{cases}",
            tuple(_describe_cases(agenda.cases, names)),
            "Tidak ada anak 2T atau BGM baru.",
        ),
        Section(
            f"Anak prioritas tanpa tindak lanjut, {month}{_describe_followed(agenda.followed)}",
            tuple(_describe_unfollowed(row, names) for row in each(agenda.unfollowed)),
            ALL_FOLLOWED if agenda.followed["cases"] else NOBODY,
        ),
        Section(
            f"Sasaran KEBAL MSG tanpa kegiatan, {month}",
            tuple(
                f"{_name(row.posyandu, names)}: ada {row.sasaran:.0f} sasaran, belum ada kegiatan"
                for row in each(agenda.waiting)
            ),
            "Tidak ada sasaran yang menunggu kegiatan.",
        ),
        Section(
            f"D/S di bawah target {format_percent(agenda.target, decimals=0)}, {month}",
            tuple(
                f"{row.name}: {format_percent(row.ds)} ({row.D} dari {row.S} anak)"
                for row in each(agenda.low)
            ),
            "Semua posyandu mencapai target D/S.",
        ),
        Section(
            "Antar-jemput berikutnya",
            tuple(
                f"{format_weekday(row.round_date)}: {_name(row.posyandu, names)}, {row.sasaran} sasaran"
                for row in each(agenda.rounds)
            ),
            "Belum ada hari posyandu berikutnya di tab Jadwal.",
        ),
        Section(
            f"Pasangan mentoring tanpa kegiatan lebih dari {SILENT_DAYS} hari",
            tuple(_describe_pair(row, names) for row in each(agenda.pairs)),
            "Semua pasangan mentoring berkegiatan.",
        ),
    ]


def _name(code: Any, names: Mapping[str, str]) -> str:
    return str(names.get(code, code)) if is_given(code) else "Puskesmas"


def _describe_action(row: Any, names: Mapping[str, str]) -> str:
    about = describe_subject(row, names)
    what = f"{row.matter}: {about}" if about else str(row.matter)
    return join_given(what, row.owner, f"tenggat {describe_deadline(row)}")


def _describe_steps(steps: pd.DataFrame, names: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    # Posyandu that are late with the same steps share a line: of forty the agenda would be pages long.
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (sop, place), group in steps.groupby(["sop", "posyandu"], dropna=False, sort=False):
        numbers = tuple(dict.fromkeys(group["step"]))
        alike.setdefault((str(sop), numbers), []).append(_name(place, names))
    lines = []
    for (sop, numbers), places in alike.items():
        title = short_title(titles.get(sop, sop))
        count = f" ({len(numbers)} langkah)" if len(numbers) > 1 else ""
        lines.append(f"{title}, {_join_places(places)}: langkah {', '.join(numbers)}{count}")
    return lines


def _join_places(places: Sequence[str]) -> str:
    more = len(places) - PLACES_NAMED
    return ", ".join(places[:PLACES_NAMED]) + (f", dan {more} posyandu lain" if more > 0 else "")


def _describe_cases(cases: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    return [
        f"{_name(place, names)}: " + "; ".join(_describe_child(row) for row in each(group))
        for place, group in cases.groupby("posyandu", dropna=False, sort=False)
    ]


def _describe_followed(counts: Mapping[str, float]) -> str:
    if not counts["cases"]:
        return ""
    return f" ({counts['followed']:.0f} dari {counts['cases']:.0f} sudah ditindaklanjuti)"


def _describe_unfollowed(row: Any, names: Mapping[str, str]) -> str:
    rt = f" RT {row.rt}" if is_given(row.rt) else ""
    state = (
        f"lewat tenggat {format_short_day(row.due_on)}"
        if row.state == LATE_ACTION
        else describe_wait(row.waiting_days)
    )
    why = name_kinds(row.gizi_buruk, row.two_t, row.bgm)
    return f"{row.initials}{rt}, {_name(row.posyandu, names)}: {join_given(why, state, separator=', ')}"


def _describe_child(row: Any) -> str:
    why = " dan ".join(name for name, here in (("2T", row.two_t), ("BGM", row.bgm)) if here)
    rt = f" RT {row.rt}" if is_given(row.rt) else ""
    return f"{row.initials}{rt} ({why})"


def _describe_mother(row: Any, names: Mapping[str, str]) -> str:
    rt = f" RT {row.rt}" if is_given(row.rt) else ""
    return f"{row.initials}{rt}, {_name(row.posyandu, names)}: {row.segera}"


def _describe_pair(row: Any, names: Mapping[str, str]) -> str:
    rt = f" RT {row.rt}" if is_given(row.rt) else ""
    team = f", {row.team}" if is_given(row.team) else ""
    return f"{row.initials}{rt}, {_name(row.posyandu, names)}{team}: {row.silent_days:.0f} hari"
