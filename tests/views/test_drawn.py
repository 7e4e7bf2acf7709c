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


WIDGETS = {
    *("button", "download_button", "toggle", "selectbox", "checkbox", "text_input", "segmented_control"),
    *(
        "pagination",
        "pills",
        "radio",
        "multiselect",
        "number_input",
        "date_input",
        "text_area",
    ),
}


def name_called(node: ast.AST) -> str | None:
    """The function that a call calls, or the member of `st` that is read."""
    if isinstance(node, ast.Call):
        called = node.func
        return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
    is_streamlits = (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st"
    )
    return node.attr if is_streamlits else None  # type: ignore[attr-defined]


def list_with_widgets() -> set[tuple[str, str]]:
    """(room, function) of the views that have a widget, or call one of their room or of a shared file
    that has."""
    calls: dict[tuple[str, str], set[str]] = {}
    for path in (ROOT / "lib" / "views").rglob("*.py"):
        room = path.relative_to(ROOT / "lib" / "views").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                called = set(filter(None, map(name_called, ast.walk(node))))
                calls.setdefault((room, node.name), set()).update(called)
    shared = {room for room, _ in calls if (ROOT / "lib" / "views" / f"{room}.py").exists()}
    found: set[tuple[str, str]] = set()
    while (
        more := {
            (room, name)
            for (room, name), called in calls.items()
            if called & WIDGETS or any((place, one) in found for one in called for place in {room, *shared})
        }
        - found
    ):
        found |= more
    return found


def list_drawn() -> set[tuple[str, str]]:
    """(room, function) of every part that a page gives to be drawn."""
    found = set()
    for path in (ROOT / "pages").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whence = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            made = isinstance(node.func, ast.Call) and name_called(node.func) == "Drawing"
            if made or (isinstance(node.func, ast.Name) and node.func.id == "draw"):
                part = ast.unparse(node.args[0])
                found.add((whence[part.split(".")[0]].split(".")[2], part.split(".")[-1]))
    return found


def test_no_part_that_is_kept_has_a_widget() -> None:
    """Streamlit would refuse it on the page; and who turned a page would get another's."""
    drawn_parts, with_widgets = list_drawn(), list_with_widgets()
    assert len(drawn_parts) > 20
    assert {("kebal_msg", "render_people"), ("daftar_anak", "children_table")} <= drawn_parts
    expected = {("components", "take_page"), ("kebal_msg", "render_children")}
    assert expected <= with_widgets
    assert sorted(drawn_parts & with_widgets) == []
