"""What needs attention: which matters there are, their day, and their order."""

import pandas as pd
import pytest

from lib.domain import attention as rules
from lib.domain.access import Role
from lib.domain.case_lists import CaseList
from lib.domain.steps import STATUS_COLUMNS

TODAY = pd.Timestamp("2026-11-22")


def day(text: str | None) -> pd.Timestamp:
    return pd.Timestamp(text) if text else pd.NaT


def build_status(*steps: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Rows of compute_sop_status: SOP, state, due date, posyandu."""
    rows = [{"sop": sop, "state": state, "due_on": day(due), "posyandu": at} for sop, state, due, at in steps]
    return pd.DataFrame(rows, columns=list(STATUS_COLUMNS)).astype({"due_on": "datetime64[s]"})


def one(matters: list[pd.DataFrame]) -> pd.Series:
    table = rules.compute_attention(matters, today=TODAY)
    assert len(table) == 1
    return table.iloc[0]


def test_nothing_needs_attention_where_nothing_is_wrong() -> None:
    table = rules.compute_attention([], today=TODAY)
    assert table.empty
    assert list(table.columns) == list(rules.COLUMNS)


def test_urgent_matters_come_first_and_the_newest_on_top() -> None:
    matters = [
        rules.build_matter(rules.ORDINARY, rules.CASES, "kebal", "daftar_anak", day=day("2026-11-21")),
        rules.build_matter(rules.URGENT, rules.LATE, "langkah", "daftar_tilik", day=day("2026-11-12")),
        rules.build_matter(rules.URGENT, rules.CASES, "gizi_buruk", "daftar_anak", day=day("2026-11-18")),
        rules.build_matter(rules.ORDINARY, rules.DATA, "galat", "kualitas_data"),
        rules.build_matter(
            rules.ORDINARY, rules.COMING, "hari posyandu", "antar_jemput", day=day("2026-11-25")
        ),
    ]
    table = rules.compute_attention(matters, today=TODAY)
    assert table["matter"].tolist() == ["gizi_buruk", "langkah", "kebal", "hari posyandu", "galat"]


def test_a_mother_or_child_in_danger_stands_above_every_deadline() -> None:
    matters = [
        rules.build_matter(rules.URGENT, rules.LATE, "tindak lanjut", "pertemuan", day=day("2026-11-22")),
        rules.build_matter(rules.URGENT, rules.CASES, "gizi_buruk", "daftar_anak", day=day("2026-11-03")),
        rules.build_matter(rules.URGENT, rules.CASES, "ibu segera", "pendampingan", day=day("2026-11-17")),
    ]
    table = rules.compute_attention(matters, today=TODAY)
    assert table["matter"].tolist() == ["ibu segera", "gizi_buruk", "tindak lanjut"]


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.KADER])
def test_what_is_next_stands_on_top_danger_then_unread_measures_then_deadlines(role: Role) -> None:
    matters = [
        rules.build_matter(rules.URGENT, rules.DATA, "ukuran", "kualitas_data", day=TODAY),
        rules.build_matter(rules.URGENT, rules.DUE, "langkah", "daftar_tilik", day=TODAY),
        rules.build_matter(rules.URGENT, rules.CASES, "gizi_buruk", "daftar_anak", day=day("2026-11-20")),
        rules.build_matter(rules.URGENT, rules.CASES, "ibu segera", "pendampingan", day=day("2026-11-03")),
        rules.build_matter(rules.ORDINARY, rules.CASES, "kebal", "daftar_anak", day=TODAY),
    ]
    order = ["ibu segera", "gizi_buruk", "ukuran", "langkah", "kebal"]
    while matters:
        table = rules.compute_attention(matters, today=TODAY)
        assert table["matter"].tolist() == order
        found = rules.choose_next(table, role)
        assert found is not None and found["matter"] == order[0]
        matters, order = [one for one in matters if one["matter"].item() != order[0]], order[1:]


def test_of_two_matters_of_one_day_the_deadline_goes_before_the_posyandu_day() -> None:
    matters = [
        rules.build_matter(rules.URGENT, rules.COMING, "hari posyandu", "antar_jemput", day=TODAY),
        rules.build_matter(rules.URGENT, rules.DUE, "langkah", "daftar_tilik", day=TODAY),
    ]
    table = rules.compute_attention(matters, today=TODAY)
    assert table["matter"].tolist() == ["langkah", "hari posyandu"]


def test_the_day_of_a_list_is_its_newest_weighing_and_empty_lists_are_no_matter() -> None:
    rows = pd.DataFrame({"weighed_on": pd.to_datetime(["2026-11-03", "2026-11-18"])})
    cases = {
        "gizi_buruk": CaseList(2.0, rows),
        "kebal": CaseList(0.0, rows.iloc[:0]),
        "nyaris_2t": CaseList(float("nan"), pd.DataFrame({"label": []})),  # below five, hidden
        "not_weighed": CaseList(2.0, rows),
    }
    table = rules.compute_attention(rules.compute_case_matters(cases, until=TODAY), today=TODAY)
    found = table.set_index("matter")
    assert set(found.index) == {"gizi_buruk", "nyaris_2t", "not_weighed"}
    assert found.loc["gizi_buruk", "grade"] == rules.URGENT
    assert found.loc["gizi_buruk", "day"] == day("2026-11-18")
    assert pd.isna(found.loc["nyaris_2t", "day"]) and pd.isna(found.loc["nyaris_2t", "count"])
    assert found.loc["not_weighed", "day"] == TODAY  # their last weighing is long ago: that is the trouble


def test_missed_steps_are_one_matter_a_sop_with_the_newest_deadline_and_their_places() -> None:
    status = build_status(
        ("AJB", "lewat", "2026-11-07", "MLT1"),
        ("AJB", "lewat", "2026-11-15", "MLT2"),
        ("PK", "lewat", "2026-10-31", None),
        ("PK", "selesai", "2026-11-20", None),
        ("KEBAL", "tidak dilakukan", "2026-11-20", "MLT1"),  # said openly: nothing to be filled in
    )
    table = rules.compute_attention(rules.compute_step_matters(status, today=TODAY), today=TODAY)
    assert table[["sop", "count", "places"]].to_numpy().tolist() == [["AJB", 2.0, 2], ["PK", 1.0, 0]]
    assert table["day"].tolist() == [day("2026-11-15"), day("2026-10-31")]
    assert table["posyandu"].isna().all()
    assert set(table["grade"]) == {rules.URGENT}


def test_a_step_of_one_posyandu_names_it() -> None:
    matter = one(
        rules.compute_step_matters(build_status(("AJB", "lewat", "2026-11-07", "MLT1")), today=TODAY)
    )
    assert (matter["posyandu"], matter["places"]) == ("MLT1", 1)


@pytest.mark.parametrize(
    ("due", "state", "kind"),
    [
        ("2026-11-22", "hari ini", rules.DUE),
        ("2026-11-23", "akan datang", rules.COMING),
        ("2026-11-29", "berjalan", rules.COMING),  # seven days ahead
        ("2026-11-30", "berjalan", None),  # eight
    ],
)
def test_a_step_is_a_matter_of_this_week_up_to_seven_days_ahead(
    due: str, state: str, kind: str | None
) -> None:
    matters = rules.compute_step_matters(build_status(("PK", state, due, None)), today=TODAY)
    assert [matter["kind"].item() for matter in matters] == ([] if kind is None else [kind])


@pytest.mark.parametrize(
    ("h_day", "grade"),
    [("2026-11-21", None), ("2026-11-22", "segera"), ("2026-11-29", "minggu ini"), ("2026-11-30", None)],
)
def test_posyandu_days_from_today_to_seven_days_ahead(h_day: str, grade: str | None) -> None:
    rounds = pd.DataFrame({"posyandu": ["MLT1", "MLT2"], "round_date": pd.to_datetime([h_day, h_day])})
    matters = rules.compute_day_matters(rounds, today=TODAY)
    assert [(matter["grade"].item(), matter["places"].item()) for matter in matters] == (
        [] if grade is None else [(grade, 2)]
    )


def test_a_pair_is_silent_from_the_31st_day_and_only_while_active() -> None:
    pairs = pd.DataFrame(
        {"status": ["Aktif", None, "Aktif", "Selesai"], "silent_days": [30.0, 31.0, 60.0, 90.0]}
    )
    matter = one(rules.compute_silent_matters(pairs, today=TODAY))
    assert matter["count"] == 2
    assert matter["day"] == day("2026-11-21")  # when the newest of them became silent
    assert rules.compute_silent_matters(pairs.iloc[:1], today=TODAY) == []


def test_an_action_is_late_the_day_after_its_deadline() -> None:
    actions = pd.DataFrame({"due_on": pd.to_datetime(["2026-11-22", "2026-11-21", "2026-11-02", None])})
    matter = one(rules.compute_action_matters(actions, today=TODAY))
    assert (matter["count"], matter["day"]) == (2, day("2026-11-21"))
    assert rules.compute_action_matters(actions.iloc[:1], today=TODAY) == []


MATTERS = {
    "hari posyandu": (rules.URGENT, rules.COMING, "antar_jemput"),
    "langkah": (rules.URGENT, rules.LATE, "daftar_tilik"),
    "gizi_buruk": (rules.URGENT, rules.CASES, "daftar_anak"),
    "ibu segera": (rules.URGENT, rules.CASES, "pendampingan"),
    "not_weighed": (rules.ORDINARY, rules.CASES, "daftar_anak"),
}


@pytest.mark.parametrize(
    ("role", "there", "chosen"),
    [
        (Role.PETUGAS, ("langkah", "hari posyandu", "gizi_buruk", "ibu segera"), "ibu segera"),
        (Role.KEPALA, ("not_weighed", "langkah", "gizi_buruk"), "gizi_buruk"),
        (Role.KADER, ("gizi_buruk", "hari posyandu"), "hari posyandu"),
        (Role.KADER, ("not_weighed", "ibu segera"), "ibu segera"),
        (Role.DINKES, ("not_weighed",), "not_weighed"),
        (Role.KEPALA, (), None),
    ],
)
def test_one_thing_is_next_and_danger_goes_before_deadlines(
    role: Role, there: tuple[str, ...], chosen: str | None
) -> None:
    matters = [
        rules.build_matter(grade, kind, name, page, day=TODAY)
        for name in there
        for grade, kind, page in [MATTERS[name]]
    ]
    found = rules.choose_next(rules.compute_attention(matters, today=TODAY), role)
    assert (found["matter"] if found is not None else None) == chosen


def test_a_kader_prepares_today_first_not_a_day_of_the_week() -> None:
    coming = rules.build_matter(rules.ORDINARY, rules.COMING, "hari posyandu", "antar_jemput", day=TODAY)
    sick = rules.build_matter(rules.URGENT, rules.CASES, "gizi_buruk", "daftar_anak", day=TODAY)
    found = rules.choose_next(rules.compute_attention([coming, sick], today=TODAY), Role.KADER)
    assert found is not None and found["matter"] == "gizi_buruk"


def build_cases(followed: float, late: float, key: str = "gizi_buruk") -> pd.DataFrame:
    rows = pd.DataFrame({"weighed_on": pd.to_datetime(["2026-11-03"])})
    counts = {key: {"followed": followed, "late": late}}
    (found,) = rules.compute_case_matters({key: CaseList(4.0, rows)}, until=TODAY, followed=counts)
    return found


def test_a_matter_turns_quiet_when_everybody_was_followed_up() -> None:
    coming = rules.build_matter(rules.ORDINARY, rules.COMING, "hari posyandu", "antar_jemput", day=TODAY)
    some, everybody = build_cases(3, 0), build_cases(4, 0)
    loud = rules.compute_attention([coming, some], today=TODAY)
    assert loud[["matter", "grade"]].iloc[0].tolist() == ["gizi_buruk", rules.URGENT]
    quiet = rules.compute_attention([coming, everybody], today=TODAY)
    assert quiet[["matter", "grade"]].iloc[-1].tolist() == ["gizi_buruk", rules.ORDINARY]
    assert rules.is_quiet(quiet.iloc[-1]) and not rules.is_quiet(loud.iloc[0])


def test_what_is_quiet_is_nobodys_next_thing_to_do() -> None:
    assert rules.choose_next(rules.compute_attention([build_cases(4, 0)], today=TODAY), Role.KADER) is None
    found = rules.choose_next(rules.compute_attention([build_cases(3, 0)], today=TODAY), Role.KADER)
    assert found is not None and found["matter"] == "gizi_buruk"


def test_an_overdue_action_makes_a_matter_of_this_week_urgent() -> None:
    assert one([build_cases(2, 1, "kebal")])["grade"] == rules.URGENT
    assert one([build_cases(3, 0, "kebal")])["grade"] == rules.ORDINARY


def test_a_matter_whose_numbers_are_hidden_is_as_it_was() -> None:
    hidden = float("nan")
    assert one([build_cases(hidden, hidden)])["grade"] == rules.URGENT
