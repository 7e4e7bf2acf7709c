"""Steps that are about no person stand the same for every viewer, whichever rows that viewer sees."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.data.seen import Seen
from tests.data.conftest import SampleViews

KEY = ["sop", "step", "unit_kind", "unit", "round_date"]
SAME = ["state", "result", "owed", "fell_due", "counts", "due_on", "done_on", "minutes"]


def steps_of(seen: Seen, month: pd.Period) -> pd.DataFrame:
    rows = seen.sop.status(month)
    return rows[~rows["unit_kind"].eq("pasangan")].set_index(KEY)[SAME].sort_index()


@pytest.mark.parametrize("username", ["kader", "mentor", "mahasiswa", "dinkes", "tamu"])
def test_steps_of_puskesmas_kelurahan_and_posyandu_are_the_same_for_every_viewer(
    views: SampleViews, username: str
) -> None:
    for month in views["kepala"].planned_months[-12:]:
        theirs, all_of_it = (steps_of(views[name], month) for name in (username, "kepala"))
        of_all = all_of_it.loc[theirs.index]
        pd.testing.assert_frame_equal(theirs, of_all)
        assert theirs.index.get_level_values("unit_kind").isin(["puskesmas"]).any()


def test_who_did_a_step_and_its_proof_are_told_only_to_who_sees_the_row(views: SampleViews) -> None:
    whole, kader = views["kepala"], views["kader"]
    told = ["executor", "note", "proof"]
    months = whole.planned_months[-12:]
    rows, own = (
        pd.concat([seen.sop.status(month) for month in months], ignore_index=True) for seen in (whole, kader)
    )
    assert rows.loc[rows["posyandu"].eq("MLT2"), told].notna().any(axis=None)
    elsewhere = own["posyandu"].notna() & ~own["posyandu"].eq("MLT1")
    assert own.loc[elsewhere, told].isna().all(axis=None)
    assert own.loc[own["posyandu"].eq("MLT1"), told].notna().any(axis=None)
