"""Opens the app's entry script in Streamlit's AppTest, signed in as a sample account.

AppTest holds no cookies: reload, second tab and sign-out across tabs are browser tests.
"""

from __future__ import annotations

from lib.config import ROOT
from tests.app_test import AppTest

ENTRY = ROOT / "lib" / "main.py"
SECONDS = 60


def open_app() -> AppTest:
    """The app, not signed in, run once."""
    return AppTest.from_file(ENTRY, default_timeout=SECONDS).run()


def sign_in(app: AppTest, username: str = "kepala", password: str = "posyandu") -> AppTest:
    app.text_input(key="masuk_nama").input(username)
    app.text_input(key="masuk_sandi").input(password)
    button = next(button for button in app.button if button.label == "Masuk")
    return button.click().run()


def open_signed_in(username: str = "kepala", page: str | None = None) -> AppTest:
    """The app signed in as a sample account, on `page` (a key of PAGES) or on the role's first page."""
    app = sign_in(open_app(), username)
    if page is not None:
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    return app
