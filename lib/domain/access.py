"""Who may open which page: roles, the page list, and the viewer that rows are scoped for.

Source: UU 27/2022 (health data and children's data are "spesifik"). Which rows and names a viewer sees is
decided where the data are prepared; here only which pages exist for them.
"""

from __future__ import annotations

from dataclasses import dataclass
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

_WHOLE_PUSKESMAS = frozenset({Role.KEPALA, Role.PETUGAS})
_FIELD = _WHOLE_PUSKESMAS | {Role.KADER}


@dataclass(frozen=True)
class PageAccess:
    """A page: the menu's title and icon, its address, the roles that may open it, and whether it shows people
    by name to those who may see names (opening it is then recorded)."""

    title: str
    icon: str
    url_path: str
    roles: frozenset[Role]
    names: bool


def _page(title: str, icon: str, url_path: str, roles: frozenset[Role], *, names: bool) -> PageAccess:
    return PageAccess(title=title, icon=icon, url_path=url_path, roles=roles, names=names)


# The key is also the file: pages/<key>.py. In menu order; the first page a role may open is its start page.
PAGES: dict[str, PageAccess] = {
    "beranda": _page("Beranda", ":material/home:", "beranda", _FIELD | {Role.DINKES, Role.TAMU}, names=True),
    "daftar_tilik": _page(
        "Daftar Tilik", ":material/checklist:", "daftar_tilik", _FIELD | {Role.DINKES, Role.TAMU}, names=True
    ),
    "sop": _page(
        "Dokumen SOP", ":material/description:", "sop", _FIELD | {Role.DINKES, Role.TAMU}, names=False
    ),
    "antar_jemput": _page(
        "Antar Jemput", ":material/directions_bus:", "antar_jemput", _FIELD | {Role.TAMU}, names=True
    ),
    "mentoring": _page("Mentoring", ":material/diversity_1:", "mentoring", _FIELD | {Role.MITRA}, names=True),
    "pendampingan": _page(
        "Pendampingan",
        ":material/pregnant_woman:",
        "pendampingan",
        _FIELD | {Role.MITRA, Role.DINKES},
        names=True,
    ),
    "gizi": _page(
        "Gizi", ":material/monitor_weight:", "gizi", _FIELD | {Role.DINKES, Role.TAMU}, names=False
    ),
    "kebal_msg": _page(
        "KEBAL MSG", ":material/restaurant:", "kebal_msg", _FIELD | {Role.DINKES, Role.TAMU}, names=True
    ),
    "daftar_anak": _page(
        "Daftar Anak",
        ":material/format_list_bulleted:",
        "daftar_anak",
        _FIELD | {Role.DINKES, Role.TAMU},
        names=True,
    ),
    "anak": _page("Anak", ":material/child_care:", "anak", _FIELD | {Role.MITRA}, names=True),
    "pertemuan": _page(
        "Pertemuan", ":material/groups:", "pertemuan", _FIELD | {Role.DINKES, Role.TAMU}, names=True
    ),
    "rapat": _page("Rapat", ":material/co_present:", "rapat", _FIELD | {Role.DINKES, Role.TAMU}, names=False),
    "eppgbm": _page("e-PPGBM", ":material/upload_file:", "eppgbm", _WHOLE_PUSKESMAS, names=True),
    "laporan": _page(
        "Laporan", ":material/summarize:", "laporan", _WHOLE_PUSKESMAS | {Role.DINKES}, names=False
    ),
    "kualitas_data": _page("Kualitas Data", ":material/fact_check:", "kualitas_data", _FIELD, names=True),
    "panduan": _page("Panduan", ":material/menu_book:", "panduan", frozenset(Role), names=False),
}


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, as far as pages and row scoping need to know.

    `puskesmas` empty = all of the installation; `posyandu` are codes, given for kader; `name_in_book` is the
    Mentor or Mahasiswa that a mitra is in the workbook.
    """

    username: str
    name: str
    role: Role
    puskesmas: tuple[str, ...] = ()
    posyandu: tuple[str, ...] = ()
    name_in_book: str | None = None

    def may_open(self, page: str) -> bool:
        """False for pages of other roles and for pages that do not exist."""
        return page in PAGES and self.role in PAGES[page].roles
