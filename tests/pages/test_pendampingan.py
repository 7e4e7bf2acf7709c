"""The Pendampingan page: mothers, their students, who is alone; each role its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lib import data
from lib.domain.access import PAGES, Role, Viewer
from lib.views import pendampingan
from tests.pages.conftest import OpenPage, read_html


def test_every_pair_stands_with_risk_visits_and_steps(open_page: OpenPage) -> None:
    app = open_page("pendampingan")
    assert not app.exception
    view = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
    assert view is not None
    html = read_html(app)
    for name in view.companions["student"]:
        assert name in html
    for words in (
        "KRST, risiko sangat tinggi",
        "trimester",
        "HPL",
        "dari 10",
        "Tensi tinggi",
        "Nifas, hari ke-",
    ):
        assert words in html.replace("\u00a0", " ")


def test_who_is_at_high_risk_and_alone_is_named(open_page: OpenPage) -> None:
    app = open_page("pendampingan")
    view = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
    assert view is not None and len(view.unaccompanied())
    html = read_html(app)
    after = html[html.rindex("<table") :]
    assert all(name in after for name in view.unaccompanied()["name"])


def test_a_student_sees_only_their_own_mothers(open_page: OpenPage) -> None:
    app = open_page("pendampingan", user="mahasiswa")
    assert not app.exception
    view = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
    assert view is not None
    html = read_html(app)
    shown = [name for name in view.companions["student"] if name in html]
    assert len(set(shown)) == 1
    assert "Tanpa pendamping" not in html.replace(view.methods("tanpa_pendamping"), "")


@pytest.mark.parametrize("user", ["dinkes", "tamu"])
def test_who_sees_no_persons_cannot_open_it(open_page: OpenPage, user: str) -> None:
    app = open_page("pendampingan", user=user)
    assert not any(title.value == PAGES["pendampingan"].title for title in app.title)


def test_a_dangerous_pressure_is_said_first(
    open_page: OpenPage, change_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    import openpyxl

    path = change_workbook()
    book = openpyxl.load_workbook(path)
    sheet = book["Kunjungan Ibu"]
    header = [cell.value for cell in sheet[1]]
    last = max(
        row for row in range(2, sheet.max_row + 1) if sheet.cell(row, header.index("Tanggal") + 1).value
    )
    for row in range(2, last + 1):
        sheet.cell(row, header.index("Sistole") + 1).value = 170
    book.save(path)
    html = read_html(open_page("pendampingan", workbook=path))
    assert pendampingan.DANGER_TODO.split(":")[0] in html
    assert "(170/" in html
