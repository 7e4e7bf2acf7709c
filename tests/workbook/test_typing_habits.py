"""How kader type, and what is accepted (buku-kerja.md): one case a habit, one a wrong value."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from lib.workbook.columns import Column, Kind
from lib.workbook.readers import read_column
from lib.workbook.tabs import TABS

WEIGHT = TABS["penimbangan"].column("weight_kg")
HEIGHT = TABS["penimbangan"].column("height_cm")
DATE = TABS["penimbangan"].column("date")
ISSUED = TABS["sop"].column("issued_on")
SEX = TABS["balita"].column("sex")
NIK = TABS["balita"].column("nik")
RT = TABS["balita"].column("rt")
PHONE = TABS["balita"].column("phone")
POSITION = TABS["penimbangan"].column("position")
OEDEMA = TABS["penimbangan"].column("oedema")
RESULT = TABS["daftar_tilik"].column("result")
STAGE = TABS["tanya_jawab"].column("stage")
OPEN_TIME = TABS["jadwal"].column("open_time")
PROOF = TABS["daftar_tilik"].column("proof")
CHILD = TABS["penimbangan"].column("child_id")
AMOUNT = TABS["donasi"].column("amount")
ORDER = TABS["balita"].column("birth_order")
STEP = TABS["langkah_sop"].column("step")


def read_one(raw: object, column: Column) -> tuple[object, str, str, str]:
    """Value (None where missing), level, message, suggestion of a single cell."""
    cells = np.empty(1, dtype=object)
    cells[0] = raw
    values, problems = read_column(cells, column)
    value = values[0]
    missing = pd.isna(value)
    level, message, suggestion = (
        ("", "", "")
        if not len(problems.position)
        else (problems.level[0], problems.message[0], problems.suggestion[0])
    )
    if column.kind is Kind.DATE and not missing:
        value = pd.Timestamp(value).date()
    return (None if missing else value), str(level), message, suggestion


@pytest.mark.parametrize(
    ("raw", "kilograms"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("12,5 kg", 12.5),
        ("012,5", 12.5),
        ("12,5kg", 12.5),
        ("12,5 Kg.", 12.5),
        (" 12,50", 12.5),
        ("12,5\u00a0", 12.5),
        (12.5, 12.5),
        (12, 12.0),
        ("-", None),
        ("", None),
        ("   ", None),
        ("–", None),
        (None, None),
    ],
)
def test_numbers_are_read_as_typed(raw: object, kilograms: float | None) -> None:
    assert read_one(raw, WEIGHT)[:2] == (kilograms, "")


@pytest.mark.parametrize(
    ("raw", "column", "word", "likely"),
    [
        (12500, WEIGHT, "gram", "12,5 kg"),
        ("12500", WEIGHT, "gram", "12,5 kg"),
        ("9500 gr", WEIGHT, "gram", "9,5 kg"),
        ("0,85", HEIGHT, "meter", "85 cm"),
        (0.85, HEIGHT, "meter", "85 cm"),
        ("0,85 m", HEIGHT, "meter", "85 cm"),
        (755, HEIGHT, "koma", "75,5 cm"),
        ("9 kg 2 ons", WEIGHT, "", ""),
        ("sembilan", WEIGHT, "Bukan angka", "9,5"),
        ("12,5,3", WEIGHT, "Bukan angka", ""),
        (0.3, WEIGHT, "Di luar batas 0,5–60 kg", ""),
        (61, WEIGHT, "", "6,1 kg"),
        (29, HEIGHT, "Di luar batas 30–150 cm", ""),
        (151, HEIGHT, "", ""),
        (True, WEIGHT, "centang", ""),
        ("2,5", ORDER, "bulat", ""),
    ],
)
def test_what_a_body_cannot_be_is_not_read_and_the_likely_value_is_named(
    raw: object, column: Column, word: str, likely: str
) -> None:
    value, level, message, suggestion = read_one(raw, column)
    assert (value, level) == (None, "Galat")
    assert word.casefold() in message.casefold()
    assert likely in suggestion


@pytest.mark.parametrize(("raw", "kilograms"), [(0.5, 0.5), (60, 60.0)])
def test_limits_themselves_are_values(raw: float, kilograms: float) -> None:
    assert read_one(raw, WEIGHT)[:2] == (kilograms, "")


@pytest.mark.parametrize(
    ("raw", "column", "what", "likely"),
    [
        (46154, WEIGHT, "tanggal 12/05/2026", "12,5"),
        ("12/05/2026", WEIGHT, "tanggal 12/05/2026", "12,5"),
        (8.5 / 24, WEIGHT, "jam 08.30", "8,3"),
        ("08:30", WEIGHT, "jam 08:30", "08,30"),
        (12.5 / 24, WEIGHT, "jam 12.30", "12,3"),
        (46154, HEIGHT, "tanggal 12/05/2026", ""),
    ],
)
def test_a_date_or_hour_that_a_spreadsheet_made_of_a_number_is_reported_so(
    raw: object, column: Column, what: str, likely: str
) -> None:
    value, level, message, suggestion = read_one(raw, column)
    assert (value, level) == (None, "Galat")
    assert what in message
    assert likely in suggestion


def test_points_between_thousands_are_read_only_where_sums_stand() -> None:
    assert read_one("1.500.000", AMOUNT)[0] == 1_500_000
    assert read_one("500.000", AMOUNT)[0] == 500_000
    assert read_one("Rp 500.000", AMOUNT)[0] == 500_000
    assert read_one("12.500", WEIGHT)[0] == 12.5


@pytest.mark.parametrize(
    "raw",
    [
        "03/02/2026",
        "3/2/2026",
        "3-2-26",
        "3.2.2026",
        "3 Feb 2026",
        "3 Pebruari 2026",
        "3 februari 2026",
        "3-Peb-26",
        "Selasa, 3 Feb 2026",
        "2026-02-03",
        "2026-02-03 08:30:00",
        "3/2/2026 08.30",
        " 03 / 02 / 2026 ",
        46056,
        46056.0,
        46056.35,
        "46056",
    ],
)
def test_dates_are_day_first_in_every_spelling(raw: object) -> None:
    assert read_one(raw, DATE)[:2] == (date(2026, 2, 3), "")


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Peb", 2),
        ("Nop", 11),
        ("Agt", 8),
        ("Ags", 8),
        ("Des", 12),
        ("Nopember", 11),
        ("Mei", 5),
        ("Agustus", 8),
    ],
)
def test_old_and_short_month_names_are_known(word: str, month: int) -> None:
    assert read_one(f"14 {word} 2022", DATE)[:2] == (date(2022, month, 14), "")


def test_a_month_is_enough_where_the_column_says_so() -> None:
    assert read_one("Maret 2019", ISSUED)[:2] == (date(2019, 3, 1), "")
    assert read_one("Maret 2019", DATE)[:2] == (None, "Galat")


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("31/02/2026", "kalender"),
        ("29/02/2025", "kalender"),
        ("02/13/2026", "tertukar"),
        ("besok", "tidak terbaca"),
        ("3 Xyz 2026", "tidak dikenal"),
        ("3 Feb", "tidak terbaca"),
        (12, "bukan tanggal"),
        (20260203, "tanpa pemisah"),
        (True, "centang"),
        ("3/2/1026", "Tahun"),
    ],
)
def test_a_date_that_cannot_be_is_not_read(raw: object, word: str) -> None:
    value, level, message, _ = read_one(raw, DATE)
    assert (value, level) == (None, "Galat")
    assert word in message


def test_a_slip_in_a_month_name_is_read_and_reported() -> None:
    assert read_one("3 Febuari 2026", DATE)[:2] == (date(2026, 2, 3), "Peringatan")


@pytest.mark.parametrize(
    ("raw", "minutes"),
    [
        ("8.30", 510),
        ("08:30", 510),
        ("08.30 WIB", 510),
        ("8", 480),
        (8.3, 510),
        (510 / 1440, 510),
        (8, 480),
        (0.0, 0),
    ],
)
def test_hours_are_read_in_every_spelling(raw: object, minutes: float) -> None:
    assert read_one(raw, OPEN_TIME)[:2] == (minutes, "")


@pytest.mark.parametrize("raw", ["25.00", "8.75", "pagi", 46154.0, 8.75])
def test_an_hour_that_cannot_be_is_not_read(raw: object) -> None:
    assert read_one(raw, OPEN_TIME)[:2] == (None, "Galat")


@pytest.mark.parametrize("raw", ["Ya", "ya", "y", "v", "✓", "√", "TRUE", True, 1, "1", "hadir", "V ", "Ya."])
def test_yes_in_every_spelling(raw: object) -> None:
    assert read_one(raw, OEDEMA)[:2] == (True, "")


@pytest.mark.parametrize("raw", ["Tidak", "tdk", "t", "x", "FALSE", False, 0, "0", "X"])
def test_no_in_every_spelling(raw: object) -> None:
    assert read_one(raw, OEDEMA)[:2] == (False, "")


def test_neither_yes_nor_no_is_not_read() -> None:
    assert read_one("mungkin", OEDEMA)[:2] == (None, "Galat")
    assert read_one(2, OEDEMA)[:2] == (None, "Galat")


@pytest.mark.parametrize(
    ("raw", "sex"),
    [
        ("L", "L"),
        ("l", "L"),
        ("Laki-laki", "L"),
        ("laki laki", "L"),
        ("lk", "L"),
        ("P", "P"),
        ("Perempuan", "P"),
        ("pr", "P"),
    ],
)
def test_sex_in_every_spelling(raw: str, sex: str) -> None:
    assert read_one(raw, SEX)[:2] == (sex, "")


def test_choices_match_without_case_and_with_small_slips() -> None:
    assert read_one("terlentang", POSITION)[:2] == ("Terlentang", "")
    assert read_one("BERDIRI ", POSITION)[:2] == ("Berdiri", "")
    assert read_one("Terlentnag", POSITION)[:2] == ("Terlentang", "Peringatan")
    assert read_one("Perempaun", SEX)[:2] == ("P", "Peringatan")
    value, level, _, suggestion = read_one("duduk", POSITION)
    assert (value, level, suggestion) == (None, "Galat", "Pilih Terlentang / Berdiri")
    assert read_one("Y", RESULT)[0] == "Ya"
    assert read_one(True, RESULT)[0] == "Ya"
    assert read_one("tb", RESULT)[0] == "TB"
    assert read_one("B", SEX)[:2] == (None, "Galat")
    for word, stage in (("Pre test", "Sebelum"), ("pre-test", "Sebelum"), ("POSTTEST", "Sesudah")):
        assert read_one(word, STAGE)[:2] == (stage, "")


@pytest.mark.parametrize(
    "raw",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "81234567890",
        81234567890,
        "6281234567890",
        "+62 812 3456 7890",
        6281234567890.0,
    ],
)
def test_phones_become_plus_62(raw: object) -> None:
    assert read_one(raw, PHONE)[:2] == ("+6281234567890", "")


@pytest.mark.parametrize("raw", ["0812", "021-555", "tidak punya", "08123456789012345", "a81234567890"])
def test_a_phone_that_cannot_be_is_not_read(raw: str) -> None:
    assert read_one(raw, PHONE)[:2] == (None, "Galat")


def test_a_nik_is_sixteen_digits_of_text() -> None:
    assert read_one("9901010101200001", NIK)[:2] == ("9901010101200001", "")
    assert read_one("9901 0101 0120 0001", NIK)[:2] == ("9901010101200001", "")
    assert read_one("990101010120000", NIK)[:2] == (None, "Galat")


@pytest.mark.parametrize("raw", [9901010101200001, 9901010101200000.0, "9,90101E+15", "9.90101e15"])
def test_a_nik_that_arrives_as_a_number_is_always_reported(raw: object) -> None:
    value, level, message, suggestion = read_one(raw, NIK)
    assert (value, level) == (None, "Galat")
    assert "hilang" in message
    assert "Teks" in suggestion


@pytest.mark.parametrize("raw", ["001", 1, 1.0, "1", "01", " 001 "])
def test_rt_is_text_with_its_zeros(raw: object) -> None:
    assert read_one(raw, RT)[:2] == ("001", "")


@pytest.mark.parametrize(
    "raw", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#ERROR!", "Loading…", "Loading..."]
)
@pytest.mark.parametrize("column", [WEIGHT, DATE, OEDEMA, SEX, NIK, PHONE, RT, CHILD, PROOF, OPEN_TIME])
def test_formula_errors_are_findings_never_values(raw: str, column: Column) -> None:
    value, level, message, _ = read_one(raw, column)
    assert (value, level) == (None, "Galat")
    assert "Rumus" in message


def test_ids_are_typed_alone_or_picked_with_the_name() -> None:
    assert read_one("MLT1-001", CHILD)[0] == "MLT1-001"
    assert read_one("Budi Contoh · MLT1-001", CHILD)[0] == "MLT1-001"
    assert read_one(4.0, STEP)[0] == "4"
    assert read_one("4a", STEP)[0] == "4a"


@pytest.mark.parametrize(
    "raw",
    ["javascript:alert(1)", "foto di HP bidan", "data:text/html,x", "https://a b", "drive.google.com/file"],
)
def test_words_prove_as_well_as_an_address_and_stay_words(raw: str) -> None:
    assert read_one(raw, PROOF)[:2] == (raw, "")
