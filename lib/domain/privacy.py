"""Which rows a viewer may see, and what of a person is shown: filter first (own_rows.py), then mask.

Source: UU 27/2022 (health data and children's data are "spesifik"); roles as in aturan.md, Privacy:
kepala and petugas see all of their puskesmas; kader their own posyandu by name; mitra their own pairs;
dinkes totals only; tamu initials + RT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.domain.access import Role, Viewer
from lib.domain.own_rows import PEOPLE, Frames, build_nothing, keep_pairs, keep_posyandu
from lib.domain.sop.keys import normalise_key

SMALL_COUNT = 5
"""Case counts below this are "<5" for viewers who may not see persons."""

PERSON_COLUMNS = ("child_id", "mother_id", "person_id", "subject")
"""Columns anywhere that hold somebody's ID."""

CONTACT_COLUMNS = (
    "nik",
    "family_card",
    "parent_nik",
    "phone",
    "leader_phone",
    "address",
    "proof",
    "report",
    "photos",
    "file",
    "counselling_material",
)
"""Identity numbers, phones, addresses and links to documents: not for those who may not see persons."""

FREE_COLUMNS = (
    "note",
    "reason",
    "obstacle",
    "plan",
    "result",
    "complaint",
    "counselling",
    "discussion",
    "conclusion",
    "value",
)
"""Free text, in which a name may stand."""

OTHER_PEOPLE = (
    "caregiver",
    "husband",
    "companion",
    "executor",
    "owner",
    "student_number",
    "mentor",
    "leader",
    "driver",
    "donor",
)
"""Names of people around the child or mother, and of staff."""

STUDENTS = ("student", "visitor")
"""Names of OSOC's students, `visitor` worked out before rows are hidden (pair_visits.py).  They become
numbers: a mother's pairs stay apart and her visits theirs, so that every viewer's figures are the same."""

NAMES_OF_THINGS = {"posyandu", "titik_jemput", "armada", "pengaturan"}
"""Tabs whose `name` is no person's."""

STAFF_TABS = ("kader", "tim_mentoring", "hadir_pertemuan")
"""Tabs that list people who work or attend."""

DOCUMENT_TABS = ("sop", "langkah_sop", "riwayat_sop")
"""Public documents: they name posts, not people in care."""

WITHHELD = "(tidak ditampilkan)"
PROVING = {
    "antar_jemput": ("companion",),
    "pertemuan": ("discussion", "conclusion", "report"),
    "pendampingan": ("counselling_material", "report"),
}
"""Cells whose being filled proves an SOP step or takes a seat: `WITHHELD` stands for what they hold, so that
every viewer's figures are the same."""

PUBLIC_SETTINGS = ("target", "nama puskesmas", "aturan", "zona", "kabupaten", "kecamatan")
"""Settings (by the start of their folded name) that every viewer's figures need."""


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


def compute_scope(viewer: Viewer, *, meeting: bool = False) -> Scope:
    """The scope of a viewer's role; in `meeting` mode persons are at most initials + RT for everybody."""
    names = "initials" if meeting else "full"
    if viewer.role in (Role.KEPALA, Role.PETUGAS):
        return Scope(Role.KEPALA, names=names)
    if viewer.role is Role.KADER:
        return Scope(Role.KADER, posyandu=tuple(sorted(viewer.posyandu)), names=names)
    if viewer.role is Role.MITRA:
        return Scope(Role.MITRA, name_in_book=viewer.name_in_book or "")
    return Scope(viewer.role, names="none" if viewer.role is Role.DINKES else "initials")


def scope_frames(frames: Frames, scope: Scope) -> dict[str, pd.DataFrame]:
    """The tables (by tab name) with only the rows and the parts of persons that the scope may see."""
    if scope.role is Role.KADER:
        frames = keep_posyandu(frames, {code.casefold() for code in scope.posyandu})
    if scope.role is Role.MITRA:
        return keep_pairs(frames, scope.name_in_book or "")
    if scope.names == "full":
        return dict(frames)
    return mask_persons(frames, with_initials=scope.names == "initials")


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


def mask_persons(frames: Frames, *, with_initials: bool) -> dict[str, pd.DataFrame]:
    """All rows, nobody by name: IDs and students become opaque numbers, names initials + RT (or nothing),
    contacts, documents and free text are gone. Birth dates stay for computing only: lib.data never hands
    them out.
    """
    opaque: dict[str, str] = {}
    for tab, column in PEOPLE.items():
        for person in frames[tab][column]:
            opaque.setdefault(person, f"P{len(opaque) + 1:04d}")
    students = _number_students(frames)
    # A subject may be a posyandu, a kelurahan or a team, which are nobody's name.
    places = (
        set(frames["posyandu"]["desa"])
        | set(frames["posyandu"]["code"])
        | set(frames["mou"]["kelurahan"])
        | set(frames["tim_mentoring"]["team"])
    )
    masked: dict[str, pd.DataFrame] = {}
    for tab, table in frames.items():
        changed: dict[str, pd.Series] = {}
        for column in table.columns if tab not in DOCUMENT_TABS else ():
            values = table[column]
            nothing = build_nothing(table)
            if column in PROVING.get(tab, ()):
                changed[column] = values.where(values.isna(), WITHHELD)
            elif column in PERSON_COLUMNS:
                kept = values.where(values.isin(places)) if column == "subject" else nothing
                if tab == "daftar_tilik":  # a tick may stand for all pairs of a student
                    kept = kept.fillna(normalise_key(values).map(students).astype("str"))
                changed[column] = values.map(opaque).fillna(kept).astype("str")
            elif column in STUDENTS:
                changed[column] = normalise_key(values).map(students).astype("str")
            elif column in (*CONTACT_COLUMNS, *OTHER_PEOPLE):
                changed[column] = nothing
            elif column in FREE_COLUMNS:
                changed[column] = _keep_public(table, column, nothing) if tab == "pengaturan" else nothing
            elif column == "name" and tab in PEOPLE:
                changed[column] = build_labels(table, initials=True) if with_initials else nothing
            elif column == "name" and tab not in NAMES_OF_THINGS:
                changed[column] = nothing
        if "result" in table.columns and tab == "daftar_tilik":
            changed.pop("result", None)
        masked[tab] = table.assign(**changed)
    for tab in STAFF_TABS:
        masked[tab] = masked[tab].iloc[:0]
    questions = masked["tanya_jawab"]
    masked["tanya_jawab"] = questions.assign(question=build_nothing(questions))
    return masked


def _number_students(frames: Frames) -> dict[str, str]:
    """By the key of each student's name a number; a visit to the pair that names none stays its own."""
    named = pd.concat([frames[tab]["student"] for tab in ("pendampingan", "kunjungan_ibu")])
    keys = normalise_key(named).dropna().unique()
    return {"": ""} | {key: f"Mahasiswa {number}" for number, key in enumerate(keys, start=1)}


def _keep_public(table: pd.DataFrame, column: str, nothing: pd.Series) -> pd.Series:
    public = table["name"].str.casefold().str.startswith(PUBLIC_SETTINGS).fillna(False).astype(bool)
    return table[column].where(public, nothing)


def hide_small_counts(table: pd.DataFrame, counts: tuple[str, ...], rates: Mapping[str, str]) -> pd.DataFrame:
    """Case counts 1…4 become NaN with `<count>_small` True, and so do the rates made of them.

    `rates` maps a rate column to its count column. Where just one group of several is hidden, a total
    would give it away: the caller's totals over hidden groups go through here too, and a second-smallest
    group is hidden with it.
    """
    result = table.copy()
    for count in counts:
        values = result[count].astype(float)
        small = (values > 0) & (values < SMALL_COUNT)
        if small.sum() == 1 and len(values) > 1:
            others = values.where(~small & (values > 0))
            if others.notna().any():
                small |= others.index == others.idxmin()
        result[f"{count}_small"] = small
        result[count] = values.mask(small)
        for rate, source in rates.items():
            if source == count:
                result[rate] = result[rate].mask(small)
    return result
