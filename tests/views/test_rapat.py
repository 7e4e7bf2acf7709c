"""Slides of meeting mode as HTML: what fits, what is said, and that a cell never becomes markup."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from lib.config import TIME_ZONES
from lib.domain.freshness import Freshness
from lib.domain.rapat import LEAST_SCALE, MOST_ROWS, MOST_SCALE, SLIDE_PAGES
from lib.domain.settings import Targets
from lib.reports.laporan.pictures import describe_picture
from lib.views.rapat import frame as rapat_frame
from lib.views.rapat.content import FILL_IN, MOST_CHILDREN, build_slide
from lib.views.rapat.frame import LETTER, Room, build_foot, build_frame, build_time, shorten
from lib.views.rapat.table import build_sheets, shorten_name
from lib.words.rapat import TITLES

NASTY = '<img src=x onerror="alert(1)">'
ROOM = Room(1.0, False)
MONTH = pd.Period("2026-11", freq="M")
NOW = datetime(2026, 11, 22, 9, 45, tzinfo=TIME_ZONES["WIB"])
SHARED: dict[str, Any] = {
    "month": MONTH,
    "posyandu": {"MLT1": "Melati 1", "MWR1": "Mawar 1"},
    "today": pd.Timestamp("2026-11-22"),
    "missing": [],
}


def totals(**changed: float) -> dict[str, float]:
    return {"S": 100, "K": 90, "D": 80, "N": 60, "ds": 80.0, "nd_corrected": 75.0, "ks": 90.0, **changed}


def skdn(**changed: Any) -> dict[str, Any]:
    now = totals()
    return {
        **SHARED,
        "now": now,
        "before": now,
        "year_before": None,
        "opened": 2,
        "of": 2,
        "targets": Targets(),
    } | changed


def actions(**changed: Any) -> dict[str, Any]:
    row = {
        "due_on": pd.Timestamp("2026-11-20"), "days_left": -2.0, "state": "lewat", "kind": "Rujuk",
        "label": "B.C. RT 001", "plan": None, "owner": None,
    }  # fmt: skip
    return {**SHARED, "actions": pd.DataFrame([{**row, **changed}])}


def count_rows(html: str) -> int:
    return html.count("<tr>") - 1


def read_cells(html: str) -> list[list[str]]:
    return [re.findall(r"<td[^>]*>([^<]*)", line) for line in html.split("<tr>")[2:]]


# --- what fits


@pytest.mark.parametrize("scale", [LEAST_SCALE, 1.2, 1.4, MOST_SCALE])
def test_a_table_has_at_most_seven_rows_and_fits_below_a_headline_of_two_lines(scale: float) -> None:
    room = Room(scale, False)
    headline = "x" * 90
    rows = pd.DataFrame({"a": ["kata yang panjang"] * 40, "b": range(40)})
    sheets = build_sheets(headline, rows, {"a": "A", "b": "B"}, room, note="catatan")
    counts = [count_rows(sheet.body) for sheet in sheets]
    assert sum(counts) == 40
    assert max(counts) <= MOST_ROWS and max(counts) - min(counts) <= 1
    for sheet, count in zip(sheets, counts, strict=True):
        (size,) = re.findall(r"--f:([\d.]+)", sheet.body)
        assert float(size) * (count + 1) * 1.78 <= room.below(headline, "catatan").body + 0.1


@pytest.mark.parametrize("scale", [LEAST_SCALE, MOST_SCALE])
def test_a_name_too_long_for_the_slide_is_shortened_so_that_no_row_takes_a_second_line(scale: float) -> None:
    room = Room(scale, False)
    rows = pd.DataFrame({"a": ["Melati 1", "Posyandu " + "x" * 150], "b": ["B.C. RT 001"] * 2, "c": [1, 2]})
    columns = {"a": "Posyandu", "b": "Anak", "c": "Kali"}
    (sheet,) = build_sheets("Temuan", rows, columns, room, strong=("b",), names=("a",))
    (size,) = re.findall(r"--f:([\d.]+)", sheet.body)
    cells = read_cells(sheet.body)
    assert cells[0] == ["Melati 1", "B.C. RT 001", "1"] and "…" in cells[1][0]
    assert (len("".join(cells[1])) + 3 * 2.3) * float(size) * LETTER <= room.width + 0.1


def test_a_name_gives_up_its_middle_and_keeps_what_tells_it_apart() -> None:
    assert shorten_name("Anggrek Merah Muda 1", 12) == "Anggrek M… 1"
    assert shorten_name("Anggrek Merah Muda 1", 20) == "Anggrek Merah Muda 1"
    assert shorten_name("Mawar (RW 02)", 10) == "Mawar… 02)"
    assert len(shorten_name("x" * 50, 12)) == 12


def test_on_the_largest_slide_only_names_are_shortened_and_no_two_look_the_same() -> None:
    names = ["Anggrek Merah Muda 1", "Anggrek Merah Muda 2"]
    ahead = pd.DataFrame(
        {
            "posyandu": ["A", "B"], "posyandu_name": names, "days_left": [3, 31], "children": [12, 13],
            "mothers": [1, 2], "round_date": pd.to_datetime(["2026-11-25", "2026-12-23"]),
        }
    )  # fmt: skip
    facts = {**SHARED, "ahead": ahead, "last": pd.DataFrame()}
    cells = read_cells(build_slide("ajb", facts, Room(MOST_SCALE, False))[0].body)
    assert [row[1] for row in cells] == ["Rabu, 25 November 2026", "Rabu, 23 Desember 2026"]
    assert ["…" in row[0] and row[0].endswith(f" {end}") for row, end in zip(cells, "12", strict=True)] == [
        True,
        True,
    ]


def test_two_long_names_in_a_row_are_both_shortened_until_it_fits() -> None:
    room = Room(MOST_SCALE, False)
    rows = pd.DataFrame({"a": ["x" * 80], "b": ["y" * 78], "c": [1]})
    (sheet,) = build_sheets("T", rows, {"a": "A", "b": "B", "c": "C"}, room, names=("a", "b"))
    (size,) = re.findall(r"--f:([\d.]+)", sheet.body)
    assert (len("".join(read_cells(sheet.body)[0])) + 3 * 2.3) * float(size) * LETTER <= room.width + 0.1


def test_a_row_without_names_to_shorten_takes_more_lines_and_pages_and_keeps_every_word() -> None:
    room = Room(MOST_SCALE, False)
    rows = pd.DataFrame({"a": ["kata " * 12] * 4, "b": ["Rabu, 25 November 2026"] * 4})
    sheets = build_sheets("T", rows, {"a": "A", "b": "B"}, room)
    assert all("lipat" in sheet.body for sheet in sheets) and "…" not in "".join(s.body for s in sheets)
    assert sum(count_rows(sheet.body) for sheet in sheets) == 4


def test_a_table_of_one_wrapped_column_is_drawn() -> None:
    (sheet,) = build_sheets("T", pd.DataFrame({"a": ["kata " * 30]}), {"a": "A"}, ROOM, wrapped="a")
    assert count_rows(sheet.body) == 1


def test_the_smallest_text_is_24_px_at_1080p() -> None:
    assert rapat_frame.SMALLEST * 1920 / rapat_frame.WIDE * LEAST_SCALE >= 24
    style = rapat_frame.build_room_style(dark=False, scale=1.0)
    fixed = [float(size) for size in re.findall(r"font-size: calc\(([\d.]+) \* var\(--u\)\)", style)]
    assert fixed and min(fixed) >= rapat_frame.SMALLEST


def test_a_headline_takes_two_lines_at_most() -> None:
    short, long = ROOM.below("x" * 20), ROOM.below("x" * 100)
    assert short.headline_size > long.headline_size
    assert long.headline_height <= 2 * long.headline_size * 1.15


def test_shortened_words_are_cut_between_words() -> None:
    assert shorten("satu dua tiga", 13) == "satu dua tiga"
    assert shorten("satu dua tiga", 12) == "satu dua…"
    assert len(shorten("x" * 50, 12)) == 12


def test_a_long_place_gives_up_its_first_parts() -> None:
    place = ["Puskesmas " + "x" * 90, "semua posyandu", "November 2026"]
    (sheet,) = build_slide("rtl", actions(), ROOM)
    frame = build_frame(sheet, ROOM, title="T", place=place, page=0, pages=1, at=0, of=6)
    assert ">semua posyandu · November 2026<" in frame


# --- what is said


def test_the_headline_says_the_finding_with_its_figure() -> None:
    (sheet,) = build_slide("skdn", skdn(), ROOM)
    assert sheet.headline == "80 dari 100 balita ditimbang, 80,0%: target 80% tercapai"
    low = skdn(now=totals(D=79, ds=79.0))
    assert "di bawah target 80%" in build_slide("skdn", low, ROOM)[0].headline


def test_a_month_in_which_not_all_have_opened_says_so() -> None:
    assert "1 dari 2 posyandu sudah buka" in build_slide("skdn", skdn(opened=1), ROOM)[0].note


def test_while_posyandu_have_yet_to_open_a_low_month_is_neither_judged_nor_called_a_fall() -> None:
    low = {"now": totals(D=40, ds=40.0, nd_corrected=50.0, ks=100.0), "before": totals()}
    (sheet,) = build_slide("skdn", skdn(opened=1, **low), ROOM)
    assert sheet.headline == "40 dari 100 balita ditimbang, 40,0%; baru 1 dari 2 posyandu yang buka"
    assert "▼" not in sheet.body and "turun 40" not in sheet.body and "turun 25" in sheet.body
    (few_kms,) = build_slide("skdn", skdn(opened=1, now=totals(ks=10.0)), ROOM)
    assert few_kms.body.count("▼") == 1  # who has a KMS does not wait for the posyandu day
    (past,) = build_slide("skdn", skdn(opened=1, month=MONTH - 1, **low), ROOM)
    assert "di bawah target 80%" in past.headline and "1 dari 2 posyandu buka bulan itu" in past.note


def test_the_same_month_of_the_year_before_stands_beside_last_month_where_it_is_known() -> None:
    (sheet,) = build_slide("skdn", skdn(year_before=totals(ds=71.5, ks=float("nan"))), ROOM)
    assert sheet.note == "Naik dan turun: dibanding bulan lalu. Nov 2025: D/S 71,5%, N/D′ 75,0%."
    assert "2025" not in build_slide("skdn", skdn(), ROOM)[0].note


@pytest.mark.parametrize("slide", list(SLIDE_PAGES))
def test_a_missing_tab_is_named_with_what_to_do(slide: str) -> None:
    assert slide in TITLES
    (sheet,) = build_slide(slide, {**SHARED, "missing": ["Balita", "Jadwal"]}, ROOM)
    assert sheet.headline == "Tab “Balita” dan “Jadwal” belum ada"
    assert sheet.hint == FILL_IN[slide]


def test_without_weighings_the_slide_says_what_to_fill_in() -> None:
    (sheet,) = build_slide("skdn", skdn(now=totals(D=0)), ROOM)
    assert "Belum ada balita yang ditimbang" in sheet.headline and sheet.hint


def test_small_counts_stay_small_for_those_who_may_not_know_them() -> None:
    hidden = {"two_t": float("nan"), "two_t_small": True, "bgm": 0.0, "D": 50}
    count = {"kebal": float("nan"), "nyaris_2t": 7.0}
    facts = {**SHARED, "total": hidden, "count": count, "small": {"kebal"}}
    (sheet,) = build_slide("2t", {**facts, "cases": None, "counts": None}, ROOM)
    assert sheet.headline.startswith("<5 anak")
    assert "&lt;5" in sheet.body and "<b>7</b>" in sheet.body


def compliance() -> dict[str, Any]:
    """A judged SOP, one of which nothing is due, and one of which nothing due is filled in; all that was
    recorded is Ya."""
    rows = [("AJB", 90.0, 10, 10), ("PK", 100.0, 0, 0), ("KEBAL", 100.0, 0, 1)]
    table = pd.DataFrame(rows, columns=["sop", "compliance", "filled", "total"])
    titles = {code: code for code in table["sop"]}
    missed = pd.DataFrame(columns=["sop", "posyandu", "step_title", "missed"])
    table = table.assign(belum=table["total"] - table["filled"])
    return {**SHARED, "compliance": table, "missed": missed, "titles": titles, "target": 80.0, "least": 80.0}


def test_what_is_not_judged_has_no_bar_on_slide_and_picture() -> None:
    """A full one would be read as done."""
    body = build_slide("sop", compliance(), ROOM)[0].body
    assert re.findall(r"width:\s*([\d.]+)%", body) == ["90.0", "0.0", "0.0"]
    assert "belum jatuh tempo" in body and "belum dinilai, terisi 0 dari 1" in body
    bars = {name: (share, said) for name, share, said in describe_picture("sop", compliance()).bars}
    assert {name: share for name, (share, _) in bars.items()} == {"AJB": 90.0, "PK": None, "KEBAL": None}
    assert bars["KEBAL"][1] == "belum dinilai, terisi 0 dari 1"


def test_actions_say_how_late_they_are_and_plans_only_where_they_may_be_read() -> None:
    (sheet,) = build_slide("rtl", actions(), ROOM)
    assert sheet.headline == "1 tindak lanjut lewat tenggat"
    assert "▲ lewat 2 hari" in sheet.body and "Rencana" not in sheet.body
    (named,) = build_slide("rtl", actions(plan="Kunjungi", owner="Bidan"), ROOM)
    assert "Kunjungi" in named.body and "Bidan" in named.body


def test_cells_never_become_markup() -> None:
    (sheet,) = build_slide("rtl", actions(label=NASTY, plan=NASTY, owner=NASTY, kind=NASTY), ROOM)
    frame = build_frame(sheet, ROOM, title=NASTY, place=[NASTY], page=0, pages=1, at=0, of=1)
    foot = build_foot(
        Freshness(1, NOW, NOW, (NASTY,), (NASTY,)), remarks=[NASTY], names_left=None, held=False
    )
    assert "<img" not in frame + foot
    assert "&lt;img" in sheet.body and "&lt;img" in foot


# --- the foot


def foot(**changed: Any) -> str:
    fresh = Freshness(1, NOW - timedelta(minutes=3), NOW, ("Buku contoh",), **changed.pop("fresh", {}))
    return build_foot(fresh, **{"remarks": (), "names_left": None, "held": False, **changed})


def test_the_foot_tells_the_age_of_the_data_and_when_the_connection_was_lost() -> None:
    assert "Data 09.42, 3 menit lalu" in foot()
    assert "terputus sejak 09.45" in foot() and "dari data 09.42" in foot()
    assert "dijeda" not in foot() and "dijeda" in foot(held=True)


def test_the_foot_says_one_thing_at_a_time_the_gravest() -> None:
    trouble = {"problems": ("Buku tidak terbaca (sejak 09.30).",)}
    assert "sejak 09.30" in foot(fresh=trouble, remarks=["Slide tidak dikenal"])
    assert "tidak dikenal" not in foot(fresh=trouble, remarks=["Slide tidak dikenal"])
    assert "tertutup lagi dalam 12 detik" in foot(fresh=trouble, names_left=11.2)
    assert "Data belum terbaca" in build_foot(
        Freshness(0, None, NOW), remarks=(), names_left=None, held=False
    )


@pytest.mark.parametrize(("scale", "lines_of"), [(1.0, 104), (MOST_SCALE, 46)])
def test_the_foot_has_room_for_three_lines_at_every_scale(scale: float, lines_of: int) -> None:
    html = foot(fresh={"problems": ("x" * 40 + " kata" * 60,)}, held=True, scale=scale)
    first, notice = re.findall(r"<p>(.*?)</p>", html)
    assert len(re.sub("<[^>]+>", "", first)) <= lines_of and "3 menit lalu" in first
    assert len(re.sub("<[^>]+>", "", notice)) <= 2 * lines_of
    assert 3 * 1.2 * rapat_frame.SMALLEST <= rapat_frame.FOOT - 0.5


def test_the_line_of_time_stands_still_while_the_show_is_held() -> None:
    assert "animation-delay:-5.00s;animation-play-state:running" in build_time(5.0, 20, held=False)
    assert "animation-delay:-20.00s;animation-play-state:paused" in build_time(99.0, 20, held=True)


@pytest.mark.parametrize(
    ("children", "listed"), [(MOST_CHILDREN, MOST_CHILDREN), (MOST_CHILDREN + 1, MOST_CHILDREN)]
)
def test_of_very_many_children_the_gravest_are_listed_and_it_says_of_how_many(
    children: int, listed: int
) -> None:
    case = {
        "label": "B.C. RT 001", "posyandu": "MLT1", "two_t": False, "bgm": False, "nyaris_2t": True,
        "new": False, "gain_g": 100.0, "kbm_g": 200.0,
    }  # fmt: skip
    counts = pd.DataFrame({"name": ["Melati 1"], "two_t": [0], "bgm": [0], "nyaris_2t": [children]})
    facts = {
        **SHARED, "count": {"kebal": 0, "nyaris_2t": children}, "total": totals(), "counts": counts,
        "cases": pd.DataFrame([case] * children),
    }  # fmt: skip
    _, *pages = build_slide("2t", facts, ROOM)
    assert sum(count_rows(page.body) for page in pages) == listed
    assert (f"{listed} dari {children} anak" in pages[0].note) == (listed < children)
