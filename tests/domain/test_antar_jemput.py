"""Antar-jemput: rounds, sasaran, buckets, roster and funnel."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.antar_jemput import (
    BUCKETS,
    compute_antar_jemput_findings,
    compute_base_months,
    compute_buckets,
    compute_funnel,
    compute_held_months,
    compute_people,
    compute_roster,
    compute_rounds,
    compute_sasaran,
    compute_tasks,
    explain_skipped_months,
)
from lib.domain.kms import compute_monthly_status
from lib.domain.rapat import compute_rounds_ahead
from lib.domain.steps import compute_sop_status
from lib.workbook.tabs.antar_jemput import CONTACT_RESULTS, VALIDATION, WILLING
from tests.budget import examples
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = "2026-11-22"
MONTH = "2026-11"
H = "2026-11-12"
JADWAL = [{"date": H, "posyandu": "MLT1"}]


def child(number: int, **more: object) -> dict:
    return {
        "child_id": f"MLT1-{number:03d}",
        "name": f"Anak {number:03d}",
        "sex": "L",
        "birth_date": "2025-01-10",
        "posyandu": "MLT1",
        **more,
    }


def weighing(number: int, date: str, weight: float | None = 9.0) -> dict:
    return {"child_id": f"MLT1-{number:03d}", "posyandu": "MLT1", "date": date, "weight_kg": weight}


def open_in(*days: str) -> dict[str, list[dict]]:
    """A child weighed on those days, so that the posyandu has months that count; who was not is absent."""
    return {"balita": [child(99)], "penimbangan": [weighing(99, day) for day in days]}


def row(number: int, **more: object) -> dict:
    return {"date": H, "posyandu": "MLT1", "person_id": f"MLT1-{number:03d}", **more}


def rounds_of(tables: dict[str, pd.DataFrame], month: str = MONTH) -> pd.DataFrame:
    return compute_rounds(tables, today=TODAY, month=month)


def monthly_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return compute_monthly_status(
        tables["balita"], tables["penimbangan"], until=pd.Timestamp(TODAY), setting="KBM"
    )


def people_of(tables: dict[str, pd.DataFrame], month: str = MONTH) -> pd.DataFrame:
    monthly = monthly_of(tables)
    sasaran = compute_sasaran(tables, monthly, month=month)
    return compute_people(tables, rounds_of(tables, month), sasaran, monthly)


def sasaran_ids(tables: dict[str, pd.DataFrame], month: str = MONTH) -> list[str]:
    return compute_sasaran(tables, monthly_of(tables), month=month)["person_id"].tolist()


def buckets(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    people = people_of(tables)
    return dict(zip(people["person_id"], people["bucket"], strict=True))


def test_a_round_belongs_to_the_month_of_its_h_day() -> None:
    tables = build_sop_tables(
        jadwal=[{"date": "2027-01-03", "posyandu": "MLT1", "bus": "bus 1"}],
        armada=[{"name": "Bus 1", "driver": "Pak Contoh", "seats": 20}],
    )
    assert rounds_of(tables, "2026-12").empty
    january = rounds_of(tables, "2027-01").iloc[0]
    assert (january["posyandu_name"], january["days_left"]) == ("Melati 1", 42)
    assert (january["driver"], january["capacity"]) == ("Pak Contoh", 20)


def test_sasaran_is_who_was_in_s_last_month_and_not_weighed_then() -> None:
    tables = build_tables(
        balita=[
            child(1),  # weighed in October
            child(2),  # not weighed in October
            child(3),  # a height only is no weighing
            child(4, birth_date="2026-11-02"),  # born since then
            child(5, left_on="2026-10-20"),  # no longer in S
            child(6, birth_date="2021-10-20"),  # turned 60 months in October
            child(7, joined_on="2026-11-01"),  # not yet in S in October
        ],
        penimbangan=[weighing(1, "2026-10-10"), weighing(2, "2026-11-12"), weighing(3, "2026-10-10", None)],
    )
    assert sasaran_ids(tables) == ["MLT1-002", "MLT1-003"]


def test_nobody_is_absent_for_a_day_that_was_not() -> None:
    days = {"2026-09-10": None, "2026-10-08": "Batal", H: None}
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1", "status": status} for day, status in days.items()],
        balita=[child(1), child(2), child(3, left_on="2026-10-20"), child(4)],
        penimbangan=[
            weighing(1, "2026-09-10"),
            weighing(2, "2026-10-20"),  # sweeping in the month whose day was cancelled proves no day
            {**weighing(4, "2026-09-12"), "posyandu": "MLT2"},  # weighed elsewhere is weighed
        ],
    )
    assert sasaran_ids(tables) == ["MLT1-002"]
    held = compute_held_months(tables["jadwal"], monthly_of(tables))
    base = compute_base_months(held, [pd.Timestamp("2026-11-01")])
    assert base["base"].tolist() == [pd.Timestamp("2026-09-01")]
    why = explain_skipped_months(
        tables["jadwal"], posyandu="MLT1", base=base["base"].iloc[0], month=pd.Timestamp("2026-11-01")
    )
    assert why == [(pd.Timestamp("2026-10-01"), "dibatalkan")]


def test_a_month_without_a_day_or_without_a_weighing_does_not_count() -> None:
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in ("2026-08-13", "2026-10-08", H)],
        balita=[child(1), child(2)],
        penimbangan=[weighing(1, "2026-08-13"), weighing(2, "2026-09-10")],
    )
    assert sasaran_ids(tables) == ["MLT1-002"]  # August: September has no day, October no weighing
    why = explain_skipped_months(
        tables["jadwal"], posyandu="MLT1", base=pd.Timestamp("2026-08-01"), month=pd.Timestamp("2026-11-01")
    )
    assert [reason for _, reason in why] == ["tanpa hari di Jadwal", "tanpa penimbangan"]


def test_a_posyandu_whose_day_of_this_month_is_still_to_come_has_nobody_absent_in_it() -> None:
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in ("2026-10-08", "2026-11-26", "2026-12-10")],
        balita=[child(1), child(2)],
        penimbangan=[weighing(1, "2026-10-08"), weighing(2, "2026-11-03")],
    )
    found = compute_sasaran(tables, monthly_of(tables), month="2026-12", today=TODAY)
    assert found["person_id"].tolist() == ["MLT1-002"]


def test_ibu_hamil_with_a_pickup_point_are_sasaran_counted_apart() -> None:
    mother = {"name": "Ibu", "posyandu": "MLT1", "last_period": "2026-05-01"}
    tables = build_tables(
        jadwal=JADWAL,
        ibu_hamil=[
            {**mother, "mother_id": "IH-1", "pickup_point": "A"},
            {**mother, "mother_id": "IH-2"},
            {**mother, "mother_id": "IH-3", "pickup_point": "A", "status": "Bersalin"},
        ],
        antar_jemput=[{"date": H, "posyandu": "MLT1", "person_id": "IH-1", "contact_result": "Tersambung"}],
    )
    assert sasaran_ids(tables) == ["IH-1"]
    funnel = compute_funnel(people_of(tables), rounds_of(tables)).set_index("kind")
    assert funnel.loc["ibu hamil", ["sasaran", "dihubungi", "naik"]].tolist() == [1, 1, 0]
    assert math.isnan(funnel.loc["ibu hamil", "ditimbang"])
    assert funnel.loc["balita", "sasaran"] == 0


def test_everyone_is_in_exactly_one_bucket() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        balita=[*(child(number) for number in range(1, 11)), *open_in()["balita"]],
        penimbangan=open_in("2026-10-10")["penimbangan"],
        antar_jemput=[
            row(1, contact_result="Tersambung", willing="Ya"),
            row(2, contact_result="Tersambung", willing="Tidak"),
            row(3, contact_result="Tersambung", willing="Ragu"),
            row(4, contact_result="Tersambung"),
            row(5, contact_result="Tidak tersambung"),
            row(6, contact_result="Belum"),
            row(7, validation="Benar"),
            row(8, validation="Pindah", contact_result="Tersambung", willing="Ya"),
            row(9, contacted_on="2026-11-08"),
        ],
    )
    assert list(buckets(tables).values()) == [
        "di daftar",
        "menolak",
        "ragu",
        "ragu",
        "tidak tersambung",
        "belum dihubungi",
        "belum dihubungi",
        "tidak ikut",
        "ragu",
        "belum dihubungi",
    ]


def test_the_funnel_lies_each_part_inside_the_one_before() -> None:
    yes = {"contact_result": "Tersambung", "willing": "Ya"}
    tables = build_tables(
        jadwal=JADWAL,
        balita=[*(child(number) for number in range(1, 7)), *open_in()["balita"]],
        penimbangan=[
            *(weighing(number, H) for number in (1, 4, 5, 6)),
            *open_in("2026-10-10")["penimbangan"],
        ],
        antar_jemput=[
            row(1, **yes, boarded=True),
            row(2, **yes, boarded=True),
            row(3, **yes, boarded=False),
            row(4, boarded=True),  # boarded, but nobody wrote that they were asked
            row(5, contact_result="Tersambung", willing="Tidak"),
        ],
    )
    balita = compute_funnel(people_of(tables), rounds_of(tables)).set_index("kind").loc["balita"]
    figures = ["sasaran", "dihubungi", "bersedia", "naik", "ditimbang", "datang_sendiri", "naik_lain"]
    assert balita[figures].tolist() == [6, 4, 3, 2, 1, 2, 1]


def test_a_moved_day_also_takes_rows_typed_with_the_old_date() -> None:
    tables = build_tables(
        jadwal=[{"date": H, "posyandu": "MLT1", "status": "Dipindah", "original_date": "2026-11-05"}],
        balita=[child(1)],
        antar_jemput=[
            {**row(1, willing="Ragu"), "date": "2026-11-05"},
            row(1, willing="Ya"),  # the last row of a person counts
        ],
    )
    assert buckets(tables) == {"MLT1-001": "di daftar"}
    assert compute_antar_jemput_findings(tables).empty


def test_a_row_on_no_posyandu_day_is_a_finding() -> None:
    tables = build_tables(jadwal=[{"date": H, "posyandu": "MLT1", "status": "Batal"}], antar_jemput=[row(1)])
    assert compute_antar_jemput_findings(tables)["source_row"].tolist() == [2]
    assert people_of(tables).empty


def test_the_five_tasks_of_a_round_have_due_dates_and_states() -> None:
    tables = build_sop_tables(jadwal=[*JADWAL, {"date": "2026-11-26", "posyandu": "MLT2"}])
    status = compute_sop_status(tables, today=TODAY, month=MONTH)
    tasks = compute_tasks(status, rounds_of(tables))
    assert tasks["step"].tolist() == [*"12345", *"12345"]
    coming = tasks[tasks["posyandu"].eq("MLT2")]
    assert coming["due_on"].dt.day.tolist() == [21, 21, 22, 25, 26]
    assert coming["state"].tolist() == ["lewat", "lewat", "hari ini", "akan datang", "akan datang"]


def test_people_outside_the_sasaran_are_kept_and_visible() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        balita=[child(1)],
        penimbangan=[weighing(1, "2026-10-10")],
        antar_jemput=[
            row(1, contact_result="Tersambung", willing="Ya"),
            {"date": H, "posyandu": "MLT1", "name": "Tanpa ID", "willing": "Ya"},
        ],
    )
    people = people_of(tables)
    assert people["in_target"].tolist() == [False, False]
    assert people["kind"].tolist() == ["balita", "tidak dikenal"]
    roster = compute_roster(tables, people)
    assert set(roster["name"]) == {"Anak 001", "Tanpa ID"}
    funnel = compute_funnel(people, rounds_of(tables)).set_index("kind")
    assert funnel.loc["balita", ["sasaran", "dihubungi", "di_luar_sasaran"]].tolist() == [0, 0, 1]


def test_the_roster_goes_in_stop_order_and_drops_nobody_without_a_point() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        titik_jemput=[
            {"code": "P-B", "name": "Pos", "posyandu": "MLT1", "stop_order": 2, "time": 460},
            {"code": "P-A", "name": "Gapura", "posyandu": "MLT1", "stop_order": 1, "time": 450},
        ],
        balita=[
            child(1, pickup_point="P-B", caregiver="Ibu A", phone="+62800", rt="001"),
            child(2, pickup_point="P-A"),
            child(3),
            child(4, pickup_point="P-Z"),
            child(5, pickup_point="P-B"),
        ],
        ibu_hamil=[
            {"mother_id": "IH-1", "name": "Ibu", "posyandu": "MLT1", "pickup_point": "P-A"},
        ],
        antar_jemput=[
            *(row(number, willing="Ya") for number in (1, 2, 3, 4)),
            row(5, willing="Ya", pickup_point="p-a"),
            {"date": H, "posyandu": "MLT1", "person_id": "IH-1", "willing": "Ya", "companion": "Suami"},
        ],
    )
    roster = compute_roster(tables, people_of(tables))
    assert roster["name"].tolist() == ["Anak 002", "Ibu", "Anak 005", "Anak 001", "Anak 004", "Anak 003"]
    assert roster["point_name"].isna().tolist() == [False] * 4 + [True] * 2
    first = roster[roster["person_id"].eq("MLT1-001")].iloc[0]
    assert first[["rt", "caregiver", "phone", "point_time", "seats"]].tolist() == [
        "001",
        "Ibu A",
        "+62800",
        460,
        2,
    ]
    assert roster.loc[roster["person_id"].eq("IH-1"), "seats"].tolist() == [2]


def test_empty_tables_give_empty_rounds_and_lists() -> None:
    tables = build_tables()
    rounds, people = rounds_of(tables), people_of(tables)
    assert rounds.empty and people.empty
    assert compute_roster(tables, people).empty
    assert compute_funnel(people, rounds).empty
    assert compute_buckets(people).empty
    assert compute_antar_jemput_findings(tables).empty


def maybe(*choices: object) -> st.SearchStrategy[object]:
    return st.sampled_from([None, *choices])


register_rows = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.sampled_from([H, "2026-11-05", "2026-11-19", "2026-11-26"]),
            "posyandu": st.sampled_from(["MLT1", "MLT2"]),
            "person_id": st.sampled_from([*(f"MLT1-{number:03d}" for number in range(8)), "IH-1", None]),
            "name": st.just("Nama"),
            "validation": maybe(*VALIDATION),
            "contacted_on": maybe("2026-11-08"),
            "contact_result": maybe(*CONTACT_RESULTS),
            "willing": maybe(*WILLING),
            "companion": maybe("Ibu"),
            "boarded": maybe(True, False),
            "pickup_point": maybe("P-A", "P-X"),
        }
    ),
    max_size=12,
)
weighings = st.lists(
    st.builds(
        weighing,
        st.integers(0, 7),
        st.sampled_from(["2026-10-10", H, "2026-11-19"]),
        st.sampled_from([9.0, None]),
    ),
    max_size=12,
)


@examples(25)
@given(rows=register_rows, weighed=weighings, children=st.integers(0, 8))
def test_nobody_is_lost_and_everyone_is_counted_once(rows: list, weighed: list, children: int) -> None:
    tables = build_tables(
        jadwal=[
            {"date": H, "posyandu": "MLT1", "status": "Dipindah", "original_date": "2026-11-05"},
            {"date": "2026-11-19", "posyandu": "MLT1"},
            {"date": "2026-11-19", "posyandu": "MLT2"},
            {"date": "2026-11-26", "posyandu": "MLT2", "status": "Batal"},
        ],
        titik_jemput=[{"code": "P-A", "name": "Gapura", "posyandu": "MLT1", "stop_order": 1}],
        balita=[child(number) for number in range(children)],
        ibu_hamil=[{"mother_id": "IH-1", "name": "Ibu", "posyandu": "MLT1", "pickup_point": "P-A"}],
        penimbangan=weighed,
        antar_jemput=rows,
    )
    rounds = rounds_of(tables)
    monthly = monthly_of(tables)
    sasaran = compute_sasaran(tables, monthly, month=MONTH)
    people = compute_people(tables, rounds, sasaran, monthly)
    key = ["posyandu", "round_date", "person_id"]

    wanted = rounds.merge(sasaran, on="posyandu")
    target = people[people["in_target"]]
    assert sorted(map(tuple, target[key].values)) == sorted(map(tuple, wanted[key].values))
    assert not people[people["person_id"].notna()].duplicated(key).any()
    assert people["bucket"].isin(BUCKETS).all()
    assert compute_buckets(people)["count"].sum() == len(people)

    typed = tables["antar_jemput"].assign(
        round_date=tables["antar_jemput"]["date"].replace(pd.Timestamp("2026-11-05"), pd.Timestamp(H))
    )
    typed = typed.merge(rounds[["posyandu", "round_date"]], on=["posyandu", "round_date"])
    seen = set(map(tuple, people.loc[people["person_id"].notna(), key].values))
    assert set(map(tuple, typed.loc[typed["person_id"].notna(), key].values)) <= seen
    assert people["person_id"].isna().sum() == typed["person_id"].isna().sum()

    assert len(compute_roster(tables, people)) == people["bucket"].eq("di daftar").sum()
    funnel = compute_funnel(people, rounds)
    assert len(funnel) == 2 * len(rounds)
    steps = funnel[["sasaran", "dihubungi", "bersedia", "naik"]].to_numpy()
    assert (steps[:, :-1] >= steps[:, 1:]).all()
    balita = funnel[funnel["kind"].eq("balita")]
    assert (balita["ditimbang"] <= balita["naik"]).all()
    assert (balita["naik"] + balita["naik_lain"] + balita["datang_sendiri"] <= balita["sasaran"]).all()


def test_a_mother_is_sasaran_from_her_hpht_on() -> None:
    """Nobody is fetched as ibu hamil for a day on which she was not pregnant yet."""
    mother = {"name": "Ibu", "posyandu": "MLT1", "pickup_point": "A"}
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in ("2026-10-12", H, "2026-11-19")],
        ibu_hamil=[
            {**mother, "mother_id": "IH-1", "last_period": H},
            {**mother, "mother_id": "IH-2", "last_period": "2026-11-13"},
            {**mother, "mother_id": "IH-3", "last_period": "2026-12-01"},
            {**mother, "mother_id": "IH-4"},  # HPHT not typed
        ],
    )
    assert sasaran_ids(tables, "2026-10") == ["IH-4"]
    assert sasaran_ids(tables) == ["IH-1", "IH-2", "IH-4"]
    people = people_of(tables)
    of_day = people.groupby(people["round_date"].dt.day)["person_id"].agg(list).to_dict()
    assert of_day == {12: ["IH-1", "IH-4"], 19: ["IH-1", "IH-2", "IH-4"]}


def test_a_mother_stays_sasaran_of_the_rounds_before_she_gave_birth() -> None:
    """What was typed about her invitation then still counts; rounds after it are not hers."""
    mother = {"name": "Ibu", "posyandu": "MLT1", "pickup_point": "A", "status": "Nifas"}
    days = ("2026-01-12", "2026-10-12", H, "2026-11-19", "2026-12-10")
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in days],
        ibu_hamil=[
            {**mother, "mother_id": "IH-1", "delivered_on": H},
            {**mother, "mother_id": "IH-2", "delivered_on": "2026-11-13", "status": "Bersalin"},
            {**mother, "mother_id": "IH-3"},  # when is not typed
            {**mother, "mother_id": "IH-4", "delivered_on": "2026-11-01", "status": "Keguguran"},
            {**mother, "mother_id": "IH-5", "delivered_on": "2026-11-01", "status": "Hamil"},  # Status wins
        ],
    )
    of_day = {
        day: rows["person_id"].tolist()
        for month in ("2026-01", "2026-10", MONTH, "2026-12")
        for day, rows in people_of(tables, month).groupby("round_date")
    }
    assert {f"{day:%m-%d}": ids for day, ids in of_day.items()} == {
        "01-12": ["IH-5"],  # without HPHT the others began 280 days before the birth
        "10-12": ["IH-1", "IH-2", "IH-5"],
        f"{pd.Timestamp(H):%m-%d}": ["IH-2", "IH-5"],
        "11-19": ["IH-5"],
        "12-10": ["IH-5"],
    }


def test_a_screen_counts_who_is_fetched_on_the_very_day() -> None:
    """A mother who gives birth in the month, before the round, is on no list of it."""
    mother = {"name": "Ibu", "posyandu": "MLT1", "pickup_point": "A", "last_period": "2026-03-01"}
    tables = build_tables(
        jadwal=[{"date": "2026-11-25", "posyandu": "MLT1"}],
        balita=[child(1), *open_in()["balita"]],
        penimbangan=open_in("2026-10-10")["penimbangan"],
        ibu_hamil=[
            {**mother, "mother_id": "IH-1"},
            {**mother, "mother_id": "IH-2", "status": "Nifas", "delivered_on": "2026-11-20"},
        ],
    )
    people = people_of(tables)
    (ahead,) = compute_rounds_ahead(rounds_of(tables), people[people["in_target"]]).to_dict("records")
    assert (ahead["children"], ahead["mothers"]) == (1, 1)


def test_tasks_of_a_round_in_january_fall_due_in_december() -> None:
    tables = build_sop_tables(jadwal=[{"date": "2027-01-03", "posyandu": "MLT1"}])
    status = compute_sop_status(tables, today="2026-12-30", month="2027-01")
    tasks = compute_tasks(status, rounds_of(tables, "2027-01"))
    assert tasks["due_on"].dt.strftime("%m-%d").tolist() == ["12-29", "12-29", "12-30", "01-02", "01-03"]
    assert tasks["state"].tolist() == ["lewat", "lewat", "hari ini", "akan datang", "akan datang"]
