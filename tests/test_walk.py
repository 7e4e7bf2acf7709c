"""Roles × pages × choices × files × meeting mode: nothing of a person reaches who may not know it."""

from __future__ import annotations

import re

import pytest

from lib.domain.access import PAGES
from tests.browser.conftest import Server
from tests.walk import BEGIN, END, GUIDE, Book, Walk, Walker, search, wait_for_data

pytestmark = pytest.mark.timeout(900)  # a walk is many pages: what hangs in one is ended by its own wait
USERNAMES = ("kepala", "petugas", "kader", "mentor", "mahasiswa", "dinkes", "tamu")
STAFF = ("kepala", "petugas")
SLACK = 0.9
"""The guide's figures are of one run; another day's sample differs by a few messages."""


@pytest.fixture(scope="module")
def server(sample_server: Server) -> Server:
    wait_for_data(sample_server)
    return sample_server


@pytest.fixture(scope="module")
def book(server: Server) -> Book:
    return Book(server.data_folder)


@pytest.fixture(scope="module", params=USERNAMES)
def walk(request: pytest.FixtureRequest, server: Server, book: Book) -> Walk:
    user = next(one for one in book.users if one.username == request.param)
    return Walker(server, book, user).run()


@pytest.fixture(scope="module")
def written() -> dict[str, list[str]]:
    """The figures in docs/keamanan.md, by account."""
    table = GUIDE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in table.strip().splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def test_all_accounts_are_walked(book: Book, written: dict[str, list[str]]) -> None:
    assert tuple(user.username for user in book.users) == USERNAMES == tuple(written)


def test_nothing_reaches_an_account_that_is_not_for_it(walk: Walk, book: Book) -> None:
    assert walk.failed == []
    assert walk.found == {}
    assert walk.sought > 300
    role = next(user.role for user in book.users if user.username == walk.username)
    assert walk.pages == {page for page, one in PAGES.items() if role in one.roles and not one.several}
    assert walk.refused == set(PAGES) - walk.pages


def test_what_is_sought_would_be_found(walk: Walk, book: Book) -> None:
    """Whoever may see persons was sent their names, in messages and in every kind of file."""
    names = book.personal.names
    if walk.username in STAFF:
        # Lists by posyandu are walked for the last one.
        sasaran = book.list_sasaran(book.whole.tables.frames["posyandu"]["code"].iloc[-1])
        assert len(sasaran) > 20
        assert set(sasaran) - set(search(walk.texts, sasaran)) == set()
        for kind in (".pdf", ".xlsx", ".docx", ".csv"):
            assert search(dict.fromkeys(walk.by_kind[kind], ""), names), kind
    elif walk.username in ("kader", "mentor", "mahasiswa"):
        assert search(walk.texts, names)
    else:
        assert not search(walk.texts, names)


def test_the_guide_gives_the_figures_of_this_walk(walk: Walk, written: dict[str, list[str]]) -> None:
    pages, refused, runs, frames, files, sought, found = written[walk.username]
    assert (int(pages), int(refused), int(found)) == (len(walk.pages), len(walk.refused), 0)
    assert walk.runs >= SLACK * int(runs)
    assert walk.frames >= SLACK * int(frames)
    assert walk.sought >= SLACK * int(sought)
    assert sum(walk.files.values()) >= SLACK * sum(map(int, re.findall(r"\d+", files)))


def test_words_are_found_across_frames_and_groups_of_digits() -> None:
    texts = {"Budi Contoh, HP 0812-3456 7890": "halaman"}
    assert search(texts, ["Budi Contoh", "81234567890", "Ani"]) == {
        "Budi Contoh": "halaman",
        "81234567890": "digits in groups",
    }
