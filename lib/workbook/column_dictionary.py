"""The column dictionary: what every column of every tab means and how to fill it, from the declarations."""

from __future__ import annotations

import pandas as pd

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.header_notes import HOW_TO_TYPE, describe_limits, dropdown_list
from lib.workbook.setting_names import SETTING_NAMES
from lib.workbook.tabs import TABS

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
