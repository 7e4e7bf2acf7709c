"""What cannot be true of a pregnancy, and what does not fit between mothers, students and visits: findings
beside the parser's.  All of it still counts and is still shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.domain.mothers import NIFAS_DAYS, PREGNANT
from lib.domain.pendampingan.pairs import ACTIVE, compute_pair_state
from lib.domain.steps.keys import build_finding_rows, build_findings, normalise_key
from lib.domain.steps.pair_visits import list_visits
from lib.domain.steps.status import compute_today
from lib.domain.steps.units import Tables

if TYPE_CHECKING:
    from pandas.api.typing import DataFrameGroupBy

LONGEST_DAYS = 44 * 7
"""A pregnancy of more days than this has a wrong HPHT, or has ended."""

WARNING, INFO = "Peringatan", "Info"
_MOTHERS, _PAIRS, _VISITS = "Ibu Hamil", "Pendampingan", "Kunjungan Ibu"


def compute_pregnancy_findings(tables: Tables, *, today: object) -> pd.DataFrame:
    """Findings (`FINDING_COLUMNS`) about impossible dates, a mother with two active students, a student with
    two mothers, visits outside every pair, and visits of which nobody knows whose they are.  (Dates after
    today are the parser's.)"""
    now = compute_today(today)
    return build_findings(
        [
            *_find_impossible_dates(tables["ibu_hamil"], now),
            *_find_crowded_pairs(tables["pendampingan"], now),
            *_find_strange_visits(list_visits(tables), tables["pendampingan"], now),
        ]
    )


def _find_impossible_dates(mothers: pd.DataFrame, now: pd.Timestamp) -> list[pd.DataFrame]:
    last_period, born = mothers["last_period"], mothers["delivered_on"]
    status = mothers["status"].fillna(PREGNANT)
    along, carried = (now - last_period).dt.days, (born - last_period).dt.days
    pregnant, over = status.eq(PREGNANT), status.isin(["Bersalin", "Nifas"])
    past_nifas = status.eq("Nifas") & ((now - born).dt.days > NIFAS_DAYS)

    def say(rows: pd.Series, column: str, level: str, message: pd.Series | str, todo: str) -> pd.DataFrame:
        chosen = mothers[rows.fillna(False).astype(bool)]
        values = chosen[column]
        typed = values.dt.strftime("%d/%m/%Y") if pd.api.types.is_datetime64_any_dtype(values) else values
        said = message if isinstance(message, str) else message[chosen.index]
        return build_finding_rows(
            chosen, level=level, tab=_MOTHERS, column=column, value=typed, message=said, suggestion=todo
        )

    return [
        say(
            pregnant & born.isna() & (along > LONGEST_DAYS),
            "last_period",
            WARNING,
            "Usia kehamilan " + _in_weeks(along) + ", tetapi Status masih Hamil",
            "Periksa HPHT; bila sudah bersalin, ubah Status dan isi Tanggal bersalin",
        ),
        say(
            carried < 0,
            "delivered_on",
            WARNING,
            "Tanggal bersalin sebelum HPHT",
            "Periksa kedua tanggal pada Buku KIA",
        ),
        say(
            carried > LONGEST_DAYS,
            "delivered_on",
            WARNING,
            "Bersalin " + _in_weeks(carried) + " sesudah HPHT",
            "Periksa kedua tanggal pada Buku KIA",
        ),
        say(
            pregnant & born.notna(),
            "status",
            WARNING,
            "Tanggal bersalin terisi, tetapi Status masih Hamil",
            "Ubah Status menjadi Nifas atau Bersalin, atau kosongkan Tanggal bersalin",
        ),
        say(
            over & born.isna(),
            "delivered_on",
            WARNING,
            "Tanggal bersalin kosong, jadi hari nifas tidak terhitung",
            "Isi Tanggal bersalin",
        ),
        say(
            past_nifas,
            "status",
            INFO,
            f"Status masih Nifas, padahal sudah lewat {NIFAS_DAYS} hari sesudah bersalin",
            "Ubah Status menjadi Bersalin",
        ),
    ]


def _in_weeks(days: pd.Series) -> pd.Series:
    """Completed weeks as words; missing where the days are."""
    return (days // 7).astype("Int64").astype("str") + " minggu"


def _find_crowded_pairs(pairs: pd.DataFrame, now: pd.Timestamp) -> list[pd.DataFrame]:
    active = pairs[compute_pair_state(pairs, now).eq(ACTIVE) & pairs["mother_id"].notna()]
    active = active.assign(student_key=normalise_key(active["student"]))
    found = []
    for own, other, column, what, todo in (
        (
            "mother_id",
            "student_key",
            "mother_id",
            "Ibu ini didampingi {} mahasiswa aktif; semuanya tetap tampil",
            "Satu ibu satu mahasiswa: ubah Status yang sudah tidak mendampingi menjadi Selesai atau Berhenti",
        ),
        (
            "student_key",
            "mother_id",
            "student",
            "Mahasiswa ini mendampingi {} ibu sekaligus; semuanya tetap tampil",
            "Satu mahasiswa satu ibu; bila memang dua orang bernama sama, tambahkan pembeda pada namanya",
        ),
    ):
        count = active.groupby(own)[other].transform("nunique")
        rows = active[count > 1]
        found.append(
            build_finding_rows(
                rows,
                level=WARNING if own == "mother_id" else INFO,
                tab=_PAIRS,
                column=column,
                value=rows[column],
                message=count[count > 1].astype("Int64").map(what.format).astype("str"),
                suggestion=todo,
            )
        )
    return found


def _find_strange_visits(visits: pd.DataFrame, pairs: pd.DataFrame, now: pd.Timestamp) -> list[pd.DataFrame]:
    """One finding for each mother (and visitor), at the first such visit."""
    visits = visits[visits["mother_id"].notna() & visits["date"].notna() & (visits["date"] <= now)]
    visits = visits.assign(visitor=normalise_key(visits["visitor"]))
    known = pairs.assign(visitor=normalise_key(pairs["student"]).fillna(""))
    known = known[["mother_id", "visitor"]].dropna()
    paired = visits["mother_id"].isin(pairs["mother_id"].dropna())
    own = pd.MultiIndex.from_frame(visits[["mother_id", "visitor"]]).isin(pd.MultiIndex.from_frame(known))
    strangers = visits[paired & visits["visitor"].notna() & ~own]
    outside, nameless = visits[~paired], visits[paired & visits["visitor"].isna()]
    return [
        _describe_visits(
            outside.groupby("mother_id"),
            outside,
            "mother_id",
            "Ibu ini tidak ada di tab Pendampingan; {} kunjungannya tetap tampil",
            "Tambahkan pasangannya di tab Pendampingan, atau periksa ID ibu",
        ),
        _describe_visits(
            strangers.groupby(["mother_id", "visitor"]),
            strangers,
            "student",
            "Mahasiswa ini tidak tercatat mendampingi ibu ini; {} kunjungannya tampil, tetapi tidak dihitung "
            "pada pasangannya",
            "Samakan nama mahasiswa dengan tab Pendampingan, atau tambahkan pasangannya",
        ),
        _describe_visits(
            nameless.groupby("mother_id"),
            nameless,
            "student",
            "Mahasiswa kosong, padahal mahasiswa ibu ini lebih dari satu; {} kunjungannya tampil, tetapi "
            "tidak dihitung bagi siapa pun",
            "Isi nama mahasiswa yang berkunjung, atau Tanggal mulai dan selesai di tab Pendampingan",
        ),
    ]


def _describe_visits(
    groups: DataFrameGroupBy[Any, Any], visits: pd.DataFrame, column: str, message: str, todo: str
) -> pd.DataFrame:
    counts = groups["date"].transform("size")
    first = visits[groups.cumcount().eq(0)]
    return build_finding_rows(
        first,
        level=WARNING,
        tab=_VISITS,
        column=column,
        value=first[column],
        message=counts[first.index].map(message.format).astype("str"),
        suggestion=todo,
    )
