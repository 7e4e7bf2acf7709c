"""What a View hands out for e-PPGBM, to whom, with which cells to mend."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.data.view import View
from tests.data.conftest import SampleViews

MONTH = pd.Period("2026-10", "M")


def test_kepala_and_petugas_get_the_same_upload(views: SampleViews) -> None:
    kepala, petugas = views["kepala"].eppgbm(MONTH), views["petugas"].eppgbm(MONTH)
    assert len(kepala.sent("pengukuran")) > 100
    assert kepala.children.equals(petugas.children)
    assert views["kepala"].eppgbm(MONTH) is kepala


@pytest.mark.parametrize("username", ["kader", "mentor", "mahasiswa", "dinkes", "tamu"])
def test_every_other_role_gets_nothing(views: SampleViews, username: str) -> None:
    upload = views[username].eppgbm(MONTH)
    assert upload.children.empty
    assert upload.held.empty


def test_held_rows_name_the_cell_and_what_the_parser_said_of_it(views: SampleViews) -> None:
    view = views["kepala"]
    held = view.eppgbm(MONTH).held
    assert held["cell"].str.fullmatch(r"[A-Z]+\d+").all()
    assert set(held["book"]) == {"Contoh"}
    as_number = held[held["message"].str.contains("Tersimpan sebagai angka")]
    assert len(as_number) == 1
    found = view.findings[
        view.findings["cell"].eq(as_number["cell"].iloc[0]) & view.findings["tab"].eq("Balita")
    ]
    assert as_number["suggestion"].iloc[0] in found["suggestion"].tolist()


def test_measured_sent_and_d_are_those_of_the_skdn(views: SampleViews) -> None:
    view = views["kepala"]
    for month in view.months[-6:]:
        upload = view.eppgbm(month)
        assert len(view.measured(month)) == upload.children["measured"].sum()
        (d,) = view.skdn([month])["D"]
        assert d == (upload.children["weighed"] & upload.children["in_s"]).sum()


def test_in_google_sheets_a_held_row_links_to_its_very_cell(views: SampleViews) -> None:
    book = views.whole.books[0].key
    address = "https://docs.google.com/spreadsheets/d/abc/edit?gid=7#gid=7"
    online = View(replace(views.whole, links={(book, "Balita"): address}), views["kepala"].scope)
    held = online.eppgbm(MONTH).held
    assert held["link"].tolist() == [f"{address}&range={cell}" for cell in held["cell"]]
    assert views["kepala"].eppgbm(MONTH).held["link"].eq("").all()
