"""SKDN: how many children there are, have a KMS, were weighed, gained; by month and group.

Source: aturan, "SKDN"; Pedoman Pengelolaan Posyandu (Kemenkes) for the ratios.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import (
    AGE_GROUPS,
    build_age_group,
    compute_age_group_codes,
    compute_age_months,
    compute_month_end,
    parse_days,
)

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Months = npt.NDArray[np.datetime64]

SASARAN_UNDER_MONTHS = 60  # completed months on the 1st of the month
LEFT_STATUSES: tuple[str, ...] = ("Pindah", "Meninggal", "Lulus")
KMS_ANSWERED_PERCENT = 80  # of S with Punya KMS answered: below that K is no figure

KMS_COUNTS: tuple[str, ...] = ("kms_known", "kms_yes")
"""Of S: Punya KMS answered, and answered Ya. K is kms_yes where enough was answered."""
COUNTS: tuple[str, ...] = (
    *("S", "K", "D", "N", "T", "O", "B", "two_t", "bgm", "not_weighed", "outside"),
    *KMS_COUNTS,
)
# Ratio: numerator, denominator (nd_corrected is over D − O − B = N + T).
RATIOS: dict[str, tuple[str, str]] = {
    "ks": ("K", "S"),
    "ds": ("D", "S"),
    "nd": ("N", "D"),
    "nd_corrected": ("N", "D_corrected"),
    "dk": ("D", "K"),
    "ns": ("N", "S"),
    "bgm_d": ("bgm", "D"),
    "two_t_d": ("two_t", "D"),
}

METHODS: dict[str, str] = {
    "S": (
        "S (sasaran): anak yang aktif paling sedikit sehari dalam bulan itu: sudah lahir, belum genap "
        "60 bulan pada tanggal 1, sejak Tanggal masuk sampai Tanggal keluar. Yang pindah, meninggal, atau "
        "lulus tanpa tanggal dihitung sampai bulan terakhir ditimbang."
    ),
    "K": (
        "K: anak dalam S yang punya KMS atau Buku KIA menurut catatan sekarang. K baru menjadi angka bila "
        f"Punya KMS terisi untuk paling sedikit {KMS_ANSWERED_PERCENT}% S (sisanya yang kosong berarti "
        "tidak); di bawah itu hanya disebut berapa yang terisi, tanpa K/S, D/K, dan penilaian."
    ),
    "D": (
        "D: anak dalam S yang ditimbang dan beratnya terbaca, sama dengan N + T + O + B. "
        "Dihitung di posyandu anak itu sendiri, di mana pun ditimbang."
    ),
    "outside": (
        "Di luar sasaran: anak yang ditimbang tetapi tidak termasuk S bulan itu (60 bulan ke atas, sudah "
        "pindah, atau meninggal). Tidak masuk D, prevalensi, dan daftar lain; punya daftar sendiri."
    ),
    "not_weighed": "Tidak ditimbang: S dikurangi D.",
    "ks": "K/S, liputan program: anak yang punya KMS dibagi sasaran.",
    "ds": "D/S, partisipasi masyarakat: anak yang ditimbang dibagi sasaran.",
    "nd": "N/D riil: anak yang naik dibagi semua yang ditimbang.",
    "nd_corrected": "N/D′ koreksi: anak yang naik dibagi N + T; O dan B tidak ikut, belum bisa dinilai.",
    "dk": "D/K, kelangsungan penimbangan: anak yang ditimbang dibagi yang punya KMS.",
    "ns": "N/S, keberhasilan program: anak yang naik dibagi sasaran.",
    "bgm_d": "BGM/D: anak di bawah garis merah (z BB/U di bawah −3, nilai wajar) dibagi yang ditimbang.",
    "two_t_d": "2T/D: anak yang dua bulan berturut-turut T dibagi yang ditimbang.",
}


@dataclass(frozen=True, slots=True)
class Sasaran:
    """Children, and of each row of compute_monthly_status which child's it is (`child`: row of `children`,
    −1: of none), its month (datetime64[M]) and what SKDN counts of it. See prepare_sasaran."""

    children: pd.DataFrame
    child: Ints
    month: Months
    weighed: Bools
    nt: npt.NDArray[Any]
    two_t: Bools
    bgm: Bools

    def of_posyandu(self, posyandu: str | None) -> Sasaran:
        """The children of one posyandu and their months; all without one."""
        if posyandu is None:
            return self
        own = self.children["posyandu"].eq(posyandu).fillna(False).to_numpy(dtype=np.bool_)
        place = np.where(own, np.cumsum(own) - 1, -1).astype(np.intp)
        rows = np.flatnonzero((self.child >= 0) & own[self.child]) if len(own) else np.empty(0, dtype=np.intp)
        return Sasaran(
            children=self.children[own].reset_index(drop=True),
            child=place[self.child[rows]],
            month=self.month[rows],
            weighed=self.weighed[rows],
            nt=self.nt[rows],
            two_t=self.two_t[rows],
            bgm=self.bgm[rows],
        )

    def list_members(self, months: Iterable[pd.Timestamp]) -> pd.DataFrame:
        """See compute_membership."""
        children, wanted = self.children, _prepare_months(months)
        month_at, child_at = np.nonzero(self._find_members(wanted).T)
        born = parse_days(children["birth_date"])
        return pd.DataFrame(
            {
                "child_id": children["child_id"].take(child_at).array,
                "month": wanted[month_at].astype("datetime64[s]"),
                "posyandu": children["posyandu"].take(child_at).array,
                "sex": children["sex"].take(child_at).array,
                "age_group": build_age_group(compute_age_group_codes(born[child_at], wanted[month_at])),
                "has_kms": children["has_kms"].to_numpy(dtype=np.bool_)[child_at],
                "kms_known": children["kms_known"].to_numpy(dtype=np.bool_)[child_at],
            }
        )

    def find_in_s(self) -> Bools:
        """See the function find_in_s."""
        wanted, place = np.unique(self.month, return_inverse=True)
        if not len(self.children):
            return self.child >= 0
        return np.asarray((self.child >= 0) & self._find_members(wanted)[self.child, place])

    def count(self, months: Iterable[pd.Timestamp], by: Sequence[str]) -> pd.DataFrame:
        """See compute_skdn."""
        children, wanted = self.children, _prepare_months(months)
        member = self._find_members(wanted)
        born = parse_days(children["birth_date"])
        child_columns = [column for column in by if column != "age_group"]
        group, groups = _encode_groups(children, child_columns)
        ages = len(AGE_GROUPS) + 1 if "age_group" in by else 1  # the last one holds unknown ages

        def find_cell(child_at: Ints, month_at: Ints) -> Ints:
            age = np.zeros(len(child_at), dtype=np.intp)
            if ages > 1:
                codes = compute_age_group_codes(born[child_at], wanted[month_at])
                age = np.where(codes < 0, ages - 1, codes).astype(np.intp)
            return (month_at * len(groups) + group[child_at]) * ages + age

        cells = len(wanted) * len(groups) * ages

        def count(at: Ints) -> npt.NDArray[np.int64]:
            return np.bincount(at, minlength=cells).astype(np.int64)

        month_at = np.minimum(np.searchsorted(wanted, self.month), max(len(wanted) - 1, 0))
        asked = wanted[month_at] == self.month if len(wanted) else np.zeros(len(self.month), dtype=np.bool_)
        used = np.flatnonzero((self.child >= 0) & asked & self.weighed)
        child_of, month_of = self.child[used], month_at[used]
        cell = find_cell(child_of, month_of)
        inside = member[child_of, month_of]

        member_at, when = np.nonzero(member)
        everyone = find_cell(member_at, when)
        counts: dict[str, npt.NDArray[Any]] = {"S": count(everyone), "D": count(cell[inside])}
        for name, column in zip(KMS_COUNTS, ("kms_known", "has_kms"), strict=True):
            counts[name] = count(everyone[children[column].to_numpy(dtype=np.bool_)[member_at]])
        counts["K"] = judge_kms(counts["S"], counts["kms_known"], counts["kms_yes"])
        nt = self.nt[used]
        counts |= {label: count(cell[inside & (nt == label)]) for label in ("N", "T", "O", "B")}
        counts["two_t"] = count(cell[inside & self.two_t[used]])
        counts["bgm"] = count(cell[inside & self.bgm[used]])
        counts["not_weighed"] = counts["S"] - counts["D"]
        counts["outside"] = count(cell[~inside])

        numbers = np.arange(cells)
        block = max(len(groups) * ages, 1)
        frame = pd.DataFrame({"month": wanted[numbers // block].astype("datetime64[s]")})
        for column in by:
            if column == "age_group":
                code = numbers % ages
                frame[column] = build_age_group(np.where(code == ages - 1, -1, code).astype(np.int8))
            else:
                frame[column] = groups[column].take((numbers // ages) % max(len(groups), 1)).array
        for name in COUNTS:
            frame[name] = counts[name]
        for ratio, (above, below) in RATIOS.items():
            denominator = counts["N"] + counts["T"] if below == "D_corrected" else counts[below]
            frame[ratio] = _compute_percent(counts[above], denominator)
        if ages > 1:  # nobody of unknown age: no group for them
            frame = frame[frame["age_group"].notna() | (frame["S"] + frame["outside"] > 0)]
        return frame.reset_index(drop=True)

    def _find_members(self, wanted: Months) -> Bools:
        """Who is in S: a table of children × months."""
        children = self.children
        first, last = wanted.astype("datetime64[D]"), compute_month_end(wanted)
        born = parse_days(children["birth_date"])[:, None]
        joined, left = (parse_days(children[column])[:, None] for column in ("joined_on", "left_on"))
        # Comparisons with NaT are false: nobody without a birth date is in, nobody without the others is out.
        member = (born <= last) & (compute_age_months(born, first) < SASARAN_UNDER_MONTHS)
        member &= ~(joined > last) & ~(left < first)

        undated = children["status"].isin(LEFT_STATUSES).to_numpy() & np.isnat(left[:, 0])
        if undated.any():
            weighed = (self.child >= 0) & self.weighed
            last_weighed = np.full(len(children), np.iinfo(np.int64).min)
            np.maximum.at(last_weighed, self.child[weighed], self.month[weighed].astype(np.int64))
            member &= ~undated[:, None] | (wanted.astype(np.int64) <= last_weighed[:, None])
        return np.asarray(member, dtype=np.bool_)


def compute_membership(
    balita: pd.DataFrame, monthly: pd.DataFrame, months: Iterable[pd.Timestamp]
) -> pd.DataFrame:
    """S: one row for each child and month of `months` in which the child is sasaran, by month, then child.

    In S (decided) = active on any day of the month: born by its end, under 60 completed months on the 1st,
    from joined_on (if given) until left_on, both included. One who is Pindah, Meninggal or Lulus
    without a left_on leaves after the last month with a usable weight in `monthly` (never weighed: never in
    S). Without a birth date nobody is in S.

    `balita`: child_id, posyandu, sex, birth_date, joined_on, left_on, status, has_kms (of a repeated
    child_id the first row). `monthly`: of compute_monthly_status, all its months. Columns: child_id, month
    (datetime64[s]), posyandu, sex, age_group (categorical, by the age at the month's end), has_kms, kms_known
    (bool: recorded to have a KMS; Punya KMS answered at all).
    """
    return prepare_sasaran(balita, monthly).list_members(months)


def find_in_s(balita: pd.DataFrame, monthly: pd.DataFrame) -> Bools:
    """Of each row of compute_monthly_status whether its child is in S of its month (compute_membership)."""
    return prepare_sasaran(balita, monthly).find_in_s()


def compute_skdn(
    balita: pd.DataFrame,
    monthly: pd.DataFrame,
    *,
    months: Iterable[pd.Timestamp],
    by: Sequence[str] = ("posyandu",),
) -> pd.DataFrame:
    """SKDN, one row for each month of `months` and group, sorted by them; by=() gives the totals.

    `by` names columns of `balita` (posyandu, sex, a desa joined to it) and "age_group". Each group that
    `balita` has appears in every month, also with nothing in it; a missing value is a group of its own,
    so that the groups always add up to the total. D = N+T+O+B; K, D ≤ S; N ≤ D; 2T and BGM count over D.

    Columns: month (datetime64[s]), those of `by`, COUNTS (int64: S, D, N, T, O, B, two_t, bgm,
    not_weighed = S − D, outside = weighed but not in S, KMS_COUNTS; K float64, NaN where it is no figure, see
    judge_kms) and RATIOS (float64 percentages, NaN where the denominator is 0 or K no figure).
    KeyError for an unknown column in `by`.
    """
    return prepare_sasaran(balita, monthly).count(months, by)


def prepare_sasaran(balita: pd.DataFrame, monthly: pd.DataFrame) -> Sasaran:
    """What compute_membership, find_in_s and compute_skdn look up in `balita` and `monthly`, once for many
    months and posyandu."""
    children = balita.loc[balita["child_id"].notna()].drop_duplicates("child_id").reset_index(drop=True)
    answers = children["has_kms"].astype("boolean")
    children = children.assign(
        has_kms=answers.fillna(False).astype(bool), kms_known=answers.notna().astype(bool)
    )
    child = pd.Index(children["child_id"]).get_indexer(pd.Index(monthly["child_id"]))
    return Sasaran(
        children=children,
        child=np.asarray(child, dtype=np.intp),
        month=parse_days(monthly["month"]).astype("datetime64[M]"),
        weighed=monthly["weight_kg"].notna().to_numpy(),
        nt=monthly["nt"].astype(object).to_numpy(),
        two_t=monthly["two_t"].to_numpy(dtype=np.bool_),
        bgm=monthly["bgm"].to_numpy(dtype=np.bool_),
    )


def compute_group_totals(table: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Rows of compute_skdn added up to coarser groups (posyandu to desa; by=() to one row): `by`, COUNTS,
    RATIOS.  Closed counts (NaN) stay closed, a missing value of `by` is a group of its own.
    """
    counts = table[list(COUNTS)].astype("float64")
    keys = [table[name] for name in by] or [pd.Series(0, index=table.index)]
    hidden = counts.isna().groupby(keys, dropna=False, sort=False).any()
    totals = counts.groupby(keys, dropna=False, sort=False).sum().mask(hidden)
    totals["K"] = judge_kms(*(totals[name].to_numpy() for name in ("S", *KMS_COUNTS)))
    for ratio, (above, below) in RATIOS.items():
        whole = totals["N"] + totals["T"] if below == "D_corrected" else totals[below]
        totals[ratio] = _compute_percent(totals[above].to_numpy(), whole.to_numpy())
    return totals.reset_index(drop=not by)


def judge_kms(sasaran: npt.NDArray[Any], known: npt.NDArray[Any], yes: npt.NDArray[Any]) -> Floats:
    """K: `yes` where Punya KMS is `known` for KMS_ANSWERED_PERCENT of S or more (0 where S is 0), else
    NaN."""
    enough = known * 100.0 >= KMS_ANSWERED_PERCENT * sasaran
    return np.where(enough, yes, np.nan).astype(np.float64)


def _prepare_months(months: Iterable[pd.Timestamp]) -> Months:
    wanted = np.array([np.datetime64(pd.Timestamp(month), "M") for month in months], dtype="datetime64[M]")
    return np.unique(wanted)


def _encode_groups(children: pd.DataFrame, columns: list[str]) -> tuple[Ints, pd.DataFrame]:
    """The group number of each child and the groups themselves, sorted, missing values last."""
    if not columns:
        return np.zeros(len(children), dtype=np.intp), pd.DataFrame(index=[0])
    number = children.groupby(columns, dropna=False, sort=True, observed=True).ngroup()
    _, firsts = np.unique(number.to_numpy(), return_index=True)
    return np.asarray(number, dtype=np.intp), children[columns].take(firsts).reset_index(drop=True)


def _compute_percent(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    percent = np.full(len(whole), np.nan)
    np.divide(part * 100.0, whole, out=percent, where=whole > 0)
    return percent
