"""The gate in front of the pages, by AppTest on the real entry script."""

from __future__ import annotations

from pathlib import Path

import bcrypt
import pytest
from streamlit.testing.v1 import AppTest

from lib.auth import gate
from lib.auth.throttle import FAILURES_PER_NAME
from lib.config import current_settings
from lib.domain.access import PAGES, Role, Viewer
from lib.views import text
from tests.signing_in import open_app, sign_in


def shown(app: AppTest) -> str:
    assert not app.exception
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([element.value for element in app.text] + html)


def go_to(app: AppTest, installation: Path, page: str) -> AppTest:
    return app.switch_page(str(installation.parent / "pages" / f"{page}.py")).run()


def test_not_signed_in_no_page_runs(installation: Path) -> None:
    app = open_app()
    assert "isi-halaman " not in shown(app)
    for page in PAGES:
        assert "isi-halaman " not in shown(go_to(app, installation, page))


@pytest.mark.parametrize("username", ["kepala", "petugas", "kader", "mentor", "mahasiswa", "dinkes", "tamu"])
def test_each_role_opens_its_pages_and_no_other(installation: Path, username: str) -> None:
    app = sign_in(open_app(), username)
    user = current_settings().find_user(username)
    assert user is not None
    viewer = Viewer(user.username, user.name, user.role)
    for page in PAGES:
        content = shown(go_to(app, installation, page))
        if viewer.may_open(page):
            assert f"isi-halaman {page} untuk {username}" in content
        else:
            assert "isi-halaman " not in content
            assert text.PAGE_NOT_FOR_ROLE_TITLE in content


def test_names_are_not_case_sensitive_and_passwords_are(installation: Path) -> None:
    assert text.SIGN_IN_WRONG in shown(sign_in(open_app(), "kepala", "Posyandu"))
    assert "isi-halaman beranda untuk kepala" in shown(sign_in(open_app(), " KEPALA "))


def test_unknown_wrong_and_impossible_say_the_same(installation: Path) -> None:
    for username, password in [("kepala", "salah"), ("tidak-ada", "salah"), ("kepala", "x" * 100)]:
        assert text.SIGN_IN_WRONG in shown(sign_in(open_app(), username, password))


def test_an_empty_form_asks_to_fill_it_in_and_costs_no_attempt(installation: Path) -> None:
    for _ in range(FAILURES_PER_NAME + 1):
        assert text.SIGN_IN_EMPTY in shown(sign_in(open_app(), "kepala", ""))
    assert "isi-halaman beranda" in shown(sign_in(open_app(), "kepala"))


def test_too_many_failures_wait_even_with_the_right_password(installation: Path) -> None:
    for _ in range(FAILURES_PER_NAME):
        sign_in(open_app(), "kepala", "salah")
    content = shown(sign_in(open_app(), "kepala"))
    assert "Terlalu banyak percobaan. Tunggu 5 menit" in content
    assert "isi-halaman " not in content


def test_signing_out_closes_the_page_and_the_session(installation: Path) -> None:
    app = sign_in(open_app())
    token = app.session_state["papan_sesi"]
    app.button(key="papan_keluar").click().run()
    assert "isi-halaman " not in shown(app)
    assert text.SIGNED_OUT in shown(app)
    assert gate._sessions(current_settings()).find(token) is None


def test_a_session_closed_elsewhere_shows_nothing_at_the_next_run(installation: Path) -> None:
    app = sign_in(open_app())
    gate._sessions(current_settings()).close(app.session_state["papan_sesi"])
    app.run()
    assert "isi-halaman " not in shown(app)
    assert text.SESSION_ENDED in shown(app)


def test_an_account_taken_away_loses_its_session(installation: Path) -> None:
    def write(*usernames: str) -> None:
        hashed = bcrypt.hashpw(b"rahasia", bcrypt.gensalt(4)).decode()
        accounts = "".join(
            f'[credentials.usernames.{name}]\npassword = "{hashed}"\nroles = ["kepala"]\n'
            for name in usernames
        )
        installation.write_text(
            f'[[buku]]\nberkas = "a.xlsx"\n[cookie]\nkey = "{"k" * 40}"\n' + accounts, encoding="utf-8"
        )

    write("ani", "budi")
    app = sign_in(open_app(), "ani", "rahasia")
    assert "isi-halaman beranda untuk ani" in shown(app)
    write("budi")
    assert "isi-halaman " not in shown(app.run())


def test_sample_accounts_do_not_exist_with_a_workbook_of_ones_own(installation: Path) -> None:
    hashed = bcrypt.hashpw(b"rahasia", bcrypt.gensalt(4)).decode()
    installation.write_text(
        f'[[buku]]\nberkas = "a.xlsx"\n[cookie]\nkey = "{"k" * 40}"\n'
        f'[credentials.usernames.ani]\npassword = "{hashed}"\nroles = ["kepala"]\n',
        encoding="utf-8",
    )
    app = open_app()
    assert text.SAMPLE_BADGE not in shown(app)
    assert {button.label for button in app.button} == {"Masuk"}
    assert text.SIGN_IN_WRONG in shown(sign_in(app, "kepala", "posyandu"))


def test_every_role_has_a_sample_account_on_the_page(installation: Path) -> None:
    labels = {button.label.lower() for button in open_app().button}
    assert {user.username for user in current_settings().users} <= labels
    assert len({user.role for user in current_settings().users}) == len(Role)


def test_pages_that_do_not_exist_are_not_in_the_menu(installation: Path) -> None:
    for key in PAGES:
        if key != "gizi":
            (installation.parent / "pages" / f"{key}.py").unlink()
    assert "isi-halaman gizi untuk kepala" in shown(sign_in(open_app()))
    assert text.NO_PAGE_TITLE in shown(sign_in(open_app(), "mentor"))
