"""All workbooks as one set of tables that fit together, with everything that was found on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from lib.workbook.columns import Column, Tab
from lib.workbook.findings import COLUMNS, column_letter, empty_findings, join_findings
from lib.workbook.parse import ParsedTab, empty_table, split_sheet_key
from lib.workbook.resolve import checks, places
from lib.workbook.resolve.codes import build_codebook, look_up, resolve_codes
from lib.workbook.resolve.ledger import Ledger
from lib.workbook.resolve.persons import Register, build_register, find_posyandu, resolve_people
from lib.workbook.sheets import SheetReading
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key, id_key

_TAB_BY_TITLE = {tab.title: tab for tab in TABS.values()}

PEOPLE_ID = {"balita": "child_id", "ibu_hamil": "mother_id"}
"""The tabs that register people and the column of their IDs."""

ONE_SPELLING = {
    "tim_mentoring": ("team", "name"),
    "mentoring": ("team", "mentor", "kelurahan"),
    "kegiatan_mentoring": ("team", "kelurahan"),
    "mou": ("kelurahan",),
    "pendampingan": ("student",),
    "kunjungan_ibu": ("student",),
}
"""Free names that group rows: case and spaces must not split a team in two."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Typed tables by tab name (see lib.workbook.tabs; every declared tab is there, maybe empty), findings
    (lib.workbook.findings.COLUMNS), rows left out by tab title, the tab names found in any workbook, and
    where each column stands in each sheet, by (tab name, book).

    `exports` are the rows of e-PPGBM or Sigizi exports that are only compared, by tab name; `counted` and
    `rows` how many rows of each sheet count and how many it holds, by (tab name, book)."""

    frames: Mapping[str, pd.DataFrame]
    findings: pd.DataFrame
    left_out: Mapping[str, int]
    present: frozenset[str]
    places: Mapping[tuple[str, str], Mapping[str, int]]
    exports: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    readings: tuple[SheetReading, ...] = ()

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]


def locate_findings(found: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Findings of rules (level, tab title, source_book, source_row, column header or name, value, message,
    suggestion) with cell and posyandu, as lib.workbook.findings.COLUMNS."""
    if not len(found):
        return empty_findings()
    cells, headers, posyandu = [], [], []
    home = {name: _posyandu_by_person(tables.frames, name) for name in PEOPLE_ID}
    rows_at = {
        title: _group_by_place(tables.frames[_TAB_BY_TITLE[str(title)].name], of_tab["source_row"])
        for title, of_tab in found.groupby("tab")
    }
    for tab_title, book, row, name in zip(
        found["tab"], found["source_book"], found["source_row"], found["column"], strict=True
    ):
        tab = _TAB_BY_TITLE[tab_title]
        column = next((one for one in tab.columns if name in (one.header, one.name)), None)
        place = tables.places.get((tab.name, book), {}).get(column.name, -1) if column else -1
        cells.append(f"{column_letter(place)}{row}" if place >= 0 else "")
        headers.append(column.header if column else str(name))
        at = tables.frames[tab.name].iloc[list(rows_at[tab_title].get((book, row), ()))]
        posyandu.append(_find_home(tab, at, home))
    located = found.assign(cell=cells, column=headers, posyandu=posyandu)
    return (
        located.fillna({"value": ""})
        .reindex(columns=list(COLUMNS))
        .astype({"value": "str"})
        .reset_index(drop=True)
    )


def _group_by_place(table: pd.DataFrame, wanted: pd.Series) -> Mapping[tuple[str, int], Sequence[int]]:
    """(book, sheet row) → places in the table, of the sheet rows wanted."""
    here = np.flatnonzero(table["source_row"].isin(wanted.astype("int64")))
    places: dict[tuple[str, int], list[int]] = {}
    rows = table.iloc[here]
    for place, book, row in zip(here.tolist(), rows["source_book"], rows["source_row"], strict=True):
        places.setdefault((book, row), []).append(place)
    return places


def _person_column(tab: Tab) -> Column | None:
    """The child or mother that a row is about, of a tab that has no posyandu beside it."""
    if any(column.name == "posyandu" for column in tab.columns):
        return None
    return next((column for column in tab.columns if column.refers_to in PEOPLE_ID), None)


def _find_home(tab: Tab, rows: pd.DataFrame, home: Mapping[str, Mapping[str, str]]) -> str:
    """The posyandu of a row of the tab: as its own column says, else that of the child or mother it is about
    (`home`: by the tab of such people, ID → posyandu).  "" where there is none, and for rows about several
    people: two tabs of one title in a book share their row numbers."""
    whose = _person_column(tab)
    if whose is not None:
        people = rows[whose.name].unique()
        code = home[str(whose.refers_to)].get(people[0]) if len(people) == 1 else None
    else:
        code = rows["posyandu"].iloc[0] if len(rows) and "posyandu" in rows.columns else None
    return str(code) if pd.notna(code) else ""


def _posyandu_by_person(frames: Mapping[str, pd.DataFrame], name: str) -> dict[str, str]:
    people = frames[name]
    return dict(zip(people[PEOPLE_ID[name]], people["posyandu"], strict=True))


def _unite(tab: Tab, parsed: Sequence[ParsedTab], part: str) -> pd.DataFrame:
    tables: list[pd.DataFrame] = [getattr(one, part) for one in parsed if one.tab.name == tab.name]
    tables = [table for table in tables if len(table)]
    if not tables:
        return empty_table(tab)
    return pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]


def build_tables(
    parsed: Sequence[ParsedTab],
    *,
    today: date,
    puskesmas: str = "",
    posyandu_of: Mapping[str, str] | None = None,
) -> Tables:
    """Unite the tabs of all workbooks, resolve codes and people, check dates and repeats.

    `today` decides what lies in the future; `puskesmas` goes into the IDs that the board gives; `posyandu_of`
    is the posyandu of a workbook's rows that do not say theirs, by the workbook's key. Never raises on what
    was typed.
    """
    everything = parsed
    parsed, exports = places.part_exports(parsed)
    parsed = _fill_places(parsed, posyandu_of or {}, today)
    ledger = Ledger({(one.tab.name, one.book): one.positions for one in parsed})
    frames = {name: _unite(tab, parsed, "table") for name, tab in TABS.items()}
    left: Counter[str] = Counter()
    for one in parsed:
        left[one.tab.title] += len(one.left_out) + one.unread_rows
    now = pd.Timestamp(today)

    for name in ("posyandu", "sop", "pertemuan"):
        frames[name] = checks.drop_repeats(TABS[name], frames[name], ledger)
    for name, columns in ONE_SPELLING.items():
        for column in columns:
            frames[name] = checks.one_spelling(frames[name], column)
    _resolve_codes_of(
        frames,
        "posyandu",
        build_codebook(frames["posyandu"]["code"], frames["posyandu"]["name"], "posyandu"),
        ledger,
    )

    for name in TABS:
        frames[name] = places.note_unplaced(TABS[name], frames[name], ledger)
    linked = {one.book: one.title for one in parsed if one.linked and one.tab.name == "balita"}
    children: dict[str, str] = {}
    for name, column in PEOPLE_ID.items():
        tab = TABS[name]
        frames[name] = checks.give_ids(tab, frames[name], column, puskesmas, ledger)
        if name == "balita":
            frames[name], children = places.join_linked(frames[name], linked)
        frames[name] = _prefer_active(frames[name], column)
        frames[name] = checks.drop_repeats(tab, frames[name], ledger)
        checks.note_shared_nik(tab, frames[name], ledger)
    for name, tab in TABS.items():
        frames[name] = checks.drop_after_today(tab, frames[name], now, ledger)
    for name in ("penimbangan", "register_sip"):
        frames[name] = places.take_from_sheet(frames[name], children)
    registers = _resolve_people_of(frames, {one.tab.name for one in parsed if one.is_broken}, ledger)
    _posyandu_of_child(frames)
    if places.PLACE_MONTH in frames["penimbangan"].columns:
        frames["penimbangan"] = checks.drop_after_today(
            TABS["penimbangan"], places.fill_month_days(frames, now), now, ledger
        )
    checks.note_slipped_days(frames, now, ledger)
    frames["penimbangan"] = checks.drop_before_birth(
        TABS["penimbangan"], frames["penimbangan"], frames["balita"], ledger
    )

    _resolve_codes_of(frames, "sop", build_codebook(frames["sop"]["code"], frames["sop"]["title"]), ledger)
    _resolve_codes_of(
        frames,
        "titik_jemput",
        build_codebook(frames["titik_jemput"]["code"], frames["titik_jemput"]["name"]),
        ledger,
    )
    _resolve_codes_of(
        frames,
        "pertemuan",
        build_codebook(frames["pertemuan"]["meeting_id"], None),
        ledger,
        keep_unknown=True,
    )
    for name, tab in TABS.items():
        if name not in ("posyandu", "sop", "pertemuan", *PEOPLE_ID):
            frames[name] = checks.drop_repeats(tab, frames[name], ledger)

    findings = join_findings([*(_with_posyandu(one, frames) for one in parsed), ledger.findings()])
    return Tables(
        frames=frames,
        findings=_with_posyandu_of_person(findings, parsed, registers),
        left_out=dict(left + ledger.left_out),
        present=frozenset(one.tab.name for one in parsed),
        places={(one.tab.name, one.book): one.positions for one in parsed},
        exports=places.unite_exports(exports),
        counted={
            (one.tab.name, one.book): int((frames[one.tab.name]["source_book"] == one.book).sum())
            for one in parsed
        },
        rows={
            (one.tab.name, one.book): len(one.table) + len(one.left_out) + one.unread_rows
            for one in everything
        },
    )


def _fill_places(parsed: Sequence[ParsedTab], posyandu_of: Mapping[str, str], today: date) -> list[ParsedTab]:
    """The tabs with what their place gives their rows; all posyandu must be known for that."""
    known = _unite(TABS["posyandu"], parsed, "table")
    codebook = build_codebook(known["code"], known["name"], "posyandu")
    codes = set(known["code"])
    only = codes.pop() if len(codes) == 1 else ""
    return [
        places.fill_place(one, codebook, posyandu_of.get(split_sheet_key(one.book)[0], ""), only, today)
        for one in parsed
    ]


def _resolve_codes_of(
    frames: dict[str, pd.DataFrame],
    target: str,
    book: dict[str, str],
    ledger: Ledger,
    *,
    keep_unknown: bool = False,
) -> None:
    for name, tab in TABS.items():
        for column in tab.columns:
            if column.refers_to == target:
                frames[name] = resolve_codes(
                    tab, frames[name], column.name, book, ledger, keep_unknown=keep_unknown
                )


def _prefer_active(people: pd.DataFrame, column: str) -> pd.DataFrame:
    """Somebody who moved stands in two workbooks: the row of where they are now comes first."""
    gone = people["status"].isin(["Pindah", "Meninggal"])
    moved = people[column].duplicated(keep=False) & gone
    if not moved.any():
        return people
    return pd.concat([people[~moved], people[moved]], ignore_index=True)


def _resolve_people_of(
    frames: dict[str, pd.DataFrame], broken: set[str], ledger: Ledger
) -> dict[str, Register]:
    """Resolves in place; the registers by the tab they are of ("orang": both). `broken`: see find_broken."""
    children, mothers = (frames["balita"], "child_id"), (frames["ibu_hamil"], "mother_id")
    registers = {
        "balita": build_register(children, what="balita", is_broken="balita" in broken),
        "ibu_hamil": build_register(mothers, what="ibu", is_broken="ibu_hamil" in broken),
        "orang": build_register(children, mothers, what="peserta", is_broken=bool(broken & {*PEOPLE_ID})),
    }
    for name, tab in TABS.items():
        for column in tab.columns:
            if column.refers_to in registers:
                frames[name] = resolve_people(
                    tab, frames[name], column.name, registers[column.refers_to], ledger
                )
    everybody = registers["orang"].by_key
    subjects = {
        "daftar_tilik": everybody,
        "tindak_lanjut": everybody | _posyandu_by_key(frames, everybody),
        "dibenarkan": everybody,
    }
    for name, by_key in subjects.items():
        frames[name] = checks.canonical_subjects(frames[name], "subject", by_key)
    return registers


def _posyandu_by_key(frames: Mapping[str, pd.DataFrame], everybody: Mapping[str, str]) -> dict[str, str]:
    """Key of a subject of Tindak Lanjut that is no person's → code of the posyandu that it names for certain,
    but for what a kelurahan or a team is called as well: an action of SIKERITING is about those.  A word
    that is only nearly a posyandu's may be somebody's name: it stays as typed."""
    columns = (
        *(("posyandu", "desa"), ("mou", "kelurahan"), ("mentoring", "kelurahan"), ("mentoring", "team")),
        *(("kegiatan_mentoring", "kelurahan"), ("kegiatan_mentoring", "team"), ("tim_mentoring", "team")),
    )
    others = {
        header_key(str(word)) for tab, column in columns for word in frames[tab][column].dropna().unique()
    }
    book = build_codebook(frames["posyandu"]["code"], frames["posyandu"]["name"], "posyandu")
    found = {}
    for subject in frames["tindak_lanjut"]["subject"].dropna().unique():
        picked = str(subject).rsplit("·", 1)[-1]  # of `Nama · ID` the ID alone: the name may be a person's
        if id_key(picked) in everybody:
            continue
        code, guessed = look_up(picked, book)
        if code is not None and not guessed and header_key(picked) not in others:
            found[id_key(picked)] = code
    return found


def _posyandu_of_child(frames: dict[str, pd.DataFrame]) -> None:
    """A weighing whose posyandu is blank or unknown was at the child's own."""
    weighings = frames["penimbangan"]
    if weighings["posyandu"].isna().any():
        own = weighings["child_id"].map(frames["balita"].set_index("child_id")["posyandu"])
        frames["penimbangan"] = weighings.assign(posyandu=weighings["posyandu"].fillna(own).astype("str"))


def _with_posyandu(one: ParsedTab, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The findings of a tab with the posyandu of their rows, so that somebody can be called about them."""
    if "posyandu" not in one.table.columns or not len(one.findings):
        return one.findings
    known = set(frames["posyandu"]["code"])
    book = build_codebook(frames["posyandu"]["code"], frames["posyandu"]["name"], "posyandu")
    rows = pd.concat([part[["source_row", "posyandu"]] for part in (one.table, one.left_out)])
    rows = rows[rows["source_row"].isin(one.findings["source_row"])].dropna()
    by_row = dict(zip(rows["source_row"], rows["posyandu"], strict=True))
    codes = {typed: look_up(str(typed), book)[0] or "" for typed in set(by_row.values())}
    posyandu = [codes.get(by_row.get(row, ""), "") for row in one.findings["source_row"]]
    return one.findings.assign(posyandu=[code if code in known else "" for code in posyandu])


def _with_posyandu_of_person(
    findings: pd.DataFrame, parsed: Sequence[ParsedTab], registers: Mapping[str, Register]
) -> pd.DataFrame:
    """Findings about rows of tabs without a posyandu, with that of the one person the row is about: who works
    there sees them.  Rows that are nobody's for certain keep none: only the puskesmas sees those."""
    posyandu = findings["posyandu"].copy()
    for name, tab in TABS.items():
        column = _person_column(tab)
        found = findings[findings["tab"].eq(tab.title) & findings["source_row"].gt(0)]
        if column is None or not len(found):
            continue
        tables = [pd.concat([one.table, one.left_out]) for one in parsed if one.tab.name == name]
        places = pd.MultiIndex.from_frame(found[["source_book", "source_row"]])
        rows = pd.concat(tables, ignore_index=True)
        rows = rows[pd.MultiIndex.from_frame(rows[["source_book", "source_row"]]).isin(places)]
        codes: dict[tuple[str, int], set[str]] = {}
        keys = zip(rows["source_book"], rows["source_row"], strict=True)
        for key, code in zip(
            keys, find_posyandu(rows, column.name, registers[str(column.refers_to)]), strict=True
        ):
            codes.setdefault(key, set()).add(code)
        # Two tabs of one title in a book share their row numbers: which of them is meant cannot be known.
        posyandu[found.index] = [
            next(iter(codes[key])) if len(codes.get(key, ())) == 1 else "" for key in places
        ]
    return findings.assign(posyandu=posyandu)
