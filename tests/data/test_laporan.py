"""What leaves into a group chat: no name, no initials, no small count, in texts and in pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib.data.engine import Whole
from lib.data.seen import Seen, open_seen
from lib.domain.privacy import EVERYTHING, GROUP
from lib.reports.laporan.pictures import build_page, build_picture, name_picture
from lib.settings import BookSetting
from lib.words.figures import CLOSED
from lib.words.rapat import TITLES
from lib.words.ringkasan import build_kader_text, build_kepala_text
from lib.workbook.sample.build import write_sample
from tests.data.conftest import TODAY, SampleViews, read_whole
from tests.data.test_shown import mark
from tests.personal_data import collect

MONTHS = [pd.Period(f"2026-{month}") for month in ("08", "10", "11")]
OCTOBER = MONTHS[1]
INITIALS = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)* ?(?:RT\b|$)")


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from words_of(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from words_of(one)
    elif isinstance(value, str):
        yield value


def told(whole: Whole, months: list[pd.Period]) -> list[str]:
    """All that can leave: the texts of every posyandu and of all, and every picture's words."""
    group, everything = open_seen(whole, GROUP), open_seen(whole, EVERYTHING)
    said = []
    for month in months:
        for posyandu in (None, *group.posyandu_names):
            said.append(build_kader_text(group.laporan.summary(month, posyandu)))
            said.append(
                build_kepala_text(
                    everything.laporan.summary(month, posyandu), everything.laporan.standing(month, posyandu)
                )
            )
            for slide in TITLES:
                said += words_of(build_page(group, slide, month, posyandu))
    return said


def test_no_text_and_no_picture_names_anybody_of_the_sample(views: SampleViews) -> None:
    said = told(views.whole, MONTHS[1:])
    assert len(said) > 200
    assert views.personal.found_in(said) == []
    assert not [one for one in said if INITIALS.search(one)]


@pytest.mark.parametrize("seed", [11])
def test_nor_of_a_random_book(seed: int, tmp_path: Path, views: SampleViews) -> None:
    path = tmp_path / "acak.xlsx"
    write_sample(path, today=TODAY, posyandu=2, children=30, months=4, seed=seed)
    whole = read_whole((BookSetting("Acak", berkas=path),), views._settings)
    assert collect(whole.tables.frames).found_in(told(whole, [OCTOBER])) == []


def test_no_cell_that_is_hidden_from_anybody_is_told(views: SampleViews) -> None:
    """Every name, address and free text of the sample marked: none of the marks comes out."""
    assert not [one for one in told(mark(views.whole)[0], [OCTOBER]) if "«" in one]


def test_a_group_reads_the_closed_figures_of_a_guest(views: SampleViews) -> None:
    whole, group = views["kepala"].laporan, open_seen(views.whole, GROUP).laporan
    guest = views["tamu"]
    for month in MONTHS:
        for posyandu in (None, "MLT1"):
            closed, known = group.summary(month, posyandu), whole.summary(month, posyandu)
            assert pd.Series(closed.cases).equals(pd.Series(guest.gizi.cases(month, posyandu)))
            for key, count in known.cases.items():
                if key in closed.cases and key != "not_weighed" and 0 < count < 5:
                    assert pd.isna(closed.cases[key]), (month, posyandu, key)


def test_figures_of_the_kepala_are_those_of_beranda(views: SampleViews) -> None:
    seen = views["kepala"]
    month = seen.this_month
    summary, standing = seen.laporan.summary(month), seen.laporan.standing(month)
    assert str(summary.now) == str(seen.beranda.headline(month)[0])
    matters = seen.beranda.attention(month)
    late = matters[matters["kind"].eq("lewat") & matters["matter"].eq("langkah")]
    assert standing.late_steps == late["count"].sum() > 0
    assert standing.mothers == len(seen.pendampingan.urgent(None)) > 0
    assert standing.errors == seen.kualitas_data.findings_of(level="Galat")["count"].sum() > 0


@pytest.mark.parametrize("slide", TITLES)
def test_every_slide_is_a_picture_as_wide_as_a_phone(views: SampleViews, slide: str) -> None:
    png = build_picture(open_seen(views.whole, GROUP), slide, OCTOBER)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 1080
    assert 400 < int.from_bytes(png[20:24]) < 2200
    assert len(png) < 400_000


def test_a_picture_says_where_when_and_whence(views: SampleViews) -> None:
    page = build_page(open_seen(views.whole, GROUP), "skdn", OCTOBER, "MLT1")
    assert page["puskesmas"] == "Puskesmas Contoh" and page["title"] == "SKDN"
    assert page["place"] == "Posyandu Melati 1 · Oktober 2026"
    assert page["foot"].startswith("Sumber: ") and "Data " in page["foot"]
    assert [one["count"] for one in page["columns"]] == ["34", "30", "28", "19"]
    assert name_picture("skdn", OCTOBER, "../MLT 1") == "skdn-MLT1-2026-10.png"


def test_a_picture_is_made_of_the_view_for_groups_only(views: SampleViews) -> None:
    for user in ("kepala", "dinkes"):
        with pytest.raises(ValueError, match="group"):
            build_page(views[user], "2t", OCTOBER)


def test_few_pairs_are_not_told(views: SampleViews) -> None:
    frames = views.whole.tables.frames
    pairs = views["kepala"].mentoring.pairs(OCTOBER.year)
    two = pairs.loc[pairs["status"].fillna("Aktif").eq("Aktif"), "child_id"].head(2)
    fewer = {**frames, "mentoring": frames["mentoring"][frames["mentoring"]["child_id"].isin(two)]}
    whole = replace(views.whole, tables=replace(views.whole.tables, frames=fewer), shared={})
    page = build_page(open_seen(whole, GROUP), "mentoring", OCTOBER)
    assert page["headline"] == "<5 pasangan mentoring aktif"


def test_the_view_for_groups_is_no_ones_own(views: SampleViews) -> None:
    group: Seen = open_seen(views.whole, GROUP)
    assert group.daftar_anak.visits(OCTOBER).empty
    assert group.kualitas_data.findings.empty


def test_a_picture_of_an_announced_weighing_has_a_bar_a_posyandu_the_lowest_first(views: SampleViews) -> None:
    page = build_page(open_seen(views.whole, GROUP), "timbang", pd.Period("2026-08"))
    assert len(page["bars"]) == 4 and "sasaran sudah ditimbang sampai" in page["headline"]
    shares = [share for _, share, _ in page["bars"]]
    assert shares == sorted(shares)


def test_a_picture_tells_no_few_of_those_followed_up(views: SampleViews) -> None:
    page = build_page(open_seen(views.whole, GROUP), "prioritas", OCTOBER)
    assert [figure[0] for figure in page["figures"]] == [CLOSED, CLOSED]
