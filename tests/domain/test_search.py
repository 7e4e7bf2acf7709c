"""Finding a child or a mother by what somebody remembers of them."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.search import MOST, find_people, simplify

PEOPLE = pd.DataFrame(
    [
        ("MLT1-001", "Aisyah Putri", "Siti Rahma"),
        ("MLT1-002", "Muhammad Rizki", "Dewi Lestari"),
        ("MWR2-001", "Siti Aminah", "Nur Hayati"),
        ("MWR2-002", "Zahra", None),
        ("IH-001", "Dewi Sartika", "Budi"),
        ("X-9", None, None),
    ],
    columns=["id", "name", "carer"],
)


def find(typed: str) -> list[str]:
    return find_people(PEOPLE, typed)["id"].tolist()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("aisyah", ["MLT1-001"]),
        ("Aisyah PUTRI", ["MLT1-001"]),
        ("putri aisyah", ["MLT1-001"]),  # the other way round
        ("aisah", ["MLT1-001"]),  # slips of the pen
        ("zahara", ["MWR2-002"]),
        ("muhamad riski", ["MLT1-002"]),
        ("mlt1 002", ["MLT1-002"]),  # an ID, however it is written
        ("mwr2", ["MWR2-001", "MWR2-002"]),
        ("hayati", ["MWR2-001"]),  # who cares for the child
        ("siti", ["MWR2-001", "MLT1-001"]),  # an own name before a carer's
        ("dewi", ["IH-001", "MLT1-002"]),
        ("x-9", ["X-9"]),  # without a name
        ("qwertyuiop", []),
        ("a", []),
        ("", []),
        ("  .* ", []),
    ],
)
def test_who_is_meant(typed: str, found: list[str]) -> None:
    assert find(typed) == found


def test_no_more_than_somebody_reads() -> None:
    many = pd.DataFrame({"id": [f"A-{n}" for n in range(40)], "name": "Putri", "carer": None})
    assert len(find_people(many, "putri")) == MOST


def test_nobody_is_found_among_nobody() -> None:
    assert find_people(PEOPLE.iloc[:0], "aisyah").empty


def test_letters_are_compared_without_their_marks() -> None:
    assert simplify("  Nur’aini  RÉZA-2 ") == "nur aini reza 2"
    assert simplify(None) == simplify(float("nan")) == ""
