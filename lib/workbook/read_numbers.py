"""Numbers as kader type them, and the likely value of what cannot be one."""

from __future__ import annotations

import re
from datetime import date

from lib.workbook.columns import Column, Kind
from lib.workbook.read_dates import read_date, serial_date, show_date
from lib.workbook.reading import Reading, format_number, unread
from lib.workbook.words import fold

# Serial numbers of 2000-01-01 … 2049-12-31: a whole number in here, where a body's measure was due, is a
# date that the spreadsheet made of what was typed.
DATE_SERIALS = (36526, 54788)

# Columns whose limit reaches this far hold sums: there 1.500.000 has points between thousands.
THOUSANDS_FROM = 10_000

GRAMS_IN_KG = 1000
CM_IN_METRE = 100
MM_IN_CM = 10

_UNITS = {
    "kg": ("kg", "kgs", "kilo", "kilogram"),
    "cm": ("cm", "senti", "sentimeter"),
    "minggu": ("minggu", "mgg", "mg"),
    "menit": ("menit", "mnt", "min", "'"),
    "g/dL": ("g/dl", "gr/dl", "gr%", "g%", "gr", "g"),
    "mmHg": ("mmhg",),
    "derajat": ("°", "derajat"),
    "": ("kali", "orang", "buah", "anak", "rp"),
}
_TWO = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?) ?(?:kg)? ?[/&+|;] ?(\d{2,3}(?:[.,]\d{1,2})?) ?(?:cm)?")
BODY_CM = (30.0, 150.0)
"""What can be the length in "9,8/75"."""
_GRAMS = ("g", "gr", "gram")
_METRES = ("m", "meter")
_NUMBER = re.compile(r"(rp\.?\s*)?([+\-−]?\d[\d.,\s]*)\s*([a-z/%'°]*)\.?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")


def within(value: float, column: Column) -> bool:
    """Whether a value is what the column says can be."""
    low = column.minimum if column.minimum is not None else float("-inf")
    high = column.maximum if column.maximum is not None else float("inf")
    return low <= value <= high


def _parse_digits(digits: str, column: Column) -> float | None:
    """The number in digits, points and commas; None where it is not one number."""
    digits = re.sub(r"\s", "", digits).replace("−", "-")
    is_sum = column.maximum is None or column.maximum >= THOUSANDS_FROM
    if is_sum and _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", "")
    elif "." in digits and "," in digits:
        last = max(digits.rfind("."), digits.rfind(","))
        digits = digits[:last].replace(".", "").replace(",", "") + "." + digits[last + 1 :]
    digits = digits.replace(",", ".")
    if digits.endswith("."):
        digits = digits[:-1]
    try:
        return float(digits)
    except ValueError:
        return None


def _range_text(column: Column) -> str:
    unit = f" {column.unit}" if column.unit else ""
    if column.minimum is not None and column.maximum is not None:
        return f"{format_number(column.minimum)}–{format_number(column.maximum)}{unit}"
    bound = column.minimum if column.minimum is not None else column.maximum
    side = "paling kecil" if column.minimum is not None else "paling besar"
    return f"{side} {format_number(bound or 0)}{unit}"


def _is_time_fraction(value: float) -> bool:
    """Whether a number below 1 is a whole minute of the day but no two-decimal number."""
    return 0 < value < 1 and round(value, 2) != value and abs(value * 1440 - round(value * 1440)) < 1e-6


def explain_number(value: float, column: Column) -> Reading:
    """Why a number cannot be this column's value, with the likely one; never a changed value."""
    if DATE_SERIALS[0] <= value <= DATE_SERIALS[1] and float(value).is_integer():
        return _became_date(serial_date(value), column)
    if _is_time_fraction(value):
        minutes = round(value * 1440)
        clock = f"{minutes // 60:02d}.{minutes % 60:02d}"
        likely = format_number(float(f"{minutes // 60}.{minutes % 60:02d}"))
        return unread(
            f"Isi sel berubah menjadi jam {clock}",
            f"Atur format sel menjadi Angka, lalu ketik, mungkin {likely}",
        )
    likely_value, slip = _likely(value, column)
    if likely_value is not None:
        return unread(slip, f"Mungkin {format_number(likely_value)} {column.unit}".rstrip())
    return unread(
        f"Di luar batas {_range_text(column)}",
        f"Periksa lagi lalu ketik dalam {column.unit}" if column.unit else "Periksa lagi",
    )


def _became_date(day: date, column: Column) -> Reading:
    likely = float(f"{day.day}.{day.month}")
    hint = f", mungkin {format_number(likely)}" if within(likely, column) else ""
    return unread(
        f"Isi sel berubah menjadi tanggal {show_date(day)}",
        f"Atur format sel menjadi Angka, lalu ketik ulang{hint}",
    )


def _likely(value: float, column: Column) -> tuple[float | None, str]:
    """What a value out of limits probably was, and the slip."""
    if column.unit == "kg" and within(value / GRAMS_IN_KG, column) and value >= 400:
        return value / GRAMS_IN_KG, "Sepertinya ditulis dalam gram"
    if column.unit == "cm" and within(value * CM_IN_METRE, column) and value < 3:
        return value * CM_IN_METRE, "Sepertinya ditulis dalam meter"
    if column.unit in ("cm", "kg", "g/dL") and value > 0 and within(value / 10, column):
        return value / 10, "Sepertinya koma terlewat"
    if value < 0 and within(-value, column):
        return -value, "Angka tidak boleh kurang dari nol"
    return None, ""


def check_number(value: float, column: Column) -> Reading:
    """A number against the column's limits and kind."""
    if column.unit == "kg" and _is_time_fraction(value):
        return explain_number(value, column)
    if not within(value, column):
        return explain_number(value, column)
    if column.kind is Kind.INTEGER and not float(value).is_integer():
        return unread("Harus angka bulat", f"Mungkin {format_number(round(value))}")
    return Reading(float(value))


def _find_two(folded: str) -> tuple[float, float] | None:
    """Weight and length typed together ("9,8/75"); None where it is not that."""
    found = _TWO.fullmatch(folded)
    if found is None:
        return None
    first, second = (float(part.replace(",", ".")) for part in found.groups())
    return (first, second) if first < second and BODY_CM[0] <= second <= BODY_CM[1] else None


def read_number(raw: str | float, column: Column) -> Reading:
    """A number from a cell; value is float, or None with the reason and the likely value."""
    if not isinstance(raw, str):
        return check_number(float(raw), column)
    folded = fold(raw)
    if column.unit in ("kg", "cm") and (two := _find_two(folded)) is not None:
        return unread(
            "Berisi dua nilai sekaligus",
            f"Tulis {format_number(two[0])} di kolom berat dan {format_number(two[1])} di kolom tinggi",
        )
    found = _NUMBER.fullmatch(folded)
    value = _parse_digits(found[2], column) if found else None
    if found is None or value is None:
        if any(mark in folded for mark in "/:-") or any(letter.isalpha() for letter in folded):
            as_date = read_date(raw, column)
            if as_date.value is not None:
                return _became_date(as_date.value, column)
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", folded):
            return unread(f"Isi sel berubah menjadi jam {folded}", f"Mungkin {folded.replace(':', ',')}")
        return unread(
            "Bukan angka",
            f"Ketik angka saja, misalnya {column.example}" if column.example else "Ketik angka saja",
        )
    unit = found[3]
    known = (*_UNITS.get(column.unit, ()), *_UNITS[""])
    if unit in known or not unit:
        return check_number(value, column)
    if column.unit == "kg" and unit in _GRAMS:
        return unread("Ditulis dalam gram", f"Mungkin {format_number(value / GRAMS_IN_KG)} kg")
    if column.unit == "cm" and unit in _METRES:
        return unread("Ditulis dalam meter", f"Mungkin {format_number(value * CM_IN_METRE)} cm")
    if column.unit == "cm" and unit == "mm":
        return unread("Ditulis dalam milimeter", f"Mungkin {format_number(value / MM_IN_CM)} cm")
    return unread(
        f"Satuan “{unit}” tidak dikenal di kolom ini",
        f"Ketik angka dalam {column.unit}" if column.unit else "Ketik angka saja",
    )
