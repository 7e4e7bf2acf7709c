"""The Anak page as its users meet it: a child by its address, in scope and out of it."""

from __future__ import annotations

import pytest

from lib import data
from lib.domain.access import PAGES, Role, Viewer
from tests.pages.conftest import OpenPage, read_html

KEPALA = Viewer("kepala", "Kepala", Role.KEPALA)


def first_child(posyandu: str) -> str:
    seen = data.load(KEPALA)
    assert seen is not None
    children = seen.anak.children(posyandu)
    weighed = children["child_id"].isin(seen.gizi.monthly["child_id"])
    return str(children.loc[weighed, "child_id"].iloc[0])


def test_a_posyandu_is_chosen_first(open_page: OpenPage) -> None:
    assert "Anak yang mana?" in read_html(open_page("anak"))


def test_a_link_to_a_child_opens_its_posyandu_with_it(open_page: OpenPage) -> None:
    open_page("anak")
    child = first_child("MLT2")
    app = open_page("anak", anak=child.lower())
    assert not app.exception
    assert app.query_params["posyandu"] == "MLT2"
    assert app.query_params["anak"] == child
    assert "Berat terakhir" in read_html(app)
    assert app.subheader[-1].value == "Perjalanan anak ini"


@pytest.mark.parametrize("chart", ["kms", "bb_u", "tb_u", "bb_tb", "imt_u"])
@pytest.mark.parametrize("span", ["0-24", "24-60"])
def test_every_chart_and_sheet_can_be_opened(open_page: OpenPage, chart: str, span: str) -> None:
    app = open_page("anak", posyandu="MLT1", grafik=chart, umur=span)
    assert not app.exception
    assert app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")


def test_a_kader_meets_only_children_of_their_own_posyandu(open_page: OpenPage) -> None:
    open_page("anak")
    stranger = first_child("MLT2")
    app = open_page("anak", user="kader", anak=stranger)
    assert not app.exception
    assert stranger not in read_html(app)
    assert all(stranger not in option for box in app.selectbox for option in box.options)


@pytest.mark.parametrize("user", ["dinkes", "tamu"])
def test_who_sees_no_persons_cannot_open_it(open_page: OpenPage, user: str) -> None:
    app = open_page("anak", user=user)
    assert not any(title.value == PAGES["anak"].title for title in app.title)


def test_a_mentor_meets_only_the_children_they_accompany(open_page: OpenPage) -> None:
    app = open_page("anak", user="mentor")
    assert not app.exception
    seen = data.load(KEPALA)
    assert seen is not None
    names = [option for box in app.selectbox if box.label == "Anak" for option in box.options]
    mine = seen.tables["mentoring"]["child_id"].nunique()
    assert 0 < len(names) <= mine
