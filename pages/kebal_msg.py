"""KEBAL MSG: the month's sasaran, who came to eat together, the steps, and the weight a month later."""

import streamlit as st

from lib import auth, data
from lib.reports import kebal_msg
from lib.views import boards, components, filters, gizi, notes
from lib.views import kebal_msg as kebal
from lib.views.kebal_msg import follow_up as sesudah
from lib.views.kebal_msg import letter as kebal_letter

viewer = auth.require_viewer("kebal_msg")
view = data.load(viewer)
components.page_head(kebal.TITLE, kebal.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if view is None:
    notes.waiting()
    st.stop()
notes.missing_tabs(view.missing_tabs("kebal_msg", "peserta_kebal_msg"))

month, posyandu = filters.month_and_posyandu(view.months, view.this_month, view.posyandu_names)
names, closed = view.posyandu_names, not view.may_see_cases(posyandu)

with components.loading():
    sasaran = view.cases(month, posyandu)["kebal"]
    sessions, buckets = view.kebal_sessions(month, posyandu), view.kebal_buckets(month, posyandu)
    people = view.kebal_attendance(month, posyandu)
    status = view.sop_status(month)

partial = month == view.this_month and gizi.is_partial(view.openings(month), posyandu)
if partial:
    gizi.opening_note(view.openings(month), posyandu)
kebal.render_figures(
    sasaran, buckets, sessions, posyandu=[posyandu] if posyandu else list(names), closed=closed
)
st.header(kebal.ATTENDANCE_TITLE, anchor=False)
left, right = st.columns(2, gap="large")
with left:
    weighed = view.count_measured(month, posyandu) > 0
    kebal.render_buckets(buckets, sasaran=sasaran, weighed=weighed, closed=closed, partial=partial)
invited = view.letter_sasaran(month)
if not invited.empty:
    letter = kebal_msg.open_letter(view.settings, month, view.today)
    with right:
        kebal_letter.render_letter(
            invited,
            chosen=view.desa_of(posyandu),
            missing=letter.missing,
            problem=letter.problem,
            build=letter.build,
            name=letter.name,
        )
if view.may_see_cases(posyandu):
    kebal.render_waiting(view.kebal_waiting(month, posyandu), names)
kebal.render_people(people, names)

kebal.render_steps(status, names, posyandu=posyandu, month=month)
kebal.render_sessions(sessions, names, month=month, with_cases=not view.scope.hides_small_counts)
kebal.render_unmatched(view.kebal_unmatched(month, posyandu), names)
if not sessions.empty:
    kebal.render_minutes(view.kebal_minutes(month, posyandu))

if not sessions.empty:
    changes, gain = view.kebal_changes(month, posyandu), view.kebal_gain(month, posyandu)
    if sesudah.render_follow_up(changes, gain, month=month):
        sesudah.render_children(view.kebal_follow_up(month, posyandu), names)

notes.left_out(view.left_out, *kebal.TABS_READ, may_open=viewer.may_open)
components.method_note(view.methods(*kebal.METHODS))
