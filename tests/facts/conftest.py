"""Installations with several puskesmas: sample workbooks of different sizes and seeds, a secrets file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lib.workbook.sample.build import write_sample
from tests.installation import write_secrets

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def small_books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], list[Path]]:
    """The first so many of small sample workbooks, no two alike; written when first asked for."""
    folder, written = tmp_path_factory.mktemp("puskesmas"), list[Path]()

    def write(count: int) -> list[Path]:
        for at in range(len(written), count):
            path = folder / f"buku{at + 1}.xlsx"
            write_sample(
                path, today=TODAY, posyandu=1 + at % 2, children=12 + 3 * at, months=4, mothers=4, seed=at
            )
            written.append(path)
        return written[:count]

    return write


@pytest.fixture
def secrets_of(
    small_books: Callable[[int], list[Path]], tmp_path: Path
) -> Callable[[int], tuple[Path, list[str]]]:
    """`secrets_of(3)`: a secrets file of an installation with three puskesmas, and their names."""

    def write(count: int) -> tuple[Path, list[str]]:
        names = [f"Puskesmas {at + 1}" for at in range(count)]
        books = [
            {"nama": f"Buku {name}", "berkas": str(path), "puskesmas": name}
            for name, path in zip(names, small_books(count), strict=True)
        ]
        users = {"dinas": {"roles": ["dinkes"]}, "kepala": {"roles": ["kepala"]}}
        return write_secrets(tmp_path / "secrets.toml", books=books, users=users), names

    return write
