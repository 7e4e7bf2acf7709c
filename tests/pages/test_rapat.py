"""Meeting mode as its viewers get it; keys, sizes and what goes over the wire are in tests/browser."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from lib import config, data
from lib.auth import gate
from lib.config import current_settings
from lib.domain.rapat import REVEAL_SECONDS, SLIDE_PAGES
from lib.views import rapat
from lib.views.rapat.content import build_slide
from lib.views.rapat.frame import Room, Sheet
from tests.app_test import AppTest
from tests.data.conftest import SampleViews
from tests.data.conftest import sample_xlsx as sample_xlsx
from tests.data.conftest import views as views
from tests.pages.conftest import OpenPage, read_html

SHOW = "papan_pilihan_rapat"


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=f"rapat_{key}").click().run()


def count_parts(app: AppTest) -> int:
    """Parts of the deck: what a run leaves out, a browser may go on showing."""
    return len(app.main.children[len(app.main.children) - 1].children)


def walk(app: AppTest) -> str:
    """Every page of the deck as HTML."""
    seen: dict[str, str] = {}
    while (place := find_place(html := read_html(app))) not in seen:
        seen[place] = html
        press(app, "maju")
    return "".join(seen.values())


def find_place(html: str) -> str:
    """Which slide, and which page of it."""
    found = re.search(r'data-slide="\d+" data-page="\d+"', html)
    assert found
    return found[0]


@pytest.mark.parametrize("user", ["kepala", "kader", "dinkes", "tamu"])
def test_no_name_number_or_address_on_any_slide_of_any_role(
    open_page: OpenPage, views: SampleViews, user: str
) -> None:
    app = open_page("rapat", user=user)
    html = walk(app)
    assert not app.exception
    assert views.personal.found_in([html]) == []
    assert ("RT 0" in html) == (user in ("kepala", "kader"))


def test_a_slide_is_drawn_again_only_with_other_data_and_never_kept_with_names(
    open_page: OpenPage, views: SampleViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def build_and_count(slide: str, facts: Mapping[str, Any], room: Room) -> list[Sheet]:
        drawn.append(slide)
        return build_slide(slide, facts, room)

    monkeypatch.setattr(rapat, "build_slide", build_and_count)
    app = open_page("rapat")
    first = walk(app)
    november = sorted(set(SLIDE_PAGES) - {"timbang"})  # for which no weighing is announced
    assert sorted(drawn) == november
    assert walk(app).count('class="rapat" ') == first.count('class="rapat" ')
    assert sorted(drawn) == november
    while 'data-slide="2"' not in read_html(app):
        press(app, "maju")
    drawn.clear()
    press(app, "nama")
    press(app, "ya")
    kept = app.session_state[rapat._DRAWN].values()
    assert "2t" in drawn
    assert views.personal.found_in([sheet.body for _, _, sheets in kept for sheet in sheets]) == []
    press(app, "nama")  # closes them again
    drawn.clear()
    data._kept.clear()  # as after a reading
    app.run()
    assert drawn == ["2t"]


def test_the_slide_of_an_announced_weighing_comes_in_its_month_and_whenever_it_is_named(
    open_page: OpenPage,
) -> None:
    assert "sasaran sudah ditimbang sampai" in walk(open_page("rapat", bulan="2026-08"))
    assert "bulan timbang" not in walk(open_page("rapat", bulan="2026-10"))
    assert "Oktober 2026 bukan bulan timbang" in walk(open_page("rapat", bulan="2026-10", slides="timbang"))


def test_names_open_after_a_question_and_close_when_the_page_is_turned(
    open_page: OpenPage, views: SampleViews
) -> None:
    app = open_page("rapat", slides="2t", posyandu="MWR1")
    parts = count_parts(app)
    press(app, "nama")
    assert views.personal.found_in([read_html(app)]) == []
    assert count_parts(app) == parts  # the question has a place of its own, drawn empty as well
    press(app, "ya")
    assert set(views.personal.found_in([read_html(app)])) & views.personal.names
    assert "tertutup lagi dalam" in read_html(app)
    press(app, "maju")
    assert views.personal.found_in([read_html(app)]) == []


def test_names_close_by_themselves_when_their_time_is_over(open_page: OpenPage, views: SampleViews) -> None:
    app = open_page("rapat", slides="2t", posyandu="MWR1")
    press(app, "nama")
    press(app, "ya")
    deck, show = app.session_state[SHOW]
    assert show.revealed_until == pytest.approx(time.monotonic() + REVEAL_SECONDS, abs=30)
    app.session_state[SHOW] = (deck, replace(show, revealed_until=time.monotonic() - 1))
    app.run()
    assert views.personal.found_in([read_html(app)]) == []
    assert app.session_state[SHOW][1].revealed_until is None


def test_a_guest_has_no_button_for_names(open_page: OpenPage) -> None:
    app = open_page("rapat", user="tamu", slides="2t")
    assert "rapat_nama" not in [button.key for button in app.button]


def test_a_page_is_turned_when_its_time_is_over_and_not_while_paused(open_page: OpenPage) -> None:
    app = open_page("rapat", slides="skdn,sop", detik="20")
    press(app, "jeda")
    deck, show = app.session_state[SHOW]
    assert show.paused_at is not None
    long_ago = time.monotonic() - 100
    app.session_state[SHOW] = (deck, replace(show, started=long_ago, paused_at=long_ago + 5))
    assert 'data-slide="1"' in read_html(app.run())
    app.session_state[SHOW] = (deck, replace(show, started=long_ago, paused_at=None))
    assert 'data-slide="2"' in read_html(app.run())


def test_an_unknown_word_in_the_address_is_said_calmly(open_page: OpenPage) -> None:
    html = read_html(open_page("rapat", slides="skdn,apa", detik="9999"))
    assert f"Slide tidak dikenal: apa. Yang ada: {', '.join(SLIDE_PAGES)}" in html


def test_a_projected_hour_without_a_click_is_use(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On other pages a run without a person's doing does not put off the idle end; on this one it does."""

    def age_and_rerun(app: AppTest) -> float:
        settings = current_settings()
        almost = settings.idle_minutes * 60 - 30
        with sqlite3.connect(settings.data_folder / "sesi.sqlite3") as connection:
            connection.execute("update session set used_at = ?", (time.time() - almost,))
        app.session_state[gate._QUIET_RERUN] = True
        app.run()
        with sqlite3.connect(settings.data_folder / "sesi.sqlite3") as connection:
            ((used,),) = connection.execute("select max(used_at) from session").fetchall()
        return time.time() - float(used)

    gate._sessions.cache_clear()
    monkeypatch.setattr(config, "_current", None)
    assert age_and_rerun(open_page("rapat", slides="skdn")) < 60
    assert age_and_rerun(open_page("panduan")) > 60
