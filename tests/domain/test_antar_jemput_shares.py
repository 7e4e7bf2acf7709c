"""A round's people shared out among the kader: nobody lost, even, families together, stable."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.antar_jemput import compute_call_shares, find_callers
from tests.budget import examples
from tests.domain.workbook_tables import build_tables

KADER = ["Ani", "Budi", "Citra"]


def people_at(*homes: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    """People of one round by (rw, rt, phone)."""
    table = pd.DataFrame(homes, columns=["rw", "rt", "phone"], dtype="str")
    numbers = [f"{number:03d}" for number in range(len(table))]
    return table.assign(name=numbers, person_id=[f"X-{number}" for number in numbers])


def test_shares_are_even_and_neighbours_stay_together() -> None:
    homes = [("001", f"{rt:03d}", None) for rt in (3, 1, 2, 1, 3, 2, 1, 2)]
    people = people_at(*homes)
    shares = compute_call_shares(people, KADER)
    assert shares.value_counts().to_dict() == {"Ani": 3, "Budi": 3, "Citra": 2}
    of_rt = people.assign(share=shares).groupby("rt")["share"].agg(set).to_dict()
    assert of_rt == {"001": {"Ani"}, "002": {"Budi"}, "003": {"Citra"}}


def test_a_family_has_one_caller_even_at_two_addresses() -> None:
    same = "+6280000000001"
    people = people_at(("001", "001", same), ("001", "002", None), ("001", "003", None), ("002", "009", same))
    shares = compute_call_shares(people, KADER[:2])
    assert shares.tolist() == ["Ani", "Budi", "Budi", "Ani"]


def test_who_has_no_address_is_shared_out_too_and_last() -> None:
    people = people_at((None, None, None), ("001", "001", None), ("001", None, None))
    assert compute_call_shares(people, KADER).tolist() == ["Citra", "Ani", "Budi"]


def test_more_kader_than_people_and_no_kader() -> None:
    people = people_at(("001", "001", None))
    assert compute_call_shares(people, KADER).tolist() == ["Ani"]
    assert compute_call_shares(people, []).isna().all()
    assert compute_call_shares(people.head(0), KADER).empty


def test_callers_are_the_active_kader_of_the_posyandu_each_once() -> None:
    kader = build_tables(
        kader=[
            {"name": "Ani", "posyandu": "MLT1"},
            {"name": "Budi", "posyandu": "MLT1", "active": False},
            {"name": "ani ", "posyandu": "MLT1", "active": True},
            {"name": "Citra", "posyandu": "MLT2"},
            {"name": None, "posyandu": "MLT1"},
        ]
    )["kader"]
    assert find_callers(kader, "MLT1") == ["Ani"]
    assert find_callers(kader, "MWR1") == []


_homes = st.tuples(
    st.sampled_from(["001", "002", None]),
    st.sampled_from(["001", "002", "003", None]),
    st.sampled_from([None, None, "+628001", "+628002"]),
)


@examples(80)
@given(homes=st.lists(_homes, max_size=30), callers=st.integers(1, 6), seed=st.integers(0, 5))
def test_nobody_is_lost_shares_are_even_and_do_not_depend_on_the_order_of_rows(
    homes: list, callers: int, seed: int
) -> None:
    people = people_at(*homes)
    names = [f"Kader {number}" for number in range(callers)]
    shares = compute_call_shares(people, names)
    assert shares.index.equals(people.index) and shares.isin(names).all()
    sizes = shares.astype("str").value_counts().reindex(names, fill_value=0)
    family = int(people["phone"].value_counts().max()) if people["phone"].notna().any() else 1
    assert (sizes - len(people) / callers).abs().max() < 1 + family
    if family == 1:
        assert sizes.max() - sizes.min() <= 1
    assert people.assign(share=shares).dropna(subset="phone").groupby("phone")["share"].nunique().le(1).all()
    shuffled = people.sample(frac=1, random_state=seed)
    assert compute_call_shares(shuffled, names).sort_index().equals(shares)
