"""One mother on the page Pendampingan: pregnancy, KSPR, signs, students, the ten steps and every visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.pendampingan import DOCUMENTS, NIFAS_DAYS, OPEN, PREGNANT
from lib.domain.pendampingan.findings import LONGEST_DAYS
from lib.views import boards, cells, components, filters
from lib.views.pendampingan.about import FILE, build_chip
from lib.views.steps import render_steps
from lib.views.templates import macro
from lib.words import tokens
from lib.words.cells import is_given, join_given
from lib.words.formats import UNNAMED, format_name, format_number, format_short_day
from lib.words.pendampingan import (
    DOCUMENT_WORDS,
    GROUP_WORDS,
    NOT_MEASURED,
    count_down,
    describe_place,
    describe_silence,
    describe_weeks,
    has_document,
    is_silent,
    list_factors,
    list_signs,
)
from lib.words.text import EMPTY_VALUE

# --- Visits to mothers, a line each along the days: ● a visit, ▲ one with a high blood pressure, ◆ the HPL.

ROW_HEIGHT, FRAME_HEIGHT = 34, 50  # of a line; of the axis and its words
BEFORE_DAYS, AFTER_DAYS = 120, 60
VISIT, ALARM, EXPECTED = "Kunjungan", "Kunjungan, tensi tinggi", "HPL"
LEGEND = ("● kunjungan", "▲ kunjungan, tensi tinggi", "◆ HPL", "┆ hari ini")
"""What the marks mean, to be set beside the chart: a legend inside it is cut off on a phone."""
_SHAPES = {VISIT: "circle", ALARM: "triangle-up", EXPECTED: "diamond"}


def select_marks(visits: pd.DataFrame, mothers: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """What is drawn within BEFORE_DAYS and AFTER_DAYS of today: date, name, kind, words. `mothers`: the lines
    in order (mother_id, name, hpl); `visits` of compute_visits."""
    of_mother = visits[visits["mother_id"].isin(mothers["mother_id"])]
    kind = of_mother["hypertension"].fillna(False).astype(bool).map({True: ALARM, False: VISIT})
    expected = mothers[mothers["hpl"].notna()].rename(columns={"hpl": "date"}).assign(kind=EXPECTED)
    marks = pd.concat(
        [of_mother.assign(kind=kind)[["date", "mother_id", "kind"]], expected[["date", "mother_id", "kind"]]],
        ignore_index=True,
    )
    near = marks["date"].between(
        today - pd.Timedelta(days=BEFORE_DAYS), today + pd.Timedelta(days=AFTER_DAYS)
    )
    names = dict(zip(mothers["mother_id"], _tell_apart(mothers["name"]), strict=True))
    marks = marks[near].reset_index(drop=True)
    name = marks["mother_id"].map(names).astype("str")
    words = [
        f"{one}: {kind}, {format_short_day(day)}"
        for one, kind, day in zip(name, marks["kind"], marks["date"], strict=True)
    ]
    return marks[["date", "kind"]].assign(name=name, words=pd.Series(words, dtype="str"))


def _tell_apart(names: pd.Series) -> pd.Series:
    names = names.fillna(UNNAMED)
    again = names.groupby(names).cumcount()
    return names.where(again.eq(0), names + " (" + (again + 1).astype("str") + ")")


def list_names(mothers: pd.DataFrame) -> tuple[str, ...]:
    """The lines' names in order."""
    return tuple(_tell_apart(mothers["name"]))


def build_visit_chart(
    *, marks: pd.DataFrame, names: tuple[str, ...], today: pd.Timestamp, palette: tokens.Palette
) -> alt.LayerChart:
    """`marks` of select_marks on a line for each of `names`; today as an upright line."""
    # Some days of room, so that no mark lies on a name.
    ends = [today - pd.Timedelta(days=BEFORE_DAYS + 6), today + pd.Timedelta(days=AFTER_DAYS + 2)]
    x = alt.X(
        "date:T", title=None, scale=alt.Scale(domain=[f"{end:%Y-%m-%d}T00:00:00" for end in ends])
    ).axis(format="%b", tickCount={"interval": "month", "step": 1}, grid=True, labelOverlap=False)
    y = alt.Y("name:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names))).axis(
        grid=True, labelLimit=150, domain=False, ticks=False
    )
    colours = [palette.primary.ground, palette.severity["sangat rendah"].ground, palette.quiet_ink]
    kinds = list(_SHAPES)
    points = (
        alt.Chart(marks.assign(date=marks["date"].dt.strftime("%Y-%m-%dT00:00:00")))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=list(_SHAPES.values()))
            ),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=colours)),
            tooltip=[alt.Tooltip("words:N", title=" ")],
        )
    )
    now = alt.Chart(pd.DataFrame({"date": [f"{today:%Y-%m-%d}T00:00:00"]}))
    rule = now.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=palette.quiet_ink).encode(x=x)
    height = FRAME_HEIGHT + ROW_HEIGHT * len(names)
    return alt.LayerChart(layer=[rule, points]).properties(height=height)


def describe_visit_chart(*, marks: pd.DataFrame, names: tuple[str, ...]) -> str:
    """The same in words: how many visits each mother had, and when the last one was."""
    visits = marks[marks["kind"].ne(EXPECTED)]
    of_name = visits.assign(alarm=visits["kind"].eq(ALARM)).groupby("name")
    counted = of_name.agg(visits=("date", "size"), last=("date", "max"), alarms=("alarm", "sum"))
    of_mother = {str(own["name"]): own for own in counted.reset_index().to_dict("records")}
    told = []
    for name in names:
        own = of_mother.get(name, {"visits": 0, "alarms": 0})
        last = f", terakhir {format_short_day(own['last'])}" if own["visits"] else ""
        high = f", {format_number(own['alarms'])} dengan tensi tinggi" if own["alarms"] else ""
        told.append(f"{name}: {format_number(own['visits'])} kunjungan{last}{high}")
    return f"Kunjungan dalam {BEFORE_DAYS} hari terakhir. " + "; ".join(told) + "."


# --- One mother.

CHOOSE = "Ibu"
TIMELINE_TITLE = "Kunjungan menurut tanggal"
VISITS_TITLE = "Tiap kunjungan"
STEPS_TITLE = "Langkah bersama {student}"
NO_PAIR = "Ibu ini tidak ada di tab “Pendampingan”."
NO_VISITS_TITLE = "Belum ada kunjungan"
NO_VISITS_HELP = (
    "Isi tab “Kunjungan Ibu”: satu baris satu kunjungan. Garis waktu dan tabelnya terisi sendiri."
)
IMPOSSIBLE = (
    "Usia kehamilan lebih dari 44 minggu, tetapi Status masih Hamil. Periksa HPHT dan Status di tab “Ibu "
    "Hamil”."
)
NO_HPHT = (
    "HPHT kosong atau tidak terbaca, jadi usia kehamilan dan HPL belum ada. Perbaiki di tab “Ibu Hamil”."
)
FACTORS_TITLE, NO_FACTORS = "Faktor risiko KSPR (mulai 2)", "Tidak ada yang tercatat."
SIGNS_TITLE = "Pemeriksaan terbaru"
UNDATED = "dari tab Ibu Hamil, tanpa tanggal"
FINE_WORDS = {"KEK": "tidak KEK", "Anemia": "tidak anemia", "Tensi tinggi": "tensi tidak tinggi"}
NO_EXECUTOR = (
    "Dokumen SOP belum menetapkan pelaksana tiap langkah. Isi kolom Pelaksana di tab “Langkah SOP” bila "
    "sudah disepakati."
)
OTHER_VISITOR = "bukan mahasiswanya"

_factors, _signs, _paper, _papers, _legend = (
    macro(FILE, name) for name in ("factors", "signs", "paper", "papers", "legend")
)


def name_mothers(
    mothers: pd.DataFrame, companions: pd.DataFrame, posyandu: Mapping[str, str]
) -> dict[str, str]:
    """ID → how a mother is called in the drop-down; those with an open pair stand first."""
    paired = mothers["mother_id"].isin(companions.loc[companions["status"].isin(OPEN), "mother_id"])
    order = mothers.assign(unpaired=~paired).sort_values(["unpaired", "name"], kind="stable")
    return {
        str(row["mother_id"]): join_given(
            format_name(row["name"]),
            posyandu.get(str(row["posyandu"])),
            None if row["status"] == PREGNANT else row["status"],
        )
        for row in order.to_dict("records")
    }


def choose_mother(labels: Mapping[str, str]) -> str:
    """The ID of one of the mothers (of name_mothers), kept in the address."""
    first = next(iter(labels))
    return first if len(labels) == 1 else filters.choice_filter(CHOOSE, "ibu", labels, first)


def select_mother(table: pd.DataFrame, mother_id: str) -> pd.DataFrame:
    """Her rows of a table with mother_id."""
    return table[table["mother_id"].eq(mother_id)]


def render_mother(
    mothers: pd.DataFrame,
    pairs: pd.DataFrame,
    contacts: pd.DataFrame,
    posyandu: Mapping[str, str],
    today: pd.Timestamp,
) -> None:
    """Who she is, in figures, with what is alarming on top: her row of the room's `mothers`, of its `pairs`,
    and of `Ibu Hamil`."""
    mother = mothers.iloc[0].to_dict()
    contact = contacts.iloc[0].to_dict()
    st.header(components.plain(format_name(mother["name"])), anchor=False)
    phone = boards.build_phone_link(contact.get("phone"))
    where = join_given(describe_place(mother, posyandu), contact.get("address"))
    components.render_lead(Markup(" · ").join([where, phone] if phone != EMPTY_VALUE else [where]))
    if mother["status"] == PREGNANT and pd.isna(mother["gestation_days"]):
        components.problem_note(NO_HPHT)
    elif mother["status"] == PREGNANT and mother["gestation_days"] > LONGEST_DAYS:
        components.problem_note(IMPOSSIBLE)
    components.figures(_build_figures(mother, pairs, today), words=True)
    left, right = st.columns(2, gap="large")
    with left:
        _render_factors(mother)
    with right:
        _render_signs(mother)


def _build_figures(mother: Mapping[Any, Any], pairs: pd.DataFrame, today: pd.Timestamp) -> list[Markup]:
    if pd.notna(mother["nifas_day"]):
        until = mother["delivered_on"] + pd.Timedelta(days=NIFAS_DAYS)
        state = components.build_figure(
            "Nifas",
            f"Hari ke-{format_number(mother['nifas_day'])}",
            compare=[f"dari {NIFAS_DAYS}, sampai {format_short_day(until)}",
                     f"bersalin {format_short_day(mother['delivered_on'])}"],
        )  # fmt: skip
    elif mother["status"] == PREGNANT and pd.notna(mother["gestation_days"]):
        state = components.build_figure(
            "Usia kehamilan",
            describe_weeks(mother["gestation_days"]),
            compare=f"trimester {int(mother['trimester'])}",
        )
    else:
        state = components.build_figure("Keadaan", str(mother["status"]))
    built = [state]
    if mother["status"] == PREGNANT and pd.notna(mother["hpl"]):
        built.append(
            components.build_figure(
                "HPL",
                format_short_day(mother["hpl"]),
                compare=[count_down(mother["hpl"], today), "HPHT + 280 hari"],
            )
        )
    group = str(mother["kspr_group"])
    built.append(
        components.build_figure(
            "KSPR",
            f"{format_number(mother['kspr_score'])} · {group}",
            compare=GROUP_WORDS[group].partition(", ")[2],
        )
    )
    for pair in pairs.to_dict("records"):
        silent = is_silent(pair)
        built.append(
            components.build_figure(
                f"Mahasiswa · {str(pair['status']).lower()}",
                format_name(pair["student"]),
                compare=[
                    join_given(pair["university"], pair["student_number"]),
                    f"{format_number(pair['visits'])} kunjungan, {format_number(pair['minutes'])} menit",
                ],
                mark=("problem", f"▲ {describe_silence(pair)}") if silent else None,
            )
        )
    if pairs.empty:
        built.append(components.build_figure("Mahasiswa", "belum ada", compare=NO_PAIR))
    return built


def _render_factors(mother: Mapping[Any, Any]) -> None:
    st.html(_factors(title=FACTORS_TITLE, rows=list_factors(mother), nothing=NO_FACTORS))


def _render_signs(mother: Mapping[Any, Any]) -> None:
    rows: list[tuple[str, str]] = []
    for word, value, is_bad, day in list_signs(mother):
        if is_bad is None:
            rows.append((f"{word}:", NOT_MEASURED))
            continue
        sign = build_chip(word if is_bad else FINE_WORDS[word], bad=is_bad)
        when = format_short_day(day) if is_given(day) else UNDATED
        rows.append((cells.join_words(sign, value), when))
    st.html(_signs(title=SIGNS_TITLE, rows=rows))


def render_pair_steps(pairs: pd.DataFrame, steps: pd.DataFrame) -> None:
    """For each student of the mother: letters and report, and the ten steps with executor and minutes."""
    for pair in pairs.to_dict("records"):
        student = format_name(pair["student"])
        st.subheader(components.plain(STEPS_TITLE.format(student=student)), anchor=False)
        st.html(_papers(built=[_build_paper(pair, name) for name in DOCUMENTS]))
        own = steps[steps["unit"].eq(pair["unit"]) & steps["partner"].map(format_name).eq(student)]
        if own.empty:
            continue
        if own["standard_executor"].isna().all():
            st.html(boards.build_quiet_line(words=NO_EXECUTOR))
        render_steps(own)


def _build_paper(pair: Mapping[Any, Any], name: str) -> Markup:
    word = DOCUMENT_WORDS[name]
    if not has_document(pair, name):
        return cells.build_sign("belum diisi", f"{word}: belum ada")
    link = boards.build_proof(pair[name], "buka")
    number = pair[name] if not link and is_given(pair[name]) else ""
    return _paper(parts=[build_chip(word, bad=False), number, link])


def render_timeline(
    visits: pd.DataFrame, mothers: pd.DataFrame, today: pd.Timestamp, *, key: str = "papan_kunjungan"
) -> None:
    """Visits of those mothers (in their order) along the days; nothing without mothers."""
    lines = mothers.drop_duplicates("mother_id")
    marks, names = select_marks(visits, lines, today), list_names(lines)
    if not names:
        return
    st.header(TIMELINE_TITLE, anchor=False)
    st.html(_legend(words=LEGEND))
    components.show_chart(
        build_visit_chart,
        marks=marks,
        names=names,
        today=today,
        description=describe_visit_chart(marks=marks, names=names),
        key=key,
    )


def render_visits(visits: pd.DataFrame) -> None:
    """Every visit to one mother, newest first: what was measured, complained of and taught."""
    if visits.empty:
        components.empty_state(NO_VISITS_TITLE, NO_VISITS_HELP)
        return
    st.subheader(VISITS_TITLE, anchor=False)
    records = visits.iloc[::-1].to_dict("records")
    shown = {
        "date": [format_short_day(row["date"]) for row in records],
        "age": [_describe_day(row) for row in records],
        "weight": [_build_value(row, "weight_kg", None, 1) for row in records],
        "pressure": [_build_pressure(row) for row in records],
        "lila": [_build_value(row, "lila_cm", ("kek", "KEK"), 1) for row in records],
        "hb": [_build_value(row, "hb_g_dl", ("anaemia", "anemia"), 1) for row in records],
        "talk": [escape(join_given(row["complaint"], row["counselling"]) or EMPTY_VALUE) for row in records],
        "who": [_build_visitor(row) for row in records],
    }
    headers = {
        "date": "Tanggal", "age": "Usia kehamilan", "weight": "BB (kg)", "pressure": "Tekanan darah",
        "lila": "LiLA (cm)", "hb": "Hb (g/dL)", "talk": "Keluhan · konseling", "who": "Mahasiswa",
    }  # fmt: skip
    components.html_table(shown, headers)


def _describe_day(row: Mapping[Any, Any]) -> str:
    if row["after_birth"]:
        return "sesudah bersalin"
    return describe_weeks(row["gestation_days"]) if pd.notna(row["gestation_days"]) else "—"


def _build_value(row: Mapping[Any, Any], name: str, flag: tuple[str, str] | None, decimals: int) -> Markup:
    value = format_number(row[name], decimals=decimals)
    is_bad = flag is not None and pd.notna(row[flag[0]]) and bool(row[flag[0]])
    return cells.join_lines(value, build_chip(flag[1]) if is_bad and flag else "")


def _build_pressure(row: Mapping[Any, Any]) -> Markup:
    if pd.isna(row["hypertension"]):
        return escape(EMPTY_VALUE)
    value = f"{format_number(row['systolic'])}/{format_number(row['diastolic'])}"
    grave = "bahaya" if row["danger"] else "tinggi"
    return cells.join_lines(value, build_chip(grave) if row["hypertension"] else "")


def _build_visitor(row: Mapping[Any, Any]) -> Markup:
    who = str(row["student"]) if is_given(row["student"]) else EMPTY_VALUE
    minutes = f"{format_number(row['minutes'])} menit" if is_given(row["minutes"]) else ""
    stranger = build_chip(OTHER_VISITOR) if not row["of_pair"] and is_given(row["student"]) else ""
    return cells.join_lines(who, minutes, stranger)
