"""The children to act on after a posyandu day: gizi buruk, KEBAL MSG's sasaran, nyaris 2T, not weighed; and
who is to be referred, weighed again, or watched.

Sources: aturan, "KMS", "SKDN" and "Privacy"; SOP KEBAL MSG, Puskesmas Gunung Putri (sasaran = 2T or BGM);
Buku KIA 2023 (refer at a single T, below the red line, above the orange line).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.tseries.offsets import MonthEnd

from lib.domain.age import AGE_GROUPS
from lib.domain.categories import INDEX_TITLES, LABELS, LILA_LABELS, LILA_SEVERE_CM, MODERATE, SEVERE
from lib.domain.growth import round_z
from lib.domain.kms import NT_LABELS
from lib.domain.own_line import USABLE
from lib.domain.prevalence import INDICATORS, find_cases
from lib.domain.programme import PROGRAMMES
from lib.domain.small_counts import OPEN, SMALL, close_nyaris_2t, is_few, is_small
from lib.domain.status_distribution import DISTRIBUTED, LEFT_OUT, find_left_out, find_valid

URGENT: tuple[str, ...] = ("gizi_buruk", "kebal", "nyaris_2t", "not_weighed")
"""The lists that call for somebody this month; all that viewers without names are told of."""
LISTS: tuple[str, ...] = (
    *(*URGENT, "refer_kia", "reweigh", "gizi_kurang", "stunting", "no_kms"),
    *("measured", "sasaran", "outside"),
)
WEIGHED_AGAIN: dict[str, str] = INDEX_TITLES
"""Indices whose implausible values call for another measurement, and their names."""
COLUMNS: tuple[str, ...] = (
    *("child_id", "label", "sex", "age_months", "posyandu", "rt", "weight_kg", "weighed_on"),
    *("gain_g", "kbm_g", "two_t", "bgm", "oedema", "lila_cm", "z_bb_u", "z_tb_u", "z_bb_tb", "thin"),
    *("small_arm", "missed", "opens_on", "called_off", "height_cm", "nt", "implausible"),
    *("in_s", "weighed", "has_kms"),
    *(f"status_{index}" for index in LABELS),
)
PUBLIC_STATUSES = frozenset({"gizi_buruk", "two_t", "bgm", "nyaris_2t"})
"""What a list of initials tells of a child to those who may know how many there are."""
FOLLOW_UP_COLUMNS: tuple[str, ...] = ("agreed_on", "plan", "owner", "due_on", "status", "open")
_FIGURES = ("gain_g", "kbm_g", "lila_cm", "z_bb_u", "z_tb_u", "z_bb_tb", "height_cm")

METHODS: dict[str, str] = {
    "kebal": "Sasaran KEBAL MSG: anak dalam S yang 2T atau BGM bulan itu.",
    "daftar_tidak_ditimbang": (
        "Tidak ditimbang: anak dalam S tanpa berat yang terbaca bulan itu. Berat terakhir yang tampil adalah "
        "berat terakhir sebelum bulan itu berakhir."
    ),
    "timbang_ulang": (
        "Timbang ulang: anak yang salah satu nilainya bulan itu tak wajar, menurut batas WHO atau dibanding "
        "ukurannya sendiri. Ukur dan timbang sekali lagi, "
        "lalu perbaiki selnya."
    ),
    "daftar_gizi_kurang": (
        "Gizi kurang: BB/TB −3 sampai di bawah −2, atau LiLA 11,5 sampai di bawah 12,5 cm pada umur "
        "6–59 bulan, dan bukan gizi buruk. Stunting: TB/U di bawah −2. Nilai tak wajar tidak ikut."
    ),
    "daftar_tanpa_kms": (
        "Tanpa KMS: anak dalam S yang Punya KMS-nya Tidak atau kosong (S − K, bila K sudah menjadi angka)."
    ),
    "daftar_luar_sasaran": (
        "Di luar sasaran: anak yang diukur bulan itu tetapi tidak termasuk S: 60 bulan ke atas pada "
        "tanggal 1, sudah pindah, meninggal, atau lulus. Hanya di daftar ini; tidak masuk angka lain."
    ),
}


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list and its length; `count` is NaN, and `rows` empty, where the viewer may not know it. `small`: it
    is closed because it is below five, else it is closed for another figure's sake. `chosen`: who of
    `everyone` stands on it (None: all)."""

    count: float
    everyone: pd.DataFrame
    small: bool = False
    chosen: npt.NDArray[np.bool_] | None = None

    @property
    def rows(self) -> pd.DataFrame:
        """Who stands on the list; taken when asked for, since most lists are only counted."""
        if self.chosen is None:
            return self.everyone
        return self.everyone[self.chosen].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Whoever stands on a list of a month, `rows` with COLUMNS by posyandu, RT and name, and who stands on
    which (`marks`: a bool column for each of LISTS)."""

    rows: pd.DataFrame
    marks: pd.DataFrame

    def of_posyandu(self, posyandu: str | None) -> CaseTable:
        """Those of one posyandu; all without one."""
        if posyandu is None:
            return self
        here = np.flatnonzero(self.rows["posyandu"].eq(posyandu).fillna(False).to_numpy(dtype=np.bool_))
        part = slice(here[0], here[-1] + 1) if len(here) else slice(0, 0)  # they stand together
        return CaseTable(self.rows.iloc[part].reset_index(drop=True), self.marks.iloc[part])

    def lists(self) -> dict[str, CaseList]:
        """LISTS."""
        marks = {key: self.marks[key].to_numpy(dtype=np.bool_) for key in LISTS}
        return {key: CaseList(float(mark.sum()), self.rows, chosen=mark) for key, mark in marks.items()}


def compute_case_table(
    people: pd.DataFrame,
    monthly: pd.DataFrame,
    members: pd.DataFrame,
    *,
    month: pd.Timestamp,
    opens: Mapping[str, pd.Timestamp],
    called_off: Collection[str] = (),
) -> CaseTable:
    """The LISTS of a month of all posyandu.

    `people` by child_id: label, sex, rt, posyandu, age_months. `monthly` of compute_monthly_status, all its
    months; `members` of compute_membership for `month` (its first day). `opens`: posyandu whose day in this
    month is still to come → that day; `called_off`: those whose day was cancelled (find_called_off).
    Every list is of children in S, as every figure; `outside` has whoever
    else was measured (over 59 months, moved, dead), with all that is known of them.

    weight_kg and weighed_on: the last usable weight up to the month's end; `thin` and `small_arm`: the signs
    of gizi buruk beside oedema; `implausible`: the indices to measure again, "" for none;
    `missed`: months in a row without a weight, this one included (NaN: never weighed); opens_on NaT where
    the posyandu has been open; `in_s`: in S, `weighed`: a usable weight this month, `has_kms`: in S and in K.
    The rest is of this month.
    """
    this = monthly[monthly["month"] == month].set_index("child_id")
    ids = this.index.union(pd.Index(members["child_id"]), sort=False)
    of_month = this.reindex(ids)
    member = members.set_index("child_id").reindex(ids)
    inside, weighed = member["month"].notna(), of_month["weight_kg"].notna()

    def among_sasaran(mark: pd.Series) -> pd.Series:
        return inside & mark.eq(True)

    chosen = {
        "gizi_buruk": among_sasaran(of_month["gizi_buruk"]),
        "kebal": among_sasaran(of_month["two_t"].eq(True) | of_month["bgm"].eq(True)),
        "nyaris_2t": among_sasaran(of_month["nyaris_2t"]),
        "not_weighed": inside & ~weighed,
        "refer_kia": among_sasaran(of_month["refer_kia"]),
        "reweigh": inside
        & (
            of_month[[f"flag_{index}" for index in WEIGHED_AGAIN]].eq(True).any(axis=1)
            | of_month[list(USABLE.values())].eq(False).any(axis=1)
        ),
        "gizi_kurang": inside & _find_wasted(of_month),
        "stunting": inside & (round_z(of_month["z_tb_u"]) < MODERATE) & of_month["flag_tb_u"].eq(False),
        "no_kms": inside & ~member["has_kms"].eq(True),
        "measured": inside & ids.isin(this.index),
        "sasaran": inside,
        "outside": ~inside & ids.isin(this.index),
    }
    last = _find_last_weights(monthly, month).reindex(ids)
    about = member.assign(in_s=inside, weighed=weighed)
    table = _build_rows(people, of_month, last, about, month, opens, called_off)
    marks = pd.DataFrame(chosen).reindex(table["child_id"]).astype(bool).reset_index(drop=True)
    return CaseTable(table, marks)


def find_called_off(jadwal: pd.DataFrame, days: pd.DataFrame, month: pd.Timestamp) -> set[str]:
    """Posyandu whose every day in a month (its first day) was cancelled: nobody was absent there.  `days` of
    compute_posyandu_days."""
    after = month + pd.offsets.MonthBegin(1)

    def places(rows: pd.DataFrame) -> set[str]:
        return set(rows.loc[(rows["date"] >= month) & (rows["date"] < after), "posyandu"].dropna())

    return places(jadwal[jadwal["status"].eq("Batal").fillna(False)]) - places(days)


def _find_last_weights(monthly: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """By child_id the month, date and weight_kg of the last usable weight up to `month`."""
    rows = monthly[["child_id", "month", "date", "weight_kg"]]
    rows = rows[(rows["month"] <= month) & rows["weight_kg"].notna()]
    return rows.drop_duplicates("child_id", keep="last").set_index("child_id")


def _find_wasted(of_month: pd.DataFrame) -> pd.Series:
    """Gizi kurang by BB/TB or LiLA, and not gizi buruk."""
    z = round_z(of_month["z_bb_tb"])
    thin = (z >= SEVERE) & (z < MODERATE)
    small_arm = of_month["status_lila"] == LILA_LABELS[1]
    wasted: pd.Series = of_month["gizi_buruk"].eq(False) & (thin | small_arm)
    return wasted


def _describe_implausible(rows: pd.DataFrame) -> pd.Series:
    words = pd.Series("", index=rows.index, dtype="str")
    for index, title in WEIGHED_AGAIN.items():
        words = words.where(~rows[f"flag_{index}"].eq(True), words + f"{title}, ")
    # Without an age there are no indices, and yet the child's own line tells.
    for column, title in ((USABLE["weight_kg"], "BB"), (USABLE["height_cm"], "TB/PB")):
        words = words.where(~(rows[column].eq(False) & words.eq("")), f"{title}, ")
    return words.str.removesuffix(", ")


def _build_rows(
    people: pd.DataFrame,
    of_month: pd.DataFrame,
    of_last: pd.DataFrame,
    about: pd.DataFrame,
    month: pd.Timestamp,
    opens: Mapping[str, pd.Timestamp],
    called_off: Collection[str],
) -> pd.DataFrame:
    """COLUMNS of the children that index the three tables after `people`."""
    first_of = people[~people.index.duplicated()].reindex(of_month.index)
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
        called_off=first_of["posyandu"].isin(list(called_off)),
        in_s=about["in_s"],
        weighed=about["weighed"],
        has_kms=about["has_kms"].eq(True),
    )
    rows = rows.rename_axis("child_id").reset_index()[list(COLUMNS)]
    return rows.sort_values(["posyandu", "rt", "label"], kind="stable", ignore_index=True)


def hide_small_lists(
    lists: Mapping[str, CaseList], *, total: Mapping[str, Any], with_labels: bool
) -> dict[str, CaseList]:
    """The URGENT lists as viewers see them who may not know small counts or persons.

    `total`: the month's SKDN, closed (small_counts.close_skdn), with `true_T` and `true_two_t`. KEBAL MSG's
    sasaran are closed also where 2T or BGM is, nyaris 2T where 2T or T is, since they add up. Rows keep at
    most the label (initials and RT), in alphabetical order.
    """
    weighed, two_t = float(total["D"]), float(total["true_two_t"])
    cases_closed = bool(np.isnan(total["two_t"]) or np.isnan(total["bgm"]))
    near_closed = bool(np.isnan(total["two_t"]) or np.isnan(total["T"]))
    seen = {}
    for key in URGENT:
        one = lists[key]
        few = key != "not_weighed" and is_few(one.count, weighed)
        small = few and is_small(one.count)
        if key == "kebal":
            few |= cases_closed and one.count > 0
        if key == "nyaris_2t":
            state = close_nyaris_2t(one.count, float(total["true_T"]), two_t, is_closed=near_closed)
            few, small = state != OPEN, state == SMALL
        labels = one.rows[["label"]].sort_values("label", ignore_index=True)
        shown = labels if with_labels and not few else labels.iloc[:0]
        seen[key] = CaseList(np.nan if few else one.count, shown, small)
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


# --- The children behind each figure of a month: who is counted in D, in N, in a category, in a group.
#
# The marks are those that the figures count (skdn, prevalence, status_distribution, programme), so that a
# figure and its list are one.

SASARAN_SIFTS: tuple[str, ...] = (
    *("ditimbang", "tidak", *NT_LABELS, "two_t", "bgm", "kms"),
    *(f"{programme}:{answer}" for programme in PROGRAMMES for answer in ("ya", "tidak", "belum")),
)
"""Parts of S, in the order offered: D, S − D, N, T, O, B, 2T, BGM, K, and the programmes' answers."""
MEASURED_SIFTS: tuple[str, ...] = (
    *INDICATORS,
    *(f"{index}:{name}" for index in DISTRIBUTED for name in (*LABELS[index], *LEFT_OUT)),
)
"""Parts of those of S who were measured: cases of prevalence, categories, who has none and why."""
OUTSIDE_SIFTS: tuple[str, ...] = ("outside", "outside:gizi_buruk")
"""Parts of those measured outside S: with a usable weight (the SKDN's count), and gizi buruk."""
SIFTS: dict[str, tuple[str, ...]] = {
    "sasaran": SASARAN_SIFTS,
    "measured": MEASURED_SIFTS,
    "outside": OUTSIDE_SIFTS,
}
"""By list of case_lists.LISTS."""
GROUPS: tuple[str, ...] = ("L", "P", *AGE_GROUPS, "tanpa_jk")
"""Sexes and age groups as SKDN has them, and whose sex is unknown."""


def compute_sifts(measured: pd.DataFrame, members: pd.DataFrame, programme: pd.DataFrame) -> pd.DataFrame:
    """One row a child in S or measured, by child_id; bool columns SASARAN_SIFTS, MEASURED_SIFTS,
    OUTSIDE_SIFTS, GROUPS.

    `measured`: rows of compute_monthly_status of one month; `members` of compute_membership of it;
    `programme` of compute_programme_marks (what it lacks is False).
    """
    weighed = measured["weight_kg"].notna().to_numpy(dtype=np.bool_)
    inside = measured["child_id"].isin(members["child_id"]).to_numpy(dtype=np.bool_)
    counted = weighed & inside
    nt = measured["nt"].astype(object).to_numpy()
    marks = {
        "ditimbang": counted,
        **{label: counted & (nt == label) for label in NT_LABELS},
        **{flag: counted & measured[flag].to_numpy(dtype=np.bool_) for flag in ("two_t", "bgm")},
        "outside": weighed & ~inside,
        "outside:gizi_buruk": ~inside & measured["gizi_buruk"].to_numpy(dtype=np.bool_),
        **{name: case & inside for name, (case, _) in find_cases(measured).items()},
    }
    for index in DISTRIBUTED:
        valid, status = (
            find_valid(measured, index) & inside,
            measured[f"status_{index}"].astype(object).to_numpy(),
        )
        marks |= {f"{index}:{label}": valid & (status == label) for label in LABELS[index]}
        marks |= {f"{index}:{why}": rows & inside for why, rows in find_left_out(measured, index).items()}
    of_measured = pd.DataFrame(marks, index=pd.Index(measured["child_id"]))
    of_member = pd.DataFrame(
        {"in_s": True, "kms": members["has_kms"].to_numpy()}, index=pd.Index(members["child_id"])
    )
    ids = of_measured.index.union(of_member.index, sort=False)
    table = pd.concat(
        [part.reindex(ids, fill_value=False) for part in (of_measured, of_member, programme)], axis=1
    )
    about = pd.concat([members, measured])[["child_id", "sex", "age_group"]].drop_duplicates("child_id")
    about = about.set_index("child_id").reindex(ids)
    sex, age = about["sex"], about["age_group"].astype("str")
    groups = {name: age.eq(name) if name in AGE_GROUPS else sex.eq(name) for name in GROUPS[:-1]}
    table = table.assign(tidak=table["in_s"] & ~table["ditimbang"], **groups, tanpa_jk=sex.isna())
    return table.reindex(
        columns=[*SASARAN_SIFTS, *MEASURED_SIFTS, *OUTSIDE_SIFTS, *GROUPS], fill_value=False
    ).astype(bool)
