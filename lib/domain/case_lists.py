"""The children to act on after a posyandu day: gizi buruk, KEBAL MSG's sasaran, nyaris 2T, not weighed; and
who is to be referred, weighed again, or watched.

Sources: aturan, "KMS", "SKDN" and "Privacy"; SOP KEBAL MSG, Puskesmas Gunung Putri (sasaran = 2T or BGM);
Buku KIA 2023 (refer at a single T, below the red line, above the orange line).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from pandas.tseries.offsets import MonthEnd

from lib.domain.categories import INDEX_TITLES, LABELS, LILA_LABELS, LILA_SEVERE_CM, MODERATE, SEVERE
from lib.domain.growth import round_z
from lib.domain.privacy import SMALL_COUNT

URGENT: tuple[str, ...] = ("gizi_buruk", "kebal", "nyaris_2t", "not_weighed")
"""The lists that call for somebody this month; all that viewers without names are told of."""
LISTS: tuple[str, ...] = (*URGENT, "refer_kia", "reweigh", "gizi_kurang", "stunting", "measured")
WEIGHED_AGAIN: dict[str, str] = INDEX_TITLES
"""Indices whose implausible values call for another measurement, and their names."""
COLUMNS: tuple[str, ...] = (
    *("child_id", "label", "sex", "age_months", "posyandu", "rt", "weight_kg", "weighed_on"),
    *("gain_g", "kbm_g", "two_t", "bgm", "oedema", "lila_cm", "z_bb_u", "z_tb_u", "z_bb_tb", "thin"),
    *("small_arm", "missed", "opens_on", "height_cm", "nt", "implausible"),
    *(f"status_{index}" for index in LABELS),
)
FOLLOW_UP_COLUMNS: tuple[str, ...] = ("agreed_on", "plan", "owner", "due_on", "status", "open")
_FIGURES = ("gain_g", "kbm_g", "lila_cm", "z_bb_u", "z_tb_u", "z_bb_tb", "height_cm")

METHODS: dict[str, str] = {
    "kebal": "Sasaran KEBAL MSG: anak dalam S yang 2T atau BGM bulan itu.",
    "daftar_tidak_ditimbang": (
        "Tidak ditimbang: anak dalam S tanpa berat yang terbaca bulan itu. Berat terakhir yang tampil adalah "
        "berat terakhir sebelum bulan itu berakhir."
    ),
    "timbang_ulang": (
        "Timbang ulang: anak yang salah satu nilainya bulan itu tak wajar. Ukur dan timbang sekali lagi, "
        "lalu perbaiki selnya."
    ),
    "daftar_gizi_kurang": (
        "Gizi kurang: BB/TB −3 sampai di bawah −2, atau LiLA 11,5 sampai di bawah 12,5 cm pada umur "
        "6–59 bulan, dan bukan gizi buruk. Stunting: TB/U di bawah −2. Nilai tak wajar tidak ikut."
    ),
}


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list and its length; `count` is NaN, and `rows` empty, where the viewer may not know it."""

    count: float
    rows: pd.DataFrame


def compute_case_lists(
    people: pd.DataFrame,
    monthly: pd.DataFrame,
    members: pd.DataFrame,
    *,
    month: pd.Timestamp,
    opens: Mapping[str, pd.Timestamp],
) -> dict[str, CaseList]:
    """The LISTS of a month, each with COLUMNS, sorted by posyandu, RT and name.

    `people` by child_id: label, sex, rt, posyandu, age_months. `monthly` of compute_monthly_status, all its
    months; `members` of compute_membership for `month` (its first day). `opens`: posyandu whose day in this
    month is still to come → that day. Gizi buruk, what is to be weighed again and `measured` (all of the
    month) list whoever was measured, also outside S: the sickest child must not vanish; the others only
    children in S.

    weight_kg and weighed_on: the last usable weight up to the month's end; `thin` and `small_arm`: the signs
    of gizi buruk beside oedema; `implausible`: the indices to measure again, "" for none;
    `missed`: months in a row without a weight, this one included (NaN: never weighed); opens_on NaT where
    the posyandu has been open. The rest is of this month.
    """
    this = monthly[monthly["month"] == month]
    inside = this["child_id"].isin(members["child_id"])
    weighed = monthly[(monthly["month"] <= month) & monthly["weight_kg"].notna()]
    last = weighed.drop_duplicates("child_id", keep="last").set_index("child_id")
    without = ~members["child_id"].isin(this.loc[this["weight_kg"].notna(), "child_id"])
    chosen = {
        "gizi_buruk": this.loc[this["gizi_buruk"], "child_id"],
        "kebal": this.loc[inside & (this["two_t"] | this["bgm"]), "child_id"],
        "nyaris_2t": this.loc[inside & this["nyaris_2t"], "child_id"],
        "not_weighed": members.loc[without, "child_id"],
        "refer_kia": this.loc[inside & this["refer_kia"], "child_id"],
        "reweigh": this.loc[this[[f"flag_{index}" for index in WEIGHED_AGAIN]].any(axis=1), "child_id"],
        "gizi_kurang": this.loc[inside & _find_wasted(this), "child_id"],
        "stunting": this.loc[inside & (round_z(this["z_tb_u"]) < MODERATE) & ~this["flag_tb_u"], "child_id"],
        "measured": this["child_id"],
    }
    now = this.set_index("child_id")
    everybody = pd.concat(list(chosen.values()), ignore_index=True).drop_duplicates()
    table = _build_rows(everybody, people, now, last, month, opens)
    lists = {key: table[table["child_id"].isin(ids)].reset_index(drop=True) for key, ids in chosen.items()}
    return {key: CaseList(float(len(rows)), rows) for key, rows in lists.items()}


def _find_wasted(this: pd.DataFrame) -> pd.Series:
    """Gizi kurang by BB/TB or LiLA, and not gizi buruk."""
    z = round_z(this["z_bb_tb"])
    thin = (z >= SEVERE) & (z < MODERATE)
    wasted: pd.Series = ~this["gizi_buruk"] & (thin | (this["status_lila"] == LILA_LABELS[1]))
    return wasted


def _describe_implausible(rows: pd.DataFrame) -> pd.Series:
    words = pd.Series("", index=rows.index, dtype="str")
    for index, title in WEIGHED_AGAIN.items():
        words = words.where(~rows[f"flag_{index}"].eq(True), words + f"{title}, ")
    return words.str.removesuffix(", ")


def _build_rows(
    ids: pd.Series,
    people: pd.DataFrame,
    now: pd.DataFrame,
    last: pd.DataFrame,
    month: pd.Timestamp,
    opens: Mapping[str, pd.Timestamp],
) -> pd.DataFrame:
    index = pd.Index(ids, name="child_id")
    first_of = people[~people.index.duplicated()].reindex(index)
    of_month, of_last = now.reindex(index), last.reindex(index)
    flags = {name: of_month[name].eq(True).to_numpy() for name in ("two_t", "bgm", "oedema")}
    z, lila = round_z(of_month["z_bb_tb"]), of_month["lila_cm"].to_numpy()
    arm_age = of_month["status_lila"].notna().to_numpy()
    then = of_last["month"].to_numpy().astype("datetime64[M]")
    missed = (np.datetime64(month, "M") - then).astype("float64")
    rows = first_of[["label", "sex", "age_months", "posyandu", "rt"]].assign(
        weight_kg=of_last["weight_kg"],
        weighed_on=of_last["date"],
        **{name: of_month[name] for name in _FIGURES},
        **flags,
        thin=z < SEVERE,
        small_arm=(lila < LILA_SEVERE_CM) & arm_age,
        missed=np.where(np.isnat(then), np.nan, missed),
        nt=of_month["nt"].astype("str"),
        **{f"status_{index}": of_month[f"status_{index}"].astype("str") for index in LABELS},
        implausible=_describe_implausible(of_month),
        opens_on=pd.to_datetime(first_of["posyandu"].map(dict(opens))),
    )
    rows = rows.reset_index()[list(COLUMNS)]
    return rows.sort_values(["posyandu", "rt", "label"], kind="stable", ignore_index=True)


def hide_small_lists(
    lists: Mapping[str, CaseList], *, two_t: float, bgm: float, with_labels: bool
) -> dict[str, CaseList]:
    """The URGENT lists as viewers see them who may not know small counts or persons.

    Gizi buruk is closed at 1…4 children; KEBAL MSG's sasaran also where 2T or BGM (NaN) is, nyaris 2T also
    where 2T is, since T is known. Rows keep at most the label (initials and RT), in alphabetical order.
    """
    closed = {
        "gizi_buruk": False,
        "kebal": bool(np.isnan(two_t) or np.isnan(bgm)),
        "nyaris_2t": bool(np.isnan(two_t)),
        "not_weighed": False,
    }
    seen = {}
    for key in URGENT:
        one = lists[key]
        small = key != "not_weighed" and 0 < one.count < SMALL_COUNT
        labels = one.rows[["label"]].sort_values("label", ignore_index=True)
        hidden = closed[key] or small
        shown = labels if with_labels and not hidden else labels.iloc[:0]
        seen[key] = replace(one, count=np.nan if hidden else one.count, rows=shown)
    return seen


def compute_follow_up(actions: pd.DataFrame, *, today: pd.Timestamp) -> pd.DataFrame:
    """The newest action of `Tindak Lanjut` for each subject, by subject: FOLLOW_UP_COLUMNS.

    agreed_on and due_on dates, plan, owner and status as typed; open: how many are not Selesai (int64).
    Actions dated after `today` are not agreed yet.
    """
    rows = actions[actions["subject"].notna() & (actions["date"] <= today)]
    rows = rows.sort_values("date", kind="stable")
    unfinished = (~rows["status"].eq("Selesai").fillna(False)).astype("int64").groupby(rows["subject"]).sum()
    newest = rows.drop_duplicates("subject", keep="last").set_index("subject")
    table = newest.rename(columns={"date": "agreed_on"}).assign(open=unfinished)
    return table.reindex(columns=list(FOLLOW_UP_COLUMNS))


def compute_openings(
    days: pd.DataFrame,
    weighings: pd.DataFrame,
    names: Mapping[str, str],
    *,
    month: pd.Timestamp,
    today: pd.Timestamp,
) -> pd.DataFrame:
    """Which posyandu have opened in a month: posyandu, name, day, opened (bool), in the order of `names`.

    Opened (decided) = a day that is not cancelled, or a weighing there, in the month and not after today.
    `day` is the first of its days in the month that is still to come (NaT: none). `days` of
    compute_posyandu_days (moved days at their new date), `weighings` with posyandu and date.
    """
    dates = pd.concat([table[["posyandu", "date"]] for table in (days, weighings)], ignore_index=True)
    held = dates[(dates["date"] >= month) & (dates["date"] <= min(today, month + MonthEnd()))]
    coming = days[(days["date"] > max(today, month)) & (days["date"] <= month + MonthEnd())]
    table = pd.DataFrame({"posyandu": list(names), "name": list(names.values())}, dtype="str")
    day = coming.groupby("posyandu")["date"].min().reindex(table["posyandu"]).to_numpy()
    return table.assign(day=day, opened=table["posyandu"].isin(held["posyandu"]).to_numpy(dtype=bool))
