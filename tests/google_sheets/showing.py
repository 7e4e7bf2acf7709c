"""What a cell shows: FORMATTED_VALUE, from the raw value and its number format."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from tests.google_sheets.typing_in import EPOCH, Locale, Value

_DATE_KINDS = {"DATE", "TIME", "DATE_TIME"}
_USUAL = {"PERCENT": "0.00%", "NUMBER": "#,##0.00", "CURRENCY": '"$"#,##0.00', "SCIENTIFIC": "0.00E+00"}
_DATE_WORDS = re.compile(r'"[^"]*"|\\.|y+|m+|d+|h+|s+|AM/PM|.', re.IGNORECASE | re.DOTALL)


def is_moment(number_format: dict[str, str]) -> bool:
    """Whether numbers of this format are dates or times."""
    return number_format.get("type") in _DATE_KINDS


def show(value: Value, number_format: dict[str, str], locale: Locale) -> str:
    """The text that a viewer of the sheet reads; "" for a blank cell."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    kind = number_format.get("type", "")
    if kind in _DATE_KINDS:
        usual = {"DATE": locale.date_pattern, "TIME": "h:mm:ss"}.get(kind, f"{locale.date_pattern} h:mm:ss")
        return _show_moment(float(value), number_format.get("pattern") or usual)
    pattern = number_format.get("pattern") or _USUAL.get(kind)
    if not pattern or kind == "TEXT":
        return _show_plain(value, locale)
    return _show_number(value, pattern, locale)


def _show_plain(value: float, locale: Locale) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.10g}" if abs(value) < 1e15 else f"{value:.5E}"
    return text.replace(".", locale.decimal)


def _show_number(value: float, pattern: str, locale: Locale) -> str:
    core = re.search(r"[#0][#0,]*(?:\.[0#]*)?(?:E\+0+)?", pattern.partition(";")[0])
    if core is None:
        return pattern.replace('"', "")
    whole, _, part = core[0].partition(".")
    number = Decimal(repr(value)) * (100 if "%" in pattern else 1)
    if "E+" in core[0]:
        text = f"{number:.{part.partition('E')[0].count('0')}E}"
        shown = re.sub(r"E([+-])(\d)$", r"E\g<1>0\2", text)
    else:
        number = number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
        shown = f"{abs(number):,f}" if "," in whole else f"{abs(number):f}"
        for _ in range(len(part) - part.count("0")):
            shown = shown.removesuffix("0")
        digits, _, rest = shown.partition(".")
        shown = digits.zfill(whole.count("0")) + ("." + rest if rest else "")
        shown = ("-" if number < 0 else "") + shown
    shown = shown.translate({ord("."): locale.decimal, ord(","): locale.group})
    before, after = pattern[: core.start()], pattern.partition(";")[0][core.end() :]
    return before.replace('"', "") + shown + after.replace('"', "")


def _show_moment(serial: float, pattern: str) -> str:
    moment = dt.datetime.combine(EPOCH, dt.time()) + dt.timedelta(seconds=round(serial * 86400))
    half_days = "am/pm" in pattern.lower()
    shown, hour_before = "", False
    for word in _DATE_WORDS.findall(pattern):
        kind, size = word[0].lower(), len(word)
        if word[0] in '"\\':
            shown += word.strip('"\\')
        elif word.lower() == "am/pm":
            shown += f"{moment:%p}"
        elif kind == "y":
            shown += f"{moment.year:04d}"[-max(size, 2) :]
        elif kind == "m" and not hour_before:
            shown += _pad(moment.month, size) if size < 3 else f"{moment:%b}" if size == 3 else f"{moment:%B}"
        elif kind == "m":
            shown += _pad(moment.minute, size)
        elif kind == "d":
            shown += _pad(moment.day, size) if size < 3 else f"{moment:%a}" if size == 3 else f"{moment:%A}"
        elif kind == "h":
            shown += _pad((moment.hour - 1) % 12 + 1 if half_days else moment.hour, size)
        elif kind == "s":
            shown += _pad(moment.second, size)
        else:
            shown += word
        if kind in "hmsdy":
            hour_before = kind == "h"
    return shown


def _pad(number: int, size: int) -> str:
    return f"{number:0{min(size, 2)}d}"
