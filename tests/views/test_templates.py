"""HTML comes from templates that escape by themselves."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from lib.views import templates
from lib.views.templates import join


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Templates of a test's own, beside nobody's."""
    environment = templates._ENVIRONMENT.overlay(loader=templates.FileSystemLoader(tmp_path))
    monkeypatch.setattr(templates, "_ENVIRONMENT", environment)
    templates._macros.cache_clear()
    yield tmp_path
    templates._macros.cache_clear()


def test_what_comes_from_a_cell_is_escaped_and_what_a_macro_built_is_not(folder):
    (folder / "a.html").write_text("{% macro note(words) %}<p>{{ words }}</p>{% endmacro %}")
    note = templates.macro("a.html", "note")
    inner = note(words="<script>")
    assert inner == "<p>&lt;script&gt;</p>" and isinstance(inner, Markup)
    assert note(words=inner) == "<p><p>&lt;script&gt;</p></p>"


def test_a_forgotten_input_is_a_fault_not_an_empty_place(folder):
    (folder / "a.html").write_text("{% macro note(words) %}<p>{{ words }}{{ other }}</p>{% endmacro %}")
    with pytest.raises(UndefinedError):
        str(templates.macro("a.html", "note")(words="x"))


def test_joined_parts_stay_html_and_texts_are_escaped():
    assert join([Markup("<b>1</b>"), "<i>"]) == "<b>1</b>&lt;i&gt;"
