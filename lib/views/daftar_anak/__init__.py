"""The lists that end in doing something: who, where, last weight, why, what was agreed, whom to write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.case_lists import LISTS, CaseList
from lib.domain.followed_up import UNFOLLOWED
from lib.views import components, filters
from lib.views.daftar_anak.reasons import describe_why
from lib.views.downloads import render_downloads
from lib.views.links import LIST_PARAMETER, SORT_PARAMETER, build_child_link
from lib.views.messages import CHILD_MESSAGES, build_chat_link, fill_message
from lib.views.templates import macro
from lib.words.case_lists import TITLES
from lib.words.downloads import Download, find_mime
from lib.words.formats import format_number, format_short_day, format_unit

SORTS = {
    "tempat": "Posyandu dan RT",
    "nama": "Nama",
    "umur": "Umur, termuda dulu",
    "diam": "Terlama tidak ditimbang",
}
WAITING_SORT = {"tunggu": "Terlama menunggu"}
_SORT_COLUMNS = {
    "tempat": ["posyandu", "rt", "label"],
    "nama": ["label"],
    "umur": ["age_months"],
    "diam": ["weighed_on"],
}
NOT_YET_WEIGHED = "Belum ditimbang"
WHAT_TO_DO = {
    UNFOLLOWED: "Gizi buruk, 2T, atau BGM tanpa tindak lanjut: sepakati siapa berbuat apa, salin barisnya.",
    "gizi_buruk": "Rujuk ke puskesmas sekarang dan dampingi keluarganya.",
    "kebal": "Sasaran KEBAL MSG: undang masak dan makan bersama.",
    "nyaris_2t": "Kunjungi sebelum hari posyandu berikutnya, supaya tidak menjadi 2T.",
    "not_weighed": "Jemput atau timbang di rumah (sweeping) bulan ini juga.",
    "refer_kia": "T satu kali, di bawah garis merah, atau di atas garis oranye: periksa di puskesmas.",
    "reweigh": "Ukur dan timbang sekali lagi, lalu perbaiki selnya.",
    "gizi_kurang": "Konseling dan PMT pemulihan; pantau tiap bulan.",
    "stunting": "Rujuk untuk diperiksa, dan usulkan pendampingan SIKERITING.",
    "no_kms": "Beri Buku KIA atau KMS, lalu isi Punya KMS = Ya di tab Balita.",
    "measured": "Semua anak dalam S yang diukur bulan ini; saring menurut status gizi.",
    "sasaran": "Semua anak dalam S bulan ini; saring menurut D, N/T, KMS, vitamin A, ASI, atau diare.",
    "outside": "Tidak masuk angka mana pun. Periksa Tanggal lahir, Status, dan Tanggal keluarnya.",
}
NOBODY = {
    UNFOLLOWED: "Tidak ada anak prioritas yang menunggu tindak lanjut.",
    "gizi_buruk": "Tidak ada anak gizi buruk di antara yang diukur.",
    "kebal": "Tidak ada anak 2T atau BGM.",
    "nyaris_2t": "Tidak ada anak nyaris 2T.",
    "not_weighed": "Semua sasaran sudah ditimbang.",
    "refer_kia": "Tidak ada anak yang perlu diperiksa menurut Buku KIA.",
    "reweigh": "Tidak ada nilai yang tak wajar.",
    "gizi_kurang": "Tidak ada anak gizi kurang.",
    "stunting": "Tidak ada anak stunting di antara yang diukur.",
    "no_kms": "Semua sasaran punya KMS atau Buku KIA.",
    "measured": "Belum ada anak yang diukur.",
    "sasaran": "Belum ada anak dalam S bulan ini.",
    "outside": "Semua yang diukur termasuk sasaran.",
}
OF_MEASURED = frozenset(TITLES) - {"not_weighed", "no_kms", "sasaran"}
"""Lists that say nothing of a month in which nobody was measured: not that nobody is ill."""
METHODS = (
    "ditindaklanjuti",
    *(
        "gizi_buruk",
        "kebal",
        "two_t",
        "bgm",
        "nyaris_2t",
        "daftar_tidak_ditimbang",
        "refer_kia",
        "timbang_ulang",
    ),
    "daftar_gizi_kurang",
    "daftar_tanpa_kms",
    "daftar_luar_sasaran",
    "S",
)
SHEETS_BUTTON = "Unduh Lembar Kader (PDF)"
_FILE = "daftar_anak/daftar_anak.html"
_labels, _named, _outside, _agreed = (macro(_FILE, name) for name in ("labels", "named", "outside", "agreed"))

CLOSED = (
    "Daftar ini tidak ditampilkan: jumlahnya kurang dari 5 anak, atau dapat membuka angka yang sekecil itu."
)
CLOSED_HERE = "Daftar kasus tidak dirinci per posyandu untuk peran Anda. Pilih Semua posyandu."
NO_NAMES = "Nama anak tidak ditampilkan untuk peran Anda; hanya jumlahnya."


def choose_list(lists: Mapping[str, CaseList], *, partial: bool) -> str:
    """The list asked for, by its name and length, kept in the address; the first that is not empty unless one
    was asked for. `partial`: not every posyandu has opened yet."""
    labels = {
        key: f"{_title(key, partial)} · {_describe_count(lists[key].count)}"
        for key in (UNFOLLOWED, *LISTS)
        if key in lists
    }
    first = next((key for key in LISTS if key in lists and lists[key].count > 0), LISTS[0])
    return filters.choice_filter("Daftar", LIST_PARAMETER, labels, first, as_bar=True)


def _title(key: str, partial: bool) -> str:
    return NOT_YET_WEIGHED if partial and key == "not_weighed" else TITLES[key]


def counts_only(lists: Mapping[str, CaseList], *, partial: bool) -> None:
    """The lengths of the lists, for those who see no names."""
    components.notice_note(NO_NAMES)
    components.figures(
        [
            components.build_figure(
                _title(key, partial), one.count, compare="tidak dirinci" if pd.isna(one.count) else None
            )
            for key, one in lists.items()
        ]
    )


def says_something(key: str, one: CaseList, *, closed: bool) -> bool:
    """Whether there are rows to show; if not, why. `closed`: cases are not shown at this level."""
    if pd.isna(one.count):
        components.notice_note(CLOSED_HERE if closed else CLOSED)
    elif one.count == 0:
        components.good_note(NOBODY[key])
    else:
        components.render_lead(WHAT_TO_DO[key])
    return bool(one.count > 0)


def labels_only(rows: pd.DataFrame) -> None:
    """Initials and RT, for those who may see no more."""
    st.html(_labels(labels=rows["label"]))


def sort_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order chosen; who waits for somebody to act stands by days of waiting, as given."""
    waits = "waiting_days" in rows.columns
    sorts, usual = (WAITING_SORT | SORTS, "tunggu") if waits else (SORTS, "tempat")
    chosen = filters.choice_filter("Urutkan", SORT_PARAMETER, sorts, usual)
    if chosen in WAITING_SORT:
        return rows
    return rows.sort_values(_SORT_COLUMNS[chosen], kind="stable", na_position="first", ignore_index=True)


def _describe_count(count: float) -> str:
    return "—" if pd.isna(count) else format_number(count)


def children_table(
    rows: pd.DataFrame, key: str, posyandu: Mapping[str, str], *, message: str, puskesmas: str
) -> None:
    """A page of the children of a list: rows of Seen.case_rows. `message` is the prepared text."""
    records = rows.to_dict("records")
    shown = {
        "label": [_link_child(row) for row in records],
        "age": rows["age_months"],
        "place": [_describe_place(row, posyandu) for row in records],
        "weight": [_describe_weight(row) for row in records],
        "why": [describe_why(row, key) for row in records],
        "contact": [_build_contact(row, posyandu, message, puskesmas) for row in records],
        "agreed": [_build_agreed(row) for row in records],
    }
    headers = {
        "label": "Nama",
        "age": "Umur",
        "place": "Posyandu",
        "weight": "Berat terakhir",
        "why": "Mengapa",
        "contact": "Ibu atau pengasuh",
    }
    components.html_table(
        shown,
        headers | ({"agreed": "Tindak lanjut"} if rows["agreed_on"].notna().any() else {}),
        formats={"age": lambda months: format_unit(months, "bln")},
        numbers=["age"],
    )


def _link_child(row: Mapping[Any, Any]) -> Markup:
    link = build_child_link(row["child_id"], str(row["label" if pd.notna(row["label"]) else "child_id"]))
    return _named(child=link, address=row["link"])


def _describe_place(row: Mapping[Any, Any], posyandu: Mapping[str, str]) -> str:
    name = posyandu.get(str(row["posyandu"]), str(row["posyandu"]))
    return f"{name}, RT\u00a0{row['rt']}" if pd.notna(row["rt"]) else name


def _describe_weight(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["weight_kg"]):
        return ""
    day = _keep_together(format_short_day(row["weighed_on"]))
    return f"{format_unit(row['weight_kg'], 'kg', decimals=1)}, {day}"


def _build_contact(
    row: Mapping[Any, Any], posyandu: Mapping[str, str], message: str, puskesmas: str
) -> Markup:
    carer = str(row["caregiver"]) if pd.notna(row["caregiver"]) else ""
    if pd.isna(row["phone"]):
        return escape(carer)
    text = fill_message(
        message,
        ibu=row["caregiver"],
        nama=row["label"],
        anak=row["label"],
        posyandu=posyandu.get(str(row["posyandu"]), ""),
        tanggal=format_short_day(row["next_day"]) if pd.notna(row["next_day"]) else "",
        puskesmas=puskesmas,
    )
    return _outside(words=carer, address=build_chat_link(str(row["phone"]), text), label="WhatsApp")


def _build_agreed(row: Mapping[Any, Any]) -> Markup:
    if pd.isna(row["agreed_on"]):
        return Markup("")
    words = " · ".join(str(row[name]) for name in ("plan", "owner") if pd.notna(row[name]))
    due = f", tenggat {format_short_day(row['due_on'])}" if pd.notna(row["due_on"]) else ""
    still = f"Belum selesai{due}" if row["open"] else ""
    return _agreed(words=f"{format_short_day(row['agreed_on'])}: {words}", still=still)


def download(
    rows: pd.DataFrame,
    key: str,
    posyandu: Mapping[str, str],
    month: pd.Period,
    *,
    build: Callable[..., bytes],
) -> None:
    """The list as shown, all its pages, as .xlsx, made when it is asked for."""

    def build_book() -> bytes:
        named = rows.assign(
            posyandu=[posyandu.get(str(code), str(code)) for code in rows["posyandu"]],
            why=[describe_why(row, key) for row in rows.to_dict("records")],
        )
        return build(named, title=TITLES[key])

    name = f"{key.replace('_', '-')}-{month}.xlsx"
    st.download_button(
        "Unduh daftar ini (Excel)",
        data=build_book,
        file_name=name,
        mime=find_mime(name),
        icon=":material/download:",
        on_click="ignore",
    )


def kader_sheets(build: Callable[[], bytes], name: str) -> None:
    """Lembar Kader: a page a posyandu to print, made when it is asked for."""
    render_downloads([Download(SHEETS_BUTTON, name, build)])


def message_of(key: str, prepared: Mapping[str, str]) -> str:
    """The text for the families on a list: that of Pengaturan, else ours."""
    name, usual = CHILD_MESSAGES["not_weighed" if key == "not_weighed" else "visit"]
    return prepared.get(name) or usual


def _keep_together(words: str) -> str:
    return words.replace(" ", "\u00a0")
