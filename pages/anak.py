"""Anak: one child's growth on the KMS and the WHO curves, and everything that was done with it."""

import streamlit as st

from lib import auth, data
from lib.reports import anak as child_card
from lib.views import anak, components, filters, notes

viewer = auth.require_viewer("anak")
seen = data.load(viewer)
place = components.page_head(
    "Anak",
    "Pertumbuhan satu anak, dan apa saja yang sudah dilakukan untuknya.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if seen is None:
    notes.waiting()
    st.stop()

asked = st.query_params.get(anak.CHILD_PARAMETER)
if asked and filters.POSYANDU_PARAMETER not in st.query_params:
    # A link to a child opens its posyandu with it.
    st.query_params.from_dict({**st.query_params, **seen.anak.address_of(asked)})
with filters.fold(place, [filters.say_posyandu(seen.posyandu_names)]):
    posyandu = filters.posyandu_filter(seen.posyandu_names)
children = seen.anak.children(posyandu)
again = seen.gizi.weighed_again(seen.this_month, posyandu)
if anak.are_too_many(children):
    components.empty_state(anak.CHOOSE_POSYANDU_TITLE, anak.CHOOSE_POSYANDU_HELP)
    notes.left_out(seen.left_out, may_open=viewer.may_open, again=again)
    st.stop()
chosen = anak.choose_child(children)
if chosen is None:
    notes.left_out(seen.left_out, may_open=viewer.may_open, again=again)
    st.stop()

child = anak.take_child(children, chosen)
with components.loading():
    points, thread = seen.anak.growth_of(chosen), seen.anak.thread_of(chosen)
anak.about(child, seen.posyandu_names)
if anak.can_be_drawn(points):
    anak.urgent_notes(seen.anak.verdict_of(chosen))
    anak.figures(points)
    st.subheader("Grafik pertumbuhan", anchor=False)
    anak.growth(auth.guard("anak"), points, thread, child=child, today=seen.today)
    anak.card_download(
        chosen, lambda: child_card.build_child_card(child, points, **seen.anak.card_facts(chosen))
    )
    components.method_note(seen.methods("grafik_kms", "target_kbm", "nt", "kbm", "two_t", "bgm", "umur_hari"))
st.subheader("Perjalanan anak ini", anchor=False)
anak.thread_list(thread, seen.tab_titles)
notes.left_out(seen.left_out, may_open=viewer.may_open, again=again)
