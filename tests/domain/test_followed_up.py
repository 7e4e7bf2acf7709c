"""Who has been followed up: what stands, what is overdue, who waits and for how long."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain import followed_up as rules
from tests.domain.workbook_tables import build_table

TODAY = pd.Timestamp("2026-11-22")
NOVEMBER = pd.Timestamp("2026-11-01")
NO_ACTS = rules.build_acts(("KEBAL MSG", pd.DataFrame({"person_id": [], "date": []})))


def build_cases(**more: object) -> pd.DataFrame:
    """One child who is 2T since 3 November."""
    case = {"person_id": "A1", "posyandu": "MLT1", "gizi_buruk": False, "two_t": True, "bgm": False}
    case |= {"since": pd.Timestamp("2026-11-03"), "seen_on": pd.Timestamp("2026-11-03"), **more}
    return pd.DataFrame([case]).astype({"since": "datetime64[s]", "seen_on": "datetime64[s]"})


def note(date: str, **more: object) -> dict[str, object]:
    return {"date": date, "subject": "A1", "kind": "Kunjungan rumah", "due_on": "2026-11-30", **more}


def state_of(*notes: dict[str, object], acts: pd.DataFrame = NO_ACTS, **case: object) -> pd.Series:
    actions = build_table("tindak_lanjut", notes)
    return rules.compute_followed(build_cases(**case), actions, acts, today=TODAY).iloc[0]


def test_without_any_row_a_child_waits_since_the_weighing() -> None:
    one = state_of()
    assert (one["state"], one["waiting_days"]) == (rules.WAITING, 19)
    assert pd.isna(one["by"]) and pd.isna(one["due_on"])


def test_an_open_action_with_its_deadline_ahead_stands() -> None:
    one = state_of(note("2026-11-05", status="Belum"))
    assert (one["state"], one["by"], one["due_on"]) == (
        rules.RUNNING, "Kunjungan rumah", pd.Timestamp("2026-11-30")
    )  # fmt: skip
    assert pd.isna(one["waiting_days"])


def test_an_action_of_before_that_still_runs_stands_too() -> None:
    assert state_of(note("2026-10-05", status="Berjalan"))["state"] == rules.RUNNING


def test_a_deadline_of_today_is_not_overdue_one_of_yesterday_is() -> None:
    assert state_of(note("2026-11-05", due_on="2026-11-22"))["state"] == rules.RUNNING
    assert state_of(note("2026-11-05", due_on="2026-11-21"))["state"] == rules.LATE


def test_one_overdue_action_is_loud_beside_others_that_stand() -> None:
    late = note("2026-11-05", due_on="2026-11-10")
    assert state_of(late, note("2026-11-06", status="Selesai"), note("2026-11-07"))["state"] == rules.LATE


def test_what_was_finished_before_the_weighing_does_not_count_on_its_day_does() -> None:
    before = note("2026-10-05", status="Selesai", done_on="2026-11-02")
    assert state_of(before)["state"] == rules.WAITING
    assert state_of(before | {"done_on": "2026-11-03"})["state"] == rules.DONE


def test_a_finished_action_without_a_day_counts_on_the_day_of_its_note() -> None:
    assert state_of(note("2026-11-02", status="Selesai"))["state"] == rules.WAITING
    assert state_of(note("2026-11-04", status="Selesai"))["state"] == rules.DONE


def test_mending_a_cell_and_an_action_of_tomorrow_help_nobody() -> None:
    assert state_of(note("2026-11-05", kind="Perbaikan data"))["state"] == rules.WAITING
    assert state_of(note("2026-11-23"))["state"] == rules.WAITING
    assert state_of(note("2026-11-05", subject="B2"))["state"] == rules.WAITING


def test_whoever_waits_again_waits_since_the_last_action() -> None:
    done = note("2026-10-05", status="Selesai", done_on="2026-10-20")
    one = state_of(done, since="2026-09-02")
    assert (one["state"], one["waiting_days"]) == (rules.WAITING, 33)
    assert state_of(since="2026-09-02")["waiting_days"] == 81


def test_what_a_programme_did_counts_from_the_weighing_on() -> None:
    def act(day: str) -> pd.DataFrame:
        return rules.build_acts(
            ("KEBAL MSG", pd.DataFrame({"person_id": ["A1"], "date": [pd.Timestamp(day)]}))
        )

    assert state_of(acts=act("2026-11-03"))[["state", "by"]].tolist() == [rules.DONE, "KEBAL MSG"]
    assert state_of(acts=act("2026-11-02"))["state"] == rules.WAITING
    assert state_of(acts=act("2026-11-23"))["state"] == rules.WAITING


def build_monthly(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    """child, day of weighing, whether it is 2T."""
    table = pd.DataFrame(rows, columns=["child_id", "date", "two_t"]).assign(gizi_buruk=False, bgm=False)
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[s]")
    table["month"] = table["date"].dt.to_period("M").dt.start_time.astype("datetime64[s]")
    return table.assign(posyandu="MLT1").sort_values(["child_id", "month"], ignore_index=True)


def test_a_case_is_one_since_the_first_of_the_weighings_in_a_row_that_say_so() -> None:
    monthly = build_monthly(
        ("A1", "2026-07-02", True), ("A1", "2026-08-02", False), ("A1", "2026-09-02", True),
        ("A1", "2026-11-03", True), ("B1", "2026-11-04", True), ("C1", "2026-11-04", False),
        ("D1", "2026-11-04", True), ("B1", "2026-12-04", False),
    )  # fmt: skip
    found = rules.compute_child_cases(monthly, pd.Series(["A1", "B1", "C1"]), month=NOVEMBER)
    days = found.set_index("person_id")[["since", "seen_on"]].astype("str").to_dict("index")
    assert days == {
        "A1": {"since": "2026-09-02", "seen_on": "2026-11-03"},
        "B1": {"since": "2026-11-04", "seen_on": "2026-11-04"},
    }


def test_everybody_is_followed_up_overdue_or_waiting_and_one_child_counts_once() -> None:
    cases = pd.concat(
        [
            build_cases(person_id="A1", bgm=True),
            build_cases(person_id="B1", gizi_buruk=True),
            build_cases(person_id="C1", two_t=False, gizi_buruk=True),
            build_cases(person_id="D1"),
        ],
        ignore_index=True,
    )
    actions = build_table(
        "tindak_lanjut",
        [
            note("2026-11-05"),
            note("2026-11-05", subject="B1", due_on="2026-11-06"),
            note("2026-11-05", subject="D1", status="Selesai"),
        ],
    )
    table = rules.compute_followed(cases, actions, NO_ACTS, today=TODAY)
    assert table["person_id"].tolist() == ["B1", "C1", "A1", "D1"]
    counts = rules.count_followed(table).set_index("kind")
    assert counts.loc[rules.ALL].tolist() == [4, 2, 1, 1]
    assert counts.loc["gizi_buruk"].tolist() == [2, 0, 1, 1]
    assert counts.loc["two_t"].tolist() == [3, 2, 1, 0]
    assert counts.loc["bgm"].tolist() == [1, 1, 0, 0]
    assert counts.loc[rules.SASARAN].tolist() == [3, 2, 1, 0]


def test_of_nobody_nothing_is_counted() -> None:
    nobody = rules.compute_followed(
        build_cases().iloc[:0], build_table("tindak_lanjut"), NO_ACTS, today=TODAY
    )
    assert rules.count_followed(nobody)["cases"].eq(0).all()


def test_a_mother_is_urgent_since_the_newest_measure_that_makes_her_so() -> None:
    urgent = pd.DataFrame(
        {
            "mother_id": ["I1", "I2"],
            "posyandu": ["MLT1", "MLT1"],
            "pressure_date": pd.to_datetime(["2026-11-10", "2026-11-18"]),
            "hb_date": pd.to_datetime(["2026-10-01", None]),
            "lila_date": pd.to_datetime(["2026-11-19", None]),
            "hypertension": pd.array([True, False], dtype="boolean"),
            "anaemia": pd.array([True, True], dtype="boolean"),
            "kek": pd.array([False, pd.NA], dtype="boolean"),
        }
    )
    cases = rules.compute_mother_cases(urgent)
    assert cases["since"].dt.strftime("%d-%m").fillna("").tolist() == ["10-11", ""]


@pytest.mark.parametrize(("day", "state"), [("2026-11-10", rules.WAITING), ("2026-11-11", rules.DONE)])
def test_the_visit_that_found_the_sign_has_not_yet_followed_it_up(day: str, state: str) -> None:
    cases = build_cases(since=pd.Timestamp("2026-11-10"), seen_on=pd.Timestamp("2026-11-10"))
    visits = pd.DataFrame({"person_id": ["A1"], "date": [pd.Timestamp(day)]})
    acts = rules.build_acts(("OSOC", rules.select_later_visits(visits, cases)))
    table = rules.compute_followed(cases, build_table("tindak_lanjut"), acts, today=TODAY)
    assert table["state"].tolist() == [state]


def test_eating_together_is_no_answer_to_gizi_buruk_nor_is_a_name_on_the_list() -> None:
    listed = pd.DataFrame(
        {
            "person_id": ["A1", "A1", "B1", "C1"],
            "date": pd.Timestamp("2026-11-10"),
            "present": pd.array([True, False, True, pd.NA], dtype="boolean"),
        }
    )
    cases = pd.concat(
        [build_cases(), build_cases(person_id="B1", gizi_buruk=True), build_cases(person_id="C1")]
    )
    assert rules.select_fed(listed, cases)["person_id"].tolist() == ["A1"]
