"""Who may open which page: roles, the page list, and the viewer that rows are scoped for.

Source: UU 27/2022 (health data and children's data are "spesifik"). Which rows and names a viewer sees is
decided where the data are prepared; here only which pages exist for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    KEPALA = "kepala"
    PETUGAS = "petugas"
    KADER = "kader"
    MITRA = "mitra"
    DINKES = "dinkes"
    TAMU = "tamu"


ROLES: tuple[str, ...] = tuple(Role)

ROLE_LABELS = {
    Role.KEPALA: "Kepala puskesmas",
    Role.PETUGAS: "Petugas puskesmas",
    Role.KADER: "Kader",
    Role.MITRA: "Mitra pendamping",
    Role.DINKES: "Dinas kesehatan",
    Role.TAMU: "Tamu",
}

PUSKESMAS_PARAMETER = "puskesmas"
"""The name in the address under which the chosen puskesmas stands: `?puskesmas=Mawar`."""

_WHOLE_PUSKESMAS = frozenset({Role.KEPALA, Role.PETUGAS})
_FIELD = _WHOLE_PUSKESMAS | {Role.KADER}


@dataclass(frozen=True)
class PageAccess:
    """A page: the part of the menu it stands in, its title and icon, its address, the roles that may open it,
    and whether it shows people by name to those who may see names (opening it is then recorded). `several`:
    only for who may choose among several puskesmas."""

    group: str
    title: str
    icon: str
    url_path: str
    roles: frozenset[Role]
    names: bool
    several: bool = False


OVERVIEW = "Ringkasan"
CHILDREN = "Anak dan gizi"
SOPS = "SOP dan kegiatan"
MOTHERS = "Ibu"
REPORTS = "Rapat dan laporan"
DATA = "Data"


def _page(
    group: str,
    title: str,
    icon: str,
    url_path: str,
    roles: frozenset[Role],
    *,
    names: bool,
    several: bool = False,
) -> PageAccess:
    return PageAccess(group, title, icon, url_path, roles, names=names, several=several)


_SEEN_OUTSIDE = _FIELD | {Role.DINKES, Role.TAMU}

# The key is also the file: pages/<key>.py. In menu order, the pages of a group one after the other.
PAGES: dict[str, PageAccess] = {
    "beranda": _page(OVERVIEW, "Beranda", ":material/home:", "beranda", _SEEN_OUTSIDE, names=True),
    "gizi": _page(CHILDREN, "Gizi", ":material/monitor_weight:", "gizi", _SEEN_OUTSIDE, names=False),
    "daftar_anak": _page(
        CHILDREN, "Daftar Anak", ":material/format_list_bulleted:", "daftar_anak", _SEEN_OUTSIDE, names=True
    ),
    "anak": _page(CHILDREN, "Anak", ":material/child_care:", "anak", _FIELD | {Role.MITRA}, names=True),
    "daftar_tilik": _page(
        SOPS, "Daftar Tilik", ":material/checklist:", "daftar_tilik", _SEEN_OUTSIDE, names=True
    ),
    "sop": _page(SOPS, "Dokumen SOP", ":material/description:", "sop", _SEEN_OUTSIDE, names=False),
    "antar_jemput": _page(
        SOPS, "Antar Jemput", ":material/directions_bus:", "antar_jemput", _FIELD | {Role.TAMU}, names=True
    ),
    "mentoring": _page(
        SOPS, "Mentoring", ":material/diversity_1:", "mentoring", _FIELD | {Role.MITRA}, names=True
    ),
    "kebal_msg": _page(SOPS, "KEBAL MSG", ":material/restaurant:", "kebal_msg", _SEEN_OUTSIDE, names=True),
    "pertemuan": _page(SOPS, "Pertemuan", ":material/groups:", "pertemuan", _SEEN_OUTSIDE, names=True),
    "pendampingan": _page(
        MOTHERS,
        "Pendampingan",
        ":material/pregnant_woman:",
        "pendampingan",
        _FIELD | {Role.MITRA, Role.DINKES},
        names=True,
    ),
    "rapat": _page(REPORTS, "Rapat", ":material/co_present:", "rapat", _SEEN_OUTSIDE, names=False),
    "laporan": _page(
        REPORTS, "Laporan", ":material/summarize:", "laporan", _WHOLE_PUSKESMAS | {Role.DINKES}, names=False
    ),
    "eppgbm": _page(REPORTS, "e-PPGBM", ":material/upload_file:", "eppgbm", _WHOLE_PUSKESMAS, names=True),
    "kabupaten": _page(
        REPORTS,
        "Kabupaten",
        ":material/map:",
        "kabupaten",
        _WHOLE_PUSKESMAS | {Role.DINKES},
        names=False,
        several=True,
    ),
    "kualitas_data": _page(
        DATA, "Kualitas Data", ":material/fact_check:", "kualitas_data", _FIELD, names=True
    ),
    "panduan": _page(DATA, "Panduan", ":material/menu_book:", "panduan", frozenset(Role), names=False),
}


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, as far as pages and row scoping need to know.

    `puskesmas` empty = all of the installation; `posyandu` are codes, given for kader; `name_in_book` is the
    Mentor or Mahasiswa that a mitra is in the workbook. `choices`: the puskesmas among which they may choose,
    empty where there is no choice; of who has chosen, `puskesmas` is the one chosen.
    """

    username: str
    name: str
    role: Role
    puskesmas: tuple[str, ...] = ()
    posyandu: tuple[str, ...] = ()
    name_in_book: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def start_page(self) -> str | None:
        """The key of the page that a sign-in leads to: the first of the menu, but a mitra's own."""
        order = ("mentoring", *PAGES) if self.role is Role.MITRA else PAGES
        return next((key for key in order if self.may_open(key)), None)

    def may_open(self, page: str) -> bool:
        """False for pages of other roles, for pages that do not exist, and for those on several puskesmas
        where this viewer has one."""
        known = PAGES.get(page)
        return known is not None and self.role in known.roles and (bool(self.choices) or not known.several)


def list_choices(role: Role, known: Sequence[str], limit: Sequence[str]) -> tuple[str, ...]:
    """The puskesmas among which somebody may choose: of those of the installation (`known`) the ones they are
    limited to (none = no limit); empty where that leaves one, which is no choice.

    A kader's posyandu codes and a mitra's name are of one puskesmas, and may mean somebody else in another:
    without a limit in their account they have no choice, and stay with the first.
    """
    if role in (Role.KADER, Role.MITRA) and not limit:
        return ()
    allowed = tuple(name for name in known if not limit or name in limit)
    return allowed if len(allowed) > 1 else ()


def choose_puskesmas(viewer: Viewer, asked: str | None) -> Viewer:
    """The viewer as one who looks at the puskesmas asked for: everything after this knows of no other. What
    is unknown or not theirs is the first that is. The same viewer where there is no choice."""
    if not viewer.choices:
        return viewer
    wanted = (asked or "").strip().casefold()
    chosen = next((name for name in viewer.choices if name.casefold() == wanted), viewer.choices[0])
    return replace(viewer, puskesmas=(chosen,))
