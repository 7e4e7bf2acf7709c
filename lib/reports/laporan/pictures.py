"""Pictures for a group chat: Balok SKDN and every slide of Rapat, one message each, to read on a phone.

They are made as a guest sees the data (privacy.GROUP), and of what is listed person by person only the counts
stand here: a picture is sent on and stays. Few pairs are closed as few cases are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain.attention import SILENT_DAYS
from lib.domain.privacy import GROUP
from lib.domain.small_counts import is_small
from lib.domain.steps import is_judged
from lib.reports.typesetting import build_png
from lib.words import tokens
from lib.words.figures import CLOSED, SMALL, compare
from lib.words.formats import (
    format_day,
    format_filled,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_time,
    format_weekday,
)
from lib.words.pertemuan import LATE
from lib.words.rapat import TITLES
from lib.words.steps import short_title
from lib.words.weighing_days import name_span, say_so_far

TEMPLATE = Path(__file__).with_name("picture.typ")
PPI = 144
"""The page is 540 pt wide: 1080 pixels."""
MOST_ROWS = 7
PLACE_LETTERS, PUSKESMAS_LETTERS, TITLE_LETTERS = 28, 60, 80
OF_TODAY = frozenset({"ibu", "ajb", "mentoring", "rtl"})
"""Slides that say how things stand today, whatever the month."""
LETTERS = {"S": "sasaran", "K": "punya KMS", "D": "ditimbang", "N": "naik"}
FOOT = "Tanpa nama. Kasus di bawah 5 ditulis <5."


@dataclass(frozen=True, slots=True)
class Picture:
    """What one picture says below its headline, in this order: columns (name, count as words, share 0–1 of
    the highest, colour), figures (value, name, remark), bars (name, share 0–100 or None, words) with a
    `target` line, a table, and a note."""

    headline: str
    columns: Sequence[Mapping[str, Any]] = ()
    figures: Sequence[tuple[str, str, str]] = ()
    bars: Sequence[tuple[str, float | None, str]] = ()
    target: float | None = None
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""
    numbers: Sequence[int] = field(default=())


def build_picture(seen: Seen, slide: str, month: pd.Period, posyandu: str | None = None) -> bytes:
    """One slide as PNG, 1080 pixels wide; see build_page."""
    return build_png(TEMPLATE, build_page(seen, slide, month, posyandu), ppi=PPI)


def build_page(seen: Seen, slide: str, month: pd.Period, posyandu: str | None = None) -> dict[str, Any]:
    """All that stands on a picture. `seen` is a view of privacy.GROUP (ValueError for any other: its figures
    would not be closed); KeyError for an unknown slide."""
    if seen.scope != GROUP:
        raise ValueError("a picture for a group is made of the view for groups")
    facts = seen.rapat.slide(slide, month, posyandu)
    picture = describe_picture(slide, facts)
    taken = max((datetime.fromisoformat(one["diambil"]) for one in seen.sources), default=None)
    read = f"Data {format_short_day(taken)} {format_time(taken)}. " if taken else ""
    names = list(facts["posyandu"].values())
    place = f"Posyandu {_cut(names[0], PUSKESMAS_LETTERS)}" if posyandu else "Semua posyandu"
    when = format_day(seen.today) if slide in OF_TODAY else format_month(month)
    return {
        **asdict(picture),
        "title": TITLES[slide],
        "puskesmas": _cut(seen.settings.name or seen.puskesmas or "Puskesmas", PUSKESMAS_LETTERS),
        "place": f"{place} · {when}",
        "foot": f"Sumber: buku kerja puskesmas, lewat Papan Posyandu. {read}{FOOT}",
        "alt": f"{TITLES[slide]}: {picture.headline}",
        "primary": tokens.LIGHT.primary.ground,
        "ink": tokens.LIGHT.ink,
        "quiet": tokens.LIGHT.quiet_ink,
        "line": tokens.LIGHT.line,
        "surface": tokens.LIGHT.surface,
        "ground": tokens.LIGHT.card,
    }


def name_picture(slide: str, month: pd.Period, posyandu: str | None = None) -> str:
    """Its file name: "skdn-2026-10.png", "skdn-MLT1-2026-10.png"."""
    code = "".join(letter for letter in posyandu or "" if letter.isalnum())
    return "-".join([slide, *([code] if code else []), str(month)]) + ".png"


def describe_picture(slide: str, facts: Mapping[str, Any]) -> Picture:
    """A slide's facts (see lib.data.rapat) in words and lengths."""
    if facts["missing"]:
        return Picture(f"Belum ada isian untuk {TITLES[slide]}")
    return _BUILDERS[slide](facts)


def _cut(words: object, most: int) -> str:
    whole = " ".join(str(words).split())
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _say(count: float, small: object = False) -> str:
    return format_number(count) if pd.notna(count) else SMALL if small else CLOSED


def _close(count: float) -> str:
    return SMALL if is_small(count) else format_number(count)


def _describe_skdn(facts: Mapping[str, Any]) -> Picture:
    now, before, targets = facts["now"], facts["before"], facts["targets"]
    if not now["D"]:
        return Picture("Belum ada balita yang ditimbang")
    opened, of = facts["opened"], facts["of"]
    waiting = facts["month"] == facts["today"].to_period("M") and opened < of
    counts = {letter: float(now[letter]) for letter in LETTERS if pd.notna(now[letter])}
    most = max(1.0, *counts.values())
    figures = []
    for name, key, target in (
        ("D/S, ditimbang", "ds", targets.ds),
        ("N/D′, naik berat", "nd_corrected", targets.nd),
        ("K/S, punya KMS", "ks", targets.ks),
    ):
        value, goal = now[key], f"target {format_number(target)}%"
        if key == "ks" and pd.isna(now["K"]):
            figures.append(("—", name, format_filled(now["kms_known"], now["S"])))
            continue
        if pd.isna(value):
            figures.append((CLOSED if key == "nd_corrected" and pd.isna(now["T"]) else "—", name, goal))
            continue
        late = waiting and key != "ks" and value < target
        verdict = f"{goal}, belum dinilai" if late else f"{'✓' if value >= target else '▼'} {goal}"
        # What is not complete is not compared either.
        change = [] if late else compare(value, before[key], unit="%")[1:] if before["D"] else []
        figures.append((format_percent(value), name, " · ".join([verdict, *change])))
    held = f"{format_number(opened)} dari {format_number(of)} posyandu" if of > 1 else "Posyandu"
    return Picture(
        f"{format_number(now['D'])} dari {format_number(now['S'])} balita ditimbang",
        columns=[
            {
                "letter": letter,
                "name": LETTERS[letter],
                "count": format_number(count),
                "share": count / most,
                "colour": tokens.LIGHT.skdn[letter].ground,
            }
            for letter, count in counts.items()
        ],
        figures=figures,
        note=(
            f"{held} {'sudah' if opened else 'belum'} buka"
            + (", belum lengkap. " if waiting else ". ")
            + "Naik dan turun dibanding bulan lalu."
        ),
    )


def _describe_cases(facts: Mapping[str, Any]) -> Picture:
    total, count, small = facts["total"], facts["count"], facts["small"]
    if not total["D"]:
        return Picture("Belum ada balita yang ditimbang")
    kebal = _say(count["kebal"], "kebal" in small)
    return Picture(
        "Anak 2T atau BGM" if kebal == CLOSED else f"{kebal} anak 2T atau BGM",
        figures=[
            (_say(total["two_t"], total.get("two_t_small")), "2T", "dua bulan berturut-turut tidak naik"),
            (_say(total["bgm"], total.get("bgm_small")), "BGM", "di bawah garis merah"),
            (_say(count["nyaris_2t"], "nyaris_2t" in small), "Nyaris 2T", "kunjungi sebelum hari posyandu"),
        ],
        note="Siapa yang dikunjungi ada di Lembar Kader tiap posyandu.",
    )


def _describe_weighing_days(facts: Mapping[str, Any]) -> Picture:
    span, days = facts["span"], facts["days"]
    if span is None:
        return Picture(
            f"{format_month(facts['month'])} bukan bulan timbang",
            note="Bulan timbang: Februari, Agustus, atau Operasi timbang di tab Pengaturan.",
        )
    if days.empty:
        return Picture(f"{name_span(span)}: belum ada yang ditimbang")
    names = facts["posyandu"]
    rows = days.dropna(subset=["posyandu"]).drop_duplicates("posyandu", keep="last")
    rows = rows.sort_values("percent", kind="stable", na_position="last")
    more = f"Dan {len(rows) - MOST_ROWS} posyandu lagi. " if len(rows) > MOST_ROWS else ""
    return Picture(
        say_so_far(days),
        bars=[
            (
                _cut(names.get(row.posyandu, row.posyandu), PLACE_LETTERS),
                None if pd.isna(row.percent) else float(row.percent),
                f"{format_number(row.weighed)} dari {format_number(row.sasaran)}"
                if row.weighed
                else "belum mulai",
            )
            for row in rows.head(MOST_ROWS).itertuples(index=False)
        ],
        note=f"{more}{name_span(span)}. Yang terendah di atas.",
    )


def _describe_priority(facts: Mapping[str, Any]) -> Picture:
    if not facts["measured"]:
        return Picture("Belum ada balita yang ditimbang")
    counts = facts["counts"]
    figures = []
    for kind, name in (("gizi_buruk", "Gizi buruk"), ("kebal", "2T atau BGM")):
        one = counts[kind]
        if one["cases"] == 0:
            figures.append(("0", name, "tidak ada bulan ini"))
            continue
        known = pd.notna(one["followed"])
        said = f"{format_number(one['followed'])} dari {format_number(one['cases'])}" if known else CLOSED
        figures.append((said, name, "sudah ditindaklanjuti"))
    return Picture(
        "Anak prioritas dan tindak lanjutnya",
        figures=figures,
        note="Siapa yang belum ada di Daftar Anak, dan dibahas di rapat.",
    )


def _describe_mothers(facts: Mapping[str, Any]) -> Picture:
    count = facts["count"]
    if count == 0:
        return Picture("Tidak ada ibu yang perlu segera diperiksa")
    note = "Tekanan darah tinggi, Hb sangat rendah, atau KEK dengan anemia: periksa atau rujuk sekarang."
    if pd.isna(count):
        return Picture("Ibu yang perlu segera diperiksa atau dirujuk: jumlahnya tidak dirinci", note=note)
    return Picture(f"{format_number(count)} ibu perlu segera diperiksa atau dirujuk", note=note)


def _describe_rounds(facts: Mapping[str, Any]) -> Picture:
    ahead, last = facts["ahead"], facts["last"]
    note = ""
    for row in last.to_dict("records"):
        # How many of few came would tell who did not.
        few = is_small(row["sasaran"])
        held = "" if few else f"{_close(row['ditimbang'])} dari {format_number(row['sasaran'])}"
        said = f"{held} sasaran naik bus dan ditimbang" if held else f"{SMALL} sasaran"
        note = f"Jemputan terakhir {format_day(row['round_date'])}: {said}."
    if ahead.empty:
        return Picture("Belum ada hari posyandu yang terjadwal", note=note)
    names = ahead["posyandu_name"].fillna(ahead["posyandu"])
    first = ahead.iloc[0]
    more = f"Dan {len(ahead) - MOST_ROWS} posyandu lagi. " if len(ahead) > MOST_ROWS else ""
    return Picture(
        f"Jemputan berikutnya {_cut(names.iloc[0], PLACE_LETTERS)}, {format_weekday(first['round_date'])}",
        headers=("Posyandu", "Hari", "Diajak"),
        rows=[
            [_cut(name, PLACE_LETTERS), format_short_day(day), _close(invited)]
            for name, day, invited in zip(
                names, ahead["round_date"], ahead["children"] + ahead["mothers"], strict=True
            )
        ][:MOST_ROWS],
        numbers=(2,),
        note=f"{more}Diajak: balita dan ibu hamil yang diajak naik bus. {note}",
    )


def _describe_pairs(facts: Mapping[str, Any]) -> Picture:
    rows, pairs = facts["rows"], facts["pairs"]
    if not pairs:
        return Picture("Belum ada pasangan mentoring yang aktif")
    silent, late = int(rows["silent"].eq(True).sum()), int((rows["steps_missed"] > 0).sum())
    headline = f"{_close(pairs)} pasangan mentoring aktif"
    if not silent and not late:
        return Picture(headline, note="Semua berjalan: tidak ada yang diam atau punya langkah lewat.")
    return Picture(
        headline,
        figures=[
            (_close(silent), "diam", f"tanpa kegiatan lebih dari {SILENT_DAYS} hari"),
            (_close(late), "terlambat", "punya langkah yang lewat"),
        ],
        note="Pasangannya di halaman Mentoring.",
    )


def _describe_sop(facts: Mapping[str, Any]) -> Picture:
    table, target, least = facts["compliance"], facts["target"], facts["least"]
    if table.empty:
        return Picture("Belum ada langkah SOP")
    bars: list[tuple[str, float | None, str]] = []
    low = judged = 0
    for row in table.to_dict("records"):
        rate, filled, total = row["compliance"], row["filled"], row["total"]
        title = short_title(facts["titles"].get(row["sop"], row["sop"]))
        known = is_judged(rate, filled, total, least=least)
        judged += known
        low += known and rate < target
        said = "belum jatuh tempo" if not total else f"terisi {filled} dari {total}"
        if known and pd.notna(rate):
            mark = "▼ " if rate < target else "✓ " if filled == total else ""
            said = f"{mark}{format_percent(rate)} · {said}"
        elif total and pd.notna(rate):
            said = f"belum dinilai, {said}"
        # What is not judged has no bar: a full one would be read as done.
        shown = float(rate) if known and pd.notna(rate) else None
        bars.append((_cut(title, TITLE_LETTERS), shown, said))
    goal = f"target {format_number(target)}%"
    headline = f"{judged} SOP mencapai {goal}" if judged else "Belum ada SOP yang dapat dinilai"
    if low:
        headline = f"{low} dari {judged} SOP yang dinilai di bawah {goal}"
    more = f"Dan {len(bars) - MOST_ROWS} SOP lagi. " if len(bars) > MOST_ROWS else ""
    note = f"{more}Garis: {goal}. Kepatuhan = Ya dari yang dicatat Ya atau Tidak."
    return Picture(headline, bars=bars[:MOST_ROWS], target=float(target), note=note)


def _describe_actions(facts: Mapping[str, Any]) -> Picture:
    rows = facts["actions"]
    if rows.empty:
        return Picture("Tidak ada tindak lanjut yang masih terbuka")
    late = int(rows["state"].eq(LATE).sum())
    due = rows.loc[rows["due_on"] >= facts["today"], "due_on"].min()
    note = f"Tenggat terdekat {format_weekday(due)}. " if pd.notna(due) else ""
    return Picture(
        f"{format_number(len(rows))} tindak lanjut belum selesai",
        figures=[
            (format_number(late), "lewat tenggat", "selesaikan, atau sepakati tenggat baru"),
            (format_number(len(rows) - late), "lagi terbuka", "masih dalam tenggat atau tanpa tenggat"),
        ],
        note=f"{note}Isinya dibahas di rapat.",
    )


_BUILDERS: dict[str, Callable[[Mapping[str, Any]], Picture]] = {
    "skdn": _describe_skdn,
    "timbang": _describe_weighing_days,
    "2t": _describe_cases,
    "prioritas": _describe_priority,
    "ibu": _describe_mothers,
    "ajb": _describe_rounds,
    "mentoring": _describe_pairs,
    "sop": _describe_sop,
    "rtl": _describe_actions,
}
