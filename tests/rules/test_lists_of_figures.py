"""Every list opened from a figure holds exactly what the figure counts: all figures × months × posyandu, on a
workbook made of edges (moved, dead, 60 months, twins, oedema, LiLA)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lib.data.once import open_views
from lib.data.view import View
from lib.domain.categories import LABELS
from lib.domain.prevalence import INDICATORS
from lib.domain.status_distribution import LEFT_OUT
from lib.views.gizi_places import OPENED
from tests.rules.test_same_figures_by_hand import POSYANDU, TODAY, invent, write

MONTHS = pd.period_range("2025-11", "2026-06", freq="M")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    path: Path = tmp_path_factory.mktemp("daftar") / "tepi.xlsx"
    write(*invent(3), [], [], path)
    (one,) = open_views([str(path)], TODAY)
    return one


def open_list(view: View, month: pd.Period, posyandu: str | None, key: str, sift: str = "") -> set[str]:
    """The children that Daftar Anak shows with this list and sift chosen."""
    rows = view.case_rows(key, month, posyandu)
    marks = view.sifts(month, posyandu).reindex(rows["child_id"], fill_value=False)
    kept = rows[marks[sift].to_numpy()] if sift else rows
    assert kept["child_id"].is_unique
    return set(kept["child_id"])


def test_every_count_opens_as_many_children(view: View) -> None:
    outside = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            (row,) = view.skdn([month], posyandu=posyandu).to_dict("records")
            opened = {
                **{name: open_list(view, month, posyandu, *OPENED[name]) for name in OPENED},
                "outside": open_list(view, month, posyandu, "outside", "outside"),
                "kms_yes": open_list(view, month, posyandu, "sasaran", "kms"),
            }
            for name, children in opened.items():
                if not (name == "K" and pd.isna(row["K"])):
                    assert len(children) == row[name], (month, posyandu, name)
            assert len(open_list(view, month, posyandu, "no_kms")) == row["S"] - row["kms_yes"]
            assert opened["D"] | opened["not_weighed"] == opened["S"]
            assert not opened["outside"] & opened["S"]
            outside += row["outside"]
    assert outside > 10


def test_every_rate_and_category_opens_its_cases(view: View) -> None:
    cases = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            sasaran = open_list(view, month, posyandu, "sasaran")
            for row in view.prevalence(month, posyandu).to_dict("records"):
                children = open_list(view, month, posyandu, "measured", row["indicator"])
                assert len(children) == row["cases"] and children <= sasaran
                cases += row["cases"]
            for row in view.statuses(month, posyandu).to_dict("records"):
                sift = f"{row['index']}:{row['category']}"
                assert len(open_list(view, month, posyandu, "measured", sift)) == row["count"], sift
            for row in view.without_status(month, posyandu).to_dict("records"):
                for why in LEFT_OUT:
                    assert (
                        len(open_list(view, month, posyandu, "measured", f"{row['index']}:{why}")) == row[why]
                    )
    assert cases > 50 and set(LABELS) >= {"tb_u", "bb_tb", "bb_u"} and len(INDICATORS) == 3


def test_every_list_is_of_the_sasaran_and_gizi_buruk_is_one_definition(view: View) -> None:
    severe = 0
    for month in MONTHS:
        for posyandu in (*POSYANDU, None):
            lists = view.case_lists(month, posyandu)
            sasaran = set(lists["sasaran"].rows["child_id"])
            for key, one in lists.items():
                inside = set(one.rows["child_id"]) <= sasaran
                assert one.count == len(one.rows) and (inside or key == "outside"), key
            counted = view.counted(month, posyandu)
            marked = set(counted.loc[counted["gizi_buruk"], "child_id"])
            assert set(lists["gizi_buruk"].rows["child_id"]) == marked
            severe += len(marked)
    assert severe > 20


def test_parts_add_up_to_the_total(view: View) -> None:
    for month in MONTHS:
        total = {row["indicator"]: row for row in view.prevalence(month).to_dict("records")}
        for indicator in total:
            parts = [
                row
                for posyandu in POSYANDU
                for row in view.prevalence(month, posyandu).to_dict("records")
                if row["indicator"] == indicator
            ]
            for name in ("cases", "n"):
                assert sum(row[name] for row in parts) == total[indicator][name]
