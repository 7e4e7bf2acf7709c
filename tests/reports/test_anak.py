"""The printed page about one child: one page, its own fonts, and nothing on it that is nobody's business."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from lib.domain.anak import compute_points
from lib.domain.kms import compute_monthly_status
from lib.reports.anak import build_child_card
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

TODAY = pd.Timestamp("2026-05-20")
CHILD: dict[str, Any] = {
    "child_id": "A-1",
    "name": "Anak Contoh",
    "sex": "L",
    "birth_date": pd.Timestamp("2024-01-10"),
    "age_months": 28.0,
    "caregiver": "Ibu Contoh",
    "rt": "003",
    "nik": "3201010000000001",
    "phone": "+6280000000001",
    "address": "Jalan Contoh 1",
}


def read_card(*weighings: dict[str, Any], **child: Any) -> PdfReader:
    row = {**CHILD, **child}
    balita = build_balita({"birth_date": row["birth_date"], "sex": row["sex"]})
    points = compute_points(compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR))
    pdf = build_child_card(row, points, posyandu="Melati 1", puskesmas="Puskesmas Contoh", today=TODAY)
    return PdfReader(io.BytesIO(pdf))


YEARS = [
    weigh(f"{month}-10", 9.0 + at / 10, height_cm=70.0 + at)
    for at, month in enumerate(pd.period_range("2024-02", "2026-05", freq="M").astype(str))
]


def test_it_is_one_page_however_long_the_child_has_come() -> None:
    card = read_card(*YEARS)
    assert len(card.pages) == 1
    text = card.pages[0].extract_text()
    assert "Bulan depan beratnya minimal 11,9" in text
    assert "Mei 2026" in text and "Jun 2025" in text and "Mei 2025" not in text


def test_no_nik_phone_or_address_is_on_it() -> None:
    text = read_card(*YEARS).pages[0].extract_text()
    assert "Anak Contoh" in text
    for private in ("320101", "628000", "Jalan Contoh"):
        assert private not in text


def test_its_fonts_are_in_it() -> None:
    fonts = read_card(*YEARS).pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize("sex", ["L", "P"])
def test_one_weighing_or_an_implausible_one_is_enough(sex: str) -> None:
    text = read_card(weigh("2026-05-10", 40.0, height_cm=np.nan), sex=sex).pages[0].extract_text()
    assert "ukur ulang" in text


def test_a_child_who_was_not_weighed_for_long_has_a_card_too() -> None:
    text = read_card(*YEARS[:3]).pages[0].extract_text()
    assert "Apr 2024" in text
    assert "Bulan depan" not in text
