"""Where to type: the tab's address in Google Sheets, for those who type, in the workbook that is theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from lib.data.engine import Whole
from lib.data.seen import open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.settings import BookSetting, Settings
from tests.data.conftest import read_whole

HERE, THERE = "https://docs.google.com/spreadsheets/d/a", "https://docs.google.com/spreadsheets/d/b"
KADER = Scope(Role.KADER, posyandu=("MLT1",))


@pytest.fixture
def whole(small_workbook: Path, settings: Settings) -> Whole:
    """The sample, as if it stood in Google Sheets beside a second workbook without rows."""
    found = read_whole((BookSetting("Buku", berkas=small_workbook),), settings)
    (state,) = found.books
    links = {(state.key, "Daftar Tilik"): HERE, ("lain", "Daftar Tilik"): THERE, ("lain", "SOP"): THERE}
    return replace(found, links=links)


@pytest.mark.parametrize("scope", [Scope(Role.KEPALA), KADER])
def test_the_workbook_in_which_the_rows_stand(whole: Whole, scope: Scope) -> None:
    assert open_seen(whole, scope).tab_links("daftar_tilik") == {"Buku": HERE}
    assert open_seen(whole, scope).tab_links("daftar_tilik", "MLT1") == {"Buku": HERE}


def test_without_rows_every_workbook_with_the_tab_but_not_to_kader(whole: Whole) -> None:
    assert open_seen(whole, Scope(Role.KEPALA)).tab_links("daftar_tilik", "TIDAK-ADA") == {
        "Buku": HERE, "lain": THERE,
    }  # fmt: skip
    assert open_seen(whole, KADER).tab_links("daftar_tilik", "TIDAK-ADA") == {}


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Role.TAMU, names="initials"),
        Scope(Role.DINKES, names="none"),
        Scope(Role.MITRA, name_in_book="Laras"),
    ],
)
def test_nothing_for_those_who_do_not_type(whole: Whole, scope: Scope) -> None:
    assert open_seen(whole, scope).tab_links("daftar_tilik") == {}


def test_nothing_for_files(whole: Whole) -> None:
    assert open_seen(replace(whole, links={}), Scope(Role.KEPALA)).tab_links("daftar_tilik") == {}


def test_a_child_on_a_list_leads_to_its_row_in_balita(whole: Whole) -> None:
    (state,) = whole.books
    seen = open_seen(replace(whole, links={(state.key, "Balita"): HERE}), Scope(Role.KEPALA))
    rows = seen.daftar_anak.rows("sasaran", pd.Period("2026-10", freq="M"))
    at = seen.tables["balita"].set_index("child_id")["source_row"].reindex(rows["child_id"])
    assert len(rows)
    assert rows["link"].tolist() == [f"{HERE}&range=A{int(row)}" for row in at]


def test_a_record_leads_to_its_row_for_those_who_see_names(whole: Whole) -> None:
    month = pd.Period("2026-10", freq="M")
    seen = open_seen(whole, Scope(Role.KEPALA))
    rows = seen.add_record_links(seen.sop.status(month))
    typed = rows[rows["source"].eq("diketik")]
    assert len(typed)
    assert typed["link"].tolist() == [f"{HERE}&range=A{int(row)}" for row in typed["source_row"]]
    # Of the tabs that are not in Google Sheets, and of steps without a record, there is none.
    assert rows[~rows["source"].eq("diketik")]["link"].eq("").all()
    guest = open_seen(whole, Scope(Role.TAMU, names="initials"))
    assert guest.add_record_links(guest.sop.status(month))["link"].eq("").all()
