"""The gate in front of the pages, by AppTest on the real entry script."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bcrypt
import jwt
import pytest

from lib.auth import cookie, gate
from lib.auth.condition import find_condition
from lib.auth.throttle import FAILURES_PER_NAME_AND_ADDRESS
from lib.config import current_settings
from lib.domain.access import PAGES, Role, Viewer
from lib.settings import Settings, User
from lib.words import text
from tests.app_test import AppTest
from tests.auth.disk import cut_off, full_disk, held, read_only
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
    for _ in range(FAILURES_PER_NAME_AND_ADDRESS + 1):
        assert text.SIGN_IN_EMPTY in shown(sign_in(open_app(), "kepala", ""))
    assert "isi-halaman beranda" in shown(sign_in(open_app(), "kepala"))


def test_too_many_failures_wait_even_with_the_right_password(installation: Path) -> None:
    for _ in range(FAILURES_PER_NAME_AND_ADDRESS):
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


def test_what_a_tab_holds_counts_on_the_socket_of_the_password_only(installation: Path) -> None:
    app = sign_in(open_app())
    app.session_state["papan_sambungan"] = "sambungan lain"
    app.run()
    assert "isi-halaman " not in shown(app)
    assert "papan_sesi" not in app.session_state


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


LOST = {
    "moved away": lambda path: path.rename(path.with_name("lain.toml")),
    "emptied": lambda path: path.write_text("", encoding="utf-8"),
    "only a comment": lambda path: path.write_text("# sedang diganti", encoding="utf-8"),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_sample_accounts_never_meet_a_workbook_of_ones_own(
    installation: Path, lose: Callable[[Path], object]
) -> None:
    """The secrets file goes away while the server runs: nothing opens, and nobody loses their session."""
    hashed = bcrypt.hashpw(b"rahasia", bcrypt.gensalt(4)).decode()
    installation.write_text(
        f'[[buku]]\nberkas = "a.xlsx"\n[cookie]\nkey = "{"k" * 40}"\n'
        f'[credentials.usernames.ani]\npassword = "{hashed}"\nroles = ["kepala"]\n',
        encoding="utf-8",
    )
    before = sign_in(open_app(), "ani", "rahasia")
    lose(installation)
    app = open_app()
    assert text.SAMPLE_BADGE not in shown(app)
    assert {button.label for button in app.button} == {"Masuk"}
    assert text.SIGN_IN_WRONG in shown(sign_in(app, "kepala", "posyandu"))
    assert "isi-halaman beranda untuk ani" in shown(before.run())
    assert "isi-halaman beranda untuk ani" in shown(sign_in(open_app(), "ani", "rahasia"))


def test_of_guesses_made_at_once_only_so_many_passwords_are_checked(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, together = current_settings(), threading.Barrier(24)
    checked: list[str] = []

    def check(settings: Settings, user: User | None, username: str, password: str) -> bool:
        checked.append(password)
        return user is not None and bcrypt.checkpw(password.encode(), user.password_hash.encode())

    # streamlit-authenticator's own wants a page run; what it costs is this.
    monkeypatch.setattr(gate, "_check_password", check)

    def guess(number: int) -> str | None:
        together.wait()
        return gate._try(settings, "kepala", f"salah{number}", "10.0.0.1", known_browser=False)[1]

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(guess, range(24)))
    assert len(checked) == FAILURES_PER_NAME_AND_ADDRESS
    assert answers.count(text.SIGN_IN_WRONG) == FAILURES_PER_NAME_AND_ADDRESS
    assert sum("Terlalu banyak percobaan" in str(answer) for answer in answers) == 24 - len(checked)
    assert gate._try(settings, "kepala", "posyandu", "10.0.0.2", known_browser=False)[0] is not None


def mark_of(username: str) -> dict[str, str]:
    """The cookie of a browser in which this person has signed in before."""
    setting = current_settings().cookie
    mark = cookie._compute_mark(setting, username)
    return {cookie.mark_name(setting): jwt.encode({"kenal": [mark]}, setting.key, algorithm="HS256")}


def test_a_browsers_mark_is_good_for_its_own_account_only(installation: Path) -> None:
    setting = current_settings().cookie
    assert cookie.is_known_browser(setting, "kepala", mark_of("kepala"))
    assert not cookie.is_known_browser(setting, "petugas", mark_of("kepala"))
    assert not cookie.is_known_browser(setting, "kepala", {})
    forged = {name: value[:-2] + "xx" for name, value in mark_of("kepala").items()}
    assert not cookie.is_known_browser(setting, "kepala", forged)


@pytest.mark.parametrize("trouble", ["full", "read-only", "held", "damaged"])
def test_with_a_disk_that_fails_people_look_sign_in_and_sign_out(installation: Path, trouble: str) -> None:
    app = sign_in(open_app(), "kepala")
    settings = current_settings()
    path = settings.data_folder / "sesi.sqlite3"
    token = app.session_state["papan_sesi"]
    if trouble == "damaged":
        cut_off(path)
        assert text.SESSION_ENDED in shown(app.run())  # everybody signs in again
        app = sign_in(open_app(), "kepala")
        assert "isi-halaman beranda untuk kepala" in shown(app.run())
        assert find_condition()["sesi"] == "dibuat ulang"
        return
    with {"full": full_disk, "held": lambda: held(path), "read-only": lambda: read_only(path.parent)}[
        trouble
    ]():
        began = time.monotonic()
        assert "isi-halaman beranda untuk kepala" in shown(app.run())
        other = sign_in(open_app(), "petugas")
        assert "isi-halaman beranda untuk petugas" in shown(other.run())
        app.button(key="papan_keluar").click().run()
        assert text.SIGNED_OUT in shown(app)
        assert gate._sessions(settings).find(token) is None
        assert find_condition()["sesi"] == "gagal"
        assert time.monotonic() - began < 30
    assert gate._sessions(settings).find(token) is None


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


def test_a_part_that_was_drawn_for_another_role_has_the_whole_page_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Again(Exception):
        pass

    def rerun() -> None:
        raise Again

    seen_by = [Viewer("ibu", "Ibu", role) for role in (Role.KEPALA, Role.KEPALA, Role.TAMU)]
    monkeypatch.setattr(gate, "require_viewer", lambda page, *, in_use=False: seen_by.pop(0))
    monkeypatch.setattr(gate.st, "rerun", rerun)
    ask = gate.guard("antar_jemput")
    assert ask(in_use=True).role is Role.KEPALA
    with pytest.raises(Again):
        ask(in_use=True)
