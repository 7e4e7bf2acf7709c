"""What Google makes of what is typed: USER_ENTERED text becomes numbers, dates, yes/no or formulas."""

from __future__ import annotations

import ast
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

Value = str | int | float | bool | None

EPOCH = dt.date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Locale:
    """How a spreadsheet's locale writes numbers and dates."""

    decimal: str
    group: str
    day_first: bool
    date_pattern: str
    months: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A cell as it is stored. `number_format` is what typing gave it, None when it gave none."""

    value: Value
    formula: str | None = None
    number_format: dict[str, str] | None = None


def read_locale(name: str) -> Locale:
    """The locale of a spreadsheet by Google's name for it; those not known write like English ones."""
    if name == "in_ID":
        return Locale(",", ".", True, "dd/mm/yyyy", _MONTHS)
    if name == "fr_FR":
        return Locale(",", "\u202f", True, "dd/mm/yyyy", _ENGLISH_MONTHS)
    if name == "en_GB":
        return Locale(".", ",", True, "dd/mm/yyyy", _ENGLISH_MONTHS)
    return Locale(".", ",", False, "m/d/yyyy", _ENGLISH_MONTHS)


def type_in(value: Value, locale: Locale, number_format: dict[str, str]) -> Typed:
    """What a cell of this format holds once `value` has been typed into it."""
    if not isinstance(value, str):
        return Typed(value)
    if number_format.get("type") == "TEXT":
        return Typed(value)
    if value.startswith("="):
        return Typed(compute_formula(value), value)
    if value.startswith("'"):
        return Typed(value[1:])
    text = value.strip()
    if text.upper() in ("TRUE", "FALSE"):
        return Typed(text.upper() == "TRUE")
    return _read_number(text, locale) or _read_moment(text, locale) or Typed(value)


def _read_number(text: str, locale: Locale) -> Typed | None:
    decimal, group = re.escape(locale.decimal), re.escape(locale.group)
    pattern = rf"([+-]?)(Rp ?|\$)?(\d{{1,3}}(?:{group}\d{{3}})+|\d+|(?={decimal}\d))(?:{decimal}(\d*))?(%?)"
    match = re.fullmatch(pattern, text)
    if match is None:
        exponent = re.fullmatch(rf"[+-]?\d+(?:{decimal}\d+)?[Ee][+-]?\d+", text)
        if exponent is None:
            return None
        return Typed(
            float(text.replace(locale.decimal, ".")), number_format=_number_format("SCIENTIFIC", "0.00E+00")
        )
    sign, currency, whole, part, percent = match.groups()
    number = float(f"{sign}{whole.replace(locale.group, '') or '0'}.{part or '0'}")
    grouped = locale.group in whole
    if percent:
        return Typed(
            number / 100, number_format=_number_format("PERCENT", "0.00%" if part is not None else "0%")
        )
    if currency:
        return Typed(number, number_format=_number_format("CURRENCY", f'"{currency.strip()}"#,##0'))
    shown = "#,##0.00" if part is not None else "#,##0"
    return Typed(_whole(number), number_format=_number_format("NUMBER", shown) if grouped else None)


def _read_moment(text: str, locale: Locale) -> Typed | None:
    day_text, _, time_text = text.partition(" ") if re.search(r"\d \d{1,2}:", text) else (text, "", "")
    if not time_text and re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        seconds = _read_seconds(text)
        shown = "h:mm:ss" if text.count(":") == 2 else "h:mm"
        return (
            None if seconds is None else Typed(seconds / 86400, number_format=_number_format("TIME", shown))
        )
    day, shown = _read_day(day_text, locale)
    seconds = _read_seconds(time_text) if time_text else 0
    if day is None or seconds is None:
        return None
    serial: Value = (day - EPOCH).days
    if not time_text:
        return Typed(serial, number_format=_number_format("DATE", shown))
    return Typed(
        float(serial or 0) + seconds / 86400, number_format=_number_format("DATE_TIME", f"{shown} h:mm:ss")
    )


def _read_day(text: str, locale: Locale) -> tuple[dt.date | None, str]:
    year_first = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text)
    if year_first:
        return _day(*map(int, year_first.groups())), "yyyy-mm-dd"
    figures = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4})", text)
    if figures:
        first, second, year = map(int, figures.groups())
        day, month = (first, second) if locale.day_first else (second, first)
        return _day(_full_year(year), month, day), locale.date_pattern
    named = re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]{3,})[ -](\d{2}|\d{4})", text)
    if named:
        for months in (locale.months, _ENGLISH_MONTHS):
            if named[2][:3].lower() in months:
                month = months.index(named[2][:3].lower()) + 1
                return _day(_full_year(int(named[3])), month, int(named[1])), "d mmm yyyy"
    return None, ""


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None  # 31/02/2026 stays text


def _full_year(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 30 else 1900)


def _read_seconds(text: str) -> int | None:
    if not re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        return None
    hours, minutes, seconds = ([int(part) for part in text.split(":")] + [0])[:3]
    return hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None


def compute_formula(formula: str) -> Value:
    """The result of a formula of plain numbers; #NAME? of every other one: nothing here computes sheets."""
    try:
        tree = ast.parse(formula[1:].strip().replace("^", "**"), mode="eval")
        return _whole(_compute(tree.body))
    except ZeroDivisionError:
        return "#DIV/0!"
    except (SyntaxError, ValueError):
        return "#NAME?"


def _compute(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_compute(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _compute(left) + _compute(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _compute(left) - _compute(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _compute(left) * _compute(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _compute(left) / _compute(right)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return float(_compute(left) ** _compute(right))
    raise ValueError(ast.dump(node))


def _whole(number: float) -> Value:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _number_format(kind: str, pattern: str) -> dict[str, Any]:
    return {"type": kind, "pattern": pattern}
