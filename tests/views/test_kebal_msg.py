"""Before and after in words: who can be compared, who cannot and why."""

from __future__ import annotations

import pandas as pd

from lib.domain.kebal_msg import BECAME_N, CHANGES, NOT_WEIGHED_AFTER, NOT_YET, STAYED_N, STAYED_T
from lib.views.kebal_msg.follow_up import describe_changes, describe_gain

MONTH = pd.Period("2026-10")


def count(**some: float) -> dict[str, float]:
    return dict.fromkeys(CHANGES, 0.0) | some


def test_n_then_and_after_of_the_same_children_and_everybody_else_with_the_reason() -> None:
    counts = count() | {BECAME_N: 3, STAYED_N: 2, STAYED_T: 1, NOT_WEIGHED_AFTER: 4, NOT_YET: 1}
    assert describe_changes(counts, MONTH) == (
        "11 anak hadir, 6 dapat dibandingkan: N 2 dari 6 pada Oktober 2026, N 5 dari 6 pada November 2026. "
        "5 anak tidak dibandingkan: 4 tidak ditimbang bulan berikutnya, 1 belum waktunya."
    )


def test_with_nobody_to_compare_only_the_reasons_stand() -> None:
    assert describe_changes(count() | {NOT_WEIGHED_AFTER: 2}, MONTH) == (
        "2 anak hadir, 0 dapat dibandingkan. 2 anak tidak dibandingkan: 2 tidak ditimbang bulan berikutnya."
    )


def test_the_gain_stands_beside_the_kbm() -> None:
    gain = {"children": 9.0, "reached": 7.0, "gain_g": 250.0, "kbm_g": 200.0}
    assert describe_gain(gain) == "7 dari 9 anak naik sesuai KBM; median +250\u00a0g, KBM 200\u00a0g."
    assert describe_gain(gain | {"gain_g": -50.0}).count("−50") == 1
    assert describe_gain(dict.fromkeys(gain, float("nan"))) == ""
