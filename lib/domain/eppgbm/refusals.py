"""Why a row would be refused by e-PPGBM, and what to mend in the workbook.

Source: aturan, "e-PPGBM upload": no or bad NIK, age over 59 months, implausible size, duplicates by NIK or by
name and birth date. Added (decided): what a row cannot be without — name, sex, birth date, and a weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

OLDEST_MONTH = 59
NIK_DIGITS = 16

Bools = npt.NDArray[np.bool_]


class Reason(NamedTuple):
    """Why rows are held back: a word for counts, the sentence, what to do, and the column to look at."""

    label: str
    message: str
    suggestion: str
    tab: str
    column: str


# In the order in which a child's first reason is counted: identity first, then the measurement.
IDENTITY: dict[str, Reason] = {
    "nik": Reason(
        "NIK", "NIK kosong atau bukan 16 angka", "Ketik 16 angka NIK anak dari KK atau KIA", "Balita", "nik"
    ),
    "nik_ganda": Reason(
        "NIK ganda",
        "NIK dipakai lebih dari satu anak",
        "Cocokkan dengan KK, betulkan yang salah",
        "Balita",
        "nik",
    ),
    "anak_ganda": Reason(
        "anak ganda",
        "Nama dan tanggal lahir sama dengan anak lain",
        "Bila anaknya sama, pakai satu ID; bila kembar, lengkapi namanya",
        "Balita",
        "name",
    ),
    "nama": Reason("nama", "Nama kosong", "Ketik nama lengkap anak", "Balita", "name"),
    "jk": Reason("jenis kelamin", "Jenis kelamin kosong", "Pilih L atau P", "Balita", "sex"),
    "tanggal_lahir": Reason(
        "tanggal lahir",
        "Tanggal lahir kosong",
        "Ketik tanggal lahir dari KIA atau akta",
        "Balita",
        "birth_date",
    ),
    "umur": Reason(
        "umur",
        "Umur di atas 59 bulan",
        "Periksa tanggal lahirnya; bila benar, ubah Status menjadi Lulus",
        "Balita",
        "birth_date",
    ),
    "luar_sasaran": Reason(
        "luar sasaran",
        "Di luar sasaran bulan itu: sudah keluar, atau belum masuk",
        "Periksa Status, Tanggal masuk, dan Tanggal keluar",
        "Balita",
        "status",
    ),
}
MEASUREMENT: dict[str, Reason] = {
    "berat": Reason(
        "tanpa berat",
        "Berat badan kosong",
        "Ketik beratnya, atau timbang anak ini",
        "Penimbangan",
        "weight_kg",
    ),
    "tak_wajar": Reason(
        "tak wajar",
        "Ukuran tak wajar",
        "Cocokkan dengan catatan; bila sama, ukur ulang",
        "Penimbangan",
        "weight_kg",
    ),
}
REASONS: dict[str, Reason] = IDENTITY | MEASUREMENT

# Where an implausible size is mended: the measurement it comes from → its indices and their names.
INDICES_OF = {
    "weight_kg": {"bb_u": "BB/U", "bb_tb": "BB/TB", "imt_u": "IMT/U"},
    "height_cm": {"tb_u": "TB/U"},
    "head_cm": {"lk_u": "LK/U"},
    "lila_cm": {"lila_u": "LiLA/U"},
}

HELD_COLUMNS: tuple[str, ...] = (
    *("child_id", "name", "posyandu", "date", "files", "reason", "message", "suggestion"),
    *("tab", "column", "source_book", "source_row"),
)
"""One row for each child and reason: `files` names what does not go, `tab` its title, `column` its code name
and source_book, source_row the cell to mend."""


def find_refusals(children: pd.DataFrame) -> pd.DataFrame:
    """Every reason for every child of Upload.children, as HELD_COLUMNS, by REASONS within a child's order.

    `children` needs child_id, name, posyandu, sex, birth_date, nik, age_months, in_s, measured (bool), date,
    weight_kg, flag_… of every index, z_…, and book/row of both tabs (balita_book, balita_row,
    measured_tab, measured_book, measured_row, measured_columns).
    """
    nik, measured = children["nik"], children["measured"].to_numpy(dtype=np.bool_)
    names = children["name"].map(lambda name: " ".join(name.casefold().split()), na_action="ignore")
    key = names.astype("str") + "\n" + children["birth_date"].dt.strftime("%Y-%m-%d").astype("str")
    found = [
        _hold(children, "nik", ~_is_nik(nik)),
        _hold_twins(children, "nik_ganda", nik.where(_is_nik(nik))),
        _hold_twins(children, "anak_ganda", key),
        _hold(children, "nama", children["name"].isna()),
        _hold(children, "jk", children["sex"].isna()),
        _hold(children, "tanggal_lahir", children["birth_date"].isna()),
        _hold(children, "umur", children["age_months"] > OLDEST_MONTH),
        _hold(children, "luar_sasaran", ~children["in_s"]),
        _hold(children, "berat", measured & children["weight_kg"].isna()),
        *(_hold_implausible(children, column) for column in INDICES_OF),
    ]
    held = pd.concat(found, ignore_index=True)
    place = held["child_id"].map({child: at for at, child in enumerate(children["child_id"])})
    in_order = held.iloc[np.argsort(place.to_numpy(), kind="stable")].reset_index(drop=True)
    return in_order.astype({"source_row": "int64"})


def _is_nik(nik: pd.Series) -> pd.Series:
    """Sixteen digits, and not one digit sixteen times, as people type to fill a cell."""
    return nik.map(
        lambda typed: len(typed) == NIK_DIGITS and typed.isdecimal() and len(set(typed)) > 1,
        na_action="ignore",
    ).eq(True)


def _hold(
    children: pd.DataFrame,
    reason: str,
    which: pd.Series | Bools,
    *,
    messages: Iterable[str] | None = None,
    column: str | None = None,
) -> pd.DataFrame:
    """The rows of `children` for which a reason holds; `messages`, one a row, say more than the reason."""
    told = REASONS[reason]
    rows = children[np.asarray(which, dtype=np.bool_)]
    of_identity = reason in IDENTITY
    column = column or told.column
    both = np.where(rows["measured"], "identitas, pengukuran", "identitas")
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("child_id", "name", "posyandu", "date")},
            "files": both if of_identity else "pengukuran",
            "reason": reason,
            "message": told.message if messages is None else list(messages),
            "suggestion": told.suggestion,
            "tab": told.tab if of_identity else rows["measured_tab"],
            "column": column if of_identity else rows[f"measured_{column}"],
            "source_book": rows["balita_book" if of_identity else "measured_book"],
            "source_row": rows["balita_row" if of_identity else "measured_row"],
        },
        columns=list(HELD_COLUMNS),
    )


def _hold_twins(children: pd.DataFrame, reason: str, key: pd.Series) -> pd.DataFrame:
    """All who share a key: which of them is right cannot be known here."""
    shared = key.notna() & key.duplicated(keep=False)
    who = [
        f"{name or 'tanpa nama'} ({child})"
        for name, child in zip(children["name"].fillna(""), children["child_id"], strict=True)
    ]
    together: dict[str, list[int]] = {}
    for at in np.flatnonzero(shared):
        together.setdefault(str(key.iloc[at]), []).append(int(at))
    messages = []
    for at in np.flatnonzero(shared):
        others = [who[other] for other in together[str(key.iloc[at])] if other != at]
        messages.append(f"{REASONS[reason].message}: juga {_join(others)}")
    return _hold(children, reason, shared, messages=messages)


def _join(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (f" dan {len(names) - 2} lagi" if len(names) > 2 else "")


def _hold_implausible(children: pd.DataFrame, column: str) -> pd.DataFrame:
    """Those measured whose size at `column` has an implausible z (WHO)."""
    indices = INDICES_OF[column]
    flags = children[[f"flag_{index}" for index in indices]].to_numpy(dtype=np.bool_)
    which: Bools = np.asarray(flags.any(axis=1), dtype=np.bool_)
    messages = []
    for at in np.flatnonzero(which):
        shown = [
            f"{name} {children[f'z_{index}'].iloc[at]:+.2f}".replace(".", ",").replace("-", "−")
            for (index, name), flagged in zip(indices.items(), flags[at], strict=True)
            if flagged and not np.isnan(children[f"z_{index}"].iloc[at])
        ]
        # Without a z it is the child's own line that the size breaks.
        why = f"z {', '.join(shown)}" if shown else "mustahil dibanding ukuran anak ini yang lain"
        messages.append(f"{REASONS['tak_wajar'].message}: {why}")
    return _hold(children, "tak_wajar", which, messages=messages, column=column)
