"""RTL: what an activity planned to do next, and whether it stands in `Tindak Lanjut` yet.

Source: SOP SIKERITING step 12 (rencana tindak lanjut).
"""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.keys import look_up, normalise_key, normalise_step
from lib.domain.steps.status import compute_today
from lib.domain.steps.units import Tables

ORIGIN = "SIKERITING langkah {step} ({day})"
"""`Sumber` of a prepared row: it finds its activity again, also when the plan is reworded."""
DONE_STATUS = "Selesai"
_SAYS_MENTORING = "sikeriting|mentoring|monev"

PLAN_COLUMNS = (
    *("date", "step", "team", "mentor", "child_id", "name", "kelurahan", "posyandu", "plan", "subject"),
    *("origin", "recorded"),
)
ACTION_COLUMNS = ("date", "origin", "subject", "kind", "plan", "owner", "due_on", "status", "days_left")

METHODS = {
    "rtl": (
        "RTL belum tercatat bila tab Tindak Lanjut tidak punya baris dengan Subjek yang sama (ID balita; "
        "kegiatan tim: nama tim, atau kelurahan) dan Rencana atau Sumber yang sama. RTL terbuka: baris "
        "Tindak Lanjut yang belum Selesai tentang pasien, tim atau kelurahan SIKERITING, dan Sumbernya "
        "menyebut SIKERITING, mentoring, atau monev."
    ),
}


def compute_plans(
    tables: Tables, pairs: pd.DataFrame, actions: pd.DataFrame, *, today: object, year: int
) -> pd.DataFrame:
    """Activities of a year, held up to today, that say what is to be done next: PLAN_COLUMNS, newest first.

    `actions` is `Tindak Lanjut`.  A plan that several activities repeat for one subject on one day and step
    stands once.  subject: the child's ID, else the team, else the kelurahan.  mentor: of the child's pair.
    """
    now = compute_today(today)
    rows = tables["kegiatan_mentoring"]
    rows = rows[rows["plan"].notna() & (rows["date"] <= now) & rows["date"].dt.year.eq(year)]
    rows = rows.assign(
        step=normalise_step(rows["step"]),
        subject=rows["child_id"].fillna(rows["team"]).fillna(rows["kelurahan"]),
        posyandu=look_up(rows["child_id"], tables["balita"], "child_id", "posyandu"),
        name=look_up(rows["child_id"], tables["balita"], "child_id", "name"),
    )
    rows = rows[rows["subject"].notna()].reset_index(drop=True)
    desa = look_up(rows["posyandu"], tables["posyandu"], "code", "desa")
    keyed = pairs.assign(key=_join(pairs["child_id"], pairs["team"]))
    mentor = look_up(_join(rows["child_id"], rows["team"]), keyed, "key", "mentor")
    rows = rows.assign(
        kelurahan=rows["kelurahan"].fillna(desa),
        mentor=mentor.fillna(look_up(rows["child_id"], pairs, "child_id", "mentor")),
        origin=[
            ORIGIN.format(step=s, day=f"{d:%d/%m/%Y}")
            for s, d in zip(rows["step"], rows["date"], strict=True)
        ],
    )
    known = set(_join(actions["subject"], actions["plan"])) | set(
        _join(actions["subject"], actions["origin"])
    )
    rows["recorded"] = _join(rows["subject"], rows["plan"]).isin(known) | _join(
        rows["subject"], rows["origin"]
    ).isin(known)
    rows = rows.drop_duplicates(["date", "step", "subject", "plan"])
    rows = rows.sort_values(["date", "subject"], ascending=[False, True], kind="stable", ignore_index=True)
    listed: pd.DataFrame = rows.reindex(columns=list(PLAN_COLUMNS))
    return listed


def _join(one: pd.Series, other: pd.Series) -> pd.Series:
    return normalise_key(one).fillna("") + "|" + normalise_key(other).fillna("")


def compute_open_actions(
    actions: pd.DataFrame, pairs: pd.DataFrame, plans: pd.DataFrame, *, today: object
) -> pd.DataFrame:
    """Rows of `Tindak Lanjut` that are not Selesai and come of the mentoring: ACTION_COLUMNS, the earliest
    deadline first, those without one last.  days_left until due_on (negative: overdue; NaN without one).

    They are about one of the `pairs` (child, team, kelurahan) and say so in Sumber, or answer one of the
    `plans` of compute_plans.
    """
    now = compute_today(today)
    names = pd.concat([pairs["child_id"], pairs["team"], pairs["kelurahan"]]).dropna()
    about = normalise_key(actions["subject"]).isin(normalise_key(names))
    says = actions["origin"].str.contains(_SAYS_MENTORING, case=False, regex=True).fillna(False).astype(bool)
    answers = _join(actions["subject"], actions["plan"]).isin(_join(plans["subject"], plans["plan"]))
    unfinished = ~actions["status"].eq(DONE_STATUS).fillna(False).astype(bool)
    rows = actions[unfinished & ((about & says) | answers)]
    rows = rows.assign(days_left=(rows["due_on"] - now).dt.days.astype("float64"))
    rows = rows.sort_values("due_on", kind="stable", na_position="last", ignore_index=True)
    return rows.reindex(columns=list(ACTION_COLUMNS))
