"""Parts of the Anak page: who the child is, how it grows, and what has been done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import anak as rules
from lib.domain.categories import INDEX_TITLES
from lib.views import components, filters
from lib.views.anak.growth_chart import EVENT_LETTERS, build_index_chart, build_kms_chart, describe_growth
from lib.views.part import redrawn_alone
from lib.views.templates import macro
from lib.words.downloads import find_mime
from lib.words.formats import format_age_months, format_number, format_short_day, format_unit
from lib.words.text import SEX

CHILD_PARAMETER, CHART_PARAMETER, SPAN_PARAMETER = "anak", "grafik", "umur"
NO_CHILDREN_TITLE = "Belum ada balita"
NO_CHILDREN_HELP = "Isi tab Balita di buku kerja: satu baris untuk satu anak."
CHOOSE_POSYANDU_TITLE = "Anak yang mana?"
CHOOSE_POSYANDU_HELP = "Ketik namanya di kotak cari di atas menu, atau pilih posyandu lalu nama anaknya."
NO_WEIGHT_TITLE = "Belum ada pengukuran"
NO_WEIGHT_HELP = "Grafik muncul setelah ada tanggal dan berat anak ini di tab Penimbangan."
NO_BIRTH_HELP = (
    "Tanggal lahir anak ini belum terbaca, jadi umur dan grafiknya belum bisa digambar. Isi di tab Balita."
)
EVENTS_CAPTION = (
    "Di bawah grafik: N naik, T tidak naik, O bulan lalu tidak ditimbang, B baru. "
    "Di kaki grafik: J naik jemputan, K KEBAL MSG, M mentoring, P PMT."
)
NO_THREAD = "Belum ada catatan antar-jemput, KEBAL MSG, mentoring, atau tindak lanjut untuk anak ini."
CARD_BUTTON = "Kartu pertumbuhan untuk Buku KIA (PDF)"
EVENTS_SHOWN = 8
MOST_LISTED = 150
CHARTS = {"kms": "KMS", **INDEX_TITLES}
SPANS = {"0-24": "0–24 bulan", "24-60": "24–60 bulan"}
_FILE = "anak/anak.html"
_about, _thread, _event = macro(_FILE, "about"), macro(_FILE, "thread"), macro(_FILE, "event")

KIND_WORDS = {
    rules.FETCHED: ("J", "Naik jemputan"),
    rules.ABSENT: ("·", "Sasaran jemputan"),
    rules.COOKED: ("K", "KEBAL MSG"),
    rules.MENTORED: ("M", "Mentoring"),
    rules.VITAMIN_A: ("A", "Vitamin A"),
    rules.PMT: ("P", "PMT"),
    rules.AGREED: ("T", "Tindak lanjut"),
}


def are_too_many(children: pd.DataFrame) -> bool:
    """Whether a list of so many names is no help, and too much to send to a phone."""
    return len(children) > MOST_LISTED


def choose_child(children: pd.DataFrame) -> str | None:
    """The child asked for: a drop-down to type a name into, kept in the address; None where there is none."""
    if children.empty:
        components.empty_state(NO_CHILDREN_TITLE, NO_CHILDREN_HELP)
        return None
    labels = {str(row["child_id"]): _label(row) for row in children.to_dict("records")}
    return filters.choice_filter("Anak", CHILD_PARAMETER, labels, next(iter(labels)))


def _label(row: Mapping[Any, Any]) -> str:
    parts = [str(row["name"]) if pd.notna(row["name"]) else str(row["child_id"])]
    if pd.notna(row["age_months"]):
        parts.append(format_age_months(row["age_months"]))
    if pd.notna(row["rt"]):
        parts.append(f"RT {row['rt']}")
    if row["left"]:
        parts.append(str(row["status"]).casefold())
    return " · ".join(parts)


def take_child(children: pd.DataFrame, child_id: str) -> dict[Any, Any]:
    """The row of a child that `choose_child` gave."""
    row: dict[Any, Any] = children[children["child_id"] == child_id].iloc[0].to_dict()
    return row


def can_be_drawn(points: pd.DataFrame) -> bool:
    """Whether there is anything to draw; if not, what is missing is said."""
    if points.empty:
        components.empty_state(NO_WEIGHT_TITLE, NO_WEIGHT_HELP)
    elif points["age"].isna().all():
        components.empty_state(NO_WEIGHT_TITLE, NO_BIRTH_HELP)
    return bool(points["age"].notna().any())


def about(child: Mapping[Any, Any], posyandu: Mapping[str, str]) -> None:
    """Name, and in one line sex, age, posyandu, RT, carer and phone."""
    st.header(components.plain(child["name"] if pd.notna(child["name"]) else child["child_id"]), anchor=False)
    facts = [
        SEX.get(str(child["sex"]), ""),
        format_age_months(child["age_months"]) if pd.notna(child["age_months"]) else "",
        f"lahir {format_short_day(child['birth_date'])}" if pd.notna(child["birth_date"]) else "",
        posyandu.get(str(child["posyandu"]), ""),
        f"RT {child['rt']}" if pd.notna(child["rt"]) else "",
        str(child["caregiver"]) if pd.notna(child["caregiver"]) else "",
    ]
    phone = str(child["phone"]) if pd.notna(child["phone"]) else ""
    st.html(_about(facts=" · ".join(fact for fact in facts if fact), phone=phone))


def figures(points: pd.DataFrame) -> None:
    """The newest month: weight, gain, the three statuses; and what has to be done at once."""
    last = points.iloc[-1]
    built = [
        components.build_figure(
            "Berat terakhir",
            format_unit(last["weight_kg"], "kg", decimals=1),
            compare=format_short_day(last["date"]),
        ),
        components.build_figure("Naik atau tidak", _describe_nt(last), compare=_describe_gain(last)),
        *(
            components.build_figure(
                INDEX_TITLES[index], _describe_status(last, index), compare=_describe_z(last, index)
            )
            for index in ("bb_u", "tb_u", "bb_tb")
        ),
    ]
    components.figures(built, words=True)


def _describe_nt(last: Mapping[Any, Any] | pd.Series) -> str:
    if bool(last["two_t"]):
        return "2T"
    return str(last["nt"]) if pd.notna(last["nt"]) else "—"


def _describe_gain(last: Mapping[Any, Any] | pd.Series) -> str | None:
    if pd.isna(last["gain_g"]):
        return None
    least = f", KBM {format_number(last['kbm_g'])} g" if pd.notna(last["kbm_g"]) else ""
    return f"{format_number(last['gain_g'])} g{least}"


def _describe_status(last: Mapping[Any, Any] | pd.Series, index: str) -> str:
    if bool(last[f"flag_{index}"]):
        return "Ukur ulang"
    return str(last[f"status_{index}"]) if pd.notna(last[f"status_{index}"]) else "—"


def _describe_z(last: Mapping[Any, Any] | pd.Series, index: str) -> str | None:
    z = last[f"z_{index}"]
    return None if pd.isna(z) else f"z {format_number(z, decimals=2)}"


def urgent_notes(reasons: Mapping[Any, Any]) -> None:
    """What the newest measurement asks for, in words."""
    if reasons.get("gizi_buruk"):
        components.problem_note("Gizi buruk", "Rujuk ke puskesmas sekarang dan dampingi keluarganya.")
    elif reasons.get("bgm") or reasons.get("two_t"):
        components.problem_note(
            "Sasaran KEBAL MSG: " + ("BGM" if reasons.get("bgm") else "2T"),
            "Undang masak dan makan bersama, lalu ikuti pertumbuhannya.",
        )
    elif reasons.get("nyaris_2t"):
        components.notice_note("Nyaris 2T", "Kunjungi sebelum hari posyandu berikutnya.")


@redrawn_alone
def growth(
    points: pd.DataFrame, thread: pd.DataFrame, *, child: Mapping[Any, Any], today: pd.Timestamp
) -> None:
    """The chart chosen in the bar above it."""
    name, sex, age_months = str(child["name"]), str(child["sex"]), float(child["age_months"])
    left, right = st.columns(2)
    with left:
        chosen = filters.choice_filter("Grafik", CHART_PARAMETER, CHARTS, "kms", as_bar=True)
    first = rules.choose_span(age_months)
    with right:
        span = filters.choice_filter("Umur", SPAN_PARAMETER, SPANS, f"{first[0]}-{first[1]}", as_bar=True)
    low, high = (int(part) for part in span.split("-"))
    inside = points[(points["age"] >= low) & (points["age"] <= high)]
    told = describe_growth(points, name=name)
    if chosen == "kms":
        target = rules.compute_next_target(points, sex=sex, today=today)
        components.show_chart(
            build_kms_chart,
            bands=rules.compute_kms_bands(sex, low, high),
            points=inside,
            target=target[(target["age"] >= low) & (target["age"] <= high)],
            events=build_events(thread, points, low, high),
            description=told,
            key="papan_grafik_anak",
        )
        st.caption(EVENTS_CAPTION)
    else:
        components.show_chart(
            build_index_chart,
            lines=rules.compute_standard_lines(chosen, sex=sex, first_month=low, last_month=high),
            points=inside,
            index=chosen,
            description=told,
            key="papan_grafik_anak",
        )
    if inside.empty:
        components.notice_note(f"Tidak ada pengukuran pada umur {SPANS[span]}.")


def card_download(child_id: str, build: Callable[[], bytes]) -> None:
    """The child's page for the Buku KIA; it is set when it is asked for."""
    name = f"kartu-pertumbuhan-{child_id}.pdf"
    st.download_button(
        CARD_BUTTON,
        data=build,
        file_name=name,
        mime=find_mime(name),
        icon=":material/print:",
        on_click="ignore",
    )


def build_events(thread: pd.DataFrame, points: pd.DataFrame, low: int, high: int) -> pd.DataFrame:
    """Marks at the foot of the chart: one a month of age, with letters and words."""
    rows = thread[thread["kind"].isin(rules.ON_CHART)].drop_duplicates(["date", "kind"])
    if rows.empty or points.empty:
        return pd.DataFrame({"age": [], "letters": [], "words": []})
    anchor = points.iloc[-1]
    age = anchor["age"] + (rows["date"] - anchor["date"]).dt.days / rules.DAYS_A_MONTH
    marks = pd.DataFrame(
        {
            "age": age.round(1),
            "letters": [EVENT_LETTERS[kind] for kind in rows["kind"]],
            "words": [
                f"{KIND_WORDS[kind][1]}, {format_short_day(day)}"
                for kind, day in zip(rows["kind"], rows["date"], strict=True)
            ],
        }
    )
    marks = marks[(marks["age"] >= low) & (marks["age"] <= high)]
    together = {
        "letters": lambda parts: "".join(dict.fromkeys(parts)),
        "words": lambda parts: "; ".join(parts),
    }
    return marks.assign(age=marks["age"].round(0)).groupby("age", as_index=False).agg(together)


def thread_list(thread: pd.DataFrame, tab_titles: Mapping[str, str]) -> None:
    """The child's way through the work, newest first; what is open stands out in words."""
    if thread.empty:
        components.notice_note(NO_THREAD)
        return
    items = [_build_event(row, tab_titles) for row in thread.to_dict("records")]
    st.html(_thread(items=items[:EVENTS_SHOWN]))
    if len(items) > EVENTS_SHOWN:
        with st.expander(f"{len(items) - EVENTS_SHOWN} catatan sebelumnya"):
            st.html(_thread(items=items[EVENTS_SHOWN:]))


def _build_event(row: Mapping[Any, Any], tab_titles: Mapping[str, str]) -> Markup:
    mark, word = KIND_WORDS[row["kind"]]
    told = [str(row[name]) for name in ("what", "detail", "owner") if pd.notna(row[name]) and str(row[name])]
    is_open = pd.notna(row["open"]) and row["open"]
    due = f", tenggat {format_short_day(row['due_on'])}" if is_open and pd.notna(row["due_on"]) else ""
    return _event(
        where=f"tab {tab_titles.get(row['tab'], row['tab'])}, baris {int(row['source_row'])}",
        mark=mark,
        word=word,
        day=format_short_day(row["date"]),
        detail=" · ".join(told),
        still=f"Belum selesai{due}" if is_open else "",
    )
