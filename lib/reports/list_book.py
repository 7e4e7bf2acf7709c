"""A list of children to act on as .xlsx: to sort, print and carry along."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

HEADERS: dict[str, tuple[str, float]] = {
    "child_id": ("ID", 14),
    "label": ("Nama", 26),
    "age_months": ("Umur (bulan)", 9),
    "posyandu": ("Posyandu", 18),
    "rt": ("RT", 6),
    "weight_kg": ("Berat terakhir (kg)", 10),
    "weighed_on": ("Ditimbang", 12),
    "why": ("Mengapa", 44),
    "caregiver": ("Ibu atau pengasuh", 22),
    "phone": ("HP", 17),
    "address": ("Alamat", 30),
    "agreed_on": ("Tindak lanjut", 12),
    "plan": ("Rencana", 34),
    "owner": ("Penanggung jawab", 20),
    "due_on": ("Tenggat", 12),
    "status": ("Status", 11),
}
"""Column of Seen.case_rows (with `why` in words and posyandu by name) → header and width in letters."""


def build_case_list_book(
    rows: pd.DataFrame, *, title: str, headers: Mapping[str, tuple[str, float]] = HEADERS
) -> bytes:
    """One sheet, a row a child, with the columns of `headers`; text stays text whatever it begins with."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:31]
    sheet.append([header for header, _ in headers.values()])
    for place, (_, width) in enumerate(headers.values(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(1, place).alignment = Alignment(wrap_text=True, vertical="top")
    for number, record in enumerate(rows[list(headers)].to_dict("records"), start=2):
        for place, value in enumerate(record.values(), start=1):
            if pd.isna(value):
                continue
            cell = sheet.cell(number, place)
            cell.value = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, pd.Timestamp):
                cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
