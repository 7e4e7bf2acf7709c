"""Filters kept in the address."""

from __future__ import annotations

import pytest

from tests.app_test import AppTest


def _page() -> None:
    import pandas as pd
    import streamlit as st

    from lib.views import filters

    months = list(pd.period_range("2026-01", "2026-11", freq="M"))
    month = filters.month_filter(months, pd.Period("2026-11", freq="M"))
    posyandu = filters.posyandu_filter({"MLT1": "Melati 1", "MWR2": "Mawar 2"})
    st.text(f"{month} {posyandu}")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({}, "2026-11 None"),
        ({"bulan": "2026-03", "posyandu": "MWR2"}, "2026-03 MWR2"),
        ({"bulan": "2026-03", "posyandu": " mwr2 "}, "2026-03 MWR2"),
        ({"bulan": "2031-99", "posyandu": "<script>"}, "2026-11 None"),
    ],
)
def test_the_address_decides_and_what_cannot_be_chosen_is_ignored(
    address: dict[str, str], expected: str
) -> None:
    app = AppTest.from_function(_page)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.text[0].value == expected
    month, posyandu = expected.split()
    assert app.query_params["bulan"] == month
    assert app.query_params.get("posyandu", "None") == posyandu


def test_a_choice_is_written_to_the_address_and_remembered() -> None:
    app = AppTest.from_function(_page).run()
    app.selectbox[0].select("2026-05").run()
    app.selectbox[1].select("MLT1").run()
    assert app.text[0].value == "2026-05 MLT1"
    assert app.query_params["bulan"] == "2026-05"
    # A change of page empties the address.
    app.query_params.clear()
    app.run()
    assert app.text[0].value == "2026-05 MLT1"
    app.selectbox[1].select("").run()
    assert app.text[0].value == "2026-05 None"
    assert "posyandu" not in app.query_params


def test_months_are_offered_newest_first_in_words() -> None:
    app = AppTest.from_function(_page).run()
    assert app.selectbox[0].options[:2] == ["November 2026", "Oktober 2026"]
    assert app.selectbox[1].options[0] == "Semua posyandu"


def _pages() -> None:
    import streamlit as st

    from lib.views import filters

    if st.toggle("halaman lain"):
        st.text(filters.part_filter("antar_jemput", {"putaran": "Putaran", "tahun": "Tahun ini"}, "putaran"))
    else:
        st.text(filters.part_filter("mentoring", {"tahun": "Tahun ini", "monev": "Monev"}, "tahun"))


def test_each_page_remembers_its_own_part_also_where_another_has_one_of_that_code() -> None:
    app = AppTest.from_function(_pages).run()
    assert app.text[0].value == "tahun"
    app.query_params.clear()
    app.toggle[0].set_value(True).run()
    assert app.text[0].value == "putaran"
    app.query_params.clear()
    app.toggle[0].set_value(False).run()
    assert app.text[0].value == "tahun"
