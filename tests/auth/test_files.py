"""A file made on demand asks for its session itself, whichever way the asking came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from lib.auth import files
from lib.auth.doors import Doors, Owner
from lib.auth.files import guard_files
from lib.auth.open_sessions import find_sessions, find_viewer
from lib.auth.sessions import compute_password_mark
from lib.config import current_settings
from lib.domain.access import Role


def sign_in(username: str = "kepala") -> Owner:
    settings = current_settings()
    user = settings.find_user(username)
    assert user is not None
    token = find_sessions(settings).open(username, compute_password_mark(user.password_hash))
    viewer = find_viewer(settings, token)
    assert viewer is not None
    return Owner(token, viewer)


@pytest.fixture
def manager() -> MediaFileManager:
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def test_a_file_is_made_while_its_session_is_open(
    installation: Path, manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors, owner = Doors(), sign_in()
    guard_files(manager, doors)
    monkeypatch.setattr(files, "_find_page_owner", lambda _: owner)
    file_id = manager.add_deferred(lambda: b"isi", "text/plain", "1", "temuan.csv")
    assert doors.owns_file(file_id, owner)
    url = manager.execute_deferred(file_id)
    made = url.rpartition("/")[2].partition(".")[0]
    assert doors.find_file_name(made, owner) == "temuan.csv"
    find_sessions(current_settings()).close(owner.token)
    with pytest.raises(Exception, match="ended"):
        manager.execute_deferred(manager.add_deferred(lambda: b"isi lain", "text/plain", "2", "b.csv"))


def test_a_file_of_nobody_or_of_who_may_see_less_now_is_not_made(
    installation: Path, manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard_files(manager, Doors())
    owner = sign_in("tamu")
    before = replace(owner, viewer=replace(owner.viewer, role=Role.KEPALA))
    for one in (None, before):
        monkeypatch.setattr(files, "_find_page_owner", lambda _, one=one: one)
        with pytest.raises(Exception, match="ended"):
            manager.execute_deferred(manager.add_deferred(lambda: b"isi", "text/plain", "1", "a.csv"))


def test_of_files_made_when_pressed_the_newest_stay(
    installation: Path, manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard_files(manager, Doors())
    owner = sign_in()
    monkeypatch.setattr(files, "_find_page_owner", lambda _: owner)
    monkeypatch.setattr(files, "MOST_READY_BYTES", 250)

    def press(number: int) -> str:
        file_id = manager.add_deferred(
            lambda: bytes([number]) * 100, "text/plain", str(number), f"{number}.csv"
        )
        return manager.execute_deferred(file_id).rpartition("/")[2].partition(".")[0]

    first, second, third = (press(number) for number in range(3))
    assert press(1) == second  # pressed again
    for _ in range(3):  # runs of others
        manager.remove_orphaned_files()
    assert [manager.read_file(one) is not None for one in (first, second, third)] == [False, True, True]
    monkeypatch.setattr(files, "MOST_READY_BYTES", 1)
    newest = press(4)
    for _ in range(3):
        manager.remove_orphaned_files()
    assert manager.read_file(newest) is not None and manager.read_file(second) is None


def test_a_file_is_its_owners_as_long_as_it_is_there_whatever_others_draw(
    installation: Path, manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour of fifty viewers who draw a page of ten files each half minute, beside one left open: nothing
    of it is forgotten, and of what was drawn over nothing is kept."""
    doors, owner, other = Doors(), sign_in(), sign_in("petugas")
    guard_files(manager, doors)

    def draw(whose: Owner, page: str) -> str:
        monkeypatch.setattr(files, "_find_page_owner", lambda _: whose)
        return manager.add_deferred(lambda: b"isi", "text/plain", page, "laporan.pdf")

    left_open = draw(owner, "left open")
    for _ in range(120):
        drawn = [draw(other, f"{viewer} {file}") for viewer in range(50) for file in range(10)]
        manager.remove_orphaned_files()
    assert doors.owns_file(left_open, owner)
    assert doors._files.keys() == {left_open, *drawn}
    made = manager.execute_deferred(drawn[0]).rpartition("/")[2].partition(".")[0]
    assert doors.owns_file(made, other)
    manager._files_by_session_and_coord.clear()  # all pages are closed, and what was made gives way
    for _ in range(2):
        manager.remove_orphaned_files()
    assert doors._files == {}
