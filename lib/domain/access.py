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
    """A page: the menu's title and icon, its address, the roles that may open it, and whether it shows people
    by name to those who may see names (opening it is then recorded). `several`: only for who may choose among
    several puskesmas."""

    title: str
    icon: str
    url_path: str
    roles: frozenset[Role]
    names: bool
    several: bool = False


def _page(
    title: str, icon: str, url_path: str, roles: frozenset[Role], *, names: bool, several: bool = False
) -> PageAccess:
    return PageAccess(title=title, icon=icon, url_path=url_path, roles=roles, names=names, several=several)


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
    "kabupaten": _page(
        "Kabupaten",
        ":material/map:",
        "kabupaten",
        _WHOLE_PUSKESMAS | {Role.DINKES},
        names=False,
        several=True,
    ),
    "kualitas_data": _page("Kualitas Data", ":material/fact_check:", "kualitas_data", _FIELD, names=True),
    "panduan": _page("Panduan", ":material/menu_book:", "panduan", frozenset(Role), names=False),
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
