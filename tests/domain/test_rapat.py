"""Meeting mode: what an address asks for, and where a running show stands."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.access import Role, Viewer
from lib.domain.rapat import (
    LEAST_SECONDS,
    MOST_SECONDS,
    REVEAL_SECONDS,
    SECONDS,
    SLIDE_PAGES,
    Deck,
    Show,
    ask,
    compute_case_counts,
    compute_case_rows,
    compute_pair_rows,
    cover,
    is_due,
    list_slides,
    may_reveal,
    move,
    pause,
    read_deck,
    reveal,
)

ALL = tuple(SLIDE_PAGES)
MONTHS = [pd.Period("2026-10", freq="M"), pd.Period("2026-11", freq="M")]


def read(allowed: tuple[str, ...] = ALL, **address: str) -> Deck:
    return read_deck(
        address, allowed=allowed, posyandu={"MLT1": "Melati 1", "MWR1": "Mawar 1"}, months=MONTHS
    )


# --- the address


def test_an_empty_address_shows_every_slide_of_the_role_at_the_usual_pace() -> None:
    assert read() == Deck(ALL)
    assert read(allowed=("skdn", "sop")).slides == ("skdn", "sop")


def test_slides_come_in_the_order_of_the_address_each_once() -> None:
    assert read(slides="rtl, SKDN,rtl").slides == ("rtl", "skdn")


def test_unknown_words_are_left_out_and_said_calmly() -> None:
    deck = read(slides="skdn,apa")
    assert deck.slides == ("skdn",)
    assert len(deck.remarks) == 1 and "apa" in deck.remarks[0]
    assert read(slides="apa").slides == ALL
    assert read(allowed=("skdn",), slides="rtl").slides == ("skdn",)


@pytest.mark.parametrize(
    ("typed", "seconds", "said"),
    [
        (str(LEAST_SECONDS), LEAST_SECONDS, False),
        (str(LEAST_SECONDS - 1), LEAST_SECONDS, True),
        (str(MOST_SECONDS), MOST_SECONDS, False),
        (str(MOST_SECONDS + 1), MOST_SECONDS, True),
        ("dua", SECONDS, True),
        ("nan", SECONDS, True),
        ("inf", SECONDS, True),
        ("", SECONDS, False),
    ],
)
def test_seconds_have_bounds(typed: str, seconds: int, said: bool) -> None:
    deck = read(detik=typed)
    assert (deck.seconds, bool(deck.remarks)) == (seconds, said)


@pytest.mark.parametrize(
    ("typed", "scale"), [("1.4", 1.4), ("1,4", 1.4), ("1", 1.0), ("0,9", 1.0), ("1.6", 1.6), ("1.7", 1.6)]
)
def test_scale_has_bounds_and_takes_a_comma(typed: str, scale: float) -> None:
    assert read(skala=typed).scale == scale


def test_posyandu_in_any_letters_and_the_only_one_without_asking() -> None:
    assert read(posyandu="mwr1").posyandu == "MWR1"
    unknown = read(posyandu="XYZ")
    assert unknown.posyandu is None and unknown.remarks
    assert read(posyandu="melati 1").posyandu == "MLT1"
    assert read(posyandu="Posyandu Melati 1").posyandu == "MLT1"
    assert read(posyandu=" Melati  1 ").posyandu == "MLT1"
    assert read(posyandu="posyandu").posyandu is None
    twins = {"SKM1": "Mawar", "SKM2": "Mawar"}
    assert read_deck({"posyandu": "Mawar"}, allowed=ALL, posyandu=twins, months=MONTHS).posyandu is None
    own = read_deck({}, allowed=ALL, posyandu={"MLT1": "Melati 1"}, months=MONTHS)
    assert own.posyandu == "MLT1"


def test_month_of_the_address_if_there_is_one() -> None:
    assert read(bulan="2026-10").month == MONTHS[0]
    for odd in ("2026-13", "2019-01", "kemarin"):
        deck = read(bulan=odd)
        assert deck.month is None and deck.remarks


# --- the show

DECK = Deck(("skdn", "2t"), seconds=20)


def test_the_next_page_comes_when_the_time_is_over_and_not_before() -> None:
    show = Show(started=100.0)
    assert not is_due(show, DECK, 119.9)
    assert is_due(show, DECK, 120.0)


def test_pages_of_a_slide_come_before_the_next_slide_and_the_deck_goes_round() -> None:
    show = Show(started=0.0)
    places = [
        ((show := move(show, by=1, slides=2, pages=pages, now=1.0)).slide, show.page)
        for pages in (1, 3, 3, 3)
    ]
    assert places == [(1, 0), (1, 1), (1, 2), (0, 0)]


def test_back_from_a_first_page_leads_to_the_last_page_of_the_slide_before() -> None:
    back = move(Show(started=0.0), by=-1, slides=2, pages=1, now=1.0)
    assert (back.slide, back.page) == (1, -1)
    again = move(back, by=-1, slides=2, pages=3, now=2.0)
    assert (again.slide, again.page) == (1, 1)
    assert move(back, by=1, slides=2, pages=3, now=2.0).slide == 0


def test_fewer_pages_than_before_lose_nobody() -> None:
    assert move(Show(started=0.0, slide=1, page=5), by=1, slides=2, pages=2, now=1.0).slide == 0


def test_a_pause_holds_the_page_and_gives_it_its_remaining_time() -> None:
    held = pause(Show(started=0.0), 15.0)
    assert held.elapsed(1000.0) == 15.0 and not is_due(held, DECK, 1000.0)
    going = pause(held, 1000.0)
    assert not is_due(going, DECK, 1004.9)
    assert is_due(going, DECK, 1005.0)


def test_a_paused_show_stays_paused_when_pages_are_turned_by_hand() -> None:
    turned = move(pause(Show(started=0.0), 5.0), by=1, slides=2, pages=1, now=8.0)
    assert turned.paused_at == 8.0 and turned.elapsed(99.0) == 0.0


# --- names


def test_names_open_after_a_question_and_close_by_themselves() -> None:
    asked = ask(Show(started=0.0))
    assert asked.asks and not asked.reveals(1.0)
    assert not is_due(asked, DECK, 1000.0)
    shown = reveal(asked, 100.0)
    assert shown.reveals(100.0 + REVEAL_SECONDS - 0.1)
    assert not shown.reveals(100.0 + REVEAL_SECONDS)
    assert not is_due(shown, DECK, 150.0)


def test_names_close_when_the_page_is_turned_and_the_page_gets_its_time_when_they_are_closed() -> None:
    shown = reveal(Show(started=0.0), 100.0)
    assert move(shown, by=1, slides=2, pages=3, now=101.0).revealed_until is None
    closed = cover(shown, 110.0)
    assert not closed.reveals(110.0) and closed.elapsed(110.0) == 0.0


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.KEPALA, True),
        (Role.PETUGAS, True),
        (Role.KADER, True),
        (Role.DINKES, False),
        (Role.TAMU, False),
        (Role.MITRA, False),
    ],
)
def test_who_may_open_names(role: Role, may: bool) -> None:
    viewer = Viewer("a", "A", role)
    assert may_reveal(viewer, "2t") is may
    assert not may_reveal(viewer, "skdn")


def test_a_role_sees_the_slides_of_its_pages() -> None:
    assert list_slides(Viewer("a", "A", Role.KEPALA)) == ALL
    assert list_slides(Viewer("a", "A", Role.DINKES)) == ("skdn", "timbang", "2t", "prioritas", "ibu", "sop")
    assert list_slides(Viewer("a", "A", Role.TAMU)) == ("skdn", "timbang", "2t", "prioritas", "ajb", "sop")


# --- rows


def case(
    child: str, posyandu: str, *, two_t: bool = False, bgm: bool = False, gain_g: float = 100.0
) -> dict[str, object]:
    nothing = {"gain_g": gain_g, "kbm_g": 200.0, "weighed_on": pd.Timestamp("2026-11-02")}
    return {"child_id": child, "posyandu": posyandu, "two_t": two_t, "bgm": bgm, **nothing}


def test_new_cases_first_then_known_ones_then_nyaris_2t() -> None:
    kebal = pd.DataFrame([case("lama", "A", two_t=True), case("baru", "B", bgm=True)])
    nyaris = pd.DataFrame([case("nyaris", "A"), case("baru", "B", bgm=True)])
    order = {"lama": 0, "baru": 1, "nyaris": 2}
    rows = compute_case_rows(kebal, nyaris, pd.Series(["lama"]), order)
    assert rows["child_id"].tolist() == ["baru", "lama", "nyaris"]
    assert rows["new"].tolist() == [True, False, False]
    counts = compute_case_counts(rows, {"A": "Anggrek", "B": "Bakung"})
    assert counts.set_index("name")["kebal"].to_dict() == {"Anggrek": 1, "Bakung": 1}
    assert counts.set_index("name")["nyaris_2t"].to_dict() == {"Anggrek": 1, "Bakung": 1}


def test_among_alike_cases_who_lost_most_weight_comes_first_of_whatever_posyandu() -> None:
    gains = {"a": float("nan"), "b": 100.0, "c": -300.0, "d": -300.0, "e": -20.0}
    kebal = pd.DataFrame([case(child, "A", two_t=True, gain_g=gain) for child, gain in gains.items()])
    kebal["posyandu"] = ["A", "B", "C", "D", "E"]
    nyaris = pd.DataFrame([case("n", "A", gain_g=-900.0)])
    order = {child: place for place, child in enumerate(["d", "c", "a", "b", "e", "n"])}
    rows = compute_case_rows(kebal, nyaris, pd.Series([], dtype="str"), order)
    assert rows["child_id"].tolist() == ["d", "c", "e", "b", "a", "n"]


def test_pairs_that_need_a_call_are_active_and_silent_or_late() -> None:
    pairs = pd.DataFrame(
        {
            "child_id": ["diam", "tepat 30", "lewat", "selesai"],
            "status": ["Aktif", "Aktif", None, "Selesai"],
            "silent_days": [31.0, 30.0, 2.0, 90.0],
            "steps_missed": [0, 0, 1, 3],
        }
    )
    rows = compute_pair_rows(pairs)
    assert rows["child_id"].tolist() == ["diam", "lewat"]
    assert rows["silent"].tolist() == [True, False]
