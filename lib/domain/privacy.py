"""Which rows a viewer may see, and what of a person is shown: filter first, then mask.

Source: UU 27/2022 (health data and children's data are "spesifik"); roles as in aturan.md, Privacy:
kepala and petugas see all of their puskesmas; kader their own posyandu by name; mitra their own pairs;
dinkes totals only; tamu initials + RT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.domain.access import Role, Viewer

SMALL_COUNT = 5
"""Case counts below this are "<5" for viewers who may not see persons."""

Frames = Mapping[str, pd.DataFrame]

PEOPLE = {"balita": "child_id", "ibu_hamil": "mother_id"}
"""Tabs that register people, and their ID."""

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
    "student",
    "student_number",
    "mentor",
    "leader",
    "driver",
    "donor",
)
"""Names of people around the child or mother, and of staff."""

NAMES_OF_THINGS = {"posyandu", "titik_jemput", "armada", "pengaturan"}
"""Tabs whose `name` is no person's."""

STAFF_TABS = ("kader", "tim_mentoring", "hadir_pertemuan")
"""Tabs that list people who work or attend."""

DOCUMENT_TABS = ("sop", "langkah_sop", "riwayat_sop")
"""Public documents: they name posts, not people in care."""

WITHHELD = "(tidak ditampilkan)"
PROVING = {
    "antar_jemput": ("companion",),
    "pertemuan": ("discussion", "report"),
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


def compute_scope(viewer: Viewer) -> Scope:
    """The scope of a viewer's role."""
    if viewer.role in (Role.KEPALA, Role.PETUGAS):
        return Scope(Role.KEPALA)
    if viewer.role is Role.KADER:
        return Scope(Role.KADER, posyandu=tuple(sorted(viewer.posyandu)))
    if viewer.role is Role.MITRA:
        return Scope(Role.MITRA, name_in_book=viewer.name_in_book or "")
    return Scope(viewer.role, names="none" if viewer.role is Role.DINKES else "initials")


def scope_frames(frames: Frames, scope: Scope) -> dict[str, pd.DataFrame]:
    """The tables (by tab name) with only the rows and the parts of persons that the scope may see."""
    if scope.role is Role.KADER:
        return _keep_posyandu(frames, {code.casefold() for code in scope.posyandu})
    if scope.role is Role.MITRA:
        return _keep_pairs(frames, scope.name_in_book or "")
    if scope.names == "full":
        return dict(frames)
    return mask_persons(frames, with_initials=scope.names == "initials")


def _nothing(table: pd.DataFrame) -> pd.Series:
    return pd.Series([None] * len(table), index=table.index, dtype="str")


def _rows(table: pd.DataFrame, mask: pd.Series | np.ndarray) -> pd.DataFrame:
    return table[np.asarray(mask, dtype=bool)].reset_index(drop=True)


def _keep_posyandu(frames: Frames, codes: set[str]) -> dict[str, pd.DataFrame]:
    """Rows of one's own posyandu; of tabs without a posyandu those of its people; shared tabs as they are."""

    def own(table: pd.DataFrame) -> pd.Series:
        return table["posyandu"].str.casefold().isin(codes)

    people = {name: set(_rows(frames[name], own(frames[name]))[column]) for name, column in PEOPLE.items()}
    everybody = people["balita"] | people["ibu_hamil"]
    kept: dict[str, pd.DataFrame] = {}
    for name, table in frames.items():
        if name == "posyandu":
            kept[name] = table.assign(
                leader_phone=table["leader_phone"].where(table["code"].str.casefold().isin(codes))
            )
        elif name in ("daftar_tilik", "tindak_lanjut"):
            mine = table["subject"].isin(everybody) | table["subject"].str.casefold().isin(codes)
            if name == "daftar_tilik":
                mine |= own(table) | (table["posyandu"].isna() & table["subject"].isna())
            kept[name] = _rows(table, mine)
        elif name == "kegiatan_mentoring":
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]) | table["child_id"].isna())
        elif name == "penimbangan":
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]))
        elif name == "donasi":
            kept[name] = _rows(table, own(table) | table["posyandu"].isna())
        elif "posyandu" in table.columns:
            kept[name] = _rows(table, own(table))
        elif "child_id" in table.columns:
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]))
        elif "mother_id" in table.columns:
            kept[name] = _rows(table, table["mother_id"].isin(people["ibu_hamil"]))
        elif name == "tanya_jawab":
            kept[name] = table.assign(name=_nothing(table))
        else:
            kept[name] = table
    teams = set(kept["mentoring"]["team"])
    kept["tim_mentoring"] = _rows(frames["tim_mentoring"], frames["tim_mentoring"]["team"].isin(teams))
    return kept


def _keep_pairs(frames: Frames, name: str) -> dict[str, pd.DataFrame]:
    """Rows of one mentor's or student's own pairs, and what an SOP needs to be read."""
    folded = " ".join(name.split()).casefold()

    def is_me(names: pd.Series) -> pd.Series:
        return (names.str.casefold() == folded) & bool(folded)

    pairs = _rows(frames["mentoring"], is_me(frames["mentoring"]["mentor"]))
    visits = _rows(frames["pendampingan"], is_me(frames["pendampingan"]["student"]))
    children, mothers = set(pairs["child_id"]), set(visits["mother_id"])
    teams, kelurahan = set(pairs["team"]), set(pairs["kelurahan"].dropna())
    kept = {tab: table.iloc[:0] for tab, table in frames.items()}
    for tab in ("pengaturan", "sop", "langkah_sop", "riwayat_sop"):
        kept[tab] = frames[tab]
    kept["mentoring"], kept["pendampingan"] = pairs, visits
    for tab in ("balita", "penimbangan", "register_sip", "peserta_kebal_msg"):
        kept[tab] = _rows(frames[tab], frames[tab]["child_id"].isin(children))
    for tab in ("ibu_hamil", "kunjungan_ibu"):
        kept[tab] = _rows(frames[tab], frames[tab]["mother_id"].isin(mothers))
    for tab in ("daftar_tilik", "tindak_lanjut"):
        kept[tab] = _rows(frames[tab], frames[tab]["subject"].isin(children | mothers))
    activities = frames["kegiatan_mentoring"]
    shared = activities["child_id"].isna() & (
        activities["team"].isin(teams) | (activities["team"].isna() & activities["kelurahan"].isin(kelurahan))
    )
    for_everybody = activities["child_id"].isna() & activities["team"].isna() & activities["kelurahan"].isna()
    kept["kegiatan_mentoring"] = _rows(
        activities, activities["child_id"].isin(children) | shared | for_everybody
    )
    kept["tim_mentoring"] = _rows(frames["tim_mentoring"], frames["tim_mentoring"]["team"].isin(teams))
    kept["mou"] = _rows(frames["mou"], frames["mou"]["kelurahan"].isin(kelurahan))
    own_posyandu = set(kept["balita"]["posyandu"]) | set(kept["ibu_hamil"]["posyandu"])
    posyandu = _rows(frames["posyandu"], frames["posyandu"]["code"].isin(own_posyandu))
    kept["posyandu"] = posyandu.assign(leader_phone=_nothing(posyandu))
    return kept


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
    """All rows, nobody by name: IDs become opaque numbers, names initials + RT (or nothing), contacts,
    documents and free text are gone. Birth dates stay for computing only: lib.data never hands them out.
    """
    opaque: dict[str, str] = {}
    for tab, column in PEOPLE.items():
        for person in frames[tab][column]:
            opaque.setdefault(person, f"P{len(opaque) + 1:04d}")
    # A subject may be a kelurahan or a team, which are nobody's name.
    places = (
        set(frames["posyandu"]["desa"])
        | set(frames["mou"]["kelurahan"])
        | set(frames["tim_mentoring"]["team"])
    )
    masked: dict[str, pd.DataFrame] = {}
    for tab, table in frames.items():
        changed: dict[str, pd.Series] = {}
        for column in table.columns if tab not in DOCUMENT_TABS else ():
            values = table[column]
            nothing = _nothing(table)
            if column in PROVING.get(tab, ()):
                changed[column] = values.where(values.isna(), WITHHELD)
            elif column in PERSON_COLUMNS:
                kept = values.where(values.isin(places)) if column == "subject" else nothing
                changed[column] = values.map(opaque).fillna(kept).astype("str")
            elif column in CONTACT_COLUMNS or column in OTHER_PEOPLE:
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
    masked["tanya_jawab"] = questions.assign(question=_nothing(questions))
    return masked


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
