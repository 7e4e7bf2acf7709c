"""What is drawn once is sent again as it was, and never to whom it was not drawn for."""

from __future__ import annotations

import ast

import pytest
from streamlit.testing.v1 import AppTest

from lib.config import ROOT
from lib.views import drawn


def _draw_page() -> None:
    import pandas as pd
    import streamlit as st

    from lib.views.drawn import Drawing

    class Tables:
        owner = st.session_state["owner"]

    def part(table: pd.DataFrame, word: str) -> int:
        st.session_state["times"] += 1
        left, right = st.columns(2)
        with left:
            st.html(f"<p>{word} {len(table)}</p>")
        right.caption(word)
        return len(table)

    draw = Drawing(Tables(), *st.session_state["choices"])
    with st.container():
        st.session_state["told"] = draw(
            part, pd.DataFrame({"a": range(st.session_state["rows"])}), st.session_state["word"]
        )


def _run(app: AppTest, **changed: object) -> tuple[int, list[str], list[str]]:
    for name, value in changed.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    shown = [one.proto.body for one in app.get("html")]
    return app.session_state["times"], shown, [one.value for one in app.caption]


@pytest.fixture
def app() -> AppTest:
    drawn._draw.clear()
    app = AppTest.from_function(_draw_page)
    for name, value in {
        "owner": -1,
        "choices": ("2026-11", None),
        "rows": 2,
        "word": "balita",
        "times": 0,
    }.items():
        app.session_state[name] = value
    return app


def test_a_part_is_drawn_once_and_sent_as_it_was(app: AppTest) -> None:
    first = _run(app)
    assert first == (1, ["<p>balita 2</p>"], ["balita"]) and app.session_state["told"] == 2
    assert _run(app) == first and app.session_state["told"] == 2


@pytest.mark.parametrize("changed", [{"owner": -2}, {"choices": ("2026-10", None)}, {"word": "ibu"}])
def test_another_reading_choice_or_word_is_drawn_anew(app: AppTest, changed: dict[str, object]) -> None:
    """The reading and the scope are the owner's number: nobody gets what was drawn for others."""
    _run(app)
    times, shown, _ = _run(app, rows=3, **changed)
    assert times == 2 and shown == [f"<p>{app.session_state['word']} 3</p>"]


def test_links_keep_what_the_address_has(app: AppTest) -> None:
    _run(app)
    app.query_params["puskesmas"] = "Lain"
    assert _run(app)[0] == 2


def test_no_part_that_is_kept_has_a_widget() -> None:
    """Streamlit would refuse it on the page; and who pressed a button would get another's answer."""
    named = {
        node.args[0].attr if isinstance(node.args[0], ast.Attribute) else node.args[0].id
        for path in (ROOT / "pages").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "draw"
        and isinstance(node.args[0], (ast.Attribute, ast.Name))
    }
    assert len(named) > 20
    widgets = {
        "button",
        "download_button",
        "toggle",
        "selectbox",
        "checkbox",
        "text_input",
        "segmented_control",
    }
    found = []
    for path in (ROOT / "lib" / "views").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in named:
                found += [
                    (path.name, node.name, one.func.attr)
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call)
                    and isinstance(one.func, ast.Attribute)
                    and one.func.attr in widgets
                    and isinstance(one.func.value, ast.Name)
                    and one.func.value.id == "st"
                ]
    assert found == []
