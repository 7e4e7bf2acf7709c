"""The plan of the contact sheets holds what it promises, and every picture has a file of its own."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from lib.domain.access import PAGES, Role, Viewer
from lib.domain.rapat import SLIDE_PAGES
from tests.browser import contact_sheet
from tests.browser.contact_sheet import (
    DARK,
    LAPTOP,
    LIGHT,
    MEETING,
    PHONE,
    ROLES,
    SINGLE_PAGES,
    SIZES,
    Shot,
    lay_out,
    list_sheets,
)
from tests.browser.states import BROKEN, DISTRICT, EMPTY, FULL, STALE, STATES, WEIGHING


@pytest.fixture(scope="module")
def shots() -> list[Shot]:
    return [shot for sheet in list_sheets().values() for shot in sheet]


def test_every_page_is_seen_in_every_size_scheme_and_state(shots: list[Shot]) -> None:
    seen = {(shot.page, shot.size, shot.scheme, shot.state) for shot in shots if shot.role == "kepala"}
    for page in SINGLE_PAGES:
        assert {(page, *rest, FULL) for rest in product(SIZES, (LIGHT, DARK))} <= seen
        states = product((LAPTOP, PHONE), (LIGHT,), (EMPTY, STALE, BROKEN))
        assert {(page, *rest) for rest in states} <= seen
    districts = product(("kabupaten",), (LAPTOP, PHONE), (LIGHT, DARK), (DISTRICT,))
    assert set(districts) <= seen
    assert {page for page, *_ in seen} >= set(PAGES)


def test_every_role_is_seen_on_its_pages_and_on_one_that_is_refused(shots: list[Shot]) -> None:
    for role in ROLES[1:]:
        viewer = Viewer(role, role, Role(role))
        seen = [shot.page for shot in shots if shot.role == role and shot.state == FULL]
        assert {page for page in SINGLE_PAGES if viewer.may_open(page)} < set(seen)
        assert sum(not viewer.may_open(page) for page in seen) == 1


def test_every_slide_is_seen_in_a_month_in_which_it_stands(shots: list[Shot]) -> None:
    slides = {dict(shot.query).get("slides") for shot in shots if shot.page == MEETING}
    assert set(SLIDE_PAGES) <= slides
    assert {shot.state for shot in shots if dict(shot.query).get("slides")} == {WEIGHING}


def test_no_picture_takes_the_file_of_another_and_each_state_is_served(shots: list[Shot]) -> None:
    different = set(shots)
    assert len({shot.path() for shot in different}) == len(different)
    assert {shot.state for shot in different} == set(STATES)


def test_pictures_stand_in_rows_as_wide_as_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_sheet, "SINGLE", tmp_path)
    shots = [Shot("gizi", role=f"peran{at}") for at in range(5)]
    for shot in shots:
        Image.new("RGB", (1366, 768), "red").save(shot.path())
    sheet = lay_out(shots)
    assert sheet.width == contact_sheet.SHEET_WIDTH
    rows = [sheet.crop((0, top, sheet.width, top + 1)).tobytes() for top in range(sheet.height)]
    red = [row.count(b"\xff\x00\x00") for row in rows]
    one = red[-contact_sheet.GAP - 1]
    assert max(red) == 4 * one
    assert sheet.width - 5 * contact_sheet.GAP - 4 < 4 * one <= sheet.width - 5 * contact_sheet.GAP
