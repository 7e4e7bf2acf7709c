"""Accounts for streamlit-authenticator and the decoy check."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.auth.gate import build_credentials, build_decoy_hash, check_decoy, is_possible
from lib.config import Settings, read_settings
from lib.domain.access import PAGES, Role, Viewer, choose_puskesmas, list_choices


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"PAPAN_DATA": str(tmp_path), "PAPAN_CONTOH": "1"})


def test_accounts_have_the_shape_of_streamlit_authenticator(settings: Settings) -> None:
    kepala = build_credentials(settings)["usernames"]["kepala"]
    assert kepala["roles"] == ["kepala"]
    assert kepala["password"].startswith("$2b$")


def test_the_decoy_costs_as_much_as_the_real_hashes(settings: Settings) -> None:
    decoy = build_decoy_hash(settings)
    assert decoy.split("$")[2] == settings.users[0].password_hash.split("$")[2]
    check_decoy("apa saja", decoy)


def test_names_and_passwords_that_nobody_can_have_are_told_apart_by_length_only() -> None:
    assert is_possible("kepala", "é" * 36)
    assert not is_possible("kepala", "é" * 37)
    assert not is_possible("", "x")
    assert not is_possible("n" * 101, "x")


def test_pages_by_role() -> None:
    opens = {role: {page for page in PAGES if Viewer("a", "A", role).may_open(page)} for role in Role}
    of_one = {page for page in PAGES if not PAGES[page].several}
    assert opens[Role.KEPALA] == opens[Role.PETUGAS] == of_one == set(PAGES) - {"kabupaten"}
    assert opens[Role.KADER] == of_one - {"eppgbm", "laporan"}
    assert opens[Role.MITRA] == {"mentoring", "pendampingan", "anak", "panduan"}
    totals = {"beranda", "daftar_tilik", "sop", "gizi", "kebal_msg", "daftar_anak", "panduan"}
    totals |= {"pertemuan", "rapat"}
    assert opens[Role.DINKES] == totals | {"laporan", "pendampingan"}
    assert opens[Role.TAMU] == totals | {"antar_jemput"}
    assert not Viewer("a", "A", Role.KEPALA).may_open("rahasia")


def test_the_page_on_several_puskesmas_is_for_who_may_choose_among_them() -> None:
    both = ("Cempaka", "Kenanga")
    for role, opens in {Role.KEPALA: True, Role.DINKES: True, Role.TAMU: False, Role.KADER: False}.items():
        assert Viewer("a", "A", role, choices=both).may_open("kabupaten") == opens


def test_who_may_choose_among_which_puskesmas() -> None:
    known = ["Cempaka", "Kenanga", "Mawar"]
    assert list_choices(Role.DINKES, known, ()) == tuple(known)
    assert list_choices(Role.KEPALA, known, ("Mawar", "Cempaka", "tidak ada")) == ("Cempaka", "Mawar")
    assert list_choices(Role.KEPALA, known, ("Mawar",)) == () == list_choices(Role.KEPALA, known[:1], ())
    # MLT1 of one puskesmas is not MLT1 of another.
    assert list_choices(Role.KADER, known, ()) == () == list_choices(Role.MITRA, known, ())
    assert list_choices(Role.KADER, known, ("Mawar", "Kenanga")) == ("Kenanga", "Mawar")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("Kenanga", "Kenanga"),
        (" kenanga", "Kenanga"),
        ("Mawar", "Cempaka"),
        ("", "Cempaka"),
        (None, "Cempaka"),
    ],
)
def test_what_is_unknown_or_forbidden_is_the_first_that_is_allowed(asked: str | None, chosen: str) -> None:
    viewer = Viewer("a", "A", Role.KEPALA, choices=("Cempaka", "Kenanga"))
    assert choose_puskesmas(viewer, asked).puskesmas == (chosen,)
    limited = Viewer("b", "B", Role.KEPALA, puskesmas=("Mawar",))
    assert choose_puskesmas(limited, asked) is limited
