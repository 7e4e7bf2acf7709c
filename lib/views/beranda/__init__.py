"""Parts of the start page: what needs attention, and the month's headline figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import attention, beranda
from lib.domain.access import PAGES, Role
from lib.domain.prevalence import INDICATORS
from lib.domain.steps import JUDGED_FROM
from lib.views import components
from lib.views.boards import build_cell_link
from lib.views.links import LIST_PARAMETER, page_link
from lib.views.sparklines import build_line, render_multiples
from lib.views.templates import macro, state_class
from lib.words import text, tokens
from lib.words.figures import CLOSED, SMALL, compare
from lib.words.followed_up import describe_followed
from lib.words.formats import format_filled, format_number, format_percent, format_short_day, format_weekday
from lib.words.steps import NOT_BEGUN_HELP, say_verdict, short_title

# --- The start page of a new puskesmas: what to fill in, one step after the other, instead of empty figures.

_first_steps = macro("beranda/beranda.html", "first_steps")

NEW_TITLE = "Mulai di sini"
NEW_LEAD = (
    "Lima isian pertama di buku kerja. Papan terisi sendiri sesudah tiap langkah; belum ada yang ditagih."
)
WAITING_TITLE = "Papan sedang disiapkan puskesmas"
WAITING_HELP = "Angka muncul setelah penimbangan pertama dicatat di buku kerja."
DONE, DO_NOW, LATER = "Sudah", "Kerjakan sekarang", "Nanti"
WORDS: dict[str, tuple[str, str]] = {
    beranda.SOPS: (
        "Pilih SOP yang dijalankan",
        "Tab “SOP”, tiap baris satu SOP. Aktif: Tidak bila tidak dipakai. Mulai: tanggal mulai dijalankan. "
        "Posyandu pelaksana: kode posyandunya, kosong bila semua. SOP yang belum dimulai tidak ditagih.",
    ),
    beranda.POSYANDU: (
        "Daftarkan posyandu",
        "Tab “Posyandu”: satu baris satu posyandu, dengan Kode dan Nama.",
    ),
    beranda.DAYS: (
        "Isi hari posyandu",
        "Tab “Jadwal”: satu baris satu hari buka, dengan Tanggal dan Posyandu.",
    ),
    beranda.CHILDREN: (
        "Daftarkan balita",
        "Tab “Balita”: satu baris satu anak, dengan ID, Nama, JK, Tanggal lahir dan Posyandu.",
    ),
    beranda.WEIGHINGS: (
        "Catat penimbangan pertama",
        "Tab “Penimbangan”: satu baris satu anak satu hari, dengan Tanggal, ID, BB dan TB.",
    ),
}


def render_first_steps(done: Mapping[str, bool], links: Mapping[str, Mapping[str, str]]) -> None:
    """The steps in their order, each done, next or later in word and sign; `links`: tab → workbook's name →
    its address."""
    st.header(NEW_TITLE, anchor=False)
    current = next((name for name in beranda.STEPS if not done[name]), None)
    steps = []
    for name in beranda.STEPS:
        title, help_words = WORDS[name]
        state = DONE if done[name] else DO_NOW if name == current else LATER
        sign, kind = {DONE: ("✓", "quiet"), DO_NOW: ("→", "notice"), LATER: ("○", "quiet")}[state]
        links_here = links.get(name, {}).items()
        step = {"title": title, "state": state, "sign": sign, "kind": kind}
        step["help"] = "" if state is DONE else help_words
        steps.append(step | {"links": [build_cell_link(to, f"Buka di {book}") for book, to in links_here]})
    st.html(_first_steps(lead=NEW_LEAD, steps=steps))


def render_waiting() -> None:
    """For viewers who do not fill in the workbook."""
    components.empty_state(WAITING_TITLE, WAITING_HELP)


# --- What needs attention, and the month's figures.

_grade = macro("beranda/beranda.html", "grade")
_matter = macro("beranda/beranda.html", "matter")

QUIET_TITLE = "Tidak ada yang mendesak"
QUIET_HELP = "Semua langkah tepat waktu dan tidak ada kasus baru pada data yang terbaca."
LONGEST_TITLE = 30
"""Letters; longer titles of SOPs give way to their codes."""
PLACES_TITLE = "D/S tiap posyandu, terendah dulu"
PLACES_SHOWN = 10
MORE_PLACES = "{count} posyandu lainnya di Gizi"
NEXT = "Kerjakan berikutnya"
READ_GUIDE = "Tidak ada yang mendesak. Baca cara membaca papan di Panduan."
USUAL_NEXT = {
    Role.KEPALA: ("rapat", "Tidak ada yang mendesak. Siapkan rapat berikutnya dengan angka bulan ini."),
    Role.PETUGAS: ("kualitas_data", "Tidak ada yang mendesak. Rapikan isian buku kerja."),
    Role.KADER: (
        "daftar_anak",
        "Tidak ada yang mendesak. Lihat siapa yang dikunjungi sebelum hari posyandu.",
    ),
    Role.MITRA: ("mentoring", "Tidak ada yang mendesak. Lihat pasangan Anda."),
    Role.DINKES: ("laporan", "Tidak ada yang mendesak. Baca laporan bulan ini."),
    Role.TAMU: ("gizi", "Tidak ada yang mendesak. Lihat tren gizi."),
}
GRADES = {attention.URGENT: "Segera", attention.ORDINARY: "Minggu ini"}
ORDINARY_BEFORE = "Lainnya bulan itu"

METHODS = (
    *("perhatian", "ditindaklanjuti", "ds", "nd_corrected", "ks"),
    *(*INDICATORS, "two_t", "bgm", "kepatuhan"),
)

_SYMBOLS = {
    attention.CASES: ("◆", "problem"),
    attention.LATE: (tokens.STATE_SYMBOLS["lewat"], "problem"),
    attention.DUE: (tokens.STATE_SYMBOLS["hari ini"], "notice"),
    attention.COMING: (tokens.STATE_SYMBOLS["akan datang"], "quiet"),
    attention.DATA: ("✎", "notice"),
}
QUIET = (tokens.STATE_SYMBOLS["selesai"], "quiet")
WATCH = "Pantau hasilnya."
"""Of a matter in which everybody was followed up."""
_LINKS = {
    "daftar_anak": "Lihat Daftar Anak",
    "daftar_tilik": "Lihat Daftar Tilik",
    "antar_jemput": "Lihat Antar Jemput",
    "mentoring": "Lihat Mentoring",
    "pendampingan": "Lihat Pendampingan",
    "pertemuan": "Lihat Pertemuan",
    "kebal_msg": "Lihat KEBAL MSG",
    "kualitas_data": "Lihat Kualitas Data",
}
_CASES = {
    "gizi_buruk": ("{n} anak gizi buruk", "Rujuk dan dampingi keluarganya sekarang."),
    "kebal": ("{n} anak 2T atau BGM", "Sasaran KEBAL MSG: undang makan bersama."),
    "kebal kegiatan": (
        "{n} sasaran KEBAL MSG, belum ada kegiatan bulan ini",
        "Tetapkan hari makan bersama, lalu catat di tab “Kebal MSG”.",
    ),
    "nyaris_2t": ("{n} anak nyaris 2T", "Kunjungi sebelum hari posyandu berikutnya."),
    "not_weighed": ("{n} anak tidak ditimbang", "Ajak lagi, atau jemput bulan depan."),
    "ibu segera": (
        "{n} ibu perlu segera diperiksa",
        "Periksa atau rujuk sekarang, berapa pun skor KSPR-nya.",
    ),
    "ibu sendiri": (
        "{n} ibu perlu segera atau berisiko tinggi belum didampingi",
        "Tetapkan mahasiswa pendampingnya.",
    ),
    "pasangan diam": (
        f"{{n}} pasangan mentoring tanpa kegiatan lebih dari {attention.SILENT_DAYS} hari",
        "Hubungi mentornya.",
    ),
    "tindak lanjut": ("{n} tindak lanjut lewat tenggat", "Selesaikan, atau sepakati tenggat baru."),
    "ukuran": (
        "{n} isian yang sepertinya berat atau tinggi tidak terbaca",
        "Lihat kolomnya di Kualitas Data, bagian Yang dibaca.",
    ),
    "galat": ("{n} isian di buku kerja tidak terhitung", "Perbaiki di selnya."),
}
_STEPS = {
    attention.DUE: ("{n} langkah jatuh tempo hari ini", "Kerjakan dan catat hari ini."),
    attention.LATE: ("{n} langkah lewat batas waktu", "Selesaikan, atau catat bila sudah dilakukan."),
    attention.COMING: ("{n} langkah jatuh tempo minggu ini", "Siapkan dan bagi tugasnya."),
}


def describe(
    matter: Mapping[Any, Any], posyandu: Mapping[str, str], sops: Mapping[str, str]
) -> tuple[str, str]:
    """A matter of attention.compute_attention in words: what, and what it asks for."""
    closed = pd.isna(matter["count"]) and not matter["small"]
    count = SMALL if pd.isna(matter["count"]) else format_number(matter["count"])
    where = _describe_places(matter, posyandu)
    if matter["matter"] == "hari posyandu":
        return f"Hari posyandu{where}", "Periksa daftar jemput dan peralatan."
    if matter["matter"] == "langkah":
        what, todo = _STEPS[matter["kind"]]
        code = str(matter["sop"])
        title = short_title(sops.get(code, code))
        return f"{title if len(title) <= LONGEST_TITLE else code}: {what.format(n=count)}{where}", todo
    what, todo = _CASES[matter["matter"]]
    todo = WATCH if attention.is_quiet(matter) else todo
    if closed:
        words = what.removeprefix("{n} ")
        return f"{words[0].upper()}{words[1:]} ({text.CLOSED_COUNT})", todo
    return what.format(n=count), todo


def _describe_places(matter: Mapping[Any, Any], posyandu: Mapping[str, str]) -> str:
    """ " di Melati 1", " di 12 posyandu", or nothing."""
    if not pd.isna(matter["posyandu"]):
        return f" di {posyandu.get(str(matter['posyandu']), str(matter['posyandu']))}"
    places = matter["places"]
    return f" di {format_number(places)} posyandu" if not pd.isna(places) and places > 1 else ""


def describe_day(matter: Mapping[Any, Any], today: pd.Timestamp) -> str:
    """When: "Hari ini", "Rabu, 25 November 2026 (3 hari lagi)", "Terbaru 18 Nov 2026 (4 hari lalu)"."""
    day = matter["day"]
    if pd.isna(day):
        return ""
    left = (day - today).days
    if left == 0:
        return "Hari ini"
    if left > 0:
        first = "Mulai " if matter["matter"] == "langkah" else ""
        return f"{first}{format_weekday(day)} ({'besok' if left == 1 else f'{left} hari lagi'})"
    ago = "kemarin" if left == -1 else f"{format_number(-left)} hari lalu"
    return f"Terbaru {format_short_day(day)} ({ago})"


def attention_list(
    matters: pd.DataFrame,
    *,
    posyandu: Mapping[str, str],
    sops: Mapping[str, str],
    may_open: Callable[[str], bool],
    query: Mapping[str, str | None],
    today: pd.Timestamp,
    running: bool,
) -> None:
    """One line a matter under its grade, each with a link to its page; matters of other roles' pages not.
    `running`: the month is this one, so that the week is this week."""
    shown = matters[matters["page"].map(may_open).astype(bool)]
    if shown.empty:
        components.good_note(QUIET_TITLE, QUIET_HELP)
        return
    for grade in shown["grade"].unique():
        rows = shown[shown["grade"].eq(grade)]
        title = ORDINARY_BEFORE if grade == attention.ORDINARY and not running else GRADES[grade]
        with st.container(key=f"papan_tingkat_{grade.replace(' ', '_')}", gap="xsmall"):
            st.html(_grade(title=title))
            with st.container(border=True, gap=None):
                for place, matter in enumerate(rows.to_dict("records")):
                    _render_matter(f"{grade}_{place}", matter, posyandu, sops, query, today)


def render_next(
    matters: pd.DataFrame,
    role: Role,
    *,
    posyandu: Mapping[str, str],
    sops: Mapping[str, str],
    may_open: Callable[[str], bool],
    query: Mapping[str, str | None],
) -> None:
    """The one thing this role should do next, with its page; where nothing calls, the page to look at."""
    matter = attention.choose_next(matters[matters["page"].map(may_open).astype(bool)], role)
    if matter is None:
        page, words = USUAL_NEXT[role] if may_open(USUAL_NEXT[role][0]) else ("panduan", READ_GUIDE)
        asked: dict[str, str] = {}
    else:
        what, todo = describe(matter, posyandu, sops)
        page, words, asked = matter["page"], f"{what}. {todo}", build_query(matter)
    with st.container(key="papan_berikutnya", horizontal=True, vertical_alignment="center", border=True):
        st.html(_matter(kind="notice", symbol="→", what=NEXT, below=words), width="stretch")
        page_link(page, _LINKS.get(page, PAGES[page].title), **{**query, **asked})


def _render_matter(
    key: str,
    matter: Mapping[Any, Any],
    posyandu: Mapping[str, str],
    sops: Mapping[str, str],
    query: Mapping[str, str | None],
    today: pd.Timestamp,
) -> None:
    symbol, kind = _choose_symbol(matter)
    what, todo = describe(matter, posyandu, sops)
    when = describe_day(matter, today)
    below = f"{when}. {todo}" if when else todo
    with st.container(
        key=f"papan_perhatian_{key.replace(' ', '_')}", horizontal=True, vertical_alignment="center"
    ):
        state = _build_followed(matter)
        st.html(_matter(kind=kind, symbol=symbol, what=what, below=below, state=state), width="stretch")
        page_link(matter["page"], _LINKS[matter["page"]], **{**query, **build_query(matter)})


def _choose_symbol(matter: Mapping[Any, Any]) -> tuple[str, str]:
    if attention.is_quiet(matter):
        return QUIET
    return _SYMBOLS[attention.LATE if matter["late"] > 0 else matter["kind"]]


def _build_followed(matter: Mapping[Any, Any]) -> Markup:
    """How many of them were followed up, as a chip; nothing where that is not known."""
    words = describe_followed(matter["followed"], matter["count"], matter["late"])
    if not words:
        return Markup("")
    late, some = matter["late"] > 0, matter["followed"] > 0
    state = "lewat" if late else "selesai" if attention.is_quiet(matter) else "berjalan" if some else ""
    known = state or "belum diisi"
    return components.build_chip(words, state_class(known), tokens.STATE_SYMBOLS[known])


def build_query(matter: Mapping[Any, Any]) -> dict[str, str]:
    """What the page is to show first: the SOP, the list of children, the one posyandu concerned."""
    chosen = {"sop": matter["sop"], "posyandu": matter["posyandu"]}
    if matter["page"] == "daftar_anak":
        chosen[LIST_PARAMETER] = matter["matter"]
    if matter["matter"] in ("ibu segera", "ibu sendiri"):
        chosen["bagian"] = "tanpa"
    if matter["matter"] == "langkah" and not pd.isna(matter["day"]):
        chosen["bulan"] = str(matter["day"].to_period("M"))
    return {name: str(value) for name, value in chosen.items() if not pd.isna(value)}


def headline(
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    year: pd.DataFrame,
    *,
    closed: bool = False,
    year_before: tuple[str, Mapping[str, Any]] | None = None,
) -> None:
    """The month's figures (of Seen.headline) beside last month's: SKDN, children by status, 2T and BGM; and
    beside those of the same month a year before (its name and figures), where known; `year` (of
    seen.beranda.months) draws each figure's months as a line.

    NaN counts are hidden (…_small: below five); `closed`: of a single place they are not told at all. Where
    nobody was weighed nothing is known of them.
    """
    rates = (
        ("Ditimbang (D/S)", "ds", now["D"], now["S"]),
        ("Naik berat (N/D′)", "nd_corrected", now["N"], now["N"] + now["T"]),
        ("Punya KMS (K/S)", "ks", now["K"], now["S"]),
        *(
            (title, name, now[f"{name}_cases"], now[f"{name}_n"])
            for name, title in zip(INDICATORS, ("Stunting", "Wasting", "Underweight"), strict=True)
        ),
    )
    few = format_filled(now["kms_known"], now["S"]) if pd.isna(now["K"]) else ""
    known, known_before = (one if one["D"] else dict.fromkeys(one, float("nan")) for one in (now, before))
    months = list(year["month"].dt.to_period("M"))
    built = [
        components.build_figure(
            label, _say_share(now, key, part, whole, closed=closed), percent=True,
            numerator=None if pd.isna(whole) else part, denominator=None if pd.isna(part + whole) else whole,
            compare=few if key == "ks" and few else [
                *compare(known[key], before[key], unit="%"),
                *_describe_year_before(year_before, key),
            ],
            line=build_line(label, months, year[key].to_list(), percent=True),
        )
        for label, key, part, whole in rates
    ]  # fmt: skip
    for label, key in (("2T (dua kali tidak naik)", "two_t"), ("BGM (bawah garis merah)", "bgm")):
        hidden = SMALL if now.get(f"{key}_small") else CLOSED
        shown = text.EMPTY_VALUE if not now["D"] else hidden if pd.isna(now[key]) else now[key]
        built.append(
            components.build_figure(
                label,
                shown,
                compare=compare(known[key], known_before[key]),
                line=build_line(label, months, year[key].to_list(), percent=False),
            )
        )
    components.figures(built)


def places(
    table: pd.DataFrame,
    *,
    target: float,
    months: Sequence[pd.Period],
    posyandu: str | None,
    address: Callable[[str], str],
    running: bool,
) -> None:
    """D/S of the posyandu that need it most (see sparklines.render_multiples), the chosen one alone; the way
    to all of them where there are more."""
    if posyandu is not None:
        table = table[table["posyandu"].eq(posyandu)]
    if table.empty:
        return
    st.header(PLACES_TITLE, anchor=False)
    left_out = render_multiples(
        table, target=target, months=months, address=address, running=running, most=PLACES_SHOWN
    )
    if left_out:
        words = MORE_PLACES.format(count=format_number(left_out))
        page_link("gizi", words, bagian="posyandu", bulan=str(months[-1]))


def _describe_year_before(then: tuple[str, Mapping[str, Any]] | None, key: str) -> list[str]:
    known = then is not None and pd.notna(then[1][key])
    return [f"{then[0]} {format_percent(then[1][key])}"] if then is not None and known else []


def _say_share(now: Mapping[str, Any], key: str, part: float, whole: float, *, closed: bool) -> float | str:
    """A rate; where its cases are hidden although children were measured, that they are few."""
    if not pd.isna(now[key]) or not now["D"] or whole == 0 or key == "ks":
        return float(now[key])
    return f"{SMALL} anak" if now.get(f"{key}_small") and not closed else CLOSED


def compliance_table(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    target: float,
    *,
    least: float = JUDGED_FROM,
    waiting: Collection[str] = (),
) -> None:
    """The SOPs in use (`titles`) with their compliance and how much was filled in; judged in words only where
    at least `least` percent of what was due is filled in.  `waiting`: SOPs that nobody has begun."""
    others = [code for code in table["sop"] if code not in titles]
    table = table.set_index("sop").reindex([*titles, *others]).rename_axis("sop").reset_index()
    table = table.fillna({"filled": 0, "total": 0}).astype({"filled": "int64", "total": "int64"})
    shown = pd.DataFrame(
        {
            "sop": [short_title(titles.get(code, code)) for code in table["sop"]],
            "rate": table["compliance"],
            "filled": [
                f"{filled} dari {total}"
                for filled, total in zip(table["filled"], table["total"], strict=True)
            ],
            "verdict": [
                NOT_BEGUN_HELP
                if sop in waiting
                else say_verdict(rate, filled, total, target=target, least=least)
                for sop, rate, filled, total in zip(
                    *(table[name] for name in ("sop", "compliance", "filled", "total")), strict=True
                )
            ],
        }
    )
    components.html_table(
        shown,
        {"sop": "SOP", "rate": "Kepatuhan", "filled": "Terisi", "verdict": "Keterangan"},
        formats={"rate": format_percent},
        numbers=["rate", "filled"],
        caption=f"Langkah yang jatuh tempo bulan ini; baik mulai {format_number(target)}%",
    )
