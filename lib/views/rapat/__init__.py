"""Meeting mode on the screen: the slide, its buttons, and a clock that turns pages and tells the data's age.

Two fragments: the deck draws a slide when a key is pressed, the clock within it looks every second whether it
is time for the next one and draws the foot alone. So nothing is sent again while a slide stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import streamlit as st

from lib.domain import rapat as slides
from lib.domain.access import PAGES
from lib.domain.freshness import Freshness
from lib.domain.rapat import Deck, Show
from lib.views import components, notes
from lib.views.links import PAGES_FOLDER, keep_puskesmas
from lib.views.rapat.content import build_slide, describe_place
from lib.views.rapat.frame import Room, Sheet, build_foot, build_frame, build_room_style, build_time
from lib.views.templates import macro
from lib.words.rapat import TITLES

# --- Buttons and keys of meeting mode. What turns pages (← →, PageUp and PageDown of a presenter's remote) is
# counted in the browser and arrives as a sum, so that no press is lost while a slide is drawn; full
# screen is the browser's to give, on a click or key in the page itself. Both are one small component.

FULL_SCREEN = "Layar penuh (F)"
TURNED = "papan_pilihan_rapat_balik"
"""Pages to turn that have not been turned yet: +2 is two on."""

_SEEN = "papan_pilihan_rapat_dilihat"
_COMPONENT = "rapat_layar"
_full_screen = macro("rapat/rapat.html", "full_screen")
# A button that was clicked keeps the focus, and the space bar would press it again: it gives the focus back.
_JS = """
const run = String(Math.random());
let sum = 0;
export default function ({ parentElement, setStateValue }) {
  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  const fill = () => document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen().catch(() => undefined);
  const press = (event) => {
    const focused = document.activeElement;
    if (event.key === " " && focused && focused.closest(".st-key-rapat_kendali")) focused.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = steps[event.key];
    if (step === undefined && event.key.toLowerCase() !== "f") return;
    event.preventDefault();
    if (event.repeat) return;
    if (step === undefined) return fill();
    sum += step;
    setStateValue("turned", { run, sum });
  };
  document.addEventListener("keydown", press, true);
  parentElement.querySelector("button").onclick = fill;
  return () => document.removeEventListener("keydown", press, true);
}
"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "papan_rapat", html=str(_full_screen(words=FULL_SCREEN)), js=_JS, isolate_styles=False
    )


def turn(by: int) -> None:
    """Ask for so many pages on (or back, below 0)."""
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + by


def _count_keys() -> None:
    """What the browser's sum has grown by since it was last seen; a page loaded anew counts from 0."""
    turned = st.session_state[_COMPONENT].turned
    run, total = str(turned["run"]), int(turned["sum"])
    seen_run, seen = st.session_state.get(_SEEN, (run, 0))
    st.session_state[_SEEN] = (run, total)
    turn(total - (seen if seen_run == run else 0))


def render_controls(
    *, pause: Callable[[], None], paused: bool, names: Callable[[], None] | None, names_open: bool
) -> bool:
    """The row of buttons; True when the viewer wants to leave (or to close what is open). `names` opens or
    closes names; None where there are none to open."""
    with st.container(key="rapat_kendali", horizontal=True):
        _button("mundur", "Sebelumnya (←)", "chevron_left", turn, -1)
        word, icon = ("Lanjutkan", "play_arrow") if paused else ("Jeda", "pause")
        _button("jeda", word, icon, pause, shortcut="Space")
        _button("maju", "Berikutnya (→)", "chevron_right", turn, 1)
        if names is not None:
            word, icon = ("Tutup nama", "visibility_off") if names_open else ("Tampilkan nama", "visibility")
            _button("nama", word, icon, names, shortcut="N")
        _component()(key=_COMPONENT, on_turned_change=_count_keys)
        return _button("keluar", "Keluar dari mode rapat", "close", None, shortcut="Esc")


def _button(
    key: str, word: str, icon: str, act: Callable[..., None] | None, *args: int, shortcut: str | None = None
) -> bool:
    return st.button(
        word, key=f"rapat_{key}", icon=f":material/{icon}:", shortcut=shortcut, on_click=act, args=args
    )


# --- The slide and its clock.

CLOCK_SECONDS = 1
LEAVES_TO = ("pertemuan", "beranda")
KEYS = "← → pindah · spasi jeda · F layar penuh · Esc keluar"
ASK = (
    f"**Tampilkan nama lengkap?**  \nSemua orang di ruangan ini akan membacanya. Nama tertutup lagi sesudah "
    f"{slides.REVEAL_SECONDS} detik, atau bila slide berganti."
)
ASK_YES = f"Ya, tampilkan {slides.REVEAL_SECONDS} detik"
ASK_NO = "Tidak"

_SHOW = "papan_pilihan_rapat"
_DRAWN = "papan_pilihan_rapat_lembar"


@dataclass(frozen=True)
class Meeting:
    """What the deck asks of the app: `load(names)` the view (with names only while they are open), `fresh`
    the data's age, `stay` that the viewer is still signed in (and watches the screen), `rerun` a whole run
    without anybody's click, `may_reveal(slide)`."""

    load: Callable[[bool], Any]
    fresh: Callable[[], Freshness]
    stay: Callable[[], object]
    rerun: Callable[[], None]
    may_reveal: Callable[[str], bool]


def render_room(scale: float) -> None:
    """The styles that hide the app, and the page's title for screen readers; once at the top of the page."""
    st.html(build_room_style(dark=components.is_dark(), scale=scale))
    with st.container(key="rapat_judul"):
        st.title(PAGES["rapat"].title, anchor=False)


@st.fragment
def render_deck(deck: Deck, meeting: Meeting, leave: Callable[[], None]) -> None:
    """The slide that the show stands at, with its buttons; `leave` goes back to the app."""
    now = time.monotonic()
    room = Room(deck.scale, components.is_dark())
    # What is drawn now is what the clock compares with.
    components.keep_drawn(meeting.fresh())
    sheets, place = _build(deck, meeting, room, now)
    turned = int(st.session_state.pop(TURNED, 0))
    for _ in range(abs(turned)):
        by = 1 if turned > 0 else -1
        _change(deck, partial(slides.move, by=by, slides=len(deck.slides), pages=len(sheets)))
        sheets, place = _build(deck, meeting, room, now)
    show = _read_show(deck, now)
    name, page = deck.slides[show.slide], show.page_of(len(sheets))
    opened = show.reveals(now)
    frame = build_frame(
        sheets[page], room, title=TITLES[name], place=place,
        page=page, pages=len(sheets), at=show.slide, of=len(deck.slides),
    )  # fmt: skip
    held = show.paused_at is not None or show.asks or opened
    st.html(frame + build_time(show.elapsed(now), deck.seconds, held=held))
    leaves = render_controls(
        pause=lambda: _change(deck, slides.pause),
        paused=show.paused_at is not None,
        names=(lambda: _change(deck, slides.cover if opened else _ask)) if meeting.may_reveal(name) else None,
        names_open=opened,
    )
    _clock(deck, meeting)
    # Its place is drawn empty too: the browser takes away what a run left out only if the clock did not tick
    # within that run, and an answered question would stay on the screen.
    with st.empty():
        if show.asks:
            _render_question(deck)
    if leaves and (show.asks or opened):
        _change(deck, slides.cover)
        st.rerun(scope="fragment")
    elif leaves:
        st.session_state.pop(_SHOW, None)
        leave()


def _build(deck: Deck, meeting: Meeting, room: Room, now: float) -> tuple[list[Sheet], list[str]]:
    """The pages of the slide that the show stands at, and where and when it is of."""
    show = _read_show(deck, now)
    opened = show.reveals(now)
    seen = meeting.load(opened)
    if seen is None:
        return [Sheet(notes.WAITING_TITLE, hint=notes.WAITING_HELP)], []
    name = deck.slides[show.slide]
    facts = seen.rapat.slide(name, seen.rapat.slide_month(deck.month, deck.posyandu), deck.posyandu)
    place = [part for part in (seen.settings.name, *describe_place(facts)) if part]
    return _draw(name, facts, room, keep=not opened), place


def _draw(name: str, facts: Mapping[str, Any], room: Room, *, keep: bool) -> list[Sheet]:
    """The pages of a slide, drawn once while its facts and the room are the same; `keep` none with names.

    Facts change only with the workbooks. Drawing reads tables, and each reading leaves a small mark behind in
    the table (pandas' references, up to 500 a block): over hours of turning pages that is memory.
    """
    drawn: dict[str, tuple[Mapping[str, Any], Room, list[Sheet]]] = st.session_state.setdefault(_DRAWN, {})
    kept = drawn.get(name)
    if kept is not None and kept[0] is facts and kept[1] == room:
        return kept[2]
    sheets = build_slide(name, facts, room)
    if keep:
        drawn[name] = (facts, room, sheets)
    return sheets


def _ask(show: Show, now: float) -> Show:
    return slides.ask(show)


def _render_question(deck: Deck) -> None:
    with st.container(key="rapat_tanya"):
        st.markdown(ASK)
        with st.container(horizontal=True):
            st.button(ASK_YES, key="rapat_ya", type="primary", on_click=_change, args=(deck, slides.reveal))
            st.button(ASK_NO, key="rapat_tidak", on_click=_change, args=(deck, slides.cover))


@st.fragment(run_every=CLOCK_SECONDS)
def _clock(deck: Deck, meeting: Meeting) -> None:
    """The foot, once a second; turns the page when its time is over, closes names, takes over new data."""
    meeting.stay()
    now = time.monotonic()
    show = _read_show(deck, now)
    fresh = meeting.fresh()
    if show.revealed_until is not None and not show.reveals(now):
        _change(deck, slides.cover)
        meeting.rerun()
    if slides.is_due(show, deck, now):
        turn(1)
        meeting.rerun()
    if components.is_outdated(fresh):
        meeting.rerun()
    left = show.revealed_until - now if show.revealed_until is not None else None
    first = show.slide == 0 and max(show.page, 0) == 0
    st.html(
        build_foot(
            fresh,
            remarks=(*deck.remarks, KEYS) if first else (),
            names_left=left,
            held=show.paused_at is not None,
            scale=deck.scale,
        )
    )


def _read_show(deck: Deck, now: float) -> Show:
    """Where the show stands; from the beginning where it has not begun, or with another deck."""
    kept: tuple[Deck, Show] | None = st.session_state.get(_SHOW)
    if kept is None or kept[0] != deck:
        kept = st.session_state[_SHOW] = (deck, Show(started=now))
    return kept[1]


def _change(deck: Deck, change: Callable[..., Show]) -> None:
    """Change the show by a function of lib.domain.rapat: `change(show, now=…)`."""
    now = time.monotonic()
    st.session_state[_SHOW] = (deck, change(_read_show(deck, now), now=now))


def leave(may_open: Callable[[str], bool], deck: Deck) -> None:
    """Back to the app, with its menu; month and posyandu of the deck are kept."""
    chosen = {"bulan": deck.month, "posyandu": deck.posyandu}
    kept = keep_puskesmas({name: str(value) for name, value in chosen.items() if value is not None})
    for key in (*LEAVES_TO, *PAGES):
        path = PAGES_FOLDER / f"{key}.py"
        if key != "rapat" and may_open(key) and path.is_file():
            page = st.Page(path, title=PAGES[key].title, url_path=PAGES[key].url_path)
            st.switch_page(page, query_params=kept)
