"""The lists that end in doing something: who, where, last weight, why, what was agreed, whom to write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.case_lists import LISTS, WEIGHED_AGAIN, CaseList
from lib.domain.categories import LILA_MODERATE_CM, MODERATE
from lib.domain.followed_up import UNFOLLOWED
from lib.domain.kms import ORANGE_LINE_Z
from lib.domain.skdn import SASARAN_UNDER_MONTHS
from lib.views import components, filters
from lib.views.components import render_downloads
from lib.views.links import LIST_PARAMETER, SORT_PARAMETER, build_child_link
from lib.views.messages import CHILD_MESSAGES, build_chat_link, fill_message
from lib.views.templates import macro
from lib.words.case_lists import TITLES
from lib.words.downloads import Download, find_mime
from lib.words.followed_up import describe_wait, name_kinds
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


# --- Why a child stands on a list, in words.

_MIDDLE = ("Berat badan normal", "Normal", "Gizi baik")


def describe_why(row: Mapping[Any, Any], key: str) -> str:
    """Why a child stands on a list, in words: one row of case_lists.COLUMNS."""
    if key == UNFOLLOWED:
        kinds = name_kinds(row["gizi_buruk"], row["two_t"], row["bgm"])
        since = format_short_day(row["since"])
        return f"{kinds}; prioritas sejak {since}, {describe_wait(row['waiting_days'])}"
    if key == "not_weighed":
        return _describe_absence(row)
    if key == "measured":
        return _describe_statuses(row)
    if key == "no_kms":
        return "Punya KMS belum tercatat Ya"
    if key == "sasaran":
        return _describe_member(row)
    if key == "reweigh":
        return f"{row['implausible']} tak wajar" + _describe_measured(row)
    if key == "stunting":
        return f"z TB/U {_format_z(row['z_tb_u'])}"
    if key == "gizi_kurang":
        return _describe_thin(row)
    if key == "gizi_buruk":
        return _describe_severe(row)
    if key == "outside":
        return _describe_outside(row)
    reasons = _describe_refer(row) if key == "refer_kia" else []
    reasons += [f"BGM: z BB/U {_format_z(row['z_bb_u'])}"] if row["bgm"] else []
    if row["two_t"]:
        reasons.append("2T: dua bulan tidak naik cukup")
    gain = _describe_gain(row["gain_g"], row["kbm_g"])
    return "; ".join([*reasons, *([gain] if gain else [])])


def _describe_severe(row: Mapping[Any, Any]) -> str:
    """The signs of gizi buruk."""
    signs = {
        "edema": row["oedema"],
        f"BB/TB {_format_z(row['z_bb_tb'])}": row["thin"],
        f"LiLA {format_number(row['lila_cm'], decimals=1)} cm": row["small_arm"],
    }
    return "; ".join(sign for sign, there in signs.items() if there)


def _describe_outside(row: Mapping[Any, Any]) -> str:
    """Why a child who was measured is not in S, and whether it needs help all the same."""
    old = pd.notna(row["age_months"]) and row["age_months"] >= SASARAN_UNDER_MONTHS
    why = f"sudah {SASARAN_UNDER_MONTHS} bulan" if old else "tidak aktif bulan itu"
    if pd.isna(row["age_months"]):
        why = "Tanggal lahir kosong"
    severe = _describe_severe(row)
    return f"{why}; gizi buruk: {severe}" if severe else why


def _describe_member(row: Mapping[Any, Any]) -> str:
    """Weighed or not, N, T, O or B, and without KMS."""
    said = "ditimbang" if row["weighed"] else "tidak ditimbang"
    judged = f", {row['nt']}" if pd.notna(row["nt"]) else ""
    return f"{said}{judged}" + ("" if row["has_kms"] else "; tanpa KMS")


def _describe_statuses(row: Mapping[Any, Any]) -> str:
    """N, T, O or B and the categories that are not the middle one; what is implausible says so instead."""
    again = str(row["implausible"]).split(", ")
    said = [
        f"{title}: {'ukur ulang' if title in again else row[f'status_{index}']}"
        for index, title in WEIGHED_AGAIN.items()
        if title in again or (pd.notna(row[f"status_{index}"]) and row[f"status_{index}"] not in _MIDDLE)
    ]
    return "; ".join([*([str(row["nt"])] if pd.notna(row["nt"]) else []), *said])


def _describe_refer(row: Mapping[Any, Any]) -> list[str]:
    above = pd.notna(row["z_bb_u"]) and row["z_bb_u"] > ORANGE_LINE_Z
    return [f"di atas garis oranye: z BB/U {_format_z(row['z_bb_u'])}"] if above else []


def _describe_thin(row: Mapping[Any, Any]) -> str:
    signs = (
        [f"z BB/TB {_format_z(row['z_bb_tb'])}"]
        if pd.notna(row["z_bb_tb"]) and row["z_bb_tb"] < MODERATE
        else []
    )
    if pd.notna(row["lila_cm"]) and row["lila_cm"] < LILA_MODERATE_CM:
        signs.append(f"LiLA {format_number(row['lila_cm'], decimals=1)} cm")
    return "; ".join(signs)


def _describe_measured(row: Mapping[Any, Any]) -> str:
    height = f", {format_unit(row['height_cm'], 'cm', decimals=1)}" if pd.notna(row["height_cm"]) else ""
    return f" ({format_unit(row['weight_kg'], 'kg', decimals=1)}{height})"


def _describe_gain(gain: float, kbm: float) -> str:
    if pd.isna(gain) or pd.isna(kbm) or gain >= kbm:
        return ""
    moved = "turun" if gain < 0 else "naik" if gain > 0 else ""
    by = f"{moved} {format_unit(abs(gain), 'g')}" if moved else "berat tetap"
    return f"{by}, seharusnya naik {format_unit(kbm, 'g')}"


def _describe_absence(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["opens_on"]):
        return f"posyandu baru buka {format_short_day(row['opens_on'])}"
    if row["called_off"]:
        longer = pd.notna(row["missed"]) and row["missed"] > 1
        since = f"; {format_number(row['missed'])} bulan tanpa timbangan" if longer else ""
        return f"hari posyandu dibatalkan{since}"
    if pd.isna(row["missed"]):
        return "belum pernah ditimbang"
    return f"{format_number(row['missed'])} bulan berturut-turut" if row["missed"] > 1 else "bulan ini saja"


def _format_z(z: float) -> str:
    return format_number(z, decimals=2)
