"""A closed count that is another closed count changes nothing of what dinkes and tamu may ask: every member,
found by introspection, of two workbooks that differ in nothing else.

tests/data/test_small_counts_solved.py solves what is shown; here nobody has to think of a way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.data.engine import Whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from tests.data.conftest import SampleViews
from tests.data.test_shown import ask, list_members

SEEN = {"dinkes": Scope(Role.DINKES, names="none"), "tamu": Scope(Role.TAMU, names="initials")}
OCTOBER = pd.Period("2026-10")
CHANGES = {
    # BGM 2 → 3, and one "pendek" more among the "sangat pendek" (1 → 2).
    "MWR1-028": (-0.5, -2.0),
    # Wasting 4 → 3.
    "MLT1-027": (0.1, 0.0),
}
# KRST 3 → 2 and KRR 5 → 6, closed for its sake; KRT stays 11: one comes, one goes.
FACTORS = ("IH-018", "IH-007")


def judge_otherwise(whole: Whole) -> Whole:
    """The mothers of FACTORS without the risk factors that were typed."""
    table = whole.tables.frames["ibu_hamil"]
    factors = table["risk_factors"].mask(table["mother_id"].isin(FACTORS))
    frames = {**whole.tables.frames, "ibu_hamil": table.assign(risk_factors=factors)}
    return replace(whole, tables=replace(whole.tables, frames=frames), shared={})


def weigh_otherwise(whole: Whole) -> Whole:
    """The children of CHANGES as they might have been weighed and measured in October."""
    table = whole.tables.frames["penimbangan"]
    weight, height = table["weight_kg"].copy(), table["height_cm"].copy()
    for child, (kilograms, centimetres) in CHANGES.items():
        rows = table["child_id"].eq(child) & table["date"].dt.to_period("M").eq(OCTOBER)
        weight[rows] += kilograms
        height[rows] += centimetres
    changed = table.assign(weight_kg=weight, height_cm=height)
    tables = replace(whole.tables, frames={**whole.tables.frames, "penimbangan": changed})
    return replace(whole, tables=tables, shared={})


@pytest.fixture(scope="module")
def others(views: SampleViews) -> Whole:
    return judge_otherwise(weigh_otherwise(views.whole))


def write_out(answer: Any) -> Any:
    """An answer as something that can be compared, to the last cell."""
    if isinstance(answer, pd.DataFrame):
        rows = answer.astype(object).where(answer.notna(), None)
        return [list(map(str, answer.index)), list(answer.columns), rows.to_numpy().tolist()]
    if isinstance(answer, pd.Series):
        return write_out(answer.to_frame("value"))
    if isinstance(answer, np.ndarray):
        return [repr(one) for one in answer.tolist()]
    if isinstance(answer, Mapping):
        return [(str(key), write_out(value)) for key, value in answer.items()]
    if isinstance(answer, (list, tuple)):
        return [write_out(one) for one in answer]
    if isinstance(answer, (set, frozenset)):
        return sorted(map(repr, answer))
    if is_dataclass(answer) and not isinstance(answer, type):
        return [(one.name, write_out(getattr(answer, one.name))) for one in fields(answer)]
    return repr(answer)


def test_the_two_workbooks_differ_in_what_is_closed_only(views: SampleViews, others: Whole) -> None:
    before, after = views["kepala"], open_seen(others, Scope(Role.KEPALA))
    counts, changed = before.gizi.skdn([OCTOBER]).iloc[0], after.gizi.skdn([OCTOBER]).iloc[0]
    assert (counts["bgm"], changed["bgm"]) == (2, 3)
    assert list(counts.drop(["bgm", "bgm_d"])) == list(changed.drop(["bgm", "bgm_d"]))
    cases, others_cases = (
        seen.gizi.prevalence(OCTOBER).set_index("indicator")["cases"] for seen in (before, after)
    )
    assert (cases["wasting"], others_cases["wasting"]) == (4, 3)
    assert list(cases.drop("wasting")) == list(others_cases.drop("wasting"))
    told = [seen.pendampingan.planning().set_index(["figure", "part"])["count"] for seen in (before, after)]
    assert set(told[0].index[told[0] != told[1]]) == {
        ("kspr", "KRR"),
        ("kspr", "KRST"),
        ("risiko_didampingi", "Direncanakan"),
    }


@pytest.mark.parametrize("member", list_members())
def test_no_member_tells_the_one_from_the_other(
    views: SampleViews, others: Whole, seen_by: dict[str, tuple[Seen, Seen]], member: str
) -> None:
    for name, (one, other) in seen_by.items():
        for asked, answers in enumerate(zip(ask(one, member), ask(other, member), strict=True)):
            assert write_out(answers[0]) == write_out(answers[1]), f"{name} asks {member}, answer {asked}"


@pytest.fixture(scope="module")
def seen_by(views: SampleViews, others: Whole) -> dict[str, tuple[Seen, Seen]]:
    return {name: (open_seen(views.whole, scope), open_seen(others, scope)) for name, scope in SEEN.items()}
