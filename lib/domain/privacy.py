"""Which rows a viewer may see, and what of a person is shown: filter first (own_rows.py), then mask.

Who may see what is declared at the column and the tab (lib/workbook/columns.py: `shows`, `rows_of`); what
is not declared is hidden.

Source: UU 27/2022 (health data and children's data are "spesifik"); roles as in aturan.md, Privacy:
kepala and petugas see all of their puskesmas; kader their own posyandu by name; mitra their own pairs;
dinkes totals only; tamu initials + RT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.domain.access import Role, Viewer
from lib.domain.own_rows import PEOPLE, PERSON_IDS, Frames, blank, keep_pairs, keep_posyandu
from lib.domain.steps.keys import normalise_key
from lib.workbook.columns import Column, Kind, Mask, Shows, Tab
from lib.workbook.tabs import TABS

WITHHELD = "(tidak ditampilkan)"
"""Stands for what a cell holds where that it holds something proves an SOP step or takes a seat, so that
every viewer's figures are the same (Mask.FILLED)."""

SOURCE = ("source_book", "source_row")
"""Where a row stands: every tab has them, and they are about nobody."""

PERSONS = PERSON_IDS | {
    *(column.name for tab in TABS.values() for column in tab.columns if column.mask is Mask.STUDENT),
    "label",
}
"""A table with one of these has rows about persons: an ID, a student, or `build_labels` of somebody."""

Tabs = Mapping[str, Tab]
"""Declarations by tab name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer sees of a puskesmas; equal scopes share one computation.

    `posyandu` (codes) and `name_in_book` narrow the rows, `names` says how persons appear: "full",
    "initials" or "none".
    """

    role: Role
    posyandu: tuple[str, ...] = ()
    name_in_book: str | None = None
    names: str = "full"

    @property
    def hides_small_counts(self) -> bool:
        """Whether case counts below SMALL_COUNT are shown as "<5"."""
        return self.role in (Role.DINKES, Role.TAMU)


EVERYTHING = Scope(Role.KEPALA)
"""All of a puskesmas, by name."""

GROUP = Scope(Role.TAMU, names="initials")
"""As whom a message or a picture is made that goes into a group chat: as a guest, since nobody knows where it
is sent on to."""


def compute_scope(viewer: Viewer, *, rapat: bool = False) -> Scope:
    """The scope of a viewer's role; in `rapat` mode persons are at most initials + RT for everybody."""
    names = "initials" if rapat else "full"
    if viewer.role in (Role.KEPALA, Role.PETUGAS):
        return Scope(Role.KEPALA, names=names)
    if viewer.role is Role.KADER:
        return Scope(Role.KADER, posyandu=tuple(sorted(viewer.posyandu)), names=names)
    if viewer.role is Role.MITRA:
        return Scope(Role.MITRA, name_in_book=viewer.name_in_book or "", names=names)
    return Scope(viewer.role, names="none" if viewer.role is Role.DINKES else "initials")


def scope_frames(frames: Frames, scope: Scope, tabs: Tabs = TABS) -> dict[str, pd.DataFrame]:
    """The tables (by tab name) that a scope's figures are computed of: only the rows and the parts of persons
    that it may see, and of what is hidden only what computing needs (see Mask). Not for pages: those get
    `show_frames` of these."""
    if scope.role is Role.KADER:
        frames = keep_posyandu(frames, {code.casefold() for code in scope.posyandu}, tabs)
    if scope.role is Role.MITRA:
        frames = keep_pairs(frames, scope.name_in_book or "", tabs)
    if scope.names == "full":
        return dict(frames)
    return mask_persons(frames, with_initials=scope.names == "initials", tabs=tabs)


def show_frames(frames: Frames, scope: Scope, tabs: Tabs = TABS) -> dict[str, pd.DataFrame]:
    """Of `scope_frames`, what pages may show: for scopes without names neither health nor what is else for
    computing only, and of people in care no rows at all to those who see totals."""
    if scope.names == "full":
        return dict(frames)
    shown = {}
    for name, table in frames.items():
        tab = tabs[name]
        hidden = [column.name for column in _columns(tab) if column.is_computed_with]
        table = table.assign(**{one: blank(table[one]) for one in hidden if one in table.columns})
        about = any(column.mask in (Mask.PERSON, Mask.STUDENT) for column in _columns(tab))
        shown[name] = table.iloc[:0] if about and scope.names == "none" else table
    return shown


def compute_initials(names: pd.Series) -> pd.Series:
    """`Budi Contoh` → `B.C.`; missing stays missing."""
    return names.str.findall(r"\b(\w)\w*").map(
        lambda letters: "".join(f"{letter.upper()}." for letter in letters[:3]), na_action="ignore"
    )


def build_labels(people: pd.DataFrame, *, initials: bool) -> pd.Series:
    """How a person is called on screen: the name, or initials + RT for those who may not know more."""
    if not initials:
        return people["name"]
    rt = ("RT " + people["rt"]).fillna("")
    return (compute_initials(people["name"]).fillna("") + " " + rt).str.strip().astype("str")


def mask_persons(frames: Frames, *, with_initials: bool, tabs: Tabs = TABS) -> dict[str, pd.DataFrame]:
    """All rows, nobody by name: each column as its declaration says (`shows`, `mask`), IDs and students as
    opaque numbers, people in care as initials + RT (or nothing). A column or tab without a declaration is
    gone. Health and birth dates stay for computing only: see show_frames.
    """
    opaque: dict[str, str] = {}
    for tab, column in PEOPLE.items():
        for person in frames[tab][column]:
            opaque.setdefault(person, f"P{len(opaque) + 1:04d}")
    students = _number_students(frames, tabs)
    # A subject may be a posyandu, a kelurahan or a team, which are nobody's name.
    places = (
        set(frames["posyandu"]["desa"])
        | set(frames["posyandu"]["code"])
        | set(frames["mou"]["kelurahan"])
        | set(frames["tim_mentoring"]["team"])
    )

    def mask(table: pd.DataFrame, column: Column) -> pd.Series:
        values = table[column.name]
        if column.mask is Mask.PERSON:
            kept = values.where(values.isin(places))
            # A tick may stand for all pairs of a student.
            kept = kept.fillna(normalise_key(values).map(students).astype("str"))
            known = values.map(opaque).astype("str")
            return known if column.kind is Kind.ID else known.fillna(kept).astype("str")
        if column.mask is Mask.STUDENT:
            return normalise_key(values).map(students).astype("str")
        if column.mask is Mask.FILLED:
            return values.where(values.isna(), WITHHELD)
        if column.mask is Mask.LABEL and with_initials:
            return build_labels(table, initials=True)
        if column.public_for:
            return values.where(_is_public_row(table, column))
        return blank(values)

    masked = {}
    for name, table in frames.items():
        if name not in tabs:
            continue
        of_tab = tabs[name]
        declared = {column.name: column for column in _columns(of_tab)}
        table = table[[column for column in table.columns if column in declared or column in SOURCE]]
        closed = [
            column
            for column in declared.values()
            if column.name in table.columns
            and column.shows is not Shows.PUBLIC
            and not column.is_computed_with
        ]
        table = table.assign(**{column.name: mask(table, column) for column in closed})
        masked[name] = table.iloc[:0] if of_tab.rows_are_named else table
    return masked


def _columns(tab: Tab) -> tuple[Column, ...]:
    return (*tab.columns, *tab.worked_out)


def _number_students(frames: Frames, tabs: Tabs) -> dict[str, str]:
    """By the key of each student's name a number; a visit to the pair that names none stays its own."""
    named = [
        frames[tab.name][column.name]
        for tab in tabs.values()
        for column in tab.columns
        if column.mask is Mask.STUDENT and tab.name in frames
    ]
    keys = normalise_key(pd.concat(named)).dropna().unique()
    return {"": ""} | {key: f"Mahasiswa {number}" for number, key in enumerate(keys, start=1)}


def _is_public_row(table: pd.DataFrame, column: Column) -> pd.Series:
    """Rows in whose name one of `public_for` stands at the start."""
    keys = table["name"].str.casefold()
    return keys.str.startswith(column.public_for).fillna(False).astype(bool)
