"""The sign-in page: one calm card; in sample mode also the sample accounts, one press each."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from lib.domain.access import ROLE_LABELS, Role
from lib.views.components import build_note, plain
from lib.words import text

_MARK = base64.b64encode((Path(__file__).parent / "ikon.svg").read_bytes()).decode()


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
        st.html(
            f'<div class="papan-brand"><img src="data:image/svg+xml;base64,{_MARK}" alt="">'
            f"<h1>{text.APP_NAME}</h1></div>"
            f'<p class="papan-lead">{text.APP_LEAD}</p>'
        )
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
        st.html(
            f'<p style="margin:0"><span class="papan-badge">{text.SAMPLE_BADGE}</span> '
            f"<strong>{text.SAMPLE_ACCOUNTS}</strong></p>"
        )
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
