"""What goes to e-PPGBM of a month, what is held back, and how that compares with the SKDN.

Source: aturan, "e-PPGBM upload": rows that would be refused stand beside the file, sent + held back = all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from lib.domain.age import compute_age_days, compute_age_months
from lib.domain.eppgbm.refusals import IDENTITY, INDICES_OF, REASONS, find_refusals
from lib.domain.growth import HEIGHT_FROM_DAY, LYING, STANDING
from lib.domain.skdn import compute_membership

# --- The columns of the two upload files, read from columns.toml, and how a value is written in each.
#
# Source: aturan, "e-PPGBM upload" (order as seen in public upload tools). Two tools on GitHub that write
# these files agree on headers and order, dates as YYYY-MM-DD, NIK as text; both leave `hapus` and
# `pindah` blank, and one saves as Excel 97-2003 (.xls), which any spreadsheet makes of these files.

FILES: tuple[str, ...] = ("identitas", "pengukuran")
Cell = str | int | float | None
SEX_WORDS = {"L": "Laki-laki", "P": "Perempuan"}
_DECLARED = Path(__file__).with_name("columns.toml")


class FileColumn(NamedTuple):
    """One column of an upload file; `source` is `tab.column` of the workbook, "" where it has none."""

    header: str
    source: str
    format: str
    age_months: int | None = None

    @property
    def name(self) -> str:
        """The column of Upload.children that it is written from."""
        column = self.source.partition(".")[2]
        return column if self.age_months is None else f"{column}_{self.age_months}"


@cache
def read_file_columns() -> dict[str, tuple[FileColumn, ...]]:
    """The columns of each of FILES, in their order."""
    declared = tomllib.loads(_DECLARED.read_text(encoding="utf-8"))
    return {name: tuple(FileColumn(*column) for column in declared[name]) for name in FILES}


# How a value that is there is written; one that is missing is an empty cell.
FORMATS: dict[str, Callable[[Any], Cell]] = {
    "teks": str,
    "huruf kecil": lambda word: str(word).lower(),
    "bulat": lambda number: round(float(number)),
    "angka": float,
    "tanggal": lambda day: f"{day:%Y-%m-%d}",
    "kelamin": lambda sex: SEX_WORDS.get(str(sex)),
    "ya/tidak": lambda answer: "ya" if answer else "tidak",
    "hp": lambda number: str(number).replace("+62", "0", 1),
}
NUMBERED, BLANK = "nomor", "kosong"
TEXT_FORMATS = frozenset({"teks", "tanggal", "hp"})
"""Written as text even where every character is a digit: a spreadsheet must not take them for numbers."""


def build_file_rows(children: pd.DataFrame, file: str) -> list[list[Cell]]:
    """The rows of an upload file ("identitas" or "pengukuran") below its header, numbered from 1.

    `children`: rows of Upload.children that are to be sent. KeyError for an unknown file.
    """
    columns = read_file_columns()[file]
    written: list[list[Cell]] = []
    for column in columns:
        if column.format == NUMBERED:
            written.append(list(range(1, len(children) + 1)))
        elif column.format == BLANK:
            written.append([None] * len(children))
        else:
            values, write = children[column.name], FORMATS[column.format]
            known = values.notna().to_numpy()
            written.append(
                [write(value) if there else None for value, there in zip(values, known, strict=True)]
            )
    return [list(row) for row in zip(*written, strict=True)]


# --- What goes to e-PPGBM, and what is held back.

RECORDED = ("oedema", "vitamin_a", "mother_class", "mbg")
"""Yes/no columns of Penimbangan: yes when any row of the month says so, no when one says no and none yes."""
BREASTFEEDING = "exclusive_breastfeeding"

METHODS: dict[str, str] = {
    "eppgbm_identitas": (
        "Identitas: anak dalam S bulan itu yang belum keluar pada akhir bulan, dan semua yang diukur bulan "
        "itu. Kolom hapus dan pindah dibiarkan kosong: itu dilakukan orang, di e-PPGBM sendiri."
    ),
    "eppgbm_pengukuran": (
        "Pengukuran: satu baris per anak yang diukur bulan itu, penimbangan terakhir yang beratnya terbaca. "
        "Cara ukur yang kosong, dan Berdiri di bawah 9 bulan, ditulis menurut umur: terlentang di bawah "
        "731 hari, sesudahnya berdiri. Tinggi yang kosong dikirim kosong. ASI bulan 0–6 diambil dari "
        "penimbangan pada umur itu."
    ),
    "eppgbm_tertahan": (
        "Tertahan: baris yang akan ditolak e-PPGBM: NIK kosong, bukan 16 angka, atau ganda; nama dan tanggal "
        "lahir sama dengan anak lain; nama, jenis kelamin, tanggal lahir, atau berat kosong; umur di atas "
        "59 bulan; di luar sasaran (sudah keluar); ukuran tak wajar. Anak dengan beberapa sebab "
        "dihitung pada sebab pertama. Diukur = siap dikirim + tertahan."
    ),
    "eppgbm_selisih": (
        "Siap dikirim = D dikurangi anak dalam D yang tertahan. Anak di luar sasaran dan yang diukur tanpa "
        "berat tidak masuk D, dan selalu tertahan."
    ),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A month for e-PPGBM, sorted by posyandu and name.

    `children`: one row a child of either file, with every column that the files are written from, and
    measured, weighed, in_s (bool), identity_reason, measurement_reason (first of REASONS, missing = sent).
    `held`: refusals.HELD_COLUMNS, a row a child and reason.
    """

    month: pd.Period
    children: pd.DataFrame
    held: pd.DataFrame

    def of(self, posyandu: str | None) -> Upload:
        """The part of one posyandu; all of it for None."""
        if posyandu is None:
            return self
        return replace(
            self,
            children=self.children[self.children["posyandu"] == posyandu],
            held=self.held[self.held["posyandu"] == posyandu],
        )

    def sent(self, file: str) -> pd.DataFrame:
        """The rows of `children` that go into a file ("identitas", "pengukuran")."""
        ready = self.children["identity_reason"].isna()
        if file == "pengukuran":
            ready = self.children["measured"] & self.children["measurement_reason"].isna()
        return self.children[ready]


def compute_upload(
    tables: Mapping[str, pd.DataFrame], monthly: pd.DataFrame, *, month: pd.Period, today: pd.Timestamp
) -> Upload:
    """The upload of a month.

    `tables`: balita, penimbangan, register_sip as typed; `monthly` of kms.compute_monthly_status, all months.
    Rows dated after `today` do not count. Duplicates are looked for among all children of either file.
    """
    last_day = min(month.end_time.normalize(), today)
    balita = tables["balita"].dropna(subset=["child_id"]).drop_duplicates("child_id")
    measured = monthly[monthly["month"] == month.start_time]
    members = compute_membership(balita, monthly, [month.start_time])["child_id"]
    left = balita.loc[balita["left_on"] <= last_day, "child_id"]
    staying = balita["child_id"].isin(members) & ~balita["child_id"].isin(left)
    children = balita[staying | balita["child_id"].isin(measured["child_id"])]
    children = children.sort_values(["posyandu", "name", "child_id"], ignore_index=True)
    children = children.rename(columns={"source_book": "balita_book", "source_row": "balita_row"})
    children["in_s"] = children["child_id"].isin(members)
    children = _join_measurements(children, measured, last_day)
    children = _join_recorded(children, tables["penimbangan"], month, last_day)
    children = _join_breastfeeding(children, tables["penimbangan"], last_day)
    children = _name_measured_cells(children, tables["register_sip"], month)

    held = find_refusals(children)
    first = held.drop_duplicates("child_id").set_index("child_id")["reason"]
    of_identity = held[held["reason"].isin(list(IDENTITY))].drop_duplicates("child_id")
    identity = of_identity.set_index("child_id")["reason"]
    children["identity_reason"] = children["child_id"].map(identity).astype("str")
    of_measured = children["child_id"].where(children["measured"])
    children["measurement_reason"] = of_measured.map(first).astype("str")
    return Upload(month, children, held)


def _join_measurements(
    children: pd.DataFrame, measured: pd.DataFrame, last_day: pd.Timestamp
) -> pd.DataFrame:
    """The month's measurement of each child; one who was not measured has the age of the last day."""
    columns = [
        *("date", "weight_kg", "height_cm", "head_cm", "lila_cm", "position", "position_ignored"),
        *(f"{kind}_{index}" for kind in ("z", "flag") for of in INDICES_OF.values() for index in of),
        *("source_book", "source_row"),
    ]
    rows = measured.set_index("child_id")[columns].rename(
        columns={"source_book": "measured_book", "source_row": "measured_row"}
    )
    joined = children.merge(rows, left_on="child_id", right_index=True, how="left", validate="1:1")
    flags = [name for name in columns if name.startswith("flag_")]
    joined[flags] = joined[flags].eq(True)
    joined["measured"] = joined["child_id"].isin(rows.index)
    joined["weighed"] = joined["weight_kg"].notna()
    on = joined["date"].fillna(last_day)
    joined["age_months"] = compute_age_months(joined["birth_date"], on)
    by_age = np.where(compute_age_days(joined["birth_date"], on) < HEIGHT_FROM_DAY, LYING, STANDING)
    trusted = joined["position"].notna() & ~joined["position_ignored"].eq(True)
    position = joined["position"].where(trusted, pd.Series(by_age, index=joined.index, dtype="str"))
    # Of a child without a birth date nothing is known, and where nothing was measured there is no way of it.
    known = joined["height_cm"].notna() & (trusted | joined["birth_date"].notna())
    return joined.assign(position=position.where(known))


def _join_recorded(
    children: pd.DataFrame, weighings: pd.DataFrame, month: pd.Period, last_day: pd.Timestamp
) -> pd.DataFrame:
    rows = weighings[weighings["date"].between(month.start_time, last_day)]
    answers = rows.groupby("child_id")[list(RECORDED)].max()
    return children.merge(answers, left_on="child_id", right_index=True, how="left", validate="1:1")


def _join_breastfeeding(
    children: pd.DataFrame, weighings: pd.DataFrame, last_day: pd.Timestamp
) -> pd.DataFrame:
    """Exclusive breastfeeding as recorded at each age that the file asks for, up to the last day."""
    rows = weighings[weighings[BREASTFEEDING].notna() & (weighings["date"] <= last_day)]
    born = children.set_index("child_id")["birth_date"].reindex(rows["child_id"])
    age = compute_age_months(born.to_numpy(), rows["date"].to_numpy())
    rows = rows.assign(age=age).sort_values("date", kind="stable")
    joined = children
    for column in read_file_columns()["pengukuran"]:
        if column.age_months is not None:
            at_age = rows[rows["age"] == column.age_months].drop_duplicates("child_id", keep="last")
            answers = at_age.set_index("child_id")[BREASTFEEDING]
            joined = joined.assign(**{column.name: joined["child_id"].map(answers)})
    return joined


def _name_measured_cells(children: pd.DataFrame, register: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    """Where a measurement stands: a row of Penimbangan, or the month's columns of Register SIP.

    A weighing from the register keeps its row; it is known by that row's child, year and weight.
    """
    number = f"{month.month:02d}"
    own = register[register["year"] == month.year]
    own = own[["child_id", "source_book", "source_row", f"weight_kg_{number}", f"height_cm_{number}"]]
    own = own.drop_duplicates(["child_id", "source_book", "source_row"])
    own.columns = pd.Index(["child_id", "measured_book", "measured_row", "register_kg", "register_cm"])
    own = own.astype({"measured_row": "float64"})
    both = children.merge(
        own, on=["child_id", "measured_book", "measured_row"], how="left", validate="m:1", indicator="_found"
    )
    same = [
        both[kept].eq(both[given]) | (both[kept].isna() & both[given].isna())
        for kept, given in (("weight_kg", "register_kg"), ("height_cm", "register_cm"))
    ]
    from_register = ((both["_found"] == "both") & same[0] & same[1]).to_numpy()
    named = {
        f"measured_{column}": np.where(from_register, f"{column}_{number}", column) for column in INDICES_OF
    }
    return children.assign(
        measured_tab=np.where(from_register, "Register SIP", "Penimbangan"),
        **named,
    )


COUNTS: tuple[str, ...] = (
    *("identities", "identities_sent", "measured", "sent", "held"),
    *("D", "outside", "without_weight", "d_held"),
)


def compute_reconciliation(upload: Upload, *, by_posyandu: bool = True) -> pd.DataFrame:
    """How many children of each posyandu (missing last) were measured, sent and held back; or one row of all.

    Columns: posyandu, COUNTS, and one count a reason of REASONS (measurements held back, each child at its
    first reason). measured = sent + held = D + outside + without_weight; held = the sum of the reasons;
    sent = D − d_held: who is outside S is never sent. D and outside are those of skdn.compute_skdn.
    """
    children = upload.children
    measured, weighed = children["measured"], children["weighed"]
    sent = measured & children["measurement_reason"].isna()
    in_d, outside = weighed & children["in_s"], weighed & ~children["in_s"]
    marks = {
        "identities": True,
        "identities_sent": children["identity_reason"].isna(),
        "measured": measured,
        "sent": sent,
        "held": measured & ~sent,
        "D": in_d,
        "outside": outside,
        "without_weight": measured & ~weighed,
        "d_held": in_d & ~sent,
        **{reason: children["measurement_reason"].eq(reason).fillna(False) for reason in REASONS},
    }
    table = pd.DataFrame(marks, index=children.index).astype("int64")
    if not by_posyandu:
        return table.sum().to_frame().T.assign(posyandu=None)[["posyandu", *table.columns]]
    return table.groupby(children["posyandu"], dropna=False).sum().reset_index()


def describe_difference(row: Mapping[Any, Any]) -> str:
    """Why what was sent is not D, in words, from a row of compute_reconciliation."""
    sent, expected = _write(int(row["sent"])), _write(int(row["D"]))
    held = int(row["d_held"])
    if not held:
        return f"Siap dikirim {sent}, sama dengan D."
    return (
        f"Siap dikirim {sent}, {_write(held)} kurang dari D ({expected}): "
        f"{_write(held)} anak dalam D tertahan."
    )


def _write(count: int) -> str:
    return f"{count:,}".replace(",", ".")
