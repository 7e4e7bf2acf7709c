"""The sign-in page: one calm card; in sample mode also the sample accounts, one press each."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from lib.domain.access import ROLE_LABELS, Role
from lib.views.components import build_note, plain, sample_badge
from lib.views.templates import macro
from lib.words import text

_MARK = base64.b64encode((Path(__file__).parent / "ikon.svg").read_bytes()).decode()
_brand = macro("sign_in.html", "brand")


def render_sign_in(
    *,
    name_key: str,
    password_key: str,
    message: str | None,
    sign_in: Callable[..., None],
    sample_accounts: Sequence[tuple[str, str, Role]] = (),
    sample_password: str = "",
) -> None:
    """`sign_in` is called without arguments by the form, with (username, password) by a sample account.

    `sample_accounts`: username, person's name and role of each; empty outside sample mode.
    """
    with st.container(key="papan_masuk"):
        st.html(_brand(mark=_MARK, name=text.APP_NAME, lead=text.APP_LEAD))
        if message:
            kind = "good" if message == text.SIGNED_OUT else "problem"
            st.html(build_note(message, kind="notice" if message == text.SESSION_ENDED else kind))
        with st.form("papan_formulir_masuk", border=True, enter_to_submit=True):
            st.text_input(text.SIGN_IN_NAME, key=name_key, autocomplete="username")
            st.text_input(
                text.SIGN_IN_PASSWORD, key=password_key, type="password", autocomplete="current-password"
            )
            st.form_submit_button(text.SIGN_IN_BUTTON, type="primary", width="stretch", on_click=sign_in)
        if sample_accounts:
            _render_sample_accounts(sample_accounts, sample_password, sign_in)
        else:
            st.caption(text.SIGN_IN_FORGOTTEN)


def _render_sample_accounts(
    accounts: Sequence[tuple[str, str, Role]], password: str, sign_in: Callable[..., None]
) -> None:
    with st.container(border=True, key="papan_akun_contoh"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            sample_badge()
            st.markdown(f"**{text.SAMPLE_ACCOUNTS}**")
        with st.container(horizontal=True, gap="xsmall"):
            for username, name, role in accounts:
                st.button(
                    plain(username.capitalize()),
                    key=f"papan_contoh_{username}",
                    help=plain(f"{name}, {ROLE_LABELS[role]}"),
                    on_click=sign_in,
                    args=(username, password),
                )
        st.caption(text.SAMPLE_PASSWORD_NOTE.format(password=f"**{plain(password)}**"))
