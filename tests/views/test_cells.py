"""What cells are built of: nothing empty takes a line, and what somebody typed is shown as typed."""

from markupsafe import Markup

from lib.views import cells

NASTY = "<b>&"


def test_lines_leave_out_what_says_nothing_and_escape_what_is_no_template() -> None:
    assert cells.join_lines("a", "", Markup("<i>b</i>"), NASTY) == "a<br><i>b</i><br>&lt;b&gt;&amp;"
    assert cells.join_words("a", "", NASTY) == "a &lt;b&gt;&amp;"
    assert not cells.join_lines("", "")


def test_a_sign_has_the_symbol_of_its_state_unless_another_is_given() -> None:
    assert "▲" in cells.build_sign("lewat", NASTY) and "&lt;b&gt;" in cells.build_sign("lewat", NASTY)
    other = cells.build_sign("selesai", "x", "●")
    assert "●" in other and "✓" not in other and "papan-selesai" in other


def test_a_name_keeps_its_lines_below_it_apart() -> None:
    named = cells.build_named(NASTY, "Melati 1", NASTY)
    assert named.startswith("<b>&lt;b&gt;&amp;</b><span") and named.count("papan-quiet-block") == 2
