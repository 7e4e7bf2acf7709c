"""Parts of the data-quality page that close the loop: whose cells, whom to tell, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.kualitas_data.loop import Ledger, find_menders, find_week, list_weeks, split_texts
from lib.views import components, paste_block
from lib.views.messages import DATA_MESSAGES, build_chat_link, choose_message, fill_message, render_words
from lib.views.templates import macro
from lib.words.formats import format_day, format_number, format_phone
from lib.workbook.tabs import TABS

LEVELS = ("Galat", "Peringatan")
PLACE_COLUMNS = ("posyandu", "name", "errors", "warnings", "found", "mended", "leader", "phone")
WEEKS_SHOWN = 8
METHODS = ("putaran_temuan", "dibenarkan", "garis_sendiri", "mutu_ukur")
OF_PUSKESMAS = "Puskesmas (semua posyandu)"
THANKS = "Terima kasih, {who}: {count} sel diperbaiki minggu ini."
NO_PHONE = "HP ketua belum diisi di tab Posyandu: salin pesannya, kirim sendiri."
CLOSING = "Terima kasih."
NOTHING_TO_TELL = "Tidak ada Galat atau Peringatan untuk dikirim."
NO_REASON = "Isi kolom Alasan di baris yang ditempel."
NOT_WRONG_HELP = (
    "Sudah diperiksa dan isinya memang benar? Pilih temuannya, lalu tempel barisnya di tab Dibenarkan. "
    "Temuan itu hilang pada pembacaan berikutnya selama isi selnya tetap sama, dan nilainya dihitung."
)
NOTHING_TO_CONFIRM = "Temuan ini tidak mengutip isi sel, jadi tidak dapat dibenarkan."

_person = macro("kualitas_data/kualitas_data.html", "contact")


def places_table(places: pd.DataFrame) -> None:
    """A row a posyandu, worst first: its counts, its contact, and what became of its cells this week.
    `places`: build_places."""
    contacts = zip(places["leader"], places["phone"], strict=True)
    components.html_table(
        {**places, "contact": [_contact(leader, phone) for leader, phone in contacts]},
        {
            "name": "Posyandu",
            "errors": "✕ Galat",
            "warnings": "▲ Peringatan",
            "found": "Ditemukan minggu ini",
            "mended": "Diperbaiki minggu ini",
            "contact": "Ketua kader",
        },
        formats={name: format_number for name in ("errors", "warnings", "found", "mended")},
        numbers=["errors", "warnings", "found", "mended"],
        caption="Jumlah sel; yang paling banyak Galat di atas",
    )


def build_places(
    findings: pd.DataFrame,
    posyandu: pd.DataFrame,
    names: Mapping[str, str],
    ledger: Ledger,
    today: pd.Timestamp,
) -> pd.DataFrame:
    """A row a posyandu of `names` (code → name), the worst first: posyandu, name, errors, warnings (cells),
    found, mended (this week), leader, phone. `findings`: Seen.findings; `posyandu`: the tab as the viewer
    may see it; `today`: whose week it is."""
    counts = {
        level: findings[findings["level"] == level].groupby("posyandu")["count"].sum() for level in LEVELS
    }
    week = ledger.weeks.get(find_week(today.date()), {})
    contacts = posyandu.drop_duplicates("code").set_index("code")
    rows = []
    for code, name in [*names.items(), *([("", OF_PUSKESMAS)] if "" in set(findings["posyandu"]) else [])]:
        known: Mapping[Any, Any] = contacts.loc[code].to_dict() if code in contacts.index else {}
        now = week.get(code)
        rows.append(
            {
                "posyandu": code,
                "name": name,
                "errors": int(counts["Galat"].get(code, 0)),
                "warnings": int(counts["Peringatan"].get(code, 0)),
                "found": now.found if now else 0,
                "mended": now.mended if now else 0,
                "leader": known.get("leader"),
                "phone": known.get("leader_phone"),
            }
        )
    table = pd.DataFrame(rows, columns=list(PLACE_COLUMNS))
    return table.sort_values(["errors", "warnings"], ascending=False, kind="stable").reset_index(drop=True)


def _contact(leader: object, phone: object) -> Markup | None:
    name = leader if isinstance(leader, str) else ""
    number = phone if isinstance(phone, str) else ""
    return _person(name=name, phone=number, shown=format_phone(number)) if name or number else None


def thanks(ledger: Ledger, names: Mapping[str, str], today: pd.Timestamp) -> None:
    """Who mended cells this week, most first; nothing where nobody did."""
    for code, count in find_menders(ledger, today.date()).items():
        if code in names:
            components.good_note(THANKS.format(who=names[code], count=format_number(count)))


def weeks_table(ledger: Ledger, codes: Sequence[str] | None) -> None:
    """Found, mended, confirmed and still open, week by week; nothing before the first reading was counted."""
    weeks = list_weeks(ledger, codes, WEEKS_SHOWN)
    if weeks.empty:
        return
    components.html_table(
        weeks,
        {
            "week": "Minggu mulai",
            "found": "Ditemukan",
            "mended": "Diperbaiki",
            "justified": "Dibenarkan",
            "open": "Masih ada",
        },
        formats={
            "week": format_day,
            **{name: format_number for name in ("found", "mended", "justified", "open")},
        },
        numbers=["found", "mended", "justified", "open"],
        caption="Sel dengan Galat atau Peringatan, tiap minggu",
    )


def choose_told(places: pd.DataFrame) -> Mapping[Any, Any] | None:
    """The posyandu whose cells are to be told, the worst unless another is chosen; None where none has
    any."""
    told = places[(places["posyandu"] != "") & (places["errors"] + places["warnings"] > 0)]
    if told.empty:
        return None
    rows: dict[str, Mapping[Any, Any]] = {str(row["posyandu"]): row for row in told.to_dict("records")}
    code = next(iter(rows))
    if len(rows) > 1:
        code = st.selectbox(
            "Pesan untuk posyandu",
            list(rows),
            format_func=lambda one: str(rows[one]["name"]),
            key="papan_pesan",
        )
    return rows[code]


def build_texts(
    lines: Sequence[str], told: Mapping[Any, Any], typed: Mapping[str, str], puskesmas: str
) -> list[str]:
    """The WhatsApp texts of one posyandu: at most 1,000 characters each, naming cells, no person. `lines`:
    Seen.mending_lines; `told`: its row of build_places; `typed`: the messages of Pengaturan."""
    opening = fill_message(
        choose_message(DATA_MESSAGES["mend"], typed),
        posyandu=told["name"],
        jumlah=format_number(told["errors"] + told["warnings"]),
        puskesmas=puskesmas,
    )
    return split_texts(opening, lines, CLOSING)


def message(texts: Sequence[str], phone: object, typed: Mapping[str, str]) -> None:
    """The texts with a button each that opens WhatsApp with the posyandu's leader; to copy where no number is
    known."""
    if not texts:
        components.notice_note(NOTHING_TO_TELL)
        return
    if not isinstance(phone, str):
        components.notice_note(NO_PHONE)
    for place, words in enumerate(texts, start=1):
        components.text_to_copy(words)
        if isinstance(phone, str):
            number = f" {place}" if len(texts) > 1 else ""
            st.link_button(
                f"Kirim lewat WhatsApp{number}", build_chat_link(phone, words), icon=":material/chat:"
            )
    render_words(DATA_MESSAGES["mend"], typed)


def choose_confirmed(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that the viewer says are no mistakes: those that quote a cell."""
    components.render_lead(NOT_WRONG_HELP)
    quoted = findings[(findings["value"] != "") & (findings["declared"] != TABS["dibenarkan"].title)]
    labels: dict[str, list[Any]] = {}
    for place, row in zip(quoted.index, quoted.to_dict("records"), strict=True):
        labels.setdefault(f"{row['tab']} {row['cell'] or row['source_row']}: {row['value']}", []).append(
            place
        )
    chosen = st.multiselect(
        "Bukan kesalahan", list(labels), key="papan_dibenarkan", placeholder="Pilih temuan"
    )
    return findings.loc[[place for label in chosen for place in labels.get(label, ())]]


def confirmations(rows: Sequence[Mapping[str, str]]) -> None:
    """The rows of Dibenarkan for what was chosen, ready to paste."""
    block = paste_block.build_block(TABS["dibenarkan"], rows)
    paste_block.render_block("dibenarkan", block, NOTHING_TO_CONFIRM)
    if block:
        st.caption(NO_REASON)
