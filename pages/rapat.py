"""Rapat: the month's findings for the screen in the meeting room, one message a slide, without names."""

import streamlit as st

from lib import auth, data
from lib.domain import rapat as slides
from lib.views import rapat

viewer = auth.require_viewer("rapat")
seen = data.load(viewer, rapat=True)
deck = slides.read_deck(
    dict(st.query_params),
    allowed=slides.list_slides(viewer),
    posyandu=seen.posyandu_names if seen else {},
    months=seen.months if seen else (),
)
# A slide about an announced weighing is of use in its month; who names it in the address gets it always.
named = "timbang" in st.query_params.get("slides", "")
if seen and not named and not seen.gizi.announced(seen.rapat.slide_month(deck.month, deck.posyandu)):
    deck = slides.drop_slide(deck, "timbang")
rapat.render_room(deck.scale)
rapat.render_deck(
    deck,
    rapat.Meeting(
        load=lambda names: data.load(auth.require_viewer("rapat", names=names), rapat=not names),
        fresh=data.freshness_of(viewer),
        # A meeting looks for an hour without a click: that is use.
        stay=lambda: auth.require_viewer("rapat", in_use=True),
        rerun=auth.rerun_quietly,
        may_reveal=lambda slide: slides.may_reveal(viewer, slide),
    ),
    leave=lambda: rapat.leave(viewer.may_open, deck),
)
