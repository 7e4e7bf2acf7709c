"""Rules of the KMS: which weighing counts, KBM, N, T, O, B, 2T, nyaris 2T, BGM, gizi buruk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.growth import compute_value_at_z, compute_zscores, round_z
from lib.domain.kms import METHODS, MONTHLY_COLUMNS, compute_kbm, compute_monthly_status
from tests.budget import examples
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh


def status(*weighings: dict[str, Any], child: dict[str, Any] | None = None, **more: Any) -> pd.DataFrame:
    """The monthly status of one boy born on 10 January 2025, unless `child` says otherwise."""
    return compute_monthly_status(
        build_balita(child or {}), build_penimbangan(*weighings), **{"until": FAR, **more}
    )


def letters(*weighings: dict[str, Any], **more: Any) -> str:
    return "".join(status(*weighings, **more)["nt"].astype(object).fillna("-"))


@pytest.mark.parametrize(
    ("sex", "grams"),
    [
        ("L", [800, 900, 800, 600, 500, 400, 400, 300, 300, 300, 300, 200, 200]),
        ("P", [800, 900, 800, 600, 500, 400, 300, 300, 300, 300, 200, 200, 200]),
    ],
)
def test_kbm_by_sex_and_completed_months(sex: str, grams: list[int]) -> None:
    months = [*range(1, 13), 60]
    assert compute_kbm([sex] * 13, months).tolist() == grams
    assert np.isnan(compute_kbm([sex] * 3, [0, 61, np.nan])).all()


def test_kbm_of_unknown_sex_is_the_larger_one() -> None:
    assert compute_kbm(pd.Series([None, None], dtype="str"), [7, 11]).tolist() == [400, 300]


def test_first_weighing_ever_is_b() -> None:
    assert letters(weigh("2026-03-10", 9.0)) == "B"


def test_age_0_months_is_b_even_when_weighed_last_month() -> None:
    child = {"birth_date": "2026-01-31"}
    assert letters(weigh("2026-01-31", 3.0), weigh("2026-02-27", 3.9), child=child) == "BB"
    # On 28 February the month is complete: judged by KBM 800 g.
    assert letters(weigh("2026-01-31", 3.0), weigh("2026-02-28", 3.8), child=child) == "BN"
    assert letters(weigh("2026-01-31", 3.0), weigh("2026-02-28", 3.7), child=child) == "BT"


def test_not_weighed_last_month_is_o() -> None:
    assert letters(weigh("2026-01-10", 9.0), weigh("2026-03-10", 9.9)) == "BO"


def test_a_month_with_height_only_is_not_weighed() -> None:
    found = status(
        weigh("2026-01-10", 9.0), {"date": "2026-02-10", "height_cm": 75.0}, weigh("2026-03-10", 9.9)
    )
    assert list(found["nt"].astype(object).fillna("-")) == ["B", "-", "O"]
    assert found["weight_kg"].isna().tolist() == [False, True, False]


def test_gain_of_exactly_kbm_is_n_in_whole_grams() -> None:
    # As fractions of a kilogram 9.1 − 8.9 is 0.1999999999999993.
    assert letters(weigh("2026-01-10", 8.9), weigh("2026-02-10", 9.1), weigh("2026-03-10", 9.3)) == "BNN"
    assert letters(weigh("2026-01-10", 9.0), weigh("2026-02-10", 9.199)) == "BT"
    # A weight that a spreadsheet computed may be a hair off.
    assert letters(weigh("2026-01-10", 8.9), weigh("2026-02-10", 9.0999999999)) == "BN"
    found = status(weigh("2026-01-10", 8.9), weigh("2026-02-10", 9.1))
    assert found["gain_g"].tolist()[1] == 200
    assert found["kbm_g"].tolist() == [200, 200]


def test_kbm_follows_the_age_at_this_weighing() -> None:
    child = {"birth_date": "2025-06-15"}
    # 10 completed months on 14 May 2026, 11 on the 15th; boys 300 both, girls 300 then 200.
    girl = {**child, "sex": "P"}
    assert letters(weigh("2026-04-20", 8.0), weigh("2026-05-14", 8.2), child=girl) == "BT"
    assert letters(weigh("2026-04-20", 8.0), weigh("2026-05-15", 8.2), child=girl) == "BN"


def test_setting_kbm_atau_garis_counts_a_line_that_did_not_fall() -> None:
    child = {"birth_date": "2022-01-10"}
    weights = [compute_value_at_z("bb_u", sex="L", at=day, z=0)[0] for day in (1461, 1492)]
    rows = (weigh("2026-01-10", weights[0]), weigh("2026-02-10", weights[1]))
    assert letters(*rows, child=child) == "BT"
    assert letters(*rows, child=child, setting="KBM atau garis") == "BN"
    fallen = (rows[0], weigh("2026-02-10", weights[1] - 0.05))
    assert letters(*fallen, child=child, setting="KBM atau garis") == "BT"
    assert letters(rows[0], weigh("2026-03-10", 20.0), child=child, setting="KBM atau garis") == "BO"


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="Aturan N"):
        status(setting="garis")


def test_2t_is_t_this_month_and_t_the_month_before() -> None:
    found = status(*(weigh(f"2026-{month:02d}-10", 9.0) for month in (1, 2, 3, 4)))
    assert "".join(found["nt"]) == "BTTT"
    assert found["two_t"].tolist() == [False, False, True, True]
    assert found["nyaris_2t"].tolist() == [False, True, False, False]


def test_a_missed_month_breaks_the_chain_of_2t() -> None:
    found = status(*(weigh(f"2026-{month:02d}-10", 9.0) for month in (1, 2, 4, 5)))
    assert "".join(found["nt"]) == "BTOT"
    assert not found["two_t"].any()
    assert found["nyaris_2t"].tolist() == [False, True, False, True]


def test_2t_never_reaches_from_one_child_to_the_next() -> None:
    balita = build_balita({"child_id": "A-1"}, {"child_id": "A-2"})
    rows = [weigh(f"2026-{month:02d}-10", 9.0, "A-1") for month in (1, 2)]
    rows += [weigh(f"2026-{month:02d}-10", 9.0, "A-2") for month in (2, 3)]
    found = compute_monthly_status(balita, build_penimbangan(*rows), until=FAR)
    assert "".join(found["nt"]) == "BTBT"
    assert not found["two_t"].any()


def test_bgm_is_a_plausible_weight_for_age_below_minus_three() -> None:
    child = {"birth_date": "2025-01-01"}
    weights = {z: compute_value_at_z("bb_u", sex="L", at=365, z=z)[0] for z in (-2.99, -3.02, -5.9, -6.1)}
    found = {z: status(weigh("2026-01-01", weight), child=child).iloc[0] for z, weight in weights.items()}
    assert {z: bool(row["bgm"]) for z, row in found.items()} == {
        -2.99: False,
        -3.02: True,
        -5.9: True,
        -6.1: False,
    }
    assert found[-6.1]["flag_bb_u"]
    assert found[-6.1]["nt"] == "B", "an implausible weight still counts as weighed"


def test_oedema_is_gizi_buruk_and_never_bgm() -> None:
    row = status(weigh("2026-01-10", 5.0, height_cm=75.0, oedema=True)).iloc[0]
    assert (row["gizi_buruk"], row["bgm"], row["nt"]) == (True, False, "B")
    assert pd.isna(row["status_bb_tb"])


def test_a_child_with_nothing_but_oedema_or_a_thin_arm_does_not_vanish() -> None:
    found = status({"date": "2026-01-10", "oedema": True}, {"date": "2026-02-10", "lila_cm": 11.0})
    assert found["gizi_buruk"].tolist() == [True, True]
    assert found["nt"].isna().all()


def test_buku_kia_refers_at_one_t_below_red_or_above_orange() -> None:
    heavy = compute_value_at_z("bb_u", sex="L", at=365, z=1.1)[0]
    found = status(weigh("2026-01-10", heavy), weigh("2026-02-10", 10.0), weigh("2026-03-10", 10.5))
    assert found["refer_kia"].tolist() == [True, True, False]


def test_several_weighings_in_a_month_the_last_valid_one_counts() -> None:
    found = status(
        weigh("2026-01-20", 9.5), weigh("2026-01-05", 9.0), {"date": "2026-01-28", "height_cm": 76.0}
    )
    assert len(found) == 1
    row = found.iloc[0]
    assert (row["date"], row["weight_kg"]) == (pd.Timestamp("2026-01-20"), 9.5)
    assert row["source_row"] == 2


def test_two_rows_on_one_day_the_lower_one_counts() -> None:
    assert status(weigh("2026-01-20", 9.5), weigh("2026-01-20", 9.6))["weight_kg"].tolist() == [9.6]


def test_a_blank_height_comes_from_the_same_month_with_the_age_of_its_own_date() -> None:
    found = status(
        {"date": "2026-01-05", "height_cm": 75.0, "position": "Berdiri", "lila_cm": 14.0},
        weigh("2026-01-25", 9.5),
    ).iloc[0]
    assert (found["date"], found["height_date"]) == (pd.Timestamp("2026-01-25"), pd.Timestamp("2026-01-05"))
    assert (found["height_cm"], found["position"], found["lila_cm"]) == (75.0, "Berdiri", 14.0)
    at_height, at_weight = (
        compute_zscores(
            sex=["L"], age_days=[days], weight_kg=[9.5], length_cm=[75.0], position=["Berdiri"], oedema=None
        ).iloc[0]
        for days in (360, 380)
    )
    assert found["z_tb_u"] == pytest.approx(at_height["z_tb_u"])
    assert found["z_bb_u"] == pytest.approx(at_weight["z_bb_u"])
    assert found["z_bb_tb"] == pytest.approx(at_weight["z_bb_tb"])


def test_the_height_of_the_weighing_row_wins_over_a_later_one() -> None:
    found = status(weigh("2026-01-05", 9.5, height_cm=75.0), {"date": "2026-01-25", "height_cm": 80.0}).iloc[
        0
    ]
    assert (found["height_cm"], found["height_date"]) == (75.0, pd.Timestamp("2026-01-05"))


def test_a_weighing_counts_for_the_childs_own_posyandu() -> None:
    assert status(weigh("2026-01-05", 9.5, posyandu="MWR2"))["posyandu"].tolist() == ["MLT1"]


def test_a_weighing_belongs_to_the_calendar_month_of_its_date() -> None:
    found = status(weigh("2026-01-31", 9.0), weigh("2026-02-01", 9.2))
    assert found["month"].tolist() == [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")]
    assert "".join(found["nt"]) == "BN"


def test_rows_after_the_last_day_before_birth_and_of_unknown_children_do_not_count() -> None:
    found = status(
        weigh("2026-02-11", 9.0),
        weigh("2025-01-09", 3.0),
        weigh("2026-01-05", 9.0, "X-9"),
        weigh("2026-01-06", 9.0, None),  # type: ignore[arg-type]
        {"date": None, "weight_kg": 9.0},
        {"date": "2026-01-07"},
        until=pd.Timestamp("2026-02-10"),
    )
    assert len(found) == 0
    assert list(found.columns) == list(MONTHLY_COLUMNS)


def test_the_last_day_itself_counts() -> None:
    assert len(status(weigh("2026-02-10", 9.0), until=pd.Timestamp("2026-02-10"))) == 1


def test_age_is_at_the_weighing_and_the_age_group_at_the_months_end() -> None:
    row = status(weigh("2026-01-05", 9.0)).iloc[0]
    assert (row["age_days"], row["age_months"], row["age_group"]) == (360, 11, "12–23")


def test_beyond_sixty_months_there_is_no_kbm() -> None:
    child = {"birth_date": "2021-01-10"}
    found = status(
        weigh("2025-12-10", 15.0), weigh("2026-01-10", 15.3), weigh("2026-02-10", 15.6), child=child
    )
    assert list(found["nt"].astype(object).fillna("-")) == ["B", "N", "-"]


def test_an_unknown_birth_date_keeps_the_row_without_age_or_judgement() -> None:
    row = status(weigh("2026-01-10", 9.0, height_cm=75.0), child={"birth_date": None}).iloc[0]
    assert row[["age_days", "age_months", "age_group", "z_bb_u", "nt"]].isna().all()
    assert row["weight_kg"] == 9.0


def test_awal_data_is_the_first_month_of_a_child_and_of_its_workbook() -> None:
    balita = build_balita({"child_id": "A-1"}, {"child_id": "A-2"}, {"child_id": "A-3"})
    rows = build_penimbangan(
        weigh("2026-01-10", 9.0, "A-1", source_book="lama"),
        weigh("2026-02-10", 9.0, "A-1", source_book="baru"),
        weigh("2026-02-10", 9.0, "A-2", source_book="baru"),
        weigh("2026-02-10", 9.0, "A-3", source_book="lama"),
    )
    found = compute_monthly_status(balita, rows, until=FAR)
    assert found["first_data"].tolist() == [True, False, True, False]


def test_typed_tables_without_rows_give_typed_columns() -> None:
    full = status(weigh("2026-01-10", 9.0, height_cm=75.0))
    for balita, rows in ((build_balita(), build_penimbangan()), (build_balita({}), build_penimbangan())):
        empty = compute_monthly_status(balita, rows, until=FAR)
        assert len(empty) == 0
        assert (empty.dtypes == full.dtypes).all()


def test_every_method_is_said_in_words() -> None:
    assert all(text.endswith(".") for text in METHODS.values())


def judge_by_hand(
    born: pd.Timestamp, sex: str, weighings: dict[int, tuple[pd.Timestamp, float]]
) -> dict[int, str]:
    """N, T, O, B of one child the slow way, month by month."""
    found = {}
    for number in sorted(weighings):
        day, weight = weighings[number]
        age = (day.year - born.year) * 12 + day.month - born.month
        age -= day.day < born.day and not day.is_month_end
        if number == min(weighings) or age == 0:
            found[number] = "B"
        elif number - 1 not in weighings:
            found[number] = "O"
        else:
            gain = round(weight * 1000) - round(weighings[number - 1][1] * 1000)
            found[number] = "N" if gain >= compute_kbm([sex], [age])[0] else "T"
    return found


@examples(60)
@given(
    born=st.dates(min_value=pd.Timestamp("2024-01-01").date(), max_value=pd.Timestamp("2025-01-01").date()),
    sex=st.sampled_from(["L", "P"]),
    weighings=st.dictionaries(
        st.integers(0, 14), st.tuples(st.integers(1, 28), st.integers(30, 110)), min_size=1, max_size=12
    ),
)
def test_any_history_is_judged_as_by_hand(born: Any, sex: str, weighings: dict[int, tuple[int, int]]) -> None:
    start = pd.Timestamp("2025-01-01")
    history = {
        number: ((start + pd.DateOffset(months=number)).replace(day=day), tenths / 10)
        for number, (day, tenths) in weighings.items()
    }
    rows = [weigh(str(day.date()), weight) for day, weight in history.values()]
    found = status(*rows, child={"birth_date": str(born), "sex": sex})
    expected = judge_by_hand(pd.Timestamp(born), sex, history)
    assert list(found["nt"]) == [expected[number] for number in sorted(expected)]
    twice = [expected[n] == "T" and expected.get(n - 1) == "T" for n in sorted(expected)]
    assert found["two_t"].tolist() == twice
    assert (found["bgm"] == (round_z(found["z_bb_u"]) < -3) & ~found["flag_bb_u"]).all()
