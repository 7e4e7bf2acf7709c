"""Accounts for streamlit-authenticator and the decoy check."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.auth.credentials import build_credentials, build_decoy_hash, check_decoy, is_possible
from lib.config import Settings, read_settings
from lib.domain.access import PAGES, Role, Viewer


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
    assert opens[Role.KEPALA] == opens[Role.PETUGAS] == set(PAGES)
    assert opens[Role.KADER] == set(PAGES) - {"eppgbm", "laporan"}
    assert opens[Role.MITRA] == {"mentoring", "pendampingan", "anak", "panduan"}
    totals = {"beranda", "daftar_tilik", "sop", "gizi", "kebal_msg", "daftar_anak", "panduan"}
    totals |= {"pertemuan", "rapat"}
    assert opens[Role.DINKES] == totals | {"laporan", "pendampingan"}
    assert opens[Role.TAMU] == totals | {"antar_jemput"}
    assert not Viewer("a", "A", Role.KEPALA).may_open("rahasia")
