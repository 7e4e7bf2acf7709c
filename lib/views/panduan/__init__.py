"""Parts of the guide page: the guides of docs/, and what can be downloaded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from lib.domain.access import PAGES, Role
from lib.views import components, filters
from lib.views.links import page_link
from lib.views.part import redrawn_alone
from lib.views.style import build_sheet
from lib.views.templates import macro
from lib.words.downloads import find_mime
from lib.words.guides import GUIDES_OF_ROLE, Section, read_guide

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
