"""The parts of the page Mentoring: SIKERITING pairs along the year's rail, and how the children fare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import compute_changes
from lib.domain.sop.keys import OSOC, normalise_sop
from lib.domain.sop.timing import Rhythm, parse_timing
from lib.views import boards, components, text
from lib.views.daftar_tilik import name_units, render_steps
from lib.views.formats import format_number, format_short_day

TITLE = "Mentoring"
LEAD = "Siapa didampingi siapa, sampai di langkah mana tiap pasangan, dan apakah anaknya membaik."
CHOOSE_YEAR = "Tahun"
CHOOSE_KELURAHAN = "Kelurahan"
ALL_KELURAHAN = "Semua kelurahan"
TABS_READ = ("Mentoring", "Kegiatan Mentoring", "MoU", "Balita", "Penimbangan")
NO_PAIRS_TITLE = "Belum ada pasangan SIKERITING"
NO_PAIRS_HELP = (
    "Isi tab “Mentoring”: satu baris satu anak dengan Tim, Mentor dan Tanggal pilih. Kegiatannya diisi di "
    "tab “Kegiatan Mentoring” menurut nomor langkah."
)
NO_OWN_PAIRS_TITLE = "Belum ada pasangan atas nama Anda"
NO_OWN_PAIRS_HELP = (
    "Nama Anda harus tertulis sama di kolom Mentor (tab “Mentoring”) atau kolom Mahasiswa (tab "
    "“Pendampingan”). Minta petugas puskesmas memeriksanya."
)
ACTIVE = "Aktif"
DECIMALS = 2

INDICES = {"tb_u": "TB/U", "bb_u": "BB/U"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_QUARTERS = {1: "Jan–Mar", 2: "Apr–Jun", 3: "Jul–Sep", 4: "Okt–Des"}


def read_years(mentoring: pd.DataFrame, this_year: int) -> dict[str, str]:
    """The years that have pairs, up to this one, newest first, for choosing."""
    first = mentoring["selected_on"].min()
    start = min(first.year, this_year) if boards.is_given(first) else this_year
    return {str(year): str(year) for year in range(this_year, start - 1, -1)}


def read_kelurahan(pairs: pd.DataFrame) -> dict[str, str]:
    """The kelurahan of the pairs for choosing, "" for all; only that where there is nothing to choose."""
    names = sorted(pairs["kelurahan"].dropna().unique())
    return {"": ALL_KELURAHAN} | ({name: name for name in names} if len(names) > 1 else {})


def select_pairs(pairs: pd.DataFrame, kelurahan: str, posyandu: str | None) -> pd.DataFrame:
    """The pairs of a kelurahan ("" = all) and posyandu; those that need attention first, ended ones last."""
    if kelurahan:
        pairs = pairs[pairs["kelurahan"].eq(kelurahan)]
    if posyandu is not None:
        pairs = pairs[pairs["posyandu"].eq(posyandu)]
    ended = pairs["status"].ne(ACTIVE)
    return pairs.assign(ended=ended).sort_values(
        ["ended", "steps_missed", "silent_days"], ascending=[True, False, False], kind="stable"
    )


def render_figures(pairs: pd.DataFrame) -> None:
    """Pairs, missed steps, silent pairs, and the mean z of the same children at the start and now."""
    active = pairs[pairs["status"].eq(ACTIVE)]
    missed = int(active["steps_missed"].sum())
    behind = int(active["steps_missed"].gt(0).sum())
    silent = int(active["silent_days"].gt(SILENT_DAYS).sum())
    built = [
        components.build_figure(
            "Pasangan aktif",
            len(active),
            compare=f"dari {len(pairs)} pasangan tahun ini"
            + (f"; {missed} langkah lewat pada {behind} pasangan" if missed else "; tidak ada langkah lewat"),
        ),
        components.build_figure(
            "Pasangan diam", silent, compare=f"aktif, tanpa kegiatan lebih dari {SILENT_DAYS} hari"
        ),
    ]
    changes = compute_changes(pairs).set_index("index").to_dict("index")
    built += [
        components.build_figure(f"Perubahan z {name}", _describe_change(row), compare=_describe_same(row))
        for index, name in INDICES.items()
        if (row := changes.get(index))
    ]
    components.figures(built)


def _describe_change(row: Mapping[Any, Any]) -> str:
    if not row["children"]:
        return text.EMPTY_VALUE
    return f"{'+' if row['mean_change'] > 0 else ''}{_format_z(row['mean_change'])}"


def _describe_same(row: Mapping[Any, Any]) -> str:
    without = int(row["pairs"] - row["children"])
    missing = f"{without} tanpa ukuran awal atau kini" if without else None
    if not row["children"]:
        return missing or "belum ada pasangan"
    mean = f"rata-rata {_format_z(row['mean_awal'])} → {_format_z(row['mean_kini'])}"
    same = f"{int(row['children'])} anak yang sama, {int(row['improved'])} naik"
    return boards.join_given(mean, same, missing, separator="; ")


def _format_z(value: float) -> str:
    return format_number(value, decimals=DECIMALS)


def render_rail(
    pairs: pd.DataFrame, steps: pd.DataFrame, posyandu_names: Mapping[str, str], today: pd.Timestamp
) -> None:
    """Pairs × steps along the year, with the last activity and the child's z at the start and now."""
    boards.render_legend(steps["state"])
    columns = steps.drop_duplicates("step").sort_values("step_order")
    phases = build_phases(columns, today)
    by_pair: dict[tuple[str, str], list[Any]] = {}
    for step in boards.each(steps.sort_values("step_order", kind="stable")):
        by_pair.setdefault(_key(step), []).append(step)
    top = "".join(
        f'<th scope="colgroup" colspan="{len(numbers)}" class="first{" now" if is_now else ""}">'
        f'{escape(name)}<span class="papan-quiet-block">{escape(below)}</span></th>'
        for name, below, numbers, is_now in phases
    )
    starts = {numbers[0] for _, _, numbers, _ in phases}
    numbered = "".join(
        f'<th scope="col"{_first(step, starts)} title="{escape(str(what))}">{escape(str(step))}</th>'
        for step, what in zip(columns["step"], columns["description"], strict=True)
    )
    others = "".join(
        f'<th scope="col" rowspan="2" class="figure{" first" if place == 0 else ""}">{header}</th>'
        for place, header in enumerate(["Kegiatan terakhir", *(f"z {name}" for name in INDICES.values())])
    )
    lines = "".join(
        _build_line(pair, by_pair.get(_key(pair), []), starts, posyandu_names) for pair in boards.each(pairs)
    )
    st.html(
        '<div class="papan-scroll" tabindex="0" role="region" aria-label="Langkah tiap pasangan">'
        '<table class="papan-matrix cards"><thead>'
        f'<tr><th scope="col" rowspan="2" class="name">Anak dan pendampingnya</th>{top}{others}</tr>'
        f"<tr>{numbered}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def build_phases(columns: pd.DataFrame, today: pd.Timestamp) -> list[tuple[str, str, list[str], bool]]:
    """Neighbouring steps of one `Waktu` (`columns`: one row a step): its name, a word on it, the steps'
    numbers, and whether today lies in it."""
    blocks = columns["timing"].fillna("").ne(columns["timing"].fillna("").shift()).cumsum()
    monitoring, phases = 0, []
    for _, block in columns.groupby(blocks, sort=False):
        first = block.iloc[0]
        timing = parse_timing(first["timing"])
        name = str(first["timing"]) if boards.is_given(first["timing"]) else "Tanpa waktu"
        below = ""
        if timing is not None and timing.rhythm is Rhythm.QUARTER:
            name, below = f"TW {timing.number}", _QUARTERS[timing.number]
        elif timing is not None and timing.rhythm is Rhythm.NAMED_MONTH:
            name = _MONTHS[timing.number - 1]
        if str(first["description"]).casefold().startswith("monitoring"):
            monitoring += 1
            below = f"monev {monitoring}"
        is_now = bool(first["starts_on"] <= today <= first["due_on"])
        phases.append((name, f"{below}, kini" if is_now and below else below, list(block["step"]), is_now))
    return phases


def _key(row: Any) -> tuple[str, str]:
    return str(row.child_id), str(row.team) if boards.is_given(row.team) else ""


def _first(step: str, starts: set[str]) -> str:
    return ' class="first"' if step in starts else ""


def _build_line(pair: Any, steps: Sequence[Any], starts: set[str], posyandu_names: Mapping[str, str]) -> str:
    name = pair.name if boards.is_given(pair.name) else pair.child_id
    place = boards.join_given(posyandu_names.get(pair.posyandu, pair.posyandu), pair.kelurahan)
    guide = boards.join_given(pair.team, pair.mentor, None if pair.status == ACTIVE else pair.status.lower())
    marks = "".join(
        f'<td{_first(step.step, starts)}><span class="narrow-only" aria-hidden="true">'
        f"{escape(str(step.step))}</span>{_build_mark(step, name)}</td>"
        for step in steps
    )
    return (
        f'<tr><th scope="row" class="name">{escape(str(name))}'
        f'<span class="papan-quiet-block">{escape(place)}</span>'
        f'<span class="papan-quiet-block">{escape(guide)}</span></th>{marks}'
        f'<td class="figure first" data-label="Kegiatan terakhir"><span>{_build_activity(pair)}</span></td>'
        + "".join(
            f'<td class="figure" data-label="z {label}"><span>{_build_change(pair, index)}</span></td>'
            for index, label in INDICES.items()
        )
        + "</tr>"
    )


def _build_mark(step: Any, name: object) -> str:
    record = boards.describe_record(step.due_on, step.done_on)
    words = boards.join_given(f"Langkah {step.step}", step.description, name, record)
    return boards.state_mark(step.state, words)


def _build_activity(pair: Any) -> str:
    day = format_short_day(pair.last_activity) if boards.is_given(pair.last_activity) else "belum ada"
    if pair.status != ACTIVE or not boards.is_given(pair.silent_days):
        return escape(day)
    days = f"{pair.silent_days:.0f} hari"
    if pair.silent_days > SILENT_DAYS:
        return f'{escape(day)}<span class="papan-alert"><span aria-hidden="true">▲</span> diam {days}</span>'
    return f'{escape(day)}<span class="papan-quiet-block">{days} lalu</span>'


def _build_change(pair: Any, index: str) -> str:
    start, now, change = (
        getattr(pair, name) for name in (f"z_{index}_awal", f"z_{index}_kini", f"change_{index}")
    )
    if not boards.is_given(now):
        return f'{text.EMPTY_VALUE}<span class="papan-quiet-block">belum ada</span>'
    if not boards.is_given(start):
        return f'{_format_z(now)}<span class="papan-quiet-block">tanpa awal</span>'
    if not boards.is_given(change):
        return f'{_format_z(start)}<span class="papan-quiet-block">belum diukur lagi</span>'
    moved = round(change, DECIMALS)
    word = "naik" if moved > 0 else "turun" if moved < 0 else "tetap"
    arrow = {"naik": "▲ ", "turun": "▼ ", "tetap": ""}[word]
    by = f" {_format_z(abs(moved))}" if moved else ""
    return (
        f'{_format_z(start)} → <b>{_format_z(now)}</b><span class="papan-quiet-block">'
        f'<span aria-hidden="true">{arrow}</span>{word}{by}</span>'
    )


def render_step_words(steps: pd.DataFrame) -> None:
    """The steps' numbers and wording, folded away."""
    columns = steps.drop_duplicates("step").sort_values("step_order")
    items = "".join(
        f"<li><b>{escape(str(row.step))}.</b> {escape(str(row.description))} "
        f'<span class="papan-quiet">{_describe_step(row)}</span></li>'
        for row in boards.each(columns)
    )
    st.html(
        f'<details class="papan-details"><summary>Uraian {len(columns)} langkah</summary>'
        f'<ul class="papan-words">{items}</ul></details>'
    )


def _describe_step(row: Any) -> str:
    return escape(boards.join_given(row.standard_executor, row.timing))


def select_osoc(status: pd.DataFrame, people: Mapping[str, str]) -> pd.DataFrame:
    """The rows of One Student One Client with `key` and `label` of their pair."""
    return name_units(status[normalise_sop(status["sop"]).eq(OSOC)], people=people, posyandu_names={})


def render_osoc(rows: pd.DataFrame) -> None:
    """A student's own mothers, each with the steps of One Student One Client."""
    for _, pair in rows.groupby("key", sort=False):
        st.header(components.plain(f"One Student One Client: {pair['label'].iloc[0]}"), anchor=False)
        render_steps(pair)
