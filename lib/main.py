"""The entry script of every run: page config, sign-in, navigation over ../pages. Nothing else."""

from __future__ import annotations

import streamlit as st

from lib import auth, data
from lib.config import ROOT, SAMPLE_PASSWORD, current_settings
from lib.domain.access import PAGES, PUSKESMAS_PARAMETER, ROLE_LABELS, Viewer
from lib.turnstile import PAGE_RUNS
from lib.views import components, filters, search
from lib.views.part import redrawn_alone
from lib.views.sign_in import render_sign_in
from lib.words import text


def build_pages(viewer: Viewer | None) -> dict[str, st.Page]:
    """The pages that exist, by key. Pages of other roles stay reachable by address, and then say so."""
    return {
        key: st.Page(
            ROOT / "pages" / f"{key}.py",
            title=PAGES[key].title,
            icon=PAGES[key].icon,
            url_path=PAGES[key].url_path,
            visibility="visible" if viewer is not None and viewer.may_open(key) else "hidden",
        )
        for key in PAGES
        if (ROOT / "pages" / f"{key}.py").is_file()
    }


def register(pages: dict[str, st.Page], *, hidden: bool) -> st.Page:
    """The page asked for. "/" is a page of its own that leads on (see `render_page`): Streamlit's default
    page answers at "/" only, and which page comes first depends on the role."""
    start = st.Page(lambda: None, title=text.APP_NAME, default=True, visibility="hidden", url_path="mulai")
    # Streamlit draws a group that has no visible page as nothing.
    groups: dict[str, list[st.Page]] = {"": [start]}
    for key, page in pages.items():
        groups.setdefault(PAGES[key].group, []).append(page)
    return st.navigation(groups, position="hidden" if hidden else "sidebar", expanded=True)


def render_chooser(viewer: Viewer) -> None:
    """Side bar below the menu: whose data are shown, for those who may see several puskesmas."""
    if viewer.choices:
        with st.sidebar:
            labels = {name: name or text.UNNAMED_PUSKESMAS for name in viewer.choices}
            filters.choice_filter(text.FILTER_PUSKESMAS, PUSKESMAS_PARAMETER, labels, viewer.choices[0])


def render_account(viewer: Viewer) -> None:
    """Side bar below the menu: who is signed in, and the way out."""
    with st.sidebar:
        if current_settings().sample_mode:
            components.sample_badge()
        role = ROLE_LABELS[viewer.role]
        below = "" if viewer.name == role else f"  \n{role}"
        st.markdown(f"**{components.plain(viewer.name)}**{below}")
        st.button(text.SIGN_OUT_BUTTON, key="papan_keluar", icon=":material/logout:", on_click=auth.sign_out)
        with st.container(key="papan_jaga"):
            auth.watch()


@st.fragment
def render_search() -> None:
    """Above the menu, for who sees names: children and mothers in scope. A run of its own, so that typing
    leaves the page alone; whose names it has shown is written down as of any page."""
    typed = search.ask()
    if typed:
        viewer = auth.require_viewer("anak", in_use=True)
        seen = data.load(viewer)
        if seen is not None:
            search.render_found(seen.search.people(typed), typed, seen.posyandu_names, viewer.may_open)


@redrawn_alone
def render_body(page: st.Page) -> None:
    """The page itself, the menu and who is signed in aside: a choice on it, of a month or a posyandu too,
    draws it again and nothing around it."""
    # Streamlit marks a page as run once a whole run; alone it is run again.
    page._can_be_called = True
    page.run()


def render_page(viewer: Viewer, pages: dict[str, st.Page]) -> None:
    chosen = register(pages, hidden=False)
    st.set_page_config(page_title=f"{chosen.title} · {text.APP_NAME}")
    render_chooser(viewer)
    if viewer.may_open("anak"):
        with st.sidebar, st.container(key="papan_cari", gap="xxsmall"):
            render_search()
    render_account(viewer)
    key = next((key for key, page in pages.items() if page is chosen), None)
    start = next((key for key in (viewer.start_page, *pages) if key in pages and viewer.may_open(key)), None)
    if start is None:
        components.empty_state(text.NO_PAGE_TITLE, text.NO_PAGE_HELP)
    elif key is None:
        st.switch_page(pages[start], query_params=st.query_params)
    elif not viewer.may_open(key):
        components.empty_state(text.PAGE_NOT_FOR_ROLE_TITLE, text.PAGE_NOT_FOR_ROLE_HELP)
    else:
        render_body(auth.guard(key), chosen)


def render_signed_out(pages: dict[str, st.Page]) -> None:
    # Registered but not run: the address that was asked for is still there after signing in.
    register(pages, hidden=True)
    settings = current_settings()
    render_sign_in(
        name_key=auth.NAME_KEY,
        password_key=auth.PASSWORD_KEY,
        message=auth.sign_in_message(),
        sign_in=auth.sign_in,
        sample_accounts=[(user.username, user.name, user.role) for user in settings.users]
        if settings.sample_mode
        else [],
        sample_password=SAMPLE_PASSWORD,
    )


with PAGE_RUNS.turn():
    st.set_page_config(page_title=text.APP_NAME, page_icon=ROOT / "lib" / "views" / "ikon.svg", layout="wide")
    components.render_style()
    _viewer = auth.open_page()
    _pages = build_pages(_viewer)
    if _viewer is None:
        render_signed_out(_pages)
    else:
        render_page(_viewer, _pages)
