"""Head and signature of every letter and report: what the tab Pengaturan says of the puskesmas."""

from __future__ import annotations

from lib.domain.settings import PuskesmasSettings

BLANK = "……………………"
"""Where a setting is not filled in: to be written by hand."""

FIELDS = (
    *("kabupaten", "kabupaten_besar", "kecamatan", "tempat", "puskesmas", "puskesmas_besar"),
    *("alamat", "telepon", "kepala", "nip"),
)


def build_letterhead(settings: PuskesmasSettings) -> dict[str, str]:
    """FIELDS with their words; BLANK where the tab says nothing. Those called "_besar" are in capitals."""
    given = {
        "kabupaten": settings.district,
        "kecamatan": settings.subdistrict,
        "tempat": settings.place,
        "puskesmas": settings.name,
        "alamat": settings.address,
        "telepon": settings.phone,
        "kepala": settings.head,
        "nip": settings.head_nip,
    }
    filled = {name: value or BLANK for name, value in given.items()}
    return filled | {f"{name}_besar": filled[name].upper() for name in ("kabupaten", "puskesmas")}


def list_missing(settings: PuskesmasSettings) -> list[str]:
    """Settings of head and signature that the tab Pengaturan does not have."""
    needed = {
        "Nama puskesmas": settings.name,
        "Kabupaten/Kota": settings.district,
        "Kecamatan": settings.subdistrict,
        "Alamat": settings.address,
        "Telepon": settings.phone,
        "Kepala puskesmas": settings.head,
        "NIP kepala": settings.head_nip,
    }
    return [name for name, value in needed.items() if not value]
