"""From the start of the process to the first page with data, without a browser: what the server itself costs.

`python -m benchmarks.first_page FOLDER` signs in to the sample of that data folder and prints the seconds.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    """Start, sign in as kepala, draw Beranda, print seconds since the start of the interpreter's work."""
    started = time.perf_counter()
    folder = sys.argv[1]
    os.environ["PAPAN_DATA"] = folder
    from streamlit.testing.v1 import AppTest

    from lib import config, data

    data.start(config.current_settings())
    from lib import auth

    app = AppTest.from_file(str(config.ROOT / "lib" / "main.py"), default_timeout=60)
    app.run()
    app.text_input(key=auth.NAME_KEY).input("kepala")
    app.text_input(key=auth.PASSWORD_KEY).input(config.SAMPLE_PASSWORD)
    next(button for button in app.button if button.label == "Masuk").click().run()
    if app.exception or not app.subheader:
        sys.exit("Beranda did not come")
    print(f"{time.perf_counter() - started:.2f}")


if __name__ == "__main__":
    main()
