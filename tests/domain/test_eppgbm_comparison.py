"""The month beside an export of Sigizi: who is whom, and what differs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.eppgbm import DIFFERENT, ONLY_HERE, ONLY_THERE, SAME, Comparison, compare_month, count_kinds

MONTH = pd.Period("2026-10", "M")
TODAY = pd.Timestamp("2026-11-22")
BUDI = ("A1", "9901010301250001", "Budi Contoh", "L", "2025-01-03", "MLT1")
SITI = ("A2", None, "Siti Rahma Contoh", "P", "2024-06-05", "MLT1")


def children(*rows: tuple[Any, ...]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["child_id", "nik", "name", "sex", "birth_date", "posyandu"])
    return table.astype({"nik": "str", "child_id": "str", "name": "str", "posyandu": "str"}).assign(
        birth_date=pd.to_datetime(table["birth_date"])
    )


def measured(*rows: tuple[str, float | None, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["child_id", "weight_kg", "height_cm"])
    return table.astype({"child_id": "str", "weight_kg": float, "height_cm": float}).assign(
        date=pd.Timestamp("2026-10-12")
    )


def exported(*rows: tuple[Any, ...]) -> dict[str, pd.DataFrame]:
    names = ["nik", "name", "birth_date", "date", "weight_kg", "height_cm"]
    table = pd.DataFrame(list(rows), columns=names).assign(
        source_book="buku\nWorksheet", source_row=range(2, 2 + len(rows)), sex="L", posyandu="MLT1",
        place="Melati 1", position="Terlentang", lila_cm=14.0,
    )  # fmt: skip
    table = table.astype({"nik": "str", "name": "str", "weight_kg": float, "height_cm": float})
    table = table.assign(birth_date=pd.to_datetime(table["birth_date"]), date=pd.to_datetime(table["date"]))
    return {"balita": table, "penimbangan": table}


def compare(own: pd.DataFrame, here: pd.DataFrame, there: dict[str, pd.DataFrame]) -> Comparison:
    return compare_month(own, here, there, month=MONTH, today=TODAY)


def kinds(found: Comparison) -> list[tuple[str | None, str]]:
    rows = found.rows
    return [
        (child if isinstance(child, str) else None, kind)
        for child, kind in zip(rows["child_id"], rows["kind"], strict=True)
    ]


def there(
    nik: str | None, name: str, born: str, kg: float, cm: float, day: str = "2026-10-12"
) -> tuple[Any, ...]:
    return (nik, name, born, day, kg, cm)


def test_the_four_kinds() -> None:
    own = children(BUDI, SITI, ("A3", None, "Ani Contoh", "P", "2025-02-02", "MLT1"))
    found = compare(
        own,
        measured(("A1", 9.5, 75.5), ("A2", 10.0, 80.0), ("A3", 8.0, 70.0)),
        exported(
            there(BUDI[1], "BUDI C", "2025-01-03", 9.5, 75.5),
            there(None, "siti rahma  contoh", "2024-06-05", 10.4, 80.0),
            there("9901010909250003", "Joko Contoh", "2025-09-09", 9.0, 72.0),
        ),
    )
    assert kinds(found) == [(None, ONLY_THERE), ("A2", DIFFERENT), ("A3", ONLY_HERE), ("A1", SAME)]
    assert count_kinds(found).to_dict("records") == [
        {"posyandu": "MLT1", ONLY_HERE: 1, ONLY_THERE: 1, DIFFERENT: 1, SAME: 1}
    ]
    assert found.of("MWR2").rows.empty


@pytest.mark.parametrize(("nik", "name", "born", "same"), [
    (BUDI[1], "Nama Lain", "2020-01-01", "A1"),  # the NIK wins
    (None, "BUDI  contoh", "2025-01-03", "A1"),
    ("9901010301250009", "Budi Contoh", "2025-01-03", "A1"),  # a NIK mistyped, name and day the same
    (None, "Budy Contoh", "2025-01-03", "A1"),
    (None, "Contoh Budi", "2025-01-03", "A1"),
    (None, "Budy Contoh", "2025-01-04", None),
    (None, "Rahmat Hidayat", "2025-01-03", None),
    ("9901010301250002", "Budi Contah", "2025-01-03", None),  # a twin: two NIK
])  # fmt: skip
def test_who_is_whom(nik: str | None, name: str, born: str, same: str | None) -> None:
    found = compare(children(BUDI), measured(), exported(there(nik, name, born, 9.5, 75.5)))
    assert kinds(found) == [(same, ONLY_THERE)]


def test_a_slip_that_fits_two_children_is_nobodys() -> None:
    twins = children(
        ("A1", None, "Hasan Contoh", "L", "2025-01-03", "MLT1"),
        ("A2", None, "Husan Contoh", "L", "2025-01-03", "MLT1"),
    )
    found = compare(twins, measured(), exported(there(None, "Hosan Contoh", "2025-01-03", 9, 70)))
    assert kinds(found) == [(None, ONLY_THERE)]


@pytest.mark.parametrize(("kg", "cm", "kind"), [
    (9.54, 75.5, SAME), (9.55, 75.5, DIFFERENT), (9.5, 75.59, SAME),
    (9.5, 75.6, DIFFERENT), (9.5, float("nan"), DIFFERENT),
])  # fmt: skip
def test_rounding_is_no_difference(kg: float, cm: float, kind: str) -> None:
    found = compare(
        children(BUDI), measured(("A1", 9.5, 75.5)), exported(there(BUDI[1], "Budi", "2025-01-03", kg, cm))
    )
    assert kinds(found) == [("A1", kind)]


def test_the_last_row_of_the_month_counts_and_other_months_do_not() -> None:
    found = compare(
        children(BUDI),
        measured(("A1", 9.5, 75.5)),
        exported(
            there(BUDI[1], "Budi", "2025-01-03", 9.1, 75.0, "2026-10-02"),
            there(BUDI[1], "Budi", "2025-01-03", 9.5, 75.5, "2026-10-12"),
            there(BUDI[1], "Budi", "2025-01-03", 8.8, 74.0, "2026-09-12"),
        ),
    )
    assert kinds(found) == [("A1", SAME)]
    assert found.latest == MONTH


def test_an_export_without_this_month_leaves_all_to_enter() -> None:
    found = compare(
        children(BUDI),
        measured(("A1", 9.5, 75.5)),
        exported(there(BUDI[1], "Budi", "2025-01-03", 9.1, 75.0, "2026-08-12")),
    )
    assert kinds(found) == [("A1", ONLY_HERE)]
    assert found.latest == pd.Period("2026-08", "M")
