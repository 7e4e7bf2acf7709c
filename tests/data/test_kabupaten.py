"""Puskesmas side by side: the few are closed and no mean tells them; what is not theirs is not there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from lib import data
from lib.data.facts import FactsKeeper
from lib.data.kabupaten import Kabupaten
from lib.data.seen import open_seen
from lib.domain.access import Role, Viewer
from lib.domain.privacy import Scope
from lib.facts.files import find_files, write_facts
from lib.facts.schema import SOP_DONE, SOP_FILLED, WHOLE
from lib.settings import BookSetting, Settings
from tests.data.conftest import SampleViews
from tests.sources.conftest import wait_until

MONTH = pd.Period("2026-11")
DINKES = Viewer("dinas", "Dinas", Role.DINKES)

Figures = dict[str, tuple[int, int | None]]


def write(folder: Path, name: str, figures: Figures, month: pd.Period = MONTH) -> None:
    """Facts of one puskesmas as a whole: indicator → numerator, denominator."""
    rows = [
        {"indicator": indicator, "numerator": above, "denominator": below}
        for indicator, (above, below) in figures.items()
    ]
    table = pd.DataFrame(rows).astype({"denominator": "Int64"})
    own = {
        "puskesmas": name,
        "month": month.start_time,
        "posyandu": WHOLE,
        "read_on": pd.Timestamp("2026-11-22"),
    }
    write_facts(table.assign(**own), name, folder, [month])


def build_figures(*, stunted: int, measured: int = 100, rising: int = 60, judged: int = 80) -> Figures:
    return {
        "S": (200, None), "D": (150, None), "N": (rising, None), "D_corrected": (judged, None),
        "ds": (150, 200), "nd_corrected": (rising, judged), "stunting": (stunted, measured),
        "opened": (4, 4), "galat": (3, 300),
        f"{SOP_DONE}AJB": (9, 10), f"{SOP_FILLED}AJB": (10, 10),
        f"{SOP_DONE}PK": (5, 10), f"{SOP_FILLED}PK": (10, 11),
        f"{SOP_DONE}OSOC": (1, 1), f"{SOP_FILLED}OSOC": (1, 10),
    }  # fmt: skip


def open_kabupaten(folder: Path, *names: str, hides: bool) -> Kabupaten:
    return Kabupaten(folder, names, hides_small_counts=hides, this_month=MONTH)


def test_figures_are_those_of_the_facts(tmp_path: Path) -> None:
    write(tmp_path, "A", build_figures(stunted=20))
    write(tmp_path, "B", build_figures(stunted=3, rising=70))
    page = open_kabupaten(tmp_path, "A", "B", "belum terbaca", hides=False)
    a, b, nothing = page.places(MONTH).to_dict("records")
    assert (a["ds"], a["nd_corrected"], a["cases"], a["n"], a["percent"]) == (75.0, 75.0, 20.0, 100.0, 20.0)
    assert a["low"] < 20 < a["high"] and b["cases"] == 3.0 and not b["small"]
    assert (a["sop_good"], a["sop_judged"], a["wrong"]) == (1, 2, 1.0)
    assert a["read_on"] == pd.Timestamp("2026-11-22")
    assert nothing["puskesmas"] == "belum terbaca" and pd.isna(nothing["ds"]) and pd.isna(nothing["cases"])
    total = page.total(MONTH)
    assert (total["ds"], total["cases"], total["n"], total["closed"]) == (75.0, 23.0, 200.0, 0.0)
    assert total["nd_corrected"] == 100 * 130 / 160
    sops = page.sops(MONTH).set_index(["puskesmas", "sop"])
    assert sops.loc[("A", "AJB"), "good"] and not sops.loc[("A", "PK"), "good"]
    assert not sops.loc[("A", "OSOC"), "judged"]


@pytest.mark.parametrize("stunted", [1, 4, 97, 99])
def test_few_cases_are_closed_and_no_mean_tells_them(tmp_path: Path, stunted: int) -> None:
    write(tmp_path, "A", build_figures(stunted=20))
    write(tmp_path, "B", build_figures(stunted=30))
    before = open_kabupaten(tmp_path, "A", "B", hides=True)
    write(tmp_path, "kecil", build_figures(stunted=stunted))
    page = open_kabupaten(tmp_path, "A", "B", "kecil", hides=True)
    small = page.places(MONTH).set_index("puskesmas").loc["kecil"]
    assert small[["cases", "percent", "low", "high"]].isna().all() and small["n"] == 100
    assert bool(small["small"]) == (stunted < 5)
    # Whatever is said of the kabupaten is said of the others.
    for name in ("cases", "n", "percent"):
        assert page.total(MONTH)[name] == before.total(MONTH)[name]
        assert page.trend(MONTH).get("percent").tolist() == before.trend(MONTH)["percent"].tolist()
    assert page.total(MONTH)["closed"] == 1
    spread = page.spread(MONTH)
    assert spread[spread["puskesmas"].eq("kecil")]["percent"].isna().all()
    assert "kecil" not in set(page.funnel(MONTH).places["puskesmas"])


@pytest.mark.parametrize(("rising", "judged"), [(77, 80), (3, 80 - 75), (79, 80)])
def test_few_who_did_not_gain_are_closed_with_their_rate(tmp_path: Path, rising: int, judged: int) -> None:
    write(tmp_path, "A", build_figures(stunted=20))
    write(tmp_path, "B", build_figures(stunted=20, rising=rising, judged=judged))
    page = open_kabupaten(tmp_path, "A", "B", hides=True)
    assert page.places(MONTH)["nd_corrected"].tolist()[0] == 75.0
    assert pd.isna(page.places(MONTH)["nd_corrected"].tolist()[1])
    assert page.total(MONTH)["nd_corrected"] == 75.0 == page.trend(MONTH)["nd_corrected"].iloc[-1]
    assert open_kabupaten(tmp_path, "A", "B", hides=False).places(MONTH)["nd_corrected"].notna().all()


def test_only_those_that_may_be_chosen_are_there(tmp_path: Path) -> None:
    for name in ("A", "B", "C", "D"):
        write(tmp_path, name, build_figures(stunted=20))
    page = open_kabupaten(tmp_path, "A", "B", "C", hides=False)
    assert page.places(MONTH)["puskesmas"].tolist() == ["A", "B", "C"]
    assert page.total(MONTH)["n"] == 300 and set(page.spread(MONTH)["puskesmas"]) == {"A", "B", "C"}


def test_it_begins_with_the_month_in_which_half_have_opened_and_follows_the_files(tmp_path: Path) -> None:
    early = build_figures(stunted=20) | {"opened": (1, 4)}
    for name in ("A", "B"):
        write(tmp_path, name, build_figures(stunted=20), MONTH - 1)
        write(tmp_path, name, early)
    page = open_kabupaten(tmp_path, "A", "B", hides=False)
    assert page.months == [MONTH - 1, MONTH] and page.first_month == MONTH - 1
    assert page.trend(MONTH)["month"].tolist() == [(MONTH - 1).start_time, MONTH.start_time]
    write(tmp_path, "A", build_figures(stunted=40))
    again = open_kabupaten(tmp_path, "A", "B", hides=False)
    assert again.stamp > page.stamp and again.first_month == MONTH
    assert again.total(MONTH)["cases"] == 60


def test_a_puskesmas_that_has_not_opened_yet_is_not_held_to_be_at_zero(tmp_path: Path) -> None:
    write(tmp_path, "A", build_figures(stunted=20))
    unopened = build_figures(stunted=0, measured=0, rising=0, judged=0) | {"D": (0, None), "opened": (0, 4)}
    for month in (MONTH - 1, MONTH):
        write(tmp_path, "B", unopened, month)
    page = open_kabupaten(tmp_path, "A", "B", hides=False)
    assert pd.isna(page.places(MONTH)["ds"].iloc[1]) and page.total(MONTH)["ds"] == 75.0
    assert page.places(MONTH - 1)["ds"].iloc[1] == 0.0, "a month that is over is what it was"


def test_papers_bear_the_name_of_the_installation_where_the_workbook_has_none(views: SampleViews) -> None:
    frames = views.whole.tables.frames
    nameless = replace(
        views.whole,
        puskesmas="Puskesmas Cempaka",
        tables=replace(views.whole.tables, frames={**frames, "pengaturan": frames["pengaturan"].iloc[:0]}),
    )
    assert open_seen(nameless, Scope(Role.KEPALA)).settings.name == "Puskesmas Cempaka"
    typed = open_seen(replace(views.whole, puskesmas="Puskesmas Cempaka"), Scope(Role.KEPALA)).settings.name
    assert typed and typed != "Puskesmas Cempaka"


def test_without_facts_there_is_nothing_to_compare(tmp_path: Path) -> None:
    page = open_kabupaten(tmp_path, "A", "B", hides=True)
    assert page.months == [] and page.first_month == MONTH
    assert page.places(MONTH)["ds"].isna().all() and page.sops(MONTH).empty


@pytest.mark.timeout(400)  # two workbooks are read first
def test_facts_follow_each_reading_where_there_are_several_puskesmas(
    sample_xlsx: Path, tmp_path: Path, settings: Settings, running: Callable[[Settings], None]
) -> None:
    books = []
    for name in ("Cempaka", "Kenanga"):
        shutil.copy(sample_xlsx, tmp_path / f"{name}.xlsx")
        books.append(BookSetting(f"Buku {name}", berkas=tmp_path / f"{name}.xlsx", puskesmas=name))
    books[1] = replace(books[1], berkas=tmp_path / "hilang.xlsx")
    running(replace(settings, books=tuple(books), sample_mode=False))
    viewer = replace(DINKES, choices=("Cempaka", "Kenanga"))

    def stands() -> bool:
        page = data.load_kabupaten(viewer)
        return page is not None and bool(page.months) and bool(page.workbooks[1].problem)

    wait_until(stands, seconds=200)
    page = data.load_kabupaten(viewer)
    assert page is not None and page.hides_small_counts
    seen = data.load(viewer, "Cempaka")
    assert seen is not None
    own = seen.gizi.skdn([MONTH]).iloc[0]
    row = page.places(MONTH).iloc[0]
    assert (row["S"], row["D"]) == (own["S"], own["D"])
    read, lost = page.workbooks
    assert read.age is not None and not read.problem
    assert lost.age is None and "tidak ditemukan" in lost.problem
    assert data.freshness_of_kabupaten(viewer)().sequence == page.stamp
    assert data.load_kabupaten(DINKES) is None


def test_one_puskesmas_keeps_no_facts(settings: Settings, reading: Callable[[Settings], None]) -> None:
    reading(settings)
    assert data._facts is None and data.load_kabupaten(DINKES) is None


def test_facts_are_written_again_for_other_contents_and_not_for_the_same(
    views: SampleViews, tmp_path: Path
) -> None:
    keeper, whole = FactsKeeper(tmp_path), replace(views.whole, puskesmas="A", mark="satu")
    assert keeper.is_behind("A", "satu")
    keeper.take(whole)
    assert (
        not keeper.is_behind("A", "satu") and keeper.is_behind("A", "dua") and keeper.is_behind("B", "satu")
    )
    (file,) = find_files(tmp_path, ["A"])
    file.unlink()
    keeper.take(whole)
    assert not file.exists(), "the same contents are not counted again"
    keeper.take(replace(whole, mark="dua"))
    assert file.exists()
