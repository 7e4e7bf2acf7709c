"""The summary to send: ten lines at most, a thousand letters at most, nothing judged too early, nothing told
that is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.settings import Targets
from lib.domain.summary import Standing, Summary, find_next_month
from lib.words.ringkasan import (
    MOST_LETTERS,
    MOST_LINES,
    build_kader_text,
    build_kepala_text,
    build_share_link,
)
from tests.budget import examples

MONTH = pd.Period("2026-10")
NAN = float("nan")
NOW: dict[str, Any] = {
    **{"S": 160, "K": 150, "D": 136, "N": 80, "T": 40, "not_weighed": 24, "kms_known": 160},
    **{"ks": 93.75, "ds": 85.0, "nd_corrected": 66.7, "two_t": 12.0, "bgm": 6.0},
    **{f"{one}{end}": 8.0 for one in ("stunting", "wasting", "underweight") for end in ("", "_cases", "_n")},
}
CASES = {"kebal": 17.0, "nyaris_2t": 9.0, "gizi_buruk": 6.0, "not_weighed": 24.0}
STANDING = Standing(2.0, 7, 3, 12, 4, 0, 2, datetime(2026, 11, 22, 9, 42))


def build(**changed: Any) -> Summary:
    figures: dict[str, Any] = {
        **{"puskesmas": "Puskesmas Contoh", "posyandu": None, "month": MONTH},
        **{"today": pd.Timestamp("2026-11-22"), "opened": 4, "of": 4, "now": NOW, "before": NOW},
        **{"cases": CASES, "small": frozenset(), "targets": Targets(), "vitamin_a": {}},
        **{"next_vitamin_a": pd.Period("2027-02"), "next_days": (("Melati 1", pd.Timestamp("2026-11-25")),)},
    }
    return Summary(**{**figures, **changed})


def test_the_group_reads_what_was_reached_whom_to_visit_what_comes_and_thanks() -> None:
    lines = build_kader_text(build()).split("\n")
    assert len(lines) == MOST_LINES
    assert lines[2] == "Ditimbang: 136 dari 160 balita (D/S 85,0%). Target 80% tercapai, terima kasih."
    assert lines[3] == "Naik berat: 80 dari 120 balita (N/D′ 66,7%). Target 80% belum tercapai."
    assert lines[5] == "Kunjungi: 2T atau BGM 17 anak, nyaris 2T 9 anak; siapa, ada di Lembar Kader."
    assert lines[7] == "Vitamin A berikutnya: Februari 2027."
    assert lines[8] == "Hari posyandu berikutnya: Melati 1 25 Nov 2026."
    assert lines[9].startswith("Terima kasih, Ibu dan Bapak Kader.")


def test_the_kepala_reads_last_month_the_target_and_what_is_overdue() -> None:
    lines = build_kepala_text(build(before=NOW | {"ds": 82.1, "two_t": 9.0}), STANDING).split("\n")
    assert len(lines) == MOST_LINES
    assert "85,0% (136 dari 160), bulan lalu 82,1%; target 80% tercapai." in lines[2]
    assert lines[5] == "2T 12 (bulan lalu 9), BGM 6 (bulan lalu 6), nyaris 2T 9."
    assert lines[7] == "Perlu segera: gizi buruk 6 anak, ibu perlu segera 2."
    assert lines[8] == "Lewat batas waktu: 7 langkah SOP, 3 tindak lanjut."
    assert "2 buku kerja dibaca 22 Nov 2026 09.42; 12 isian perlu diperbaiki" in lines[9]


@pytest.mark.parametrize("opened", [3, 4])
def test_a_low_rate_is_judged_only_when_every_posyandu_has_opened(opened: int) -> None:
    summary = build(today=pd.Timestamp("2026-10-22"), opened=opened, now=NOW | {"ds": 40.0})
    for text in (build_kader_text(summary), build_kepala_text(summary, STANDING)):
        assert ("belum dinilai" in text) is (opened < 4)
        assert ("belum lengkap" in text) is (opened < 4)
        assert ("80% belum tercapai" in text) is (opened == 4)


def test_what_is_closed_is_told_as_closed_and_what_is_small_as_small() -> None:
    closed = {"N": NAN, "T": NAN, "nd_corrected": NAN, "two_t": NAN, "bgm": NAN, "bgm_small": True}
    cases = {"kebal": NAN, "nyaris_2t": NAN, "gizi_buruk": NAN, "not_weighed": 24.0}
    text = build_kader_text(
        build(now=NOW | closed, cases=cases, small=frozenset({"nyaris_2t", "gizi_buruk"}))
    )
    assert "Naik berat: tidak dirinci." in text
    assert "2T atau BGM tidak dirinci, nyaris 2T <5 anak" in text
    assert "Gizi buruk: <5 anak." in text
    assert "2T tidak dirinci (bulan lalu 12), BGM <5" in build_kepala_text(build(now=NOW | closed), STANDING)
    silent = build_kader_text(build(cases=cases))
    assert "Kunjungi anak 2T, BGM, dan nyaris 2T; siapa, ada di Lembar Kader." in silent
    assert "Gizi buruk: tidak dirinci." in silent


def test_nobody_weighed_is_no_praise_and_no_blame() -> None:
    summary = build(now=NOW | {"D": 0, "ds": 0.0}, cases=dict.fromkeys(CASES, 0.0))
    for text in (build_kader_text(summary), build_kepala_text(summary, STANDING)):
        assert "Belum ada balita yang ditimbang." in text
        assert "tercapai" not in text and "gizi buruk" not in text.casefold()


def test_capsules_are_told_in_their_month_and_announced_in_the_others() -> None:
    given_now = build_kader_text(
        build(vitamin_a={"vitamin_a_6_11": (12.0, 15.0), "vitamin_a_12_59": (NAN, 120.0)})
    )
    assert "Vitamin A bulan ini: 6–11 bulan 12 dari 15, 12–59 bulan tidak dirinci." in given_now
    assert find_next_month(pd.Period("2026-08"), (2, 8)) == pd.Period("2027-02")
    assert find_next_month(pd.Period("2026-01"), (2, 8)) == pd.Period("2026-02")


COUNTS = st.one_of(st.just(NAN), st.integers(0, 99_999).map(float))
WORDS = st.text(max_size=400)


@examples(60)
@given(
    data=st.fixed_dictionaries({key: COUNTS for key in NOW if key != "D"}),
    weighed=st.integers(0, 99_999),
    cases=st.fixed_dictionaries(dict.fromkeys(CASES, COUNTS)),
    small=st.frozensets(st.sampled_from(sorted(CASES))),
    puskesmas=WORDS,
    posyandu=st.none() | WORDS,
    days=st.lists(WORDS, max_size=40),
    opened=st.integers(0, 40),
    standing=st.tuples(st.none() | COUNTS, *([st.integers(0, 999_999)] * 6)),
)
def test_no_text_is_longer_than_ten_lines_or_a_thousand_letters(
    data: dict[str, float], weighed: int, cases: dict[str, float], small: frozenset[str], puskesmas: str,
    posyandu: str | None, days: list[str], opened: int, standing: tuple[Any, ...],
) -> None:  # fmt: skip
    summary = build(
        now={**data, "D": weighed}, cases=cases, small=small, puskesmas=puskesmas, posyandu=posyandu,
        opened=opened, of=40, today=pd.Timestamp("2026-10-22"),
        next_days=tuple((name, pd.Timestamp("2026-11-25")) for name in days),
        vitamin_a={"vitamin_a_6_11": (99_999.0, 99_999.0), "vitamin_a_12_59": (99_999.0, 99_999.0)},
    )  # fmt: skip
    open_matters = Standing(*standing, read_at=datetime(2026, 11, 22, 9, 42))
    for text in (build_kader_text(summary), build_kepala_text(summary, open_matters)):
        assert len(text) <= MOST_LETTERS
        assert len(text.splitlines()) <= MOST_LINES
        assert parse_qs(urlsplit(build_share_link(text)).query, strict_parsing=True)["text"] == [text]
