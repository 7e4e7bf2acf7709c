"""Who could be chosen as a patient: children who meet a criterion and have no active mentor.

Source: SOP SIKERITING step 5; the criteria (decided) are stunting, 2T, BGM, gizi buruk or kurang, each by its
own rule (kms.py, categories.py).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.age import compute_age_months
from lib.domain.categories import HEIGHT_FOR_AGE, NUTRITION
from lib.domain.mentoring.pairs import ACTIVE, BASELINE_DAYS
from lib.domain.steps.keys import look_up, normalise_key

FRESH_DAYS = BASELINE_DAYS
"""A sign counts while its measurement is at most so old: a patient chosen today then has a z awal."""

CRITERIA: dict[str, str] = {
    "gizi_buruk": "Gizi buruk",
    "bgm": "BGM",
    "two_t": "2T",
    "gizi_kurang": "Gizi kurang",
    "stunting": "Stunting",
}
"""Signs and their words, gravest first."""

CANDIDATE_COLUMNS = (
    *("child_id", "label", "sex", "age_months", "posyandu", "rt", "kelurahan", "team", "reasons", *CRITERIA),
    *("fresh", "measured_on", "weight_kg", "height_cm", "z_tb_u", "z_bb_u", "z_bb_tb", "former"),
)

METHODS = {
    "calon": (
        "Calon pasien: anak dalam S bulan ini yang stunting (TB/U di bawah −2), 2T, BGM, gizi buruk, atau "
        "gizi kurang, dan tidak punya baris Aktif di tab Mentoring. Tiap tanda dilihat pada pengukuran "
        f"terbaru yang dapat menentukannya; bila lebih tua dari {FRESH_DAYS} hari, anak itu diukur dulu, "
        "sebab z awalnya tidak akan ada."
    ),
}


def compute_candidates(
    balita: pd.DataFrame,
    monthly: pd.DataFrame,
    members: pd.DataFrame,
    mentoring: pd.DataFrame,
    posyandu: pd.DataFrame,
    *,
    today: pd.Timestamp,
) -> pd.DataFrame:
    """Children without an active mentor who meet a criterion, one row each: CANDIDATE_COLUMNS.

    `monthly` of compute_monthly_status, `members` (S of this month) of compute_membership; `balita`,
    `mentoring` and `posyandu` are the tabs.  reasons: the words of the criteria met, ", " between them; of
    signs older than FRESH_DAYS only where no fresh one is left (`fresh` False, and listed last).
    measured_on, weight_kg, height_cm and z_…: each the newest valid one.  team: the one team with active
    pairs in that kelurahan; missing where there are several or none, and where it had this child before (a
    child and a team stand in one row of `Mentoring`).  former: had a mentor before.  Gravest first: gizi
    buruk, then most signs, then the lowest TB/U.
    """
    status = mentoring["status"].fillna(ACTIVE)
    accompanied = mentoring.loc[status.eq(ACTIVE), "child_id"].dropna()
    children = members.loc[~members["child_id"].isin(accompanied), "child_id"].drop_duplicates()
    rows = monthly[monthly["child_id"].isin(children) & (monthly["date"] <= today)]
    signs = _find_signs(rows)
    oldest = today - pd.Timedelta(days=FRESH_DAYS)
    table = pd.DataFrame(index=pd.Index(children, name="child_id"))
    fresh, stale = {}, {}
    for key, (known, sign) in signs.items():
        seen = pd.DataFrame({"child_id": rows["child_id"], "date": rows["date"], "sign": sign})[known]
        newest = seen.drop_duplicates("child_id", keep="last").set_index("child_id").reindex(table.index)
        met = newest["sign"].eq(True)
        fresh[key] = met & (newest["date"] >= oldest)
        stale[key] = met & ~fresh[key]
    is_fresh = pd.concat(fresh, axis=1).any(axis=1)
    for key in CRITERIA:
        table[key] = fresh[key] | (stale[key] & ~is_fresh)
    table = table.assign(fresh=is_fresh)[table[list(CRITERIA)].any(axis=1)]
    table = table.assign(reasons=_name_reasons(table), **_find_newest(rows, table.index))
    return _describe(table, balita, mentoring[status.eq(ACTIVE)], mentoring, posyandu, today)


def _find_signs(rows: pd.DataFrame) -> dict[str, tuple[pd.Series, pd.Series]]:
    """For each criterion the rows that can tell, and whether they say so.  An implausible z tells nothing, so
    that a slip of this month does not hide the sign of the month before; gizi buruk counts all the same."""
    weight, height, both = (
        rows[f"z_{index}"].notna() & ~rows[f"flag_{index}"].astype(bool)
        for index in ("bb_u", "tb_u", "bb_tb")
    )
    nutrition = both | rows["status_lila"].notna() | rows["gizi_buruk"]
    wasted = rows["status_bb_tb"].eq(NUTRITION[1]) | rows["status_lila"].eq(NUTRITION[1])
    return {
        "gizi_buruk": (nutrition, rows["gizi_buruk"]),
        "bgm": (weight, rows["bgm"]),
        "two_t": (rows["weight_kg"].notna(), rows["two_t"]),
        "gizi_kurang": (nutrition, wasted & ~rows["gizi_buruk"]),
        "stunting": (height, rows["status_tb_u"].isin(HEIGHT_FOR_AGE[:2])),
    }


def _name_reasons(table: pd.DataFrame) -> pd.Series:
    words = pd.Series("", index=table.index, dtype="str")
    for key, name in CRITERIA.items():
        words = words.where(~table[key], words + f"{name}, ")
    return words.str.removesuffix(", ")


def _find_newest(rows: pd.DataFrame, children: pd.Index) -> dict[str, pd.Series]:
    """The newest date, weight, height and valid z of each child."""
    found = {}
    valid = {f"z_{index}": ~rows[f"flag_{index}"].astype(bool) for index in ("tb_u", "bb_u", "bb_tb")}
    for name in ("date", "weight_kg", "height_cm", *valid):
        known = rows[rows[name].notna() & valid.get(name, True)]
        newest = known.drop_duplicates("child_id", keep="last").set_index("child_id")[name]
        found["measured_on" if name == "date" else name] = newest.reindex(children)
    return found


def _describe(
    table: pd.DataFrame,
    balita: pd.DataFrame,
    active: pd.DataFrame,
    every: pd.DataFrame,
    posyandu: pd.DataFrame,
    today: pd.Timestamp,
) -> pd.DataFrame:
    about = balita.drop_duplicates("child_id").set_index("child_id").reindex(table.index)
    rows = table.assign(
        label=about["name"],
        sex=about["sex"],
        age_months=compute_age_months(about["birth_date"], today),
        posyandu=about["posyandu"],
        rt=about["rt"],
        former=np.isin(table.index, every["child_id"].dropna()),
        severe=~table["gizi_buruk"],
        signs=-table[list(CRITERIA)].sum(axis=1),
    ).reset_index()
    rows["kelurahan"] = look_up(rows["posyandu"], posyandu, "code", "desa")
    home = look_up(look_up(active["child_id"], balita, "child_id", "posyandu"), posyandu, "code", "desa")
    teams = active.assign(key=normalise_key(active["kelurahan"].fillna(home))).dropna(subset=["key", "team"])
    teams = teams.drop_duplicates(["key", "team"])
    alone = teams[~teams["key"].duplicated(keep=False)]
    proposed = look_up(normalise_key(rows["kelurahan"]), alone, "key", "team")
    had = normalise_key(every["child_id"]) + "|" + normalise_key(every["team"])
    again = (normalise_key(rows["child_id"]) + "|" + normalise_key(proposed)).isin(had.dropna())
    rows["team"] = proposed.mask(again)
    order = ["severe", "signs", "z_tb_u", "child_id"]
    rows = rows.assign(old=~rows["fresh"]).sort_values(["old", *order], kind="stable", ignore_index=True)
    return rows.reindex(columns=list(CANDIDATE_COLUMNS))
