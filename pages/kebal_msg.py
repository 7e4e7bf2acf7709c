"""KEBAL MSG: the month's sasaran, who came to eat together, the steps, and the weight a month later."""

import streamlit as st

from lib import auth, data
from lib.domain.followed_up import SASARAN
from lib.domain.months import list_year
from lib.reports import kebal_msg
from lib.views import boards, components, filters, notes
from lib.views import kebal_msg as kebal
from lib.views.drawn import Drawing
from lib.views.kebal_msg import follow_up as sesudah
from lib.views.kebal_msg import letter as kebal_letter
from lib.views.weighings import is_partial, opening_note
from lib.words.followed_up import describe_followed

viewer = auth.require_viewer("kebal_msg")
seen = data.load(viewer)
place = components.page_head(kebal.TITLE, kebal.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if seen is None:
    notes.waiting()
    st.stop()
notes.missing_tabs(seen.missing_tabs("kebal_msg", "peserta_kebal_msg"))

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)
draw = Drawing(seen, viewer.role, month, posyandu)
names, closed = seen.posyandu_names, not seen.may_see_cases(posyandu)

with components.loading():
    sasaran = seen.gizi.cases(month, posyandu)["kebal"]
    sessions, buckets = seen.kebal_msg.sessions(month, posyandu), seen.kebal_msg.buckets(month, posyandu)
    people = seen.kebal_msg.attendance(month, posyandu)
    status = seen.sop.status(month)

partial = month == seen.this_month and is_partial(seen.gizi.openings(month), posyandu)
if partial:
    draw(opening_note, seen.gizi.openings(month), posyandu)
months = list_year(month, seen.months)
year = {one: seen.kebal_msg.sessions(one, posyandu) for one in months}
draw(
    kebal.render_figures,
    sasaran,
    buckets,
    sessions,
    year,
    posyandu=[posyandu] if posyandu else list(names),
    closed=closed,
)
followed = seen.daftar_anak.followed_by_kind(month, posyandu)[SASARAN]
if said := describe_followed(followed["followed"], followed["cases"], followed["late"]):
    components.render_lead(f"{said}.")
st.header(kebal.ATTENDANCE_TITLE, anchor=False)
left, right = st.columns(2, gap="large")
with left:
    weighed = seen.gizi.count_measured(month, posyandu) > 0
    draw(kebal.render_buckets, buckets, sasaran=sasaran, weighed=weighed, closed=closed, partial=partial)
invited = seen.kebal_msg.letter_sasaran(month)
if not invited.empty:
    letter = kebal_msg.open_letter(seen.settings, month, seen.today)
    with right:
        kebal_letter.render_letter(
            auth.guard("kebal_msg"),
            invited,
            draw(kebal_letter.count_desa, invited),
            chosen=seen.desa_of(posyandu),
            missing=letter.missing,
            problem=letter.problem,
            build=letter.build,
            name=letter.name,
        )
if seen.may_see_cases(posyandu):
    draw(kebal.render_waiting, seen.kebal_msg.waiting(month, posyandu), names)
if not people.empty:
    shown = components.take_page(draw(kebal.sort_people, people), "papan_halaman_kebal")
    Drawing(seen, viewer.role, month, posyandu, shown["child_id"].tolist())(kebal.render_people, shown, names)

draw(kebal.render_steps, status, names, posyandu=posyandu, month=month)
draw(kebal.render_sessions, sessions, names, month=month, with_cases=not seen.scope.hides_small_counts)
draw(kebal.render_unmatched, seen.kebal_msg.unmatched(month, posyandu), names)
if not sessions.empty:
    draw(kebal.render_minutes, seen.kebal_msg.minutes(month, posyandu))

if not sessions.empty:
    changes, gain = seen.kebal_msg.changes(month, posyandu), seen.kebal_msg.gain(month, posyandu)
    if draw(sesudah.render_follow_up, changes, gain, month=month):
        sesudah.render_children(seen.kebal_msg.follow_up(month, posyandu), names)

again = seen.gizi.weighed_again(month, posyandu)
notes.left_out(seen.left_out, *kebal.TABS_READ, may_open=viewer.may_open, again=again)
components.method_note(seen.methods(*kebal.METHODS))
