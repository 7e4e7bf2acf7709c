"""What a page costs the server at full size: `python -m benchmarks.pages` (a minute to make the workbook).

A puskesmas of 40 posyandu with 36 months of some 144,000 weighings as .xlsx; every page is run as kepala:
first after the data came (cold) and again (warm, the median of five).
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.machine import describe_machine

TODAY = date(2026, 11, 22)
CHILDREN, POSYANDU, MONTHS, MOTHERS = 6750, 40, 36, 400
RERUNS = 5


def sign_in_as_kepala() -> tuple[object, object]:
    """A page run of a signed-in kepala, standing on the start page."""
    from streamlit.testing.v1 import AppTest

    from lib import auth, config

    app = AppTest.from_file(str(config.ROOT / "lib" / "main.py"), default_timeout=300)
    app.run()
    app.text_input(key=auth.NAME_KEY).input("kepala")
    app.text_input(key=auth.PASSWORD_KEY).input(config.SAMPLE_PASSWORD)
    next(button for button in app.button if button.label == "Masuk").click().run()
    return app, auth


def time_page(app: object, key: str) -> tuple[float, float]:
    """Seconds of the first run of a page and of the median rerun."""
    from lib.config import ROOT

    seconds = []
    for run in range(1 + RERUNS):
        start = time.perf_counter()
        if run == 0:
            app.switch_page(str(ROOT / "pages" / f"{key}.py")).run()  # type: ignore[attr-defined]
        else:
            app.run()  # type: ignore[attr-defined]
        seconds.append(time.perf_counter() - start)
        if app.exception:  # type: ignore[attr-defined]
            sys.exit(f"{key}: {app.exception}")  # type: ignore[attr-defined]
    return seconds[0], statistics.median(seconds[1:])


def time_twelve_months(app: object) -> tuple[float, float]:
    """Seconds of Daftar Tilik with the twelve months of one SOP: the first run and the median rerun."""
    from lib.config import ROOT

    app.switch_page(str(ROOT / "pages" / "daftar_tilik.py")).run()  # type: ignore[attr-defined]
    seconds = []
    for run in range(1 + RERUNS):
        start = time.perf_counter()
        if run == 0:
            app.toggle(key="papan_tilik_tren").set_value(True).run()  # type: ignore[attr-defined]
        else:
            app.run()  # type: ignore[attr-defined]
        seconds.append(time.perf_counter() - start)
    return seconds[0], statistics.median(seconds[1:])


def time_sop_year(seen: object) -> tuple[float, float]:
    """Seconds for the compliance of five SOPs × twelve months of every posyandu: from the tables as read, and
    from the SOP engine once it stands."""
    from lib.domain import steps

    start = time.perf_counter()
    engine = steps.build_engine(seen._frames, today=seen.today, monthly=seen.gizi.monthly)  # type: ignore[attr-defined]
    built = time.perf_counter()
    years = [steps.compute_year_rows(engine, year) for year in (TODAY.year - 1, TODAY.year)]
    rows = pd.concat(years, ignore_index=True)
    for code in engine.steps["sop"].unique():
        chosen = rows[rows["sop"].eq(code)]
        steps.compute_compliance_months(chosen, until=pd.Period(TODAY, freq="M"))
        steps.compute_place_months(chosen, until=pd.Period(TODAY, freq="M"))
    end = time.perf_counter()
    return end - start, end - built


def main() -> None:
    """Make the workbook, read it, run every page, print a row each."""
    print(f"Python {platform.python_version()}, {describe_machine()}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PAPAN_DATA"], os.environ["PAPAN_HARI_INI"] = folder, TODAY.isoformat()
        from lib import config, data
        from lib.domain.access import PAGES, Role, Viewer
        from lib.workbook.sample.build import write_sample

        write_sample(
            Path(folder) / config.SAMPLE_WORKBOOK,
            today=TODAY, children=CHILDREN, posyandu=POSYANDU, months=MONTHS, mothers=MOTHERS,
        )  # fmt: skip
        start = time.perf_counter()
        data.start(config.current_settings())
        seen = None
        while seen is None:
            seen = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
        weighings = len(seen.tables["penimbangan"])
        print(f"Dibaca dan disatukan dalam {time.perf_counter() - start:.1f} s: {weighings:,} penimbangan")
        app, _ = sign_in_as_kepala()
        print("| halaman | pertama (s) | ulang (s) |\n|---|---|---|", flush=True)
        for key in PAGES:
            if (config.ROOT / "pages" / f"{key}.py").is_file():
                cold, warm = time_page(app, key)
                print(f"| {PAGES[key].title} | {cold:.2f} | {warm:.3f} |", flush=True)
        cold, warm = time_twelve_months(app)
        print(f"| Daftar Tilik dengan 12 bulan | {cold:.2f} | {warm:.3f} |", flush=True)
        cold, warm = map(min, zip(*(time_sop_year(seen) for _ in range(RERUNS)), strict=True))
        print(f"5 SOP × 12 bulan × {POSYANDU} posyandu: {cold:.2f} s dari tabel, {warm:.2f} s dari mesin SOP")
        data.stop()


if __name__ == "__main__":
    main()
