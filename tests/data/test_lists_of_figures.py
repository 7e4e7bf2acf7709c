"""Every list opened from a figure holds exactly what the figure counts: all figures × months × posyandu, on a
workbook made of edges (moved, dead, 60 months, twins, oedema, LiLA)."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib.data.once import read_seen
from lib.data.seen import Seen
from lib.domain.categories import LABELS
from lib.domain.prevalence import INDICATORS
from lib.domain.status_distribution import LEFT_OUT
from lib.views.gizi.places import OPENED
from tests.rules.by_hand import Book, Row, programme_by_hand
from tests.rules.test_same_figures_by_hand import POSYANDU, TODAY, WEIGHING, invent, write

ANSWERS = ("ASI eksklusif", "Vitamin A", "Diare")
MONTHS = pd.period_range("2025-11", "2026-06", freq="M")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    path: Path = tmp_path_factory.mktemp("daftar") / "tepi.xlsx"
    write(*invent(3), [], [], path)
    (one,) = read_seen([str(path)], TODAY)
    return one


def invent_answers() -> tuple[list[Row], list[Row]]:
    """The same children with capsules, ASI and diare on random rows, some without a weight."""
    children, weighings = invent(5)
    pick = random.Random(5)
    rows = []
    for row in weighings:
        said = {name: pick.choice([None, "Ya", "Ya", "Tidak"]) for name in ANSWERS}
        rows.append(row | said)
    for child in children:
        for month in (2, 3):
            if pick.random() < 0.3:  # a capsule brought home
                blank = dict.fromkeys(("BB", "TB", "Cara", "LiLA", "LK"))
                day = {"Tanggal": date(2026, month, pick.randint(1, 28)), "Posyandu": child["Posyandu"]}
                rows.append({**day, "ID": child["ID"], **blank, "Edema": False, **dict.fromkeys(ANSWERS)})
                rows[-1]["Vitamin A"] = "Ya"
    return children, rows


PROGRAMME_BOOK = invent_answers()


@pytest.fixture(scope="module")
def programme_seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    children, rows = PROGRAMME_BOOK
    path: Path = tmp_path_factory.mktemp("program") / "program.xlsx"
    write(children, [{name: row[name] for name in WEIGHING} for row in rows], [], [], path)
    book = openpyxl.load_workbook(path)
    sheet = book["Penimbangan"]
    for place, name in enumerate(ANSWERS, start=len(WEIGHING) + 1):
        sheet.cell(1, place, name)
        for at, row in enumerate(rows, start=2):
            sheet.cell(at, place, row[name])
    book.save(path)
    (one,) = read_seen([str(path)], TODAY)
    return one


def open_list(seen: Seen, month: pd.Period, posyandu: str | None, key: str, sift: str = "") -> set[str]:
    """The children that Daftar Anak shows with this list and sift chosen."""
    rows = seen.daftar_anak.rows(key, month, posyandu)
    marks = seen.daftar_anak.sifts(month, posyandu).reindex(rows["child_id"], fill_value=False)
    kept = rows[marks[sift].to_numpy()] if sift else rows
    assert kept["child_id"].is_unique
    return set(kept["child_id"])


def test_every_count_opens_as_many_children(seen: Seen) -> None:
    outside = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            (row,) = seen.gizi.skdn([month], posyandu=posyandu).to_dict("records")
            opened = {
                **{name: open_list(seen, month, posyandu, *OPENED[name]) for name in OPENED},
                "outside": open_list(seen, month, posyandu, "outside", "outside"),
                "kms_yes": open_list(seen, month, posyandu, "sasaran", "kms"),
            }
            for name, children in opened.items():
                if not (name == "K" and pd.isna(row["K"])):
                    assert len(children) == row[name], (month, posyandu, name)
            assert len(open_list(seen, month, posyandu, "no_kms")) == row["S"] - row["kms_yes"]
            assert opened["D"] | opened["not_weighed"] == opened["S"]
            assert not opened["outside"] & opened["S"]
            outside += row["outside"]
    assert outside > 10


def test_every_rate_and_category_opens_its_cases(seen: Seen) -> None:
    cases = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            sasaran = open_list(seen, month, posyandu, "sasaran")
            for row in seen.gizi.prevalence(month, posyandu).to_dict("records"):
                children = open_list(seen, month, posyandu, "measured", row["indicator"])
                assert len(children) == row["cases"] and children <= sasaran
                cases += row["cases"]
            for row in seen.gizi.statuses(month, posyandu).to_dict("records"):
                sift = f"{row['index']}:{row['category']}"
                assert len(open_list(seen, month, posyandu, "measured", sift)) == row["count"], sift
            for row in seen.gizi.without_status(month, posyandu).to_dict("records"):
                for why in LEFT_OUT:
                    assert (
                        len(open_list(seen, month, posyandu, "measured", f"{row['index']}:{why}")) == row[why]
                    )
    assert cases > 50 and set(LABELS) >= {"tb_u", "bb_tb", "bb_u"} and len(INDICATORS) == 3


def test_every_programme_opens_who_was_given_who_was_not_and_who_was_not_asked(programme_seen: Seen) -> None:
    """Vitamin A, ASI eksklusif, diare beside plain loops, and the lists behind them."""
    seen, children, rows = programme_seen, *PROGRAMME_BOOK
    book = Book(children, rows, TODAY)
    given = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            figures = seen.gizi.programme(month, posyandu).set_index("programme").to_dict("index")
            told = programme_by_hand(book, (month.year, month.month), posyandu)
            assert set(figures) == set(told), month
            for name, (yes, judged, of_age) in told.items():
                row = figures[name]
                assert (row["count"], row["n"], row["of_age"]) == (len(yes), len(judged), len(of_age)), (
                    month, posyandu, name,
                )  # fmt: skip
                lists = {"ya": yes, "tidak": judged - yes, "belum": of_age - judged}
                for answer, who in lists.items():
                    assert open_list(seen, month, posyandu, "sasaran", f"{name}:{answer}") == who
                given += len(yes)
    assert given > 40


def test_every_list_is_of_the_sasaran_and_gizi_buruk_is_one_definition(seen: Seen) -> None:
    severe = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            lists = seen.gizi.case_lists(month, posyandu)
            sasaran = set(lists["sasaran"].rows["child_id"])
            for key, one in lists.items():
                inside = set(one.rows["child_id"]) <= sasaran
                assert one.count == len(one.rows) and (inside or key == "outside"), key
            counted = seen.gizi.counted(month, posyandu)
            marked = set(counted.loc[counted["gizi_buruk"], "child_id"])
            assert set(lists["gizi_buruk"].rows["child_id"]) == marked
            severe += len(marked)
    assert severe > 20


def test_parts_add_up_to_the_total(seen: Seen) -> None:
    for month in MONTHS:
        total = {row["indicator"]: row for row in seen.gizi.prevalence(month).to_dict("records")}
        for indicator in total:
            parts = [
                row
                for posyandu in POSYANDU
                for row in seen.gizi.prevalence(month, posyandu).to_dict("records")
                if row["indicator"] == indicator
            ]
            for name in ("cases", "n"):
                assert sum(row[name] for row in parts) == total[indicator][name]
