"""Dates and hours as kader type them (buku-kerja.md, "How kader type")."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lib.workbook.columns import Column
from lib.workbook.reading import Reading, doubtful, format_number, unread
from lib.workbook.words import MONTH_NAMES, fold

# --- Dates as a spreadsheet stores them: days since EPOCH.

EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheet serial numbers."""


def to_serial(day: date) -> int:
    """The serial number of a day (true from March 1900 on, where Excel and Google agree)."""
    return (day - EPOCH).days


def from_serial(serial: int) -> date:
    """The day of a serial number."""
    return EPOCH + timedelta(days=int(serial))


# --- Dates and hours as kader type them.

EARLIEST = date(1940, 1, 1)
LATEST = date(2099, 12, 31)
EARLIEST_SERIAL = (EARLIEST - EPOCH).days
LATEST_SERIAL = (LATEST - EPOCH).days

# Two-digit years: 00–49 are this century, 50–99 the last (mothers are born then).
CENTURY_TURN = 50

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-, ]\s*(\d{1,2})\s*[/.\-, ]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})\s*[/.\-, ]?\s*([a-z]+)\.?\s*[/.\-, ]?\s*(\d{4}|\d{2})")
_MONTH_ONLY = re.compile(r"([a-z]+)\.?\s*[/.\-, ]?\s*(\d{4})|(\d{1,2})\s*[/\-.]\s*(\d{4})|(\d{4})-(\d{2})")
_WEEKDAY = re.compile(r"^(senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad)\b[ ,]*")
_TIME_TAIL = re.compile(
    r"[ t]+(?:pukul |jam )?\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:wib|wita|wit|z))?$"
)
_PLACE = re.compile(r"^[a-z][a-z .'\-]{1,40}(?:, *|\s+(?=\d))(?=\d)")
_CLOCK_TAIL = re.compile(
    r"[ t](?:pukul |jam )?(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)? ?(wib|wita|wit|z)?$"
)
_CLOCK = re.compile(r"(?:pukul |jam )?(\d{1,2})(?:\s*[:.,]\s*(\d{2}))?(?::\d{2})?\s*(?:wib|wita|wit)?")

UTC_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
"""Hours that the zones are ahead of UTC: what was midnight there is stored as 17, 16 or 15 o'clock the day
before."""
_MINUTES = 24 * 60
_HALF_SECOND = 0.5 / 60

NO_DATES = (date(1900, 1, 1), date(1970, 1, 1))
"""What programmes write where they have no date."""

HOW_TO_TYPE = "Ketik seperti 03/02/2026 (hari/bulan/tahun)"


def show_date(day: date) -> str:
    """A date as kader type it: 03/02/2026."""
    return day.strftime("%d/%m/%Y")


def serial_date(serial: float) -> date:
    """The date of a spreadsheet serial number; a time of day is dropped."""
    return EPOCH + timedelta(days=int(serial))


def _is_midnight_minute(minutes: float, zone: str) -> bool:
    """Whether a time of day (minutes) is a midnight stored in another zone, or a moment before one."""
    sharp = (24 - UTC_HOURS.get(zone, UTC_HOURS["WIB"])) * 60
    return abs(minutes - sharp) < _HALF_SECOND or minutes >= _MINUTES - 1


def is_midnight(serial: float, zone: str) -> bool:
    """Whether a serial number with a time of day means the day after (buku-kerja.md)."""
    return EARLIEST_SERIAL <= serial < LATEST_SERIAL and _is_midnight_minute((serial % 1) * _MINUTES, zone)


def _next_day(day: date, stored: str) -> Reading:
    following = day + timedelta(days=1)
    return doubtful(
        following,
        f"Tersimpan pukul {stored} sehari sebelumnya, dibaca {show_date(following)}",
        f"Ketik tanggalnya saja: {show_date(following)}",
    )


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < CENTURY_TURN else 1900)


def _month_number(word: str) -> tuple[int | None, str]:
    """Month of a name, and the likely spelling where the name had a slip."""
    if word in MONTH_NAMES:
        return MONTH_NAMES[word], ""
    if len(word) >= 4:
        close = process.extractOne(word, MONTH_NAMES.keys(), scorer=OSA.distance, score_cutoff=2)
        if close and len(close[0]) >= 4:
            return MONTH_NAMES[close[0]], close[0]
    return None, ""


def _make(year: int, month: int, day: int, spelling: str = "") -> Reading:
    if not (EARLIEST.year <= year <= LATEST.year or (year, month, day) == (1900, 1, 1)):
        return unread(f"Tahun {year} di luar {EARLIEST.year}–{LATEST.year}", HOW_TO_TYPE)
    if month > 12 and day <= 12:
        likely = f"{month:02d}/{day:02d}/{year}"
        return unread("Bulan lebih dari 12: hari dan bulan tertukar?", f"Mungkin {likely}. {HOW_TO_TYPE}")
    try:
        made = date(year, month, day)
    except ValueError:
        return unread("Tanggal ini tidak ada di kalender", HOW_TO_TYPE)
    if spelling:
        return doubtful(made, f"Nama bulan salah ketik, dibaca {spelling}", f"Ketik {show_date(made)}")
    return Reading(made)


def read_date(raw: str | float, column: Column, zone: str = "") -> Reading:
    """A date from a serial number or typed text; value is `datetime.date`.

    Where `column.month_is_enough`, a month alone gives its first day. With a `zone` an hour that is a
    midnight elsewhere means the day after; without one an hour is dropped.
    """
    reading = _read_day(raw, column, zone)
    if column.name != "birth_date" and reading.value == NO_DATES[0]:
        return unread(f"Tahun {NO_DATES[0].year} di luar {EARLIEST.year}–{LATEST.year}", HOW_TO_TYPE)
    if column.name == "birth_date" and reading.value in NO_DATES and not reading.level:
        return doubtful(
            reading.value, f"{show_date(reading.value)} biasanya berarti tanggal tidak diketahui",
            "Periksa tanggal lahir pada KIA atau Kartu Keluarga",
        )  # fmt: skip
    return reading


def _read_day(raw: str | float, column: Column, zone: str) -> Reading:
    if not isinstance(raw, str):
        if zone and is_midnight(raw, zone):
            minutes = round((raw % 1) * _MINUTES * 60) // 60
            return _next_day(serial_date(raw), f"{minutes // 60:02d}.{minutes % 60:02d}")
        if column.name == "birth_date" and raw in (1, 2):
            return Reading(NO_DATES[0])
        if EARLIEST_SERIAL <= raw < LATEST_SERIAL + 1:
            return Reading(serial_date(raw))
        text = f"{raw:.0f}"
        if re.fullmatch(r"(19|20)\d{6}", text):
            made = _make(int(text[:4]), int(text[4:6]), int(text[6:]))
            if made.value is not None:
                return unread("Tanggal diketik tanpa pemisah", f"Mungkin {show_date(made.value)}")
        return unread(f"{format_number(raw)} bukan tanggal", HOW_TO_TYPE)

    text = _WEEKDAY.sub("", fold(raw))
    if zone and (clock := _CLOCK_TAIL.search(text)):
        day = _read_day(text[: clock.start()], column, "")
        clock_minutes = int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
        in_utc = clock[4] == "z" and clock_minutes >= (24 - UTC_HOURS.get(zone, UTC_HOURS["WIB"])) * 60
        if (
            isinstance(day.value, date)
            and not day.level
            and (in_utc or _is_midnight_minute(clock_minutes, zone))
        ):
            return _next_day(day.value, f"{int(clock[1]):02d}.{clock[2]}")
    text = _TIME_TAIL.sub("", text)
    if (town := _PLACE.match(text)) and _month_number(town[0].strip(" ,"))[0] is None:
        text = text[town.end() :]
    if found := _YEAR_FIRST.fullmatch(text):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _make(_full_year(found[3]), int(found[2]), int(found[1]))
    if found := _NAMED.fullmatch(text):
        month, spelling = _month_number(found[2])
        if month:
            return _make(_full_year(found[3]), month, int(found[1]), spelling)
        return unread(f"Nama bulan “{found[2]}” tidak dikenal", HOW_TO_TYPE)
    if found := _MONTH_ONLY.fullmatch(text):
        month = _month_number(found[1])[0] if found[1] else int(found[3] or found[6])
        year = int(found[2] or found[4] or found[5])
        if month and column.month_is_enough:
            return _make(year, month, 1)
        if month:
            return unread("Tanggalnya belum ditulis, baru bulan", HOW_TO_TYPE)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return read_date(float(text), column)
    return unread("Tanggal tidak terbaca", HOW_TO_TYPE)


def is_month_only(raw: str | float) -> bool:
    """Whether a typed date names a month without a day (`Maret 2019`)."""
    return isinstance(raw, str) and _MONTH_ONLY.fullmatch(fold(raw)) is not None


def read_time(raw: str | float, column: Column) -> Reading:
    """Minutes after midnight from `8.30`, `08:30`, a day fraction or a number 8.3 (a spreadsheet's 8.30)."""
    how = "Ketik seperti 08.30"
    if not isinstance(raw, str):
        if 0 <= raw < 1:
            return Reading(float(round(raw * 1440)))
        if 1 <= raw < 24:
            hour, minute = int(raw), round((raw - int(raw)) * 100)
            if minute < 60:
                return Reading(float(hour * 60 + minute))
        return unread(f"{format_number(raw)} bukan jam", how)
    found = _CLOCK.fullmatch(fold(raw))
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return Reading(float(int(found[1]) * 60 + int(found[2] or 0)))
    return unread("Jam tidak terbaca", how)
