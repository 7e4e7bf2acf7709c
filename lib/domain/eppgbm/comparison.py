"""The month's measurements in the workbook beside an export of e-PPGBM or Sigizi.

Source: buku-kerja, "How kader type": beside own registers an export is only compared, never united. What
differs is told child by child; which side is right is for people to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

SAME, ONLY_HERE, ONLY_THERE, DIFFERENT = "same", "only_here", "only_there", "different"
KINDS: dict[str, str] = {
    ONLY_THERE: "Belum di lembar",
    DIFFERENT: "Angka berbeda",
    ONLY_HERE: "Belum di Sigizi",
    SAME: "Sama",
}
"""What a child's month may be, first what the board itself lacks, and its words."""

SAME_WEIGHT_KG = 0.05
SAME_HEIGHT_CM = 0.1
"""Differences below these are rounding: both programs keep one or two decimals."""

LIKE_NAME = 86.0
"""How alike (0-100, words in any order) two names must be to be one child's with the same birth date."""

METHODS: dict[str, str] = {
    "eppgbm_sigizi": (
        "Dibanding Sigizi: penimbangan terakhir tiap anak bulan itu di lembar dan di ekspor e-PPGBM atau "
        "Sigizi. Anak dicocokkan dengan NIK, lalu nama dan tanggal lahir, lalu nama yang hanya salah ketik "
        "dengan tanggal lahir sama bila salah satu tanpa NIK. Selisih di bawah 0,05 kg atau 0,1 cm dianggap "
        "sama. Ekspor hanya dibandingkan: tidak menambah angka mana pun di papan."
    ),
}

ROW_COLUMNS = (
    *("kind", "child_id", "there_nik", "name", "there_name", "sex", "birth_date", "posyandu", "place"),
    *("date", "weight_kg", "height_cm"),
    *("there_date", "there_weight_kg", "there_height_cm", "there_position", "there_lila_cm"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A month beside an export: `rows` with ROW_COLUMNS, one a child measured on either side, worst first.

    `child_id` and `name` are missing where the child is not in the workbook, `posyandu` (code) where that of
    the export is none of the puskesmas's; `place` is then as it stands there. `latest` is the export's last
    month (None without any dated row).
    """

    month: pd.Period
    rows: pd.DataFrame
    latest: pd.Period | None = None

    def of(self, posyandu: str | None) -> Comparison:
        """The part of one posyandu; all of it for None."""
        if posyandu is None:
            return self
        return replace(self, rows=self.rows[self.rows["posyandu"] == posyandu])

    def only(self, kind: str) -> pd.DataFrame:
        """The rows of one of KINDS."""
        return self.rows[self.rows["kind"] == kind]


def compare_month(
    children: pd.DataFrame,
    measured: pd.DataFrame,
    exported: Mapping[str, pd.DataFrame],
    *,
    month: pd.Period,
    today: pd.Timestamp,
) -> Comparison:
    """The month's measurements beside the export's.

    `children`: child_id, nik, name, sex, birth_date, posyandu of the own register; `measured`: child_id,
    date, weight_kg, height_cm, one row a child measured in `month`; `exported`: "balita" and "penimbangan" as
    read, source_book and source_row telling which halves belong together, posyandu as codes with the spelling
    in `place`.
    """
    there = _read_export(exported)
    latest = there["date"].max() if len(there) else pd.NaT
    there = there[there["date"].between(month.start_time, min(month.end_time, today))]
    there = there.assign(child_id=match_children(there, children))
    # Of a child with several rows the last counts, as in the workbook; strangers are told apart as well.
    named = there["name"].fillna("").str.casefold() + there["birth_date"].astype("str")
    stranger = there["nik"].fillna(named)
    there = there.assign(key=there["child_id"].fillna("?" + stranger))
    there = there.sort_values("date", kind="stable").drop_duplicates("key", keep="last")
    there = there.rename(
        columns={
            name: f"there_{name}"
            for name in ("nik", "name", "date", "weight_kg", "height_cm", "position", "lila_cm")
        }
    )
    own = children.drop_duplicates("child_id")[["child_id", "name", "sex", "birth_date", "posyandu"]]
    here = measured[["child_id", "date", "weight_kg", "height_cm"]].assign(key=measured["child_id"])
    both = here.drop(columns="child_id").merge(
        there.drop(columns="child_id"), on="key", how="outer", indicator="_side", validate="1:1"
    )
    both = both.merge(own, left_on="key", right_on="child_id", how="left", suffixes=("_there", ""))
    for name in ("sex", "birth_date", "posyandu"):
        both[name] = both[name].fillna(both[f"{name}_there"])
    both["kind"] = np.select(
        [both["_side"] == "left_only", both["_side"] == "right_only", _differs(both)],
        [ONLY_HERE, ONLY_THERE, DIFFERENT],
        SAME,
    )
    order = pd.Categorical(both["kind"], list(KINDS))
    label = both["name"].fillna(both["there_name"])
    rows = both.assign(_order=order, _label=label).sort_values(["_order", "posyandu", "_label"])
    return Comparison(
        month,
        rows[list(ROW_COLUMNS)].reset_index(drop=True),
        None if pd.isna(latest) else pd.Period(latest, "M"),
    )


def _read_export(exported: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a measurement of the export, with who it is about."""
    at = ["source_book", "source_row"]
    weighings = exported["penimbangan"][[*at, "date", "weight_kg", "height_cm", "position", "lila_cm"]]
    people = exported["balita"][[*at, "nik", "name", "sex", "birth_date", "posyandu", "place"]]
    rows = weighings.merge(people, on=at, how="inner", validate="m:1")
    return rows[rows["weight_kg"].notna() | rows["height_cm"].notna()].drop(columns=at)


def match_children(there: pd.DataFrame, children: pd.DataFrame) -> pd.Series:
    """The child_id of the own child that each row of `there` is (missing where nobody): by NIK, else name and
    birth date, else the one name with that birth date that is only a slip away, where one side has no NIK."""
    own = children.drop_duplicates("child_id")
    by_nik = _unique(own["nik"], own["child_id"])
    found = there["nik"].map(by_nik).astype("str")
    by_name = _unique(_name_keys(own), own["child_id"])
    found = found.fillna(_name_keys(there).map(by_name).astype("str"))
    taken = set(found.dropna())
    free = own[~own["child_id"].isin(taken) & own["name"].notna() & own["birth_date"].notna()]
    born = dict(list(free.groupby("birth_date")))
    asked = there[found.isna() & there["name"].notna()]
    for at, name, day, number in zip(
        asked.index, asked["name"], asked["birth_date"], asked["nik"], strict=True
    ):
        same_day = born.get(day)
        if same_day is None:
            continue
        if pd.notna(number):
            # Twins share the day and much of the name: two NIK that differ are two children.
            same_day = same_day[same_day["nik"].isna()]
        names = [_fold(name) for name in same_day["name"]]
        hits = process.extract(
            _fold(name), names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_NAME, limit=2
        )
        if len(hits) == 1:
            found[at] = same_day["child_id"].iloc[hits[0][2]]
    return found


def _fold(name: str) -> str:
    return " ".join(str(name).split()).casefold()


def _name_keys(people: pd.DataFrame) -> pd.Series:
    """Name and birth date in one text, missing where either is."""
    names = people["name"].map(_fold, na_action="ignore")
    days = pd.to_datetime(people["birth_date"]).dt.strftime("%Y-%m-%d")
    return (names.astype("str") + "\n" + days.astype("str")).where(names.notna() & days.notna())


def _unique(keys: pd.Series, ids: pd.Series) -> pd.Series:
    """key → child_id, of the keys that one child alone has."""
    known = keys.notna() & ~keys.duplicated(keep=False)
    return pd.Series(ids[known].to_numpy(), index=keys[known].to_numpy(), dtype="str")


def _differs(both: pd.DataFrame) -> np.ndarray:
    """Whether weight or length differs, or is on one side only."""
    wrong = np.zeros(len(both), dtype=bool)
    for name, least in (("weight_kg", SAME_WEIGHT_KG), ("height_cm", SAME_HEIGHT_CM)):
        here, there = both[name].to_numpy(float), both[f"there_{name}"].to_numpy(float)
        one_side = np.isnan(here) != np.isnan(there)
        # A hair of room: 9.55 - 9.5 is not quite 0.05.
        apart = np.abs(here - there) > least - 1e-9
        wrong |= one_side | apart
    return wrong


def count_kinds(comparison: Comparison) -> pd.DataFrame:
    """Children of each kind by posyandu (missing last): posyandu and one count a kind of KINDS."""
    rows = comparison.rows
    table = pd.DataFrame({kind: rows["kind"].eq(kind) for kind in KINDS}, index=rows.index).astype("int64")
    return table.groupby(rows["posyandu"], dropna=False).sum().reset_index()
