"""What needs somebody's attention, over all SOPs and case lists: one row a matter, newest trouble first.

Decided: urgent is what puts a child or a deadline at risk now (gizi buruk, a mother Perlu segera, a step
that is due today or was missed, an action past its deadline, today's posyandu day); the rest of the week is
ordinary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.domain.access import Role
from lib.domain.case_lists import CaseList
from lib.domain.steps import STATES

SOON_DAYS = 7
"""A posyandu day or a deadline within this many days is a matter of this week."""

SILENT_DAYS = 30
"""A pair without any activity for longer than this is silent."""

LATE, DUE, RUNNING, COMING = "lewat", "hari ini", "berjalan", "akan datang"
CASES, DATA = "kasus", "data"

URGENT, ORDINARY = "segera", "minggu ini"
GRADES = (URGENT, ORDINARY)

LEADING = ("ibu segera", "gizi_buruk", "ukuran")
"""What leads its grade whatever its day: a mother or child in danger, then measures that nobody could read
(every figure is wrong without them)."""

ORDER = (
    *(*LEADING, "tindak lanjut", "langkah", "hari posyandu", "kebal", "kebal kegiatan"),
    *("nyaris_2t", "ibu sendiri", "not_weighed", "pasangan diam", "galat"),
)
"""Every matter; those of one grade and equally near to today stand in this order."""

COLUMNS = (
    *("grade", "kind", "matter", "count", "small", "sop", "posyandu", "places", "day", "page"),
    *("followed", "late"),
)
"""Columns of an attention table; those that do not apply are missing. `day`: the newest day of the trouble
(of a deadline or posyandu day ahead: that day); `small`: a count that is missing is below five;
`posyandu` where only one is concerned, `places` how many; `followed`: how many of `count` were followed up
(see followed_up), `late`: of how many what was agreed is overdue."""

METHODS = {
    "perhatian": (
        "Perlu perhatian: Segera = ukuran yang tidak terbaca, gizi buruk, ibu perlu segera, langkah SOP yang "
        "jatuh tempo hari ini atau sudah lewat tanpa catatan, tindak lanjut yang lewat tenggat, dan hari "
        "posyandu hari ini; selebihnya Minggu ini. Di tiap bagian, ibu perlu segera, gizi buruk, lalu ukuran "
        "yang tidak terbaca lebih dulu, kemudian yang paling dekat dengan hari ini; yang teratas menjadi "
        "Kerjakan berikutnya (bagi kader: hari posyandu bila hari ini). Gizi buruk, 2T atau BGM, dan ibu "
        "perlu segera menjadi tenang dan turun ke bawah Minggu ini bila semuanya sudah ditindaklanjuti, dan "
        "naik ke Segera bila ada yang tindak lanjutnya lewat tenggat. Langkah dilihat dari bulan yang "
        "dipilih; pada bulan berjalan juga tujuh hari ke belakang dan ke depan."
    ),
}

assert {LATE, DUE, RUNNING, COMING} <= set(STATES)


def build_matter(grade: str, kind: str, matter: str, page: str, **more: object) -> pd.DataFrame:
    """One matter as a row of COLUMNS."""
    row = {"grade": grade, "kind": kind, "matter": matter, "page": page, **more}
    return pd.DataFrame([row], dtype=object)


def is_quiet(matter: Mapping[Any, Any]) -> bool:
    """Whether everybody it counts has been followed up, and nothing of that is overdue."""
    return bool(matter["followed"] == matter["count"] and matter["count"] > 0)


def grade_followed(usual: str, count: float, followed: Mapping[str, float]) -> str:
    """The grade of a matter of so many people (`followed`: of followed_up.count_states; NaN or nothing where
    hidden): urgent where what was agreed is overdue, ordinary where everybody was followed up."""
    if followed.get("late", 0) > 0:
        return URGENT
    return ORDINARY if count > 0 and followed.get("followed") == count else usual


def compute_case_matters(
    cases: Mapping[str, CaseList],
    *,
    until: pd.Timestamp,
    followed: Mapping[str, Mapping[str, float]] | None = None,
) -> list[pd.DataFrame]:
    """The lists that are not empty (count NaN = hidden).  The day is that of the newest weighing on the list;
    of who was not weighed `until`, the month's last day up to today. `followed` by list: see
    grade_followed."""
    matters = []
    for key, one in cases.items():
        if one.count == 0:
            continue
        weighed = one.rows["weighed_on"].max() if "weighed_on" in one.rows else pd.NaT
        day = until if key == "not_weighed" else weighed
        grade = URGENT if key == "gizi_buruk" else ORDINARY
        known = (followed or {}).get(key, {})
        matters.append(
            build_matter(
                grade_followed(grade, one.count, known),
                CASES,
                key,
                "daftar_anak",
                count=one.count,
                small=one.small,
                day=day,
                followed=known.get("followed"),
                late=known.get("late"),
            )
        )
    return matters


def compute_step_matters(status: pd.DataFrame, *, today: pd.Timestamp) -> list[pd.DataFrame]:
    """Steps missed, due today, and due within SOON_DAYS, by SOP.  `status`: rows of compute_sop_status."""
    ahead = status["due_on"] - today
    soon = status["state"].isin([RUNNING, COMING]) & ahead.dt.days.between(1, SOON_DAYS)
    matters = []
    for kind, grade, chosen in (
        (DUE, URGENT, status["state"].eq(DUE)),
        (LATE, URGENT, status["state"].eq(LATE)),
        (COMING, ORDINARY, soon),
    ):
        for sop, rows in status[chosen].groupby("sop", sort=False):
            places = rows["posyandu"].dropna().unique()
            matters.append(
                build_matter(
                    grade,
                    kind,
                    "langkah",
                    "daftar_tilik",
                    sop=sop,
                    count=float(len(rows)),
                    day=rows["due_on"].min() if kind == COMING else rows["due_on"].max(),
                    posyandu=places[0] if len(places) == 1 else None,
                    places=len(places),
                )
            )
    return matters


def compute_day_matters(rounds: pd.DataFrame, *, today: pd.Timestamp) -> list[pd.DataFrame]:
    """Posyandu days from today to SOON_DAYS ahead, one matter a day.  `rounds`: posyandu, round_date."""
    left = (rounds["round_date"] - today).dt.days
    return [
        build_matter(
            URGENT if day == today else ORDINARY,
            COMING,
            "hari posyandu",
            "antar_jemput",
            day=day,
            posyandu=rows["posyandu"].iloc[0] if len(rows) == 1 else None,
            places=len(rows),
        )
        for day, rows in rounds[left.between(0, SOON_DAYS)].groupby("round_date")
    ]


def compute_silent_matters(pairs: pd.DataFrame, *, today: pd.Timestamp) -> list[pd.DataFrame]:
    """Active pairs (status, silent_days) silent for more than SILENT_DAYS; the day the newest became so."""
    silent = pairs.loc[pairs["status"].fillna("Aktif").eq("Aktif"), "silent_days"]
    silent = silent[silent > SILENT_DAYS]
    if silent.empty:
        return []
    day = today - pd.Timedelta(days=silent.min() - SILENT_DAYS)
    return [build_matter(ORDINARY, LATE, "pasangan diam", "mentoring", count=float(len(silent)), day=day)]


def compute_waiting_matters(waiting: pd.DataFrame) -> list[pd.DataFrame]:
    """Sasaran of KEBAL MSG whose posyandu held no session that month, one matter of all.  `waiting` of
    kebal_msg.compute_waiting; a hidden number stays hidden."""
    if waiting.empty:
        return []
    count = waiting["sasaran"].sum(skipna=False)
    places = waiting["posyandu"].tolist()
    return [
        build_matter(
            ORDINARY, CASES, "kebal kegiatan", "kebal_msg", count=count, places=len(places),
            posyandu=places[0] if len(places) == 1 else None,
        )
    ]  # fmt: skip


def compute_action_matters(actions: pd.DataFrame, *, today: pd.Timestamp) -> list[pd.DataFrame]:
    """Open actions (due_on) whose deadline has passed."""
    late = actions.loc[actions["due_on"] < today, "due_on"]
    if late.empty:
        return []
    count, day = float(len(late)), late.max()
    return [build_matter(URGENT, LATE, "tindak lanjut", "pertemuan", count=count, day=day)]


def choose_next(matters: pd.DataFrame, role: Role) -> Mapping[Any, Any] | None:
    """The one matter that a role should see to next, None where there is none: the first of `matters` that is
    not quiet; the page lists them in the same order (that of compute_attention).

    Decided: only a kader does something else first, a posyandu day that is today.
    """
    matters = matters[~_find_quiet(matters)]
    if role is Role.KADER:
        today = matters["matter"].eq("hari posyandu") & matters["grade"].eq(URGENT)
        matters = pd.concat([matters[today], matters[~today]])
    return None if matters.empty else matters.iloc[0].to_dict()


def compute_attention(matters: list[pd.DataFrame], *, today: pd.Timestamp) -> pd.DataFrame:
    """The matters (rows of COLUMNS), urgent ones first; within a grade LEADING, then the nearest to today, of
    one day by ORDER, what has no day and then what is quiet stands last."""
    if not matters:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(matters, ignore_index=True).reindex(columns=list(COLUMNS))
    table = table.astype(
        {"day": "datetime64[s]", "count": "float64", "followed": "float64", "late": "float64"}
    )
    table = table.assign(small=table["small"].eq(True))
    place = table["matter"].map(ORDER.index)
    keys = {
        "grade": table["grade"].map(GRADES.index),
        "quiet": _find_quiet(table),
        "leading": place.clip(upper=len(LEADING)),
        "far": (table["day"] - today).abs(),
        "place": place,
    }
    order = pd.DataFrame(keys).sort_values(list(keys), kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _find_quiet(matters: pd.DataFrame) -> pd.Series:
    quiet: pd.Series = matters["followed"].eq(matters["count"]) & (matters["count"] > 0)
    return quiet
