"""Parts of the guide page: the guides of docs/, and what can be downloaded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.access import PAGES, Role
from lib.views import components, filters
from lib.views.links import page_link
from lib.views.part import redrawn_alone
from lib.views.templates import build_sheet, macro, state_class
from lib.words.downloads import find_mime
from lib.words.guides import GUIDES_OF_ROLE, Section, read_guide
from lib.workbook.header_notes import MUST_BE_FILLED, OPTIONAL, build_dictionary
from lib.workbook.tabs import TABS

TITLE = "Panduan"
LEAD = "Cara mengisi buku kerja dan membaca papan ini. Halaman ini tetap ada walaupun data belum terbaca."

PARTS = {"panduan": "Panduan", "kamus": "Kamus kolom", "unduhan": "Unduhan"}
CHOOSE_GUIDE = "Pilih panduan"

FIGURES_TITLE = "Tentang angka"
FIGURES_HELP = (
    "Cara menghitung tiap angka, siapa yang tidak ikut dihitung, dan sumbernya ada di halamannya sendiri, "
    "di bawah “Bagaimana angka ini dihitung?”."
)
PAGES_WITH_FIGURES = ("beranda", "daftar_tilik", "antar_jemput", "mentoring", "gizi")

TROUBLE_BUTTON = "Arti pesan di atas dan yang harus dilakukan"

SHEET_TITLE = "Lembar kader"
SHEET_HELP = "Satu halaman A4 bergambar, untuk dicetak dan ditempel di posyandu."
SHEET_BUTTON = "Unduh lembar kader (PDF)"
WHOLE_BOOK_TITLE = "Buku kosong puskesmas"
WHOLE_BOOK_HELP = "Semua tab, dengan kelima SOP, catatan judul kolom, dan pilihan isian."
WHOLE_BOOK_BUTTON = "Unduh buku puskesmas (.xlsx)"
ONE_BOOK_TITLE = "Buku kosong satu posyandu"
ONE_BOOK_HELP = "Hanya tab yang diisi kader."
ONE_BOOK_BUTTON = "Unduh buku posyandu (.xlsx)"
ONE_BOOK_CHOOSE = "Kode posyandu"
ONE_BOOK_PLACEHOLDER = "Pilih, atau ketik kode baru"
_picture = macro("panduan/panduan.html", "picture")

NO_CODE = "Pilih posyandu dulu, atau ketik kodenya."
BAD_CODE = "Kode hanya berisi huruf, angka, titik, garis bawah, atau tanda hubung; misalnya MLT1."


def render_guide_style() -> None:
    """The styles of this page; once on it."""
    st.html(build_sheet("panduan/panduan.css", dark=components.is_dark()))


def choose_part() -> str:
    """The part of the page, kept in the address: a key of PARTS."""
    return filters.part_filter("panduan", PARTS, "panduan")


def choose_guide(role: Role) -> str:
    """The guide to read, the role's own first; nothing to choose where there is only one."""
    keys = GUIDES_OF_ROLE[role]
    if len(keys) == 1:
        return keys[0]
    titles = {key: read_guide(key).title for key in keys}
    left, _ = st.columns(2)
    with left:
        return filters.choice_filter(CHOOSE_GUIDE, "untuk", titles, keys[0])


def render_trouble_button(problems: Sequence[str], role: Role) -> None:
    """While workbooks cannot be read: the way to what each message means, for who can mend it."""
    if problems and "google" in GUIDES_OF_ROLE[role]:
        # A link from a page to itself would leave the old choice in the browser's address.
        meaning = {"bagian": "panduan", "untuk": "google"}
        st.button(
            TROUBLE_BUTTON, icon=":material/menu_book:", on_click=st.query_params.update, args=(meaning,)
        )


def render_guide(key: str) -> None:
    """A whole guide; its sections with a picture two in a row."""
    guide = read_guide(key)
    st.header(guide.title, anchor=False)
    pictured = [section for section in guide.sections if section.picture]
    before = list(guide.sections).index(pictured[0]) if pictured else len(guide.sections)
    after = [section for section in guide.sections[before:] if not section.picture]
    with st.container(key="papan_baca"):
        for section in guide.sections[:before]:
            _render_section(section)
    for place in range(0, len(pictured), 2):
        for column, section in zip(st.columns(2), pictured[place : place + 2], strict=False):
            with column, st.container(border=True, height="stretch"):
                _render_section(section)
    with st.container(key="papan_baca_akhir"):
        for section in after:
            _render_section(section)


def _render_section(section: Section) -> None:
    if section.title:
        st.subheader(section.title, anchor=False)
    st.markdown(section.text)
    if section.picture:
        image = b64encode(section.picture.read_bytes()).decode()
        st.html(_picture(description=section.description, svg=image))


def render_about_figures(may_open: Callable[[str], bool]) -> None:
    """Where each figure says how it is computed: links to the pages this viewer may open."""
    st.header(FIGURES_TITLE, anchor=False)
    st.markdown(FIGURES_HELP)
    with st.container(horizontal=True):
        for key in PAGES_WITH_FIGURES:
            if may_open(key):
                page_link(key, PAGES[key].title)


@redrawn_alone
def render_downloads(
    posyandu: Mapping[str, str],
    *,
    kader_sheet: Callable[[], bytes],
    kader_sheet_name: str,
    empty_book: Callable[[str | None], bytes],
    empty_book_name: Callable[[str | None], str],
    is_code: Callable[[str], object],
) -> None:
    """Three downloads, each made when its button is pressed; `posyandu` are the known codes and names."""
    sheet, whole, one = st.columns(3)
    with sheet, st.container(border=True, height="stretch"):
        st.header(SHEET_TITLE, anchor=False)
        st.markdown(SHEET_HELP)
        _download(SHEET_BUTTON, kader_sheet, kader_sheet_name)
    with whole, st.container(border=True, height="stretch"):
        st.header(WHOLE_BOOK_TITLE, anchor=False)
        st.markdown(WHOLE_BOOK_HELP)
        _download(WHOLE_BOOK_BUTTON, lambda: empty_book(None), empty_book_name(None))
    with one, st.container(border=True, height="stretch"):
        st.header(ONE_BOOK_TITLE, anchor=False)
        st.markdown(ONE_BOOK_HELP)
        chosen = st.selectbox(
            ONE_BOOK_CHOOSE,
            list(posyandu),
            index=0 if len(posyandu) == 1 else None,
            format_func=lambda code: f"{code} · {posyandu[code]}" if code in posyandu else code,
            placeholder=ONE_BOOK_PLACEHOLDER,
            accept_new_options=True,
            key="papan_kode_posyandu",
        )
        code = (chosen or "").strip().upper()
        if not code:
            st.caption(NO_CODE)
        elif not is_code(code):
            components.problem_note(BAD_CODE)
        else:
            _download(ONE_BOOK_BUTTON, lambda: empty_book(code), empty_book_name(code))


def _download(label: str, build: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        build,
        file_name=name,
        mime=find_mime(name),
        on_click="ignore",
        icon=":material/download:",
    )


# --- The column dictionary on screen: by tab, or searched through all tabs.

CHOOSE_TAB = "Tab"
SEARCH = "Cari kolom di semua tab"
SEARCH_EXAMPLE = "misalnya edema, HP, tanggal lahir"
FILLED_BY = {"posyandu": "Diisi kader", "puskesmas": "Diisi petugas puskesmas"}
NOTHING_TITLE = "Tidak ada kolom yang cocok"
NOTHING_HELP = "Coba kata yang lebih pendek, atau kosongkan pencarian lalu pilih tab."
COLUMNS = {
    "name": "Kolom",
    "meaning": "Isinya",
    "kind": "Jenis",
    "how": "Cara mengetik",
    "choices": "Pilihan",
    "synonyms": "Judul lain yang dikenali",
}
_column = macro("panduan/panduan.html", "column")
_SEARCHED = ["tab_title", "header", "meaning", "choices", "synonyms"]


def choose_columns() -> tuple[str, str]:
    """Tab (its name in code) and search words ("" = none)."""
    left, right = st.columns(2)
    with left:
        titles = {name: tab.title for name, tab in TABS.items()}
        tab = filters.choice_filter(CHOOSE_TAB, "tab", titles, "penimbangan")
    with right:
        words = st.text_input(SEARCH, placeholder=SEARCH_EXAMPLE, key="papan_cari_kolom")
    return tab, words.strip()


def find_columns(tab: str, words: str) -> pd.DataFrame:
    """Rows of the dictionary: of one tab, or wherever every word occurs."""
    rows = build_dictionary()
    if not words:
        return rows[rows["tab"] == tab]
    searched = rows[_SEARCHED].agg(" ".join, axis=1).str.casefold()
    fits = [searched.str.contains(word, regex=False) for word in words.casefold().split()]
    return rows[pd.concat(fits, axis=1).all(axis=1)]


@redrawn_alone
def render_dictionary() -> None:
    """The columns of a tab, or those found by their words."""
    render_columns(*choose_columns())


def render_columns(tab: str, words: str) -> None:
    """The columns found, as a table (cards on a phone)."""
    found = find_columns(tab, words)
    if found.empty:
        components.empty_state(NOTHING_TITLE, NOTHING_HELP)
        return
    caption = f"{len(found)} kolom"
    if not words:
        caption = f"{TABS[tab].meaning}. {FILLED_BY[TABS[tab].place]}. {caption}"
    told = found.assign(how=(found["how"] + found["example"].map(_example)).str.strip()).replace("", None)
    shown = {**told, "name": [_name(row) for row in found.to_dict("records")]}
    columns = {"tab_title": "Tab", **COLUMNS} if words else COLUMNS
    with st.container(key="papan_kamus"):
        components.html_table(shown, columns, caption=caption)


def _example(example: str) -> str:
    return f" Contoh: {example}" if example else ""


def _name(row: Mapping[Any, Any]) -> Markup:
    """Header, with what it needs as symbol and words."""
    needed = row["needed"]
    if needed == OPTIONAL:
        mark, state = "○", "akan datang"
    else:
        mark, state = ("●", "selesai") if needed == MUST_BE_FILLED else ("◐", "berjalan")
    return _column(header=row["header"], needed=components.build_chip(needed, state_class(state), mark))
