"""Several puskesmas in one installation: the chooser, whose data a page shows, and the page Kabupaten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from lib import auth, config, data
from lib.config import ROOT
from lib.data.facts import FactsKeeper
from lib.domain.access import PAGES, Role, Viewer
from lib.facts.files import write_facts
from lib.facts.schema import WHOLE
from lib.workbook.sample.build import write_sample
from tests.app_test import AppTest
from tests.installation import PASSWORD, write_secrets
from tests.pages.conftest import SECONDS, TODAY, OpenPage, read_html
from tests.sources.conftest import wait_until

NAMES = ("Puskesmas Cempaka", "Puskesmas <i>Kenanga</i>", "Puskesmas Mawar")
CEMPAKA, KENANGA, MAWAR = NAMES
SIZES = dict(zip(NAMES, (12, 21, 30), strict=True))
USERS = {
    "dinas": {"roles": ["dinkes"]},
    "kepala": {"roles": ["kepala"]},
    "dua": {"roles": ["petugas"], "puskesmas": [KENANGA, MAWAR]},
    "satu": {"roles": ["kepala"], "puskesmas": [MAWAR]},
    "kader": {"roles": ["kader"], "posyandu": ["MLT1"]},
}
MONTH = pd.Period("2026-11")

Open = Callable[..., AppTest]

pytestmark = pytest.mark.timeout(600)  # three puskesmas are read first


def limited_to(puskesmas: str) -> Viewer:
    return Viewer("a", "A", Role.KEPALA, puskesmas=(puskesmas,))


def put_facts(folder: Path, name: str, stunted: int, measured: int) -> None:
    """Facts of invented figures: the books of the test are too small for a funnel."""
    figures = {
        "S": (measured, None), "D": (measured - 10, None), "N": (60, None), "D_corrected": (80, None),
        "stunting": (stunted, measured), "wasting": (30, measured), "underweight": (40, measured),
        "opened": (2, 2), "galat": (3, 300), "sop_ya:AJB": (9, 10), "sop_terisi:AJB": (10, 10),
        "sop_ya:PK": (5, 10), "sop_terisi:PK": (10, 10),
    }  # fmt: skip
    rows = [
        {"indicator": indicator, "numerator": above, "denominator": below, "month": month.start_time}
        for indicator, (above, below) in figures.items()
        for month in (MONTH - 1, MONTH)
    ]
    table = pd.DataFrame(rows).astype({"denominator": "Int64"})
    own = {"puskesmas": name, "posyandu": WHOLE, "read_on": pd.Timestamp("2026-11-22")}
    write_facts(table.assign(**own), name, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder and secrets of three puskesmas."""
    made = tmp_path_factory.mktemp("kabupaten")
    books = []
    for at, (name, children) in enumerate(SIZES.items()):
        path = made / f"buku{at}.xlsx"
        write_sample(path, today=TODAY, posyandu=2, children=children, months=3, mothers=4, seed=at)
        books.append({"nama": f"Buku {at + 1}", "berkas": str(path), "puskesmas": name})
    write_secrets(made / "secrets.toml", books=books, users=USERS)
    return made


@pytest.fixture(scope="module")
def reading(folder: Path) -> Iterator[None]:
    """Reads the three puskesmas; their facts are those of `put_facts`."""
    with pytest.MonkeyPatch.context() as patch:
        set_environment(patch, folder)
        patch.setattr(FactsKeeper, "is_behind", lambda keeper, puskesmas, mark: False)
        data.start(config.current_settings())
        wait_until(lambda: all(data.load(limited_to(name)) is not None for name in NAMES), seconds=240)
        yield
        data.stop()


def set_environment(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("PAPAN_DATA", str(folder / "data"))
    patch.setenv("PAPAN_RAHASIA", str(folder / "secrets.toml"))
    patch.setenv("PAPAN_CONTOH", "0")
    patch.setenv("PAPAN_HARI_INI", TODAY.isoformat())
    patch.setattr(config, "_current", None)


@pytest.fixture
def open_(reading: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    set_environment(monkeypatch, folder)

    def open_page(page: str, user: str = "kepala", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "lib" / "main.py"), default_timeout=3 * SECONDS).run()
        app.text_input(key=auth.NAME_KEY).input(user)
        app.text_input(key=auth.PASSWORD_KEY).input(PASSWORD)
        next(button for button in app.button if button.label == "Masuk").click().run()
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not app.exception
        return app

    return open_page


@pytest.fixture
def facts(folder: Path) -> None:
    where = folder / "data" / "fakta"
    for name, stunted, measured in ((CEMPAKA, 150, 1000), (KENANGA, 400, 1000), (MAWAR, 160, 1000)):
        put_facts(where, name, stunted, measured)


def chooser(app: AppTest) -> list[str]:
    return next((list(box.options) for box in app.selectbox if box.label == "Puskesmas"), [])


def shown(app: AppTest) -> str:
    """Whose data the head of the page says that it shows."""
    (named,) = re.findall(r'<p class="papan-whose">(.*?)</p>', read_html(app))
    return named


def test_who_may_see_several_chooses_and_all_pages_follow(open_: Open) -> None:
    app = open_("beranda")
    assert chooser(app) == list(NAMES) and shown(app) == CEMPAKA
    app.selectbox(key="papan_saring_puskesmas").set_value(KENANGA).run()
    assert not app.exception and shown(app) == KENANGA
    assert app.query_params["puskesmas"] == KENANGA
    app.query_params.clear()  # as the menu does
    app.switch_page(str(ROOT / "pages" / "gizi.py")).run()
    assert shown(app) == KENANGA and app.query_params["puskesmas"] == KENANGA


@pytest.mark.parametrize(
    ("user", "asked", "named"),
    [
        ("kepala", MAWAR, MAWAR),
        ("kepala", MAWAR.lower(), MAWAR),
        ("kepala", "Puskesmas Lain", CEMPAKA),
        ("dua", MAWAR, MAWAR),
        ("dua", CEMPAKA, KENANGA),
        ("satu", CEMPAKA, MAWAR),
        ("kader", MAWAR, CEMPAKA),
    ],
)
def test_an_address_shows_what_is_allowed_and_else_the_first_that_is(
    open_: Open, user: str, asked: str, named: str
) -> None:
    app = open_("gizi", user, puskesmas=asked)
    assert shown(app) == named
    assert f"Buku: Buku {NAMES.index(named) + 1}" in read_html(app)
    assert bool(chooser(app)) == (user in ("kepala", "dua"))


def test_links_to_other_pages_and_children_keep_it(open_: Open) -> None:
    app = open_("gizi", puskesmas=MAWAR, bulan="2026-10")
    links = re.findall(r'href="((?:daftar_anak|anak)\?[^"]*)"', read_html(app))
    assert links and all(
        "puskesmas=Puskesmas+Mawar" in link or "puskesmas=Puskesmas%20Mawar" in link for link in links
    )
    pages = open_("beranda", puskesmas=MAWAR).get("page_link")
    assert pages and all("puskesmas=Puskesmas" in link.proto.query_string for link in pages)


def test_the_name_stands_on_slides(open_: Open) -> None:
    assert data.load(limited_to(KENANGA)) is not None
    html = read_html(open_("rapat", puskesmas=MAWAR))
    seen = data.load(limited_to(MAWAR))
    assert seen is not None and seen.settings.name and seen.settings.name in html


def test_the_page_is_there_for_who_sees_several(open_: Open, facts: None) -> None:
    for user, opens in {"dinas": True, "kepala": True, "dua": True, "satu": False, "kader": False}.items():
        app = open_("kabupaten", user)
        assert ([title.value for title in app.title] == [PAGES["kabupaten"].title]) == opens, user
        assert ("Halaman ini bukan untuk peran Anda" in read_html(app)) != opens, user


def test_the_funnel_names_who_lies_outside_and_escapes_names(open_: Open, facts: None) -> None:
    app = open_("kabupaten", "dinas")
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "<i>Kenanga" not in html and "&lt;i&gt;Kenanga&lt;/i&gt; 40,0%" in html
    assert re.search(r"Jauh di atas \(di luar batas 99,8%\):</b> Puskesmas &lt;i&gt;Kenanga", html)
    assert re.search(
        r"Jauh di bawah \(di luar batas 99,8%\):</b> Puskesmas Mawar 16,0%, Puskesmas Cempaka 15,0%", html
    )
    assert "710 dari 3.000" in html and "15,0%" in html and "1 dari 2 baik" in html and "▲ PK 50,0%" in html
    assert "beranda?puskesmas=Puskesmas%20Mawar&amp;bulan=2026-11" in html
    assert "3 dari 3 buku terbaca" in " ".join(caption.value for caption in app.caption)
    assert len(app.get("vega_lite_chart")) == 4
    charts = " ".join(str(chart.proto) for chart in app.get("vega_lite_chart"))
    assert "Kenanga" in charts


def test_another_figure_and_month_can_be_looked_at(open_: Open, facts: None) -> None:
    html = read_html(open_("kabupaten", "dinas", bulan="2026-10", indikator="wasting"))
    assert "90 dari 3.000" in html and "Semua 3 puskesmas ada di dalam batas" in html


def test_few_cases_are_closed_for_the_dinas_and_open_for_who_sees_them(
    open_: Open, facts: None, folder: Path
) -> None:
    put_facts(folder / "data" / "fakta", MAWAR, 3, 1000)
    html = read_html(open_("kabupaten", "dinas"))
    assert "&lt;5" not in html and "<5" in html and "3 dari 1.000" not in html
    assert "550 dari 2.000" in html, "the mean is of the others"
    assert "3 dari 1.000" in read_html(open_("kabupaten", "kepala"))


def test_before_the_first_facts_it_says_what_to_wait_for(open_: Open, folder: Path) -> None:
    for path in (folder / "data" / "fakta").glob("*.parquet"):
        path.unlink()
    html = read_html(open_("kabupaten", "dinas"))
    assert "Belum ada angka untuk dibandingkan" in html and "Buku 3" in html


def test_of_one_puskesmas_nothing_is_to_be_chosen(open_page: OpenPage) -> None:
    app = open_page("beranda", puskesmas="Puskesmas Lain")
    assert not chooser(app) and 'class="papan-whose"' not in read_html(app)
    assert "puskesmas=" not in " ".join(link.proto.query_string for link in app.get("page_link"))
    refused = open_page("kabupaten")
    assert not refused.exception and "Halaman ini bukan untuk peran Anda" in read_html(refused)
