"""Pengaturan: what a puskesmas sets, and what holds without it."""

import pytest

from lib.domain.settings import (
    PuskesmasSettings,
    Targets,
    compute_settings_findings,
    parse_months,
    parse_percentage,
    read_settings,
)
from tests.domain.workbook_tables import build_table


def pengaturan(**values: str):
    rows = [{"name": name.replace("_", " "), "value": value} for name, value in values.items()]
    return build_table("pengaturan", rows)


def test_an_empty_tab_gives_the_defaults() -> None:
    assert read_settings(build_table("pengaturan")) == PuskesmasSettings()
    assert Targets().compliance == 80


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("2, 8", (2, 8)), ("8 dan 2", (2, 8)), ("Februari dan Agustus", (2, 8)), ("Peb/Ags", (2, 8)),
        ("3", (3,)),
        ("13", None), ("2, bulan depan", None), ("0", None),
    ],
)  # fmt: skip
def test_months_of_vitamin_a_are_numbers_or_names(typed: str, months: tuple[int, ...] | None) -> None:
    assert parse_months(typed) == months
    assert read_settings(pengaturan(Bulan_vitamin_A=typed)).vitamin_a_months == (months or (2, 8))
    found = compute_settings_findings(pengaturan(Bulan_vitamin_A=typed))
    assert len(found) == (months is None)


def test_settings_are_found_without_regard_to_case_spaces_and_punctuation() -> None:
    table = build_table(
        "pengaturan",
        [
            {"name": "NAMA  puskesmas", "value": " Puskesmas Contoh "},
            {"name": "Target N/D'", "value": "75"},
            {"name": "target k/s", "value": "95%"},
            {"name": "Target kepatuhan SOP (80)", "value": "90"},
            {"name": "Target kepatuhan SOP", "value": "85,5"},
            {"name": "Zona waktu", "value": "wita"},
            {"name": "Aturan N", "value": "KBM atau garis"},
            {"name": "Pesan ajakan", "value": "Ayo ke posyandu"},
        ],
    )
    settings = read_settings(table)
    assert settings.name == "Puskesmas Contoh"
    assert settings.targets == Targets(ks=95, ds=80, nd=75, compliance=85.5)
    assert settings.time_zone == "WITA"
    assert settings.n_rule == "KBM atau garis"
    assert settings.message("pesan AJAKAN") == "Ayo ke posyandu"
    assert settings.message("Pesan lain", "bawaan") == "bawaan"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("80", 80),
        ("80.0", 80),
        (" 85,5 % ", 85.5),
        ("0.85", 85),
        ("1", 100),
        ("0", 0),
        ("120", None),
        ("banyak", None),
    ],
)
def test_targets_are_percentages(typed: str, read: float | None) -> None:
    assert parse_percentage(typed) == read


def test_an_unreadable_value_leaves_the_default_and_is_a_finding() -> None:
    table = pengaturan(Target_DS="delapan puluh", Zona_waktu="GMT", Aturan_N="KBM", Alamat="Jalan")
    assert read_settings(table).targets.ds == Targets().ds
    assert read_settings(table).time_zone == "WIB"
    assert compute_settings_findings(table)["source_row"].tolist() == [2, 3]


def test_braces_that_nothing_fills_are_a_finding_at_the_message() -> None:
    found = compute_settings_findings(
        pengaturan(Pesan_ajakan="{ibu}, {hari} di {titik}", pesan_KUNJUNGAN="Halo {nama}", Pesan_lain="{x}")
    )
    (one,) = found.to_dict("records")
    assert one["message"].startswith("{hari} tidak dikenal") and "{jam}" in one["suggestion"]
    assert (one["source_row"], one["column"]) == (2, "Nilai")
