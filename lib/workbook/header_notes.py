"""What a header's note tells kader, how a column is formatted, and which list stands behind its dropdown."""

from __future__ import annotations

import pandas as pd

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.setting_names import SETTING_NAMES
from lib.workbook.tabs import TABS

DATE_FORMAT = "dd/mm/yyyy"
TIME_FORMAT = "hh:mm"
TEXT_FORMAT = "@"

HOW_TO_TYPE = {
    Kind.NUMBER: "Ketik angka saja, tanpa satuan; koma untuk desimal.",
    Kind.INTEGER: "Ketik angka bulat saja.",
    Kind.DATE: "Ketik hari/bulan/tahun.",
    Kind.TIME: "Ketik jam, misalnya 08.30.",
    Kind.YES_NO: "Pilih Ya atau Tidak.",
    Kind.CHOICE: "Pilih dari daftar.",
    Kind.PHONE: "Mulai dengan 08.",
    Kind.URL: "Tempel tautan (https://…).",
}

# Text that a spreadsheet would turn into a number or a date ("001", "1/2", "1, 6", "00") if it were let.
_TEXT_THAT_LOOKS_LIKE_NUMBERS = (
    "No", "RT", "RW", "NIP", "NIM", "Halaman", "Waktu", "Soal", "Faktor risiko", "Nilai", "Subjek",
)  # fmt: skip

POSYANDU_LIST = "Posyandu"
BALITA_LIST = "Balita"
IBU_LIST = "Ibu hamil"
PERSON_LISTS = {"balita": BALITA_LIST, "ibu_hamil": IBU_LIST, "orang": "Balita dan ibu hamil"}
_REFERENCE_LISTS = {
    "posyandu": POSYANDU_LIST,
    **PERSON_LISTS,
    "sop": "SOP",
    "titik_jemput": "Titik jemput",
    "pertemuan": "Pertemuan",
}
_TEXT_LISTS = {
    ("jadwal", "bus"): "Armada",
    ("mentoring", "team"): "Tim",
    ("kegiatan_mentoring", "team"): "Tim",
    ("pengaturan", "name"): "Pengaturan",
    ("langkah_sop", "timing"): "Waktu",
    ("daftar_tilik", "step"): "Langkah SOP",
    ("kegiatan_mentoring", "step"): "Langkah SIKERITING",
}


def build_note(column: Column) -> str:
    """The note on a header: meaning, how to type it, an example, limits, and whether it must be filled."""
    lines = [f"{column.meaning}."]
    how = HOW_TO_TYPE.get(column.kind)
    if how:
        lines.append(how)
    if column.example and column.kind not in (Kind.YES_NO, Kind.CHOICE, Kind.URL):
        lines.append(f"Contoh: {column.example}")
    if column.choices and column.kind is Kind.CHOICE:
        lines.append("Pilihan: " + " · ".join(column.choices))
    if limits := describe_limits(column):
        lines.append(limits)
    lines.append("Kolom ini wajib ada." if column.required else "Boleh dikosongkan.")
    return "\n".join(lines)


def describe_limits(column: Column) -> str:
    """ "Antara 0,5 dan 60 kg."; "" for a column without limits in a unit."""
    if column.minimum is None or column.maximum is None or not column.unit:
        return ""
    return f"Antara {_plain(column.minimum)} dan {_plain(column.maximum)} {column.unit}."


def number_format(column: Column) -> str | None:
    """The spreadsheet format of a column, None for the general one."""
    if column.kind is Kind.DATE:
        # "Maret 2019" is enough there, and must not become 1 March.
        return TEXT_FORMAT if column.month_is_enough else DATE_FORMAT
    if column.kind is Kind.TIME:
        return TIME_FORMAT
    if column.kind in (Kind.NIK, Kind.PHONE, Kind.ID):
        return TEXT_FORMAT
    first_word = column.header.split()[0]
    looks_like_number = first_word in _TEXT_THAT_LOOKS_LIKE_NUMBERS or column.header in (
        _TEXT_THAT_LOOKS_LIKE_NUMBERS
    )
    return TEXT_FORMAT if column.kind is Kind.TEXT and looks_like_number else None


def dropdown_list(tab: Tab, column: Column) -> str | None:
    """The list of the tab Daftar from which this column is picked, None without one."""
    if column.refers_to is not None:
        return _REFERENCE_LISTS.get(column.refers_to)
    return _TEXT_LISTS.get((tab.name, column.name))


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",") if value < 10_000 else f"{value:.0f}"


# --- The column dictionary: what every column of every tab means and how to fill it, from the declarations.

COLUMNS = ("tab", "tab_title", "header", "needed", "meaning", "kind", "how", "example", "choices", "synonyms")

KIND_WORDS = {
    Kind.TEXT: "teks",
    Kind.NUMBER: "angka",
    Kind.INTEGER: "bilangan bulat",
    Kind.DATE: "tanggal",
    Kind.TIME: "jam",
    Kind.YES_NO: "ya atau tidak",
    Kind.CHOICE: "pilihan",
    Kind.PHONE: "nomor HP",
    Kind.NIK: "16 angka",
    Kind.URL: "tautan",
    Kind.ID: "ID atau kode",
}

MUST_EXIST = "kolom wajib ada"
MUST_BE_FILLED = "wajib diisi"
OPTIONAL = "boleh kosong"
_WHOLE_MONTH = "Bulan dan tahun saja juga boleh, misalnya Maret 2019."


def build_dictionary() -> pd.DataFrame:
    """One row a column of a tab, in the order of the template: COLUMNS, all text ("" = nothing to say).

    `tab` is the tab's name in code, `needed` MUST_BE_FILLED, MUST_EXIST, OPTIONAL or which of several
    columns a row needs; `choices` and `synonyms` are joined with " · ".
    """
    return pd.DataFrame(
        [_describe(tab, column) for tab in TABS.values() for column in tab.columns], columns=list(COLUMNS)
    )


def _describe(tab: Tab, column: Column) -> dict[str, str]:
    how = [HOW_TO_TYPE.get(column.kind, ""), _WHOLE_MONTH if column.month_is_enough else ""]
    return {
        "tab": tab.name,
        "tab_title": tab.title,
        "header": column.header,
        "needed": _describe_need(tab, column),
        "meaning": column.meaning,
        "kind": KIND_WORDS[column.kind],
        "how": " ".join(part for part in (*how, describe_limits(column)) if part),
        "example": "" if column.choices or column.kind is Kind.URL else column.example,
        "choices": _describe_choices(tab, column),
        "synonyms": " · ".join(column.synonyms),
    }


def _describe_need(tab: Tab, column: Column) -> str:
    if column.name in tab.row_needs:
        return MUST_BE_FILLED
    if column.name in tab.any_of:
        return "isi " + " atau ".join(tab.column(name).header for name in tab.any_of)
    return MUST_EXIST if column.required else OPTIONAL


def _describe_choices(tab: Tab, column: Column) -> str:
    if column.choices:
        return " · ".join(column.choices)
    if (tab.name, column.name) == ("pengaturan", "name"):
        return " · ".join(SETTING_NAMES)
    listed = dropdown_list(tab, column)
    return f"daftar {listed}" if listed else ""
