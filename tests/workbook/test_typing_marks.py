"""What the sheet marks while typing: the formulas are read back from the template and worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from lib.workbook.read_dates import to_serial
from lib.workbook.tabs import TABS
from lib.workbook.template import write_template

KNOWN = {
    *("AND", "OR", "ISNUMBER", "TODAY", "TRIM", "COUNTA", "COUNTIF", "INDIRECT", "IFERROR", "MID", "FIND"),
    "SUBSTITUTE",
}
"""Functions that Excel, LibreOffice and Google Sheets have under one name."""
TODAY = date(2026, 11, 22)
LIST = ["Budi Contoh · MLT1-001", "Siti Contoh · MLT1-002", "", ""]
POSYANDU = ["Melati 1 · MLT1"]


def read_formulas(path: Path, title: str) -> dict[str, list[str]]:
    """Column letter → formulas of its marks, which all begin in row 2."""
    found: dict[str, list[str]] = {}
    for area in openpyxl.load_workbook(path)[title].conditional_formatting:
        for rule in area.rules:
            assert rule.type == "expression" and rule.dxf.fill is not None
            found.setdefault(str(area.sqref).split("2")[0], []).append(rule.formula[0])
    return found


def work_out(formula: str, row: Mapping[str, Any], lists: Mapping[str, list[str]]) -> bool:
    """The formula's value in row 2 where the cells are `row` (by letter); `lists`: column of Daftar →
    entries."""

    def at(reference: str) -> Any:
        letter, number = coordinate_from_string(reference.replace("$", ""))
        assert number == 2
        return row.get(letter)

    def cells(reference: str) -> list[Any]:
        first, last = (coordinate_from_string(one.replace("$", ""))[0] for one in reference.split(":"))
        span = range(column_index_from_string(first), column_index_from_string(last) + 1)
        return [row.get(openpyxl.utils.get_column_letter(place)) for place in span]

    def text(value: Any) -> str:
        return "" if value is None else str(value)

    def find(part: str, value: Any) -> int:
        return text(value).index(part) + 1

    def if_error(attempt: Callable[[], Any], other: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except ValueError:
            return other()

    functions = {
        "AND": lambda *all_: all(all_),
        "OR": lambda *any_: any(any_),
        "ISNUMBER": lambda value: isinstance(value, int | float),
        "TODAY": lambda: to_serial(TODAY),
        "TRIM": lambda value: " ".join(text(value).split()),
        "COUNTA": lambda area: sum(value is not None for value in area),
        "COUNTIF": lambda area, wanted: sum(
            fnmatchcase(text(one).casefold(), wanted.casefold()) for one in area
        ),
        "INDIRECT": lambda address: lists[re.fullmatch(r"Daftar!\$([A-Z]+)\$2:\$\1\$\d+", address)[1]],  # type: ignore[index]
        "MID": lambda value, start, count: text(value)[start - 1 : start - 1 + count],
        "FIND": find,
        "SUBSTITUTE": lambda value, old, new: text(value).replace(old, new),
        "IFERROR": if_error,
        "at": at,
        "cells": cells,
        "num": lambda value: float("nan") if not isinstance(value, int | float) else value,
    }
    python = []
    stack: list[str] = []
    for token in Tokenizer(f"={formula}").items:
        if token.type == "FUNC" and token.subtype == "OPEN":
            name = token.value.rstrip("(")
            assert name in KNOWN, name
            stack.append(name)
            python.append(f"{name}(" + ("lambda: " if name == "IFERROR" else ""))
        elif token.type == "FUNC":
            stack.pop()
            python.append(")")
        elif token.type == "SEP":
            python.append(", " + ("lambda: " if stack[-1] == "IFERROR" else ""))
        elif token.type == "OPERAND" and token.subtype == "RANGE":
            if ":" in token.value:
                python.append(f"cells({token.value!r})")
            else:
                python.append(f"at({token.value!r})")
        elif token.type == "OPERAND" and token.subtype == "TEXT":
            python.append(repr(token.value[1:-1].replace('""', '"')))
        elif token.type == "OPERATOR-INFIX":
            python.append({"=": "==", "<>": "!=", "&": "+"}.get(token.value, token.value))
        else:
            python.append(token.value)
    # AND works out all its parts: a text is neither above nor below a number.
    source = re.sub(r"at\(('[A-Z$]+2')\)(?=[<>]\d|[<>]TODAY)", r"num(at(\1))", "".join(python))
    return bool(eval(source, {"__builtins__": {}, **functions}))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("templat") / "templat.xlsx"
    write_template(path, posyandu="MLT1")
    return path


def is_marked(template: Path, tab: str, asked: str, typed: Any, /, **others: Any) -> bool:
    """Whether the cell of column `asked` is marked where it holds `typed`, beside the row's `others`."""
    places = {column.name: openpyxl.utils.get_column_letter(place)
              for place, column in enumerate(TABS[tab].columns, start=1)}  # fmt: skip
    row = {places[key]: value for key, value in {**others, asked: typed}.items()}
    lists: dict[str, list[str]] = {}
    header = openpyxl.load_workbook(template)["Daftar"][1]
    for cell in header:
        known = {"Balita": LIST, "Balita dan ibu hamil": LIST, "Posyandu": POSYANDU}
        lists[cell.column_letter] = known.get(str(cell.value), [""])
    formulas = read_formulas(template, TABS[tab].title).get(places[asked], [])
    return any(work_out(formula, row, lists) for formula in formulas)


def test_no_formula_names_another_tab_but_through_indirect(template: Path) -> None:
    for sheet in openpyxl.load_workbook(template):
        for formulas in read_formulas(template, sheet.title).values() if sheet.conditional_formatting else ():
            for formula in formulas:
                assert "!" not in re.sub(r'INDIRECT\("[^"]*"\)', "", formula)
                assert {token.value.rstrip("(") for token in Tokenizer(f"={formula}").items
                        if token.type == "FUNC" and token.subtype == "OPEN"} <= KNOWN  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "marked"),
    [(98, True), (0.2, True), (9.8, False), (0.5, False), ("9,8 kg", False), (None, False)],
)
def test_a_weight_outside_the_limits_is_marked(template: Path, typed: object, marked: bool) -> None:
    assert is_marked(template, "penimbangan", "weight_kg", typed, name="Budi") is marked


def test_a_date_in_the_future_is_marked(template: Path) -> None:
    serial = to_serial(TODAY)
    days = {0: False, -30: False, 1: True, 365: True}
    others = {"posyandu": "MLT1", "child_id": "MLT1-001"}
    assert {
        step: is_marked(template, "penimbangan", "date", serial + step, **others) for step in days
    } == days


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("Budi Contoh · MLT1-001", False),
        ("Budi C. · mlt1-001", False),
        ("mlt1-002", False),
        (" MLT1 -002 ", False),
        ("Budi Contoh", False),
        ("MLT1-00", True),
        ("MLT1-003", True),
        ("Budi Contoh · MLT1-003", True),
        ("001", True),
        (None, False),
    ],
)
def test_an_id_that_is_not_in_daftar_is_marked(template: Path, typed: object, marked: bool) -> None:
    others = {"date": to_serial(TODAY), "posyandu": "MLT1", "name": "Budi"}
    assert is_marked(template, "penimbangan", "child_id", typed, **others) is marked


def test_a_required_cell_is_marked_where_its_row_holds_something(template: Path) -> None:
    assert not is_marked(template, "penimbangan", "date", None)
    assert is_marked(template, "penimbangan", "date", None, name="Budi")
    assert is_marked(template, "penimbangan", "child_id", None, date=to_serial(TODAY))
    assert not is_marked(template, "penimbangan", "child_id", None, name="Budi")
    assert is_marked(template, "balita", "sex", None, name="Budi")


def test_every_limit_in_a_unit_warns_and_refuses_nothing(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["Penimbangan"]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type in ("decimal", "date")]
    assert len(rules) >= 4 and {rule.errorStyle for rule in rules} == {"warning"}
