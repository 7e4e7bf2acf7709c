"""Lembar Kader as it is printed: one page a posyandu, names for its kader, what to reach."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from pypdf import PdfReader

from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import EVERYTHING, GROUP, Scope
from lib.reports.daftar_anak import MOST_CHILDREN, NOT_OPEN, build_kader_sheets, name_sheets

OCTOBER, NOVEMBER = pd.Period("2026-10"), pd.Period("2026-11")


@pytest.fixture(scope="module")
def seen(sample_seen: Seen) -> Seen:
    return sample_seen


def read(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def change_balita(seen: Seen, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Seen:
    tables = seen._whole.tables
    frames = {**tables.frames, "balita": change(tables.frames["balita"])}
    return open_seen(replace(seen._whole, tables=replace(tables, frames=frames), shared={}), EVERYTHING)


def test_each_posyandu_has_one_page_with_its_own_children(seen: Seen) -> None:
    pages = read(build_kader_sheets(seen, OCTOBER))
    assert len(pages) == len(seen.posyandu_names) == 4
    for (code, name), page in zip(seen.posyandu_names.items(), pages, strict=True):
        assert f"Lembar Kader · {name}" in page
        rows = seen.daftar_anak.visits(OCTOBER, code)
        assert f"{len(rows)} anak dikunjungi" in page
        assert all(label in page for label in rows["label"].head(MOST_CHILDREN))
        every = seen.daftar_anak.visits(OCTOBER)
        for row in every[every["posyandu"] != code].to_dict("records"):
            assert f"{row['label']}, {row['age_months']:.0f} bln" not in page
        assert "Jangan difoto ke grup" in page


def test_the_least_weight_stands_beside_the_last_one(seen: Seen) -> None:
    row = seen.daftar_anak.visits(OCTOBER, "MLT1").dropna(subset=["least_kg"]).iloc[0]
    (page,) = read(build_kader_sheets(seen, OCTOBER, "MLT1"))
    for kg in (row["weight_kg"], row["least_kg"]):
        assert f"{kg:.1f} kg".replace(".", ",") in page


def test_a_posyandu_that_has_not_opened_says_so(seen: Seen) -> None:
    assert NOT_OPEN in read(build_kader_sheets(seen, NOVEMBER, "MLT1"))[0]


def test_a_long_list_stays_one_page_and_counts_the_rest(seen: Seen) -> None:
    every = change_balita(seen, lambda table: table.assign(posyandu="MLT1"))
    (page,) = read(build_kader_sheets(every, OCTOBER, "MLT1"))
    count = len(every.daftar_anak.visits(OCTOBER, "MLT1"))
    assert count > MOST_CHILDREN
    assert f"… dan {count - MOST_CHILDREN} lainnya" in page


def test_whatever_was_typed_a_posyandu_stays_on_one_page(seen: Seen) -> None:
    long = "Muhammad \u202e😀 #set page(width: 1pt) " * 40
    typed = {"name": long, "caregiver": long, "address": long, "rt": long, "posyandu": "MLT1"}
    every = change_balita(seen, lambda table: table.assign(**typed))
    assert len(read(build_kader_sheets(every, OCTOBER, "MLT1"))) == 1


def test_a_kader_prints_their_own_posyandu_and_who_sees_no_names_none(seen: Seen) -> None:
    own = open_seen(seen._whole, Scope(Role.KADER, posyandu=("MWR1",)))
    (page,) = read(build_kader_sheets(own, OCTOBER))
    assert "Lembar Kader · Mawar 1" in page
    with pytest.raises(ValueError, match="names"):
        build_kader_sheets(open_seen(seen._whole, GROUP), OCTOBER)


def test_no_nik_phone_or_birth_date_is_on_it(seen: Seen) -> None:
    words = " ".join(read(build_kader_sheets(seen, OCTOBER)))
    table = seen.tables["balita"]
    for column in ("nik", "family_card", "phone"):
        assert not [one for one in table[column].dropna() if str(one).removeprefix("+62") in words]
    assert name_sheets(OCTOBER, "MLT1") == "lembar-kader-MLT1-2026-10.pdf"
